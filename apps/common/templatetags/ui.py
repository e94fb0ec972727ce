"""Interface tags: icons, statuses, numbers with units, load of a power node, panels, addresses of lists."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django import template
from django.template.loader import render_to_string
from django.utils.formats import number_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from apps.common import panels as registry
from apps.common import people, statuses
from apps.common.http import csp
from apps.common.http.addresses import address_by_uid

if TYPE_CHECKING:
    from django.template import Context
    from django.utils.functional import Promise

register = template.Library()

AMBER_FROM = Decimal("0.8")
RED_FROM = Decimal("0.95")
EMPTY = "—"
# Units that some languages write their own way; all others (TH/s, J/TH, °C) stay as they are.
_WRITTEN_UNITS: dict[str, str | Promise] = {
    "kW": _("kW"),
    "W": _("W"),
    "ms": _("ms"),
    "1/min": _("1/min"),
    "kg": _("kg"),
    "B": pgettext_lazy("bytes", "B"),
}


@register.filter
def person(label: str) -> str:
    """Show the full name of who is kept by login."""
    return people.name_of(label)


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """Show an icon of the font; without a label it is hidden from screen readers."""
    if label:
        return format_html('<i class="ti ti-{}" role="img" aria-label="{}"></i>', name, label)
    return format_html('<i class="ti ti-{}" aria-hidden="true"></i>', name)


@register.simple_tag(takes_context=True)
def reads_codes(context: Context) -> str:
    """Note that this page reads codes, so that its answer may run the reader (see apps.common.http.csp)."""
    csp.reads_codes(context["request"])
    return ""


@register.simple_tag
def status(key: Any, word: str = "") -> SafeString:
    """Show a state or severity: icon, word and tone of the product's one table."""
    if key in (None, ""):
        return SafeString(EMPTY)
    look = statuses.status(str(getattr(key, "value", key)))
    return format_html(
        '<span class="nh-status tone-{}"><i class="ti ti-{}" aria-hidden="true"></i>{}</span>',
        look.tone,
        look.icon,
        word or look.word,
    )


def number_text(value: Any, digits: int | None = None) -> str:
    """Return a number by the reader's language, «—» for None and for what is not a finite number."""
    if value is None or value == "":
        return EMPTY
    number = Decimal(str(value))
    if not number.is_finite():
        return EMPTY
    if digits is None:
        return number_format(number, use_l10n=True, force_grouping=True)
    # Nothing is never shown with a minus.
    return _rounded_text(round(number, digits) + 0, digits, get_language())


@lru_cache(maxsize=8192)
def _rounded_text(number: Decimal, digits: int, _language: str | None) -> str:
    """Return a number of so many digits; kept, since pages write the same figures many times."""
    return number_format(number, decimal_pos=digits, use_l10n=True, force_grouping=True)


def unit_text(unit: str | Promise) -> str:
    """Return a unit as the reader's language writes it."""
    return str(_WRITTEN_UNITS.get(str(unit), unit))


@register.simple_tag
def number(value: Any, unit: str = "", digits: int | str | None = None) -> SafeString:
    """Show a number with thousands by language and its unit, never broken over two lines."""
    # A component passes an empty string for a variable that its caller did not give.
    text = number_text(value, None if digits in (None, "") else int(digits))
    if not unit or text == EMPTY:
        return format_html('<span class="nh-number">{}</span>', text)
    return format_html(
        '<span class="nh-number">{}&nbsp;<span class="nh-unit">{}</span></span>',
        text,
        unit_text(unit),
    )


@register.simple_tag
def kilowatts(power_w: Any, digits: int = 1) -> SafeString:
    """Show watts as kilowatts."""
    return number(None if power_w is None else Decimal(str(power_w)) / 1000, "kW", digits)


@register.simple_tag
def url_of(name: str, *args: Any) -> str:
    """Return the address of a page whose last argument is an identifier; cheap in the rows of a long page."""
    *before, uid = args
    return address_by_uid(name, *before)(uid)


@register.simple_tag
def load_bar(used_w: Any, limit_w: Any = None, label: str = "") -> SafeString:
    """Show the load of a power node, `0.0 / 140.0 kW` with a bar; «—» instead of a percentage without a limit."""
    used, limit = Decimal(str(used_w or 0)), None if limit_w is None else Decimal(str(limit_w))
    share = used / limit if limit else None
    tone = "green"
    if share is not None and share >= AMBER_FROM:
        tone = "red" if share >= RED_FROM else "amber"
    percent = EMPTY if share is None else f"{number_text(share * 100, 0)} %"
    figures = number_text(used / 1000, 1) + ("" if limit is None else f" / {number_text(limit / 1000, 1)}")
    bar = "" if not limit else _bar(int(used), int(limit), label or _("Load"), percent)
    return format_html(
        '<div class="nh-load tone-{}"><div class="nh-load-figures"><span>{}&nbsp;<span class="nh-unit">{}</span></span>'
        '<span class="nh-muted">{}</span></div>{}</div>',
        tone,
        figures,
        unit_text("kW"),
        percent,
        bar,
    )


def _bar(value: int, maximum: int, label: str | Promise, words: str) -> SafeString:
    """Return a bar that is filled as far as the value goes."""
    return format_html(
        '<progress max="{}" value="{}" aria-label="{}">{}</progress>', str(maximum), str(value), label, words
    )


@register.simple_tag(takes_context=True)
def panels(context: Context, place: str, subject: Any = None) -> SafeString:
    """Show the panels that upper apps registered for a place; nothing when there are none."""
    actor = context["actor"]
    request = context.get("request")
    shown = (
        (render_to_string(panel.template, {**values, "panel": panel, "subject": subject}, request=request),)
        for panel, values in registry.filled(place, actor, subject)
    )
    return format_html_join("", "{}", shown)


@register.filter
def initials(name: str) -> str:
    """Return up to two letters for the round picture of a person."""
    words = [word for word in str(name).split() if word]
    return "".join(word[0] for word in words[:2]).upper() or "?"
