"""Facts of leads and deals edited in place: what is shown, which control opens, and the one way it is kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from apps.common.errors import DomainError, Invalid
from apps.common.http import actor_of
from apps.common.templatetags import ui
from apps.crm.models import Deal, Lead
from apps.crm.rules import texts
from apps.crm.rules.contract_fields import CURRENCIES
from apps.crm.selectors.clients import managers
from apps.crm.selectors.leads import sources
from apps.crm.views.answers import UNPROCESSABLE, give_up, version_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import Model, QuerySet
    from django.http import HttpRequest, HttpResponse

    from apps.common.actor import Actor

LEAD_FACTS: Final = (
    "owner", "source", "next_step", "next_step_on", "phone", "email", "telegram", "name", "company", "inn", "power_kw",
    "hashrate_phs", "unit_count", "message",
)  # fmt: skip
DEAL_FACTS: Final = (
    "owner", "next_step", "next_step_on", "monthly_income", "currency", "probability", "expected_close_on", "power_kw",
    "hashrate_phs", "unit_count", "site_wish", "source", "title",
)  # fmt: skip
_NUMBERS: Final[dict[str, int]] = {
    "power_kw": 1, "hashrate_phs": 2, "unit_count": 0, "monthly_income": 2, "probability": 0,
}  # fmt: skip
_DAYS: Final = frozenset({"next_step_on", "expected_close_on"})
_LONG: Final = frozenset({"message"})
_PEOPLE: Final = frozenset({"owner"})


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact as a page shows it; `control` is text, long, number, day or choice."""

    name: str
    title: str
    value: str
    shown: str
    control: str
    choices: tuple[tuple[str, str], ...] = ()


def facts(row: Lead | Deal, actor: Actor, names: Sequence[str], only: str = "") -> list[Fact]:
    """Return the facts in order; `only` names the one whose list of choices is needed."""
    return [_fact(row, name, actor, choose=name == only) for name in names]


def _fact(row: Lead | Deal, name: str, actor: Actor, *, choose: bool) -> Fact:
    title = str(getattr(row._meta.get_field(name), "verbose_name", name))
    value = getattr(row, name)
    if name in ("owner", "source"):
        raw, shown = (str(value.uid), str(value)) if value else ("", "")
        return Fact(name, title, raw, shown, "choice", _choices(name, actor) if choose else ())
    if name == "currency":
        return Fact(name, title, value, value, "choice", tuple((code, code) for code in CURRENCIES))
    if name == "phone":
        shown = row.shown_phone if isinstance(row, Lead) else str(value)
        return Fact(name, title, shown, shown, "text")
    if name in _NUMBERS:
        raw = "" if value is None else format(Decimal(str(value)).normalize(), "f")
        return Fact(name, title, raw, "" if value is None else ui.number_text(raw, _NUMBERS[name]), "number")
    if name in _DAYS:
        day = value if not isinstance(value, str) else None
        return Fact(name, title, str(day or ""), date_format(day, "SHORT_DATE_FORMAT") if day else "", "day")
    return Fact(name, title, value, value, "long" if name in _LONG else "text")


def _choices(name: str, actor: Actor) -> tuple[tuple[str, str], ...]:
    """Return the people or sources that may be chosen."""
    rows: QuerySet[Any] = managers(actor) if name in _PEOPLE else sources(actor).filter(is_active=True)
    return (("", "—"), *((str(one.uid), str(one)) for one in rows))


def chosen(name: str, value: str, actor: Actor) -> Any:
    """Return what was typed or chosen for a fact. Raises Invalid for a row that may not be chosen."""
    if name not in ("owner", "source"):
        return value
    if not value:
        return None
    rows: QuerySet[Any] = managers(actor) if name in _PEOPLE else sources(actor)
    for one in rows:
        if str(one.uid) == value:
            return one
    raise Invalid(field=name)


def edit_in_place(
    request: HttpRequest,
    row: Any,
    name: str,
    update: Callable[..., Model],
    answer: Callable[..., dict[str, Any]],
) -> HttpResponse:
    """Open one fact, keep what was typed, or close it again (`?close=1`); answers with the panel of facts.

    `update` is the service; `answer(request, row, editing, **more)` gives the variables of the panel.
    """
    actor = actor_of(request)
    editing, status, more = name, 200, {}
    if request.method == "POST":
        value = request.POST.get("value", "")
        try:
            changes = {name: chosen(name, value, actor)}
            row = update(row, by=actor, version=version_of(request), changes=changes)
            editing = ""
        except DomainError as refusal:
            give_up(request)
            status, more = UNPROCESSABLE, {"refusal": refusal.message, "typed": value}
    elif request.GET.get("close"):
        editing = ""
    return render(request, "crm/partials/sales_facts.html", answer(request, row, editing, **more), status=status)


def reachable_by(lead: Lead) -> list[tuple[str, str, str]]:
    """Return the ways to a lead as links: icon, address, what is shown."""
    ways = []
    if lead.phone:
        ways.append(("phone", f"tel:{lead.phone}", texts.shown_phone(lead.phone, lead.phone_extension)))
    if lead.email:
        ways.append(("mail", f"mailto:{lead.email}", lead.email))
    if lead.telegram:
        ways.append(("brand-telegram", f"https://t.me/{lead.telegram}", f"@{lead.telegram}"))
    return ways


def said(row: Lead | Deal) -> str:
    """Return the next step with its day in one line."""
    if not row.next_step and row.next_step_on is None:
        return ""
    day = date_format(row.next_step_on, "SHORT_DATE_FORMAT") if row.next_step_on else _("no day")
    return f"{row.next_step or _('Next step')} · {day}"
