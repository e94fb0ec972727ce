"""Forms of journeys: movements, returns, hand-over, claims."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.accounts.models import User
from apps.crm.models import Contract
from apps.inventory.models import Site, Unit
from apps.logistics.enums import ClaimKind, Outcome

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet


class MovementForm(forms.Form):
    """From where to where, why, with whom, when, and which units."""

    from_site = forms.ModelChoiceField(label=pgettext_lazy("movement", "From"), queryset=Site.objects.none())
    to_site = forms.ModelChoiceField(label=pgettext_lazy("movement", "To"), queryset=Site.objects.none())
    serials = forms.CharField(
        label=_("Serial numbers"),
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false", "autocapitalize": "characters"}),
        help_text=_("One per line; lists pasted from a table, with commas or semicolons, are read too."),
    )
    reason = forms.CharField(label=_("Reason"), max_length=300)
    driver = forms.ModelChoiceField(
        label=_("Driver"), queryset=User.objects.none(), required=False, empty_label=_("to be named later")
    )
    planned_on = forms.DateField(
        label=_("Day"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    window_from = forms.TimeField(
        label=_("Not before"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    window_to = forms.TimeField(
        label=_("Not after"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    note = forms.CharField(label=_("Note for the driver"), required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(
        self, *args: Any, starts: QuerySet[Site], ends: QuerySet[Site], drivers: QuerySet[User], **kwargs: Any
    ) -> None:
        """Offer the sites in reach to start from, every site to go to, and working drivers."""
        super().__init__(*args, **kwargs)
        self.fields["from_site"].queryset = starts.order_by("name")  # type: ignore[attr-defined]  # ModelChoiceField
        self.fields["to_site"].queryset = ends.order_by("name")  # type: ignore[attr-defined]  # as above
        self.fields["driver"].queryset = drivers.order_by("name")  # type: ignore[attr-defined]  # as above


class DriverForm(forms.Form):
    """Who drives."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    driver = forms.ModelChoiceField(
        label=_("Driver"), queryset=User.objects.none(), required=False, empty_label=_("to be named later")
    )

    def __init__(self, *args: Any, drivers: QuerySet[User], **kwargs: Any) -> None:
        """Offer working drivers."""
        super().__init__(*args, **kwargs)
        self.fields["driver"].queryset = drivers.order_by("name")  # type: ignore[attr-defined]  # ModelChoiceField


class WhyForm(forms.Form):
    """The reason of a step that undoes something."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    why = forms.CharField(label=_("Reason"), max_length=300)


class ReturnForm(forms.Form):
    """A contract and those of its units that go back."""

    contract = forms.ModelChoiceField(label=_("Contract"), queryset=Contract.objects.none())
    units = forms.ModelMultipleChoiceField(
        label=_("Units"), queryset=Unit.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    reason = forms.CharField(label=_("Reason"), max_length=300, required=False)
    condition = forms.CharField(label=_("Condition"), max_length=200, required=False)

    def __init__(self, *args: Any, contracts: QuerySet[Contract], units: QuerySet[Unit], **kwargs: Any) -> None:
        """Offer contracts with equipment, and the units of the chosen one that may go back."""
        super().__init__(*args, **kwargs)
        field: Any = self.fields["contract"]
        field.queryset = contracts
        field.label_from_instance = lambda row: f"{row.number or row} · {row.client}"
        chosen = str(self.data.get("contract") or self.initial.get("contract") or "")
        offered: Any = self.fields["units"]
        mine = units.filter(contract_id=chosen) if chosen.isascii() and chosen.isdigit() else units.none()
        offered.queryset = mine.order_by("serial")


class HandOverForm(forms.Form):
    """Who receives equipment, with the signature drawn on screen (a data address of a PNG)."""

    receiver_name = forms.CharField(
        label=_("Who receives"), max_length=160, error_messages={"required": _("Say who received the equipment.")}
    )
    signature = forms.CharField(required=False, widget=forms.HiddenInput, max_length=400_000)


class DiscrepancyForm(forms.Form):
    """One thing that does not agree with an act; photos come beside it."""

    serial = forms.CharField(
        label=_("Serial number"), max_length=100, help_text=_("As the act has it, or its last 4; scan it if you can.")
    )
    kind = forms.ChoiceField(label=_("What does not agree"))
    serial_seen = forms.CharField(
        label=_("Serial number that was read"),
        max_length=64,
        required=False,
        help_text=_("When the label says another one."),
    )
    note = forms.CharField(
        label=_("What was seen"), widget=forms.Textarea(attrs={"rows": 2}), max_length=2000, required=False
    )

    def __init__(self, *args: Any, kinds: Sequence[tuple[Any, Any]], **kwargs: Any) -> None:
        """Offer the kinds that fit the act."""
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]  # ChoiceField

    def clean(self) -> dict[str, Any]:
        """Another serial number says which one."""
        data = super().clean() or {}
        if data.get("kind") == ClaimKind.OTHER_SERIAL and not data.get("serial_seen", "").strip():
            self.add_error("serial_seen", _("Say which serial number was read."))
        return data


class ResolveForm(forms.Form):
    """How a claim ends."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    outcome = forms.ChoiceField(label=_("Outcome"), choices=Outcome.choices)
    site = forms.ModelChoiceField(
        label=_("Site"),
        queryset=Site.objects.none(),
        required=False,
        help_text=_("Where the unit is, when it is at a site of ours."),
    )
    resolution = forms.CharField(label=_("In words"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2000)

    def __init__(self, *args: Any, sites: QuerySet[Site], outcomes: Sequence[Outcome], **kwargs: Any) -> None:
        """Offer the sites in reach, and the outcomes that fit the claim."""
        super().__init__(*args, **kwargs)
        self.fields["outcome"].choices = [(one.value, one.label) for one in outcomes]  # type: ignore[attr-defined]  # ChoiceField
        self.fields["site"].queryset = sites.order_by("name")  # type: ignore[attr-defined]  # ModelChoiceField


class ResponsibleForm(forms.Form):
    """Who answers for a claim."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    responsible = forms.ModelChoiceField(label=_("Responsible"), queryset=User.objects.none())

    def __init__(self, *args: Any, people: QuerySet[User], **kwargs: Any) -> None:
        """Offer the staff."""
        super().__init__(*args, **kwargs)
        self.fields["responsible"].queryset = people.order_by("name")  # type: ignore[attr-defined]  # as above
