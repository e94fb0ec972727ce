"""Forms of repair orders."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.accounts.models import User
from apps.inventory.service_centre.enums import Advice, Complaint, Finding, Payer
from apps.inventory.service_centre.models import Part, ServiceWork
from apps.inventory.service_centre.services import Found

if TYPE_CHECKING:
    from django.db.models import QuerySet

_MONEY: dict[str, Any] = {"min_value": Decimal(0), "max_digits": 14, "decimal_places": 2}
_BY_ORDER = [("", pgettext_lazy("payer", "as the order says")), *Payer.choices]


class OpenForm(forms.Form):
    """What is wrong with a unit, and who brought it."""

    complaint_code = forms.ChoiceField(label=_("What is wrong?"), choices=Complaint.choices, widget=forms.RadioSelect)
    complaint = forms.CharField(label=_("In words"), required=False, widget=forms.Textarea(attrs={"rows": 2}))
    brought_by = forms.CharField(label=_("Brought by"), required=False, max_length=160)
    technician = forms.ModelChoiceField(
        label=_("Technician"), queryset=User.objects.none(), required=False, empty_label=_("whoever diagnoses it")
    )

    def __init__(self, *args: Any, people: QuerySet[User], **kwargs: Any) -> None:
        """Offer the people who work at the site."""
        super().__init__(*args, **kwargs)
        self.fields["technician"].queryset = people  # type: ignore[attr-defined]  # ModelChoiceField


class OrderForm(forms.Form):
    """What may be changed of an open order."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    complaint_code = forms.ChoiceField(label=_("Complaint"), choices=Complaint.choices)
    complaint = forms.CharField(label=_("In words"), required=False, widget=forms.Textarea(attrs={"rows": 2}))
    brought_by = forms.CharField(label=_("Brought by"), required=False, max_length=160)
    technician = forms.ModelChoiceField(label=_("Technician"), queryset=User.objects.none(), required=False)
    payer = forms.ChoiceField(
        label=_("Who pays"),
        choices=Payer.choices,
        help_text=_("Counts for works and parts that are added from now on."),
    )
    promised_at = forms.DateTimeField(
        label=_("Promised for"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )

    def __init__(self, *args: Any, people: QuerySet[User], **kwargs: Any) -> None:
        """Offer the people who work at the site."""
        super().__init__(*args, **kwargs)
        self.fields["technician"].queryset = people  # type: ignore[attr-defined]  # ModelChoiceField


class DiagnosisForm(forms.Form):
    """What was found; boards and fans by their positions."""

    findings = forms.MultipleChoiceField(
        label=_("What was found?"), choices=Finding.choices, widget=forms.CheckboxSelectMultiple
    )
    boards = forms.CharField(
        label=_("Which hash boards"), required=False, max_length=60, help_text=_("Positions from 1, for example: 1, 3")
    )
    fans = forms.CharField(label=_("Which fans"), required=False, max_length=60)
    note = forms.CharField(label=_("Details"), required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def clean_boards(self) -> list[int]:
        """Return the positions."""
        return self._positions("boards")

    def clean_fans(self) -> list[int]:
        """Return the positions."""
        return self._positions("fans")

    def _positions(self, name: str) -> list[int]:
        """Return the numbers of a text such as «1, 3»."""
        text = self.cleaned_data[name]
        if not text.strip():
            return []
        words = re.split(r"[\s,;]+", text.strip())
        if not all(word.isascii() and word.isdigit() and 1 <= int(word) <= 100 for word in words):  # noqa: PLR2004 - boards and fans are few
            raise forms.ValidationError(_("Positions are numbers from 1, for example: 1, 3"))
        return sorted({int(word) for word in words})

    def found(self) -> list[Found]:
        """Return the findings as the service takes them."""
        many = {Finding.HASHBOARD: self.cleaned_data["boards"], Finding.FAN: self.cleaned_data["fans"]}
        found = []
        for code in self.cleaned_data["findings"]:
            found += [Found(Finding(code), position) for position in many.get(Finding(code)) or [None]]
        return found


class NoteForm(forms.Form):
    """A note to a step."""

    note = forms.CharField(label=_("Note"), required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, needed: bool = False, label: Any = None, **kwargs: Any) -> None:
        """Ask for the note, or leave it free."""
        super().__init__(*args, **kwargs)
        self.fields["note"].required = needed
        if label:
            self.fields["note"].label = label


class EstimateForm(NoteForm):
    """What the client is asked to agree to."""

    total = forms.DecimalField(
        label=_("Estimate"),
        help_text=_("At least what the works and parts say; more, where parts are still to come."),
        **_MONEY,
    )
    field_order = ("total", "note")


class FinishForm(forms.Form):
    """How a repair ends."""

    conclusion = forms.CharField(label=_("What was done"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    warranty_days = forms.IntegerField(label=_("Warranty, days"), min_value=0, max_value=3650)


class WorkLineForm(forms.Form):
    """A work of the catalogue for an order."""

    work = forms.ModelChoiceField(label=_("Work"), queryset=ServiceWork.objects.none())
    quantity = forms.IntegerField(label=_("Quantity"), min_value=1, max_value=1000, initial=1)
    payer = forms.ChoiceField(label=_("Who pays"), choices=_BY_ORDER, required=False)

    def __init__(self, *args: Any, works: QuerySet[ServiceWork], **kwargs: Any) -> None:
        """Offer the works that are done."""
        super().__init__(*args, **kwargs)
        self.fields["work"].queryset = works  # type: ignore[attr-defined]  # ModelChoiceField


class IssueForm(forms.Form):
    """A part for an order: an article, or the serial number of a piece."""

    code = forms.CharField(
        label=_("Article or serial number"),
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "data-scan-into": "true"}),
    )
    quantity = forms.DecimalField(
        label=_("Quantity"), min_value=Decimal("0.001"), max_digits=12, decimal_places=3, initial=1
    )
    position = forms.IntegerField(
        label=_("Position in the unit"),
        required=False,
        min_value=1,
        max_value=100,
        help_text=_("For pieces with a serial number."),
    )
    bin = forms.CharField(
        label=_("Bin"), required=False, max_length=40, help_text=_("Empty: the bin that holds most of it.")
    )
    payer = forms.ChoiceField(label=_("Who pays"), choices=_BY_ORDER, required=False)


class TakeOffForm(forms.Form):
    """A part that is taken off a unit."""

    part = forms.ModelChoiceField(label=_("Spare part"), queryset=Part.objects.none())
    quantity = forms.DecimalField(
        label=_("Quantity"), min_value=Decimal("0.001"), max_digits=12, decimal_places=3, initial=1
    )
    serial = forms.CharField(label=_("Serial number"), required=False, max_length=64)
    position = forms.IntegerField(label=_("Position in the unit"), required=False, min_value=1, max_value=100)
    scrap = forms.BooleanField(label=_("It is scrap"), required=False)
    bin = forms.CharField(label=_("Into the bin"), required=False, max_length=40)
    value = forms.DecimalField(label=_("Worth in all"), initial=0, required=False, **_MONEY)
    reason = forms.CharField(label=_("Note"), required=False, max_length=300)

    def __init__(self, *args: Any, parts: QuerySet[Part], **kwargs: Any) -> None:
        """Offer the catalogue."""
        super().__init__(*args, **kwargs)
        self.fields["part"].queryset = parts  # type: ignore[attr-defined]  # ModelChoiceField


class AssessmentForm(forms.Form):
    """The figures of repair or scrap, and the decision."""

    repair_cost = forms.DecimalField(label=_("Repair cost"), **_MONEY)
    income_after_day = forms.DecimalField(label=_("Income a day after the repair"), **_MONEY)
    income_now_day = forms.DecimalField(label=_("Income a day now"), initial=0, **_MONEY)
    resale_value = forms.DecimalField(label=_("Resale value as it is"), initial=0, **_MONEY)
    horizon_days = forms.IntegerField(label=_("Horizon, days"), initial=180, min_value=1, max_value=3650)
    decision = forms.ChoiceField(label=_("Decision"), choices=[("", _("only reckon")), *Advice.choices], required=False)
    why = forms.CharField(
        label=_("Reason"), required=False, max_length=300, help_text=_("Needed for a decision against the figures.")
    )


class PhotosForm(forms.Form):
    """Photos of a repair; the files are read by the page."""

    note = forms.CharField(label=_("Note"), required=False, max_length=200)
