"""Forms of sales: lead, conversion, deal, move, activity, referral link, stage, source."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.common import clock
from apps.crm.enums import ActivityKind, ClientType
from apps.crm.forms.clients import RulesForm, text
from apps.crm.rules import sales_fields
from apps.crm.rules.contract_fields import CURRENCIES
from apps.crm.selectors.clients import managers
from apps.crm.selectors.leads import sources

if TYPE_CHECKING:
    from collections.abc import Mapping

    from apps.accounts.models import User
    from apps.common.actor import Actor
    from apps.crm.models import Activity, LeadSource
    from apps.crm.rules.sales_fields import Cleaner

LEAD: Final = (
    "name", "company", "inn", "phone", "email", "telegram", "message", "power_kw", "hashrate_phs", "unit_count",
    "next_step", "next_step_on",
)  # fmt: skip
DEAL: Final = (
    "title", "power_kw", "hashrate_phs", "unit_count", "monthly_income", "currency", "expected_close_on", "site_wish",
    "next_step", "next_step_on",
)  # fmt: skip
_NUMBER: Final[dict[str, Any]] = {"inputmode": "decimal", "autocomplete": "off"}
_REMINDERS: Final = (
    ("", _("No reminder")),
    ("0", _("At the time")),
    ("15", _("15 minutes before")),
    ("60", _("An hour before")),
    ("1440", _("A day before")),
)


def day(title: Any) -> forms.CharField:
    """Return a day; judged by the rules."""
    return forms.CharField(label=title, required=False, widget=forms.DateInput(attrs={"type": "date"}))


def area(title: Any, limit: int, rows: int = 3) -> forms.CharField:
    """Return a free text."""
    return forms.CharField(label=title, required=False, max_length=limit, widget=forms.Textarea(attrs={"rows": rows}))


class SalesForm(RulesForm):
    """A form judged by the rules of one of the three kinds of rows."""

    cleaners: Mapping[str, Cleaner] = {}
    names: tuple[str, ...] = ()

    def clean(self) -> dict[str, Any]:
        """Judge the values by the rules."""
        values = super().clean() or {}
        given = {name: values[name] for name in self.names if name in values}
        self.refuse(sales_fields.clean(self.cleaners, given)[1])
        return values

    def typed(self) -> dict[str, Any]:
        """Return the values that the service takes as they are."""
        return {name: self.cleaned_data[name] for name in self.names}


class LeadForm(SalesForm):
    """A lead typed in by a colleague or a broker."""

    cleaners, names = sales_fields.LEAD, LEAD
    name = text(pgettext_lazy("person", "Name"), limit=160, required=True, autocomplete="off")
    company = text(_("Company"), limit=300, autocomplete="off")
    phone = text(_("Phone"), limit=60, inputmode="tel", autocomplete="off")
    email = text(_("E-mail"), limit=254, inputmode="email", autocomplete="off")
    telegram = text(_("Telegram"), limit=64, autocomplete="off")
    inn = text(_("INN"), limit=20, inputmode="numeric", autocomplete="off")
    power_kw = text(_("Expected power, kW"), limit=20, **_NUMBER)
    hashrate_phs = text(_("Expected hashrate, PH/s"), limit=20, **_NUMBER)
    unit_count = text(_("Machines"), limit=10, inputmode="numeric", autocomplete="off")
    source: forms.ModelChoiceField[LeadSource] = forms.ModelChoiceField(
        queryset=None, label=_("Source"), required=False
    )
    owner: forms.ModelChoiceField[User] = forms.ModelChoiceField(queryset=None, label=_("Manager"), required=False)
    next_step = text(_("Next step"), limit=300)
    next_step_on = day(_("Date of the next step"))
    message = area(_("What they need"), 4000)

    def __init__(self, *args: Any, actor: Actor, may_decide: bool, **kwargs: Any) -> None:
        """Offer sources and managers to those who may name them."""
        super().__init__(*args, **kwargs)
        if not may_decide:
            for name in ("source", "owner"):
                del self.fields[name]
            return
        _offer(self, actor)

    def people(self) -> dict[str, Any]:
        """Return source and owner where they were offered."""
        return {name: self.cleaned_data[name] for name in ("source", "owner") if name in self.fields}


class DealForm(SalesForm):
    """A new deal with a client."""

    cleaners, names = sales_fields.DEAL, DEAL
    title = text(_("What is sold"), limit=200, required=True, autocomplete="off")
    power_kw = text(_("Expected power, kW"), limit=20, **_NUMBER)
    hashrate_phs = text(_("Expected hashrate, PH/s"), limit=20, **_NUMBER)
    unit_count = text(_("Machines"), limit=10, inputmode="numeric", autocomplete="off")
    monthly_income = text(_("Income a month"), limit=24, **_NUMBER)
    currency = forms.ChoiceField(label=_("Currency"), choices=[(code, code) for code in CURRENCIES])
    expected_close_on = day(_("Expected to close"))
    site_wish = text(_("Wished site"), limit=200)
    source: forms.ModelChoiceField[LeadSource] = forms.ModelChoiceField(
        queryset=None, label=_("Source"), required=False
    )
    owner: forms.ModelChoiceField[User] = forms.ModelChoiceField(queryset=None, label=_("Manager"), required=False)
    next_step = text(_("Next step"), limit=300)
    next_step_on = day(_("Date of the next step"))

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        """Offer sources and managers."""
        super().__init__(*args, **kwargs)
        _offer(self, actor)

    def people(self) -> dict[str, Any]:
        """Return source and owner."""
        return {name: self.cleaned_data[name] for name in ("source", "owner")}


class ConversionForm(SalesForm):
    """How a lead becomes a client and a deal."""

    cleaners = sales_fields.DEAL
    names = ("title", "monthly_income", "currency", "expected_close_on", "site_wish")
    client = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    type = forms.ChoiceField(label=_("Type"), choices=ClientType.choices, widget=forms.RadioSelect, required=False)
    name = text(_("Client's name"), limit=300, hint=_("As in the register; a person's full name."))
    inn = text(_("INN"), limit=20, inputmode="numeric", autocomplete="off")
    country = text(_("Country"), limit=2, hint=_("Two letters, such as CN or KZ; of a foreign company only."))
    title = text(_("What is sold"), limit=200, required=True)
    monthly_income = text(_("Income a month"), limit=24, **_NUMBER)
    currency = forms.ChoiceField(label=_("Currency"), choices=[(code, code) for code in CURRENCIES])
    expected_close_on = day(_("Expected to close"))
    site_wish = text(_("Wished site"), limit=200)


class ActivityForm(RulesForm):
    """The quick form: what, when, reminder."""

    kind = forms.ChoiceField(
        label=_("Kind"), choices=ActivityKind.choices, initial=ActivityKind.CALL, widget=forms.RadioSelect
    )
    title = text(_("What"), limit=200, required=True, autocomplete="off")
    due_at = forms.DateTimeField(
        label=_("Due"),
        required=False,
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],
        widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"}),
        help_text=_("Empty: it has happened already."),
    )
    remind = forms.ChoiceField(label=_("Reminder"), choices=_REMINDERS, required=False)
    owner: forms.ModelChoiceField[User] = forms.ModelChoiceField(
        queryset=None, label=pgettext_lazy("activity", "Who"), required=False
    )
    outcome = text(_("Outcome"), limit=500)
    text = area(_("Details"), 8000, 2)

    def __init__(self, *args: Any, actor: Actor, activity: Activity | None = None, **kwargs: Any) -> None:
        """Show what is stored when there is an activity; offer the colleagues to those who have some."""
        if activity is not None:
            kwargs["initial"] = _stored(activity)
        super().__init__(*args, **kwargs)
        field = self.fields["owner"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = managers(actor)
            field.to_field_name = "uid"
        if actor.role is not None and not managers(actor).filter(pk=actor.id or 0).exists():
            del self.fields["owner"]
        if activity is None:
            del self.fields["outcome"]

    def typed(self) -> dict[str, Any]:
        """Return the values that the service takes."""
        data = self.cleaned_data
        values: dict[str, Any] = {
            name: data[name] for name in ("kind", "title", "text", "due_at", "outcome") if name in self.fields
        }
        if "owner" in self.fields and (data.get("owner") or "outcome" in self.fields):
            values["owner"] = data["owner"]
        return values | {"remind_at": self._remind_at(data.get("due_at"), data.get("remind") or "")}

    def _remind_at(self, due: datetime | None, minutes: str) -> datetime | None:
        """Return when to remind; a reminder without a day is refused by the service."""
        if not minutes:
            return None
        return (due or clock.now()) - timedelta(minutes=int(minutes))


class ReferralForm(forms.Form):
    """A referral link."""

    title = text(_("Title"), limit=160, hint=_("Only you and your colleagues see it."))
    code = text(_("Code"), limit=40, autocomplete="off", hint=_("Empty: one is drawn."))


class NamesForm(forms.Form):
    """A name in three languages."""

    name_ru = text(_("Name in Russian"), limit=80)
    name_zh = text(_("Name in Chinese"), limit=80)
    name_en = text(_("Name in English"), limit=80)

    def names(self) -> dict[str, str]:
        """Return the names by language."""
        return {language: self.cleaned_data[f"name_{language}"] for language in ("ru", "zh", "en")}


class StageForm(NamesForm):
    """A stage of the pipeline."""

    probability = text(_("Probability, %"), limit=3, inputmode="numeric")


class SourceForm(NamesForm):
    """A source of leads."""

    key = text(_("Key"), limit=40, required=True, autocomplete="off")


def _offer(form: forms.Form, actor: Actor) -> None:
    """Offer sources in use and managers."""
    for name, rows in (("source", sources(actor).filter(is_active=True)), ("owner", managers(actor))):
        field = form.fields[name]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = rows
            field.to_field_name = "uid"


def _stored(activity: Activity) -> dict[str, Any]:
    """Return the stored values as the form shows them."""
    minutes = ""
    if activity.remind_at is not None and activity.due_at is not None:
        before = int((activity.due_at - activity.remind_at).total_seconds() // 60)
        minutes = str(before) if str(before) in dict(_REMINDERS) else "0"
    return {
        "kind": activity.kind,
        "title": activity.title,
        "text": activity.text,
        "due_at": activity.due_at,
        "remind": minutes,
        "owner": activity.owner.uid if activity.owner else None,
        "outcome": activity.outcome,
    }
