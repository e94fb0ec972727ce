"""Tags of power: the legs of a supply with what each carries, and how uneven they are.

They are written out here, not included from templates: a page shows dozens of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.common.templatetags.ui import icon, kilowatts, number_text, unit_text
from apps.inventory.rules.power import kw_tenths

if TYPE_CHECKING:
    from apps.inventory.rules.power import LegLoad, Load

register = template.Library()

_ICONS: Final = {"green": "equal", "amber": "alert-triangle", "red": "alert-octagon"}


@register.simple_tag
def legs(load: Load, label: str = "") -> SafeString:
    """Show what each leg carries of what its breaker allows, unevenness, reserved power, and what is an estimate."""
    parts = [_leg(leg) for leg in load.leg_loads]
    parts.append(imbalance(load))
    if load.reserved_w:
        parts.append(
            format_html(
                '<span class="nh-status tone-blue">{}{} {}</span>',
                icon("lock"),
                _("reserved"),
                kilowatts(load.reserved_w),
            )
        )
    if load.even_count:
        words = ngettext(
            "%(count)s unit has no named phase and is counted evenly",
            "%(count)s units have no named phase and are counted evenly",
            load.even_count,
        ) % {"count": number_text(load.even_count, 0)}
        parts.append(format_html('<span class="nh-muted">{}</span>', words))
    name = f"{label}: {_('phases')}" if label else _("phases")
    return format_html('<div class="nh-legs" role="group" aria-label="{}">{}</div>', name, SafeString("".join(parts)))


@register.simple_tag
def imbalance(load: Load) -> SafeString:
    """Show in words and percent how uneven the legs are; nothing for a single-phase supply and for one at rest."""
    percent, tone = load.imbalance, load.imbalance_tone
    if percent is None or not load.used_w:
        return SafeString("")
    words = {"green": _("phases even"), "amber": _("phases uneven"), "red": _("phases very uneven")}[tone]
    return format_html(
        '<span class="nh-status tone-{}">{}{} · {}&nbsp;%</span>',
        tone,
        icon(_ICONS[tone]),
        words,
        number_text(percent, 1),
    )


def _leg(leg: LegLoad) -> SafeString:
    """Return one leg: its letter, a bar where a breaker limits it, its figures."""
    figures = number_text(kw_tenths(leg.used_w), 1)
    bar = ""
    if leg.limit_w:
        figures += f" / {number_text(kw_tenths(leg.limit_w), 1)}"
        bar = format_html(
            '<progress max="{}" value="{}" aria-label="{}">{} %</progress>',
            str(leg.limit_w),
            str(leg.used_w),
            _("Phase %(name)s") % {"name": leg.name},
            leg.percent,
        )
    return format_html(
        '<div class="nh-leg tone-{}"><span class="nh-leg-name">{}</span>{}<span>{}&nbsp;<span class="nh-unit">{}</span>'
        "</span></div>",
        leg.tone,
        leg.name,
        bar,
        figures,
        unit_text("kW"),
    )
