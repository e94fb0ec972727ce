"""Forms of models and units: the directory, the card, photos and notes, one unit and many at once."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.crm.models import Client, Contract
from apps.crm.rules.contract_fields import CURRENCIES
from apps.inventory.enums import Cooling, EquipmentKind, HashrateUnit, PhotoKind, UnitVerb
from apps.inventory.forms.fields import VersionedForm, instant_field
from apps.inventory.models import EquipmentModel, Site
from apps.inventory.rules.warranty import MOST_MONTHS

if TYPE_CHECKING:
    from django.db.models import QuerySet


class ModelForm(VersionedForm):
    """A model of the directory."""

    kind = forms.ChoiceField(label=_("Kind"), choices=EquipmentKind.choices)
    manufacturer = forms.CharField(label=_("Manufacturer"), max_length=80)
    model = forms.CharField(label=_("Model"), max_length=120)
    algorithm = forms.CharField(label=_("Algorithm"), max_length=40, required=False, help_text=_("Miners only."))
    hashrate_value = forms.DecimalField(
        label=_("Hashrate"), required=False, min_value=Decimal("0.001"), max_digits=14, decimal_places=3
    )
    hashrate_unit = forms.ChoiceField(
        label=_("Hashrate unit"), required=False, choices=[("", "—"), *HashrateUnit.choices]
    )
    power_w = forms.IntegerField(label=_("Power, W"), min_value=1, max_value=1_000_000)
    three_phase = forms.BooleanField(
        label=_("Needs three phases"), required=False, help_text=_("It cannot stand on a shelf of one phase then.")
    )
    cooling = forms.ChoiceField(label=_("Cooling"), choices=Cooling.choices)
    board_count = forms.IntegerField(label=_("Hash boards"), required=False, min_value=0, max_value=100)
    chips_per_board = forms.IntegerField(label=_("Chips per board"), required=False, min_value=0, max_value=10_000)
    fan_count = forms.IntegerField(label=_("Fans"), required=False, min_value=0, max_value=100)
    height_units = forms.IntegerField(label=_("Height, U"), required=False, min_value=1, max_value=60)
    is_retired = forms.BooleanField(label=_("No longer offered"), required=False)


def _day() -> forms.DateInput:
    """Return the widget of a day."""
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class UnitForm(VersionedForm):
    """The descriptive fields of a unit."""

    warranty_from = forms.DateField(label=_("Warranty from"), required=False, widget=_day())
    warranty_months = forms.IntegerField(
        label=_("Warranty, months"),
        required=False,
        min_value=1,
        max_value=MOST_MONTHS,
        help_text=_("With a beginning and months the last day follows by itself."),
    )
    warranty_until = forms.DateField(label=_("Warranty until"), required=False, widget=_day())
    declared_value = forms.DecimalField(
        label=_("Declared value"), required=False, min_value=Decimal(0), max_digits=14, decimal_places=2
    )
    declared_currency = forms.ChoiceField(label=_("Currency"), choices=[(code, code) for code in CURRENCIES])
    label = forms.CharField(label=_("Inventory label"), max_length=40, required=False)
    note = forms.CharField(label=_("Note"), required=False, widget=forms.Textarea(attrs={"rows": 4}))


class MomentForm(forms.Form):
    """An instant in the reader's zone."""

    when = instant_field(
        _("Day and time"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M", "%d.%m.%Y %H:%M"],
    )


class ManyFiles(forms.ClearableFileInput):
    """A field for several files at once; the view reads them all, the form judges none of them."""

    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """Return one of the files."""
        return files.get(name)


class PhotoForm(forms.Form):
    """Photos of a unit; what they are is judged by the service."""

    kind = forms.ChoiceField(label=_("What the photo shows"), choices=PhotoKind.choices)
    caption = forms.CharField(label=_("Caption"), max_length=200, required=False)
    photos = forms.FileField(
        label=_("Photos"),
        widget=ManyFiles(attrs={"accept": "image/*", "capture": "environment", "multiple": True}),
        required=False,
        help_text=_("JPEG, PNG or WebP, at most 8 MB each. Place and device are taken out of the picture."),
    )


class NoteForm(forms.Form):
    """A note on a unit."""

    text = forms.CharField(label=_("Note"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3}))


class WithdrawForm(forms.Form):
    """Why something is withdrawn."""

    why = forms.CharField(label=_("Reason"), max_length=300)


class SerialForm(forms.Form):
    """Another serial number."""

    serial = forms.CharField(
        label=_("Serial number"), max_length=100, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    why = forms.CharField(label=_("Reason"), max_length=300, help_text=_("For example: the control board was changed."))


class NetworkForm(forms.Form):
    """Network addresses."""

    mac = forms.CharField(label=_("MAC address"), max_length=40, required=False)
    ip = forms.CharField(label=_("IP address"), max_length=45, required=False)


class PowerForm(forms.Form):
    """The unit's own power."""

    power_override_w = forms.IntegerField(
        label=_("Own power, W"),
        required=False,
        min_value=1,
        max_value=1_000_000,
        help_text=_("Empty: the power of the model counts."),
    )
    power_override_reason = forms.CharField(label=_("Reason"), max_length=200, required=False)


class StateForm(forms.Form):
    """A verb that a person may say about a unit."""

    verb = forms.ChoiceField(label=_("What happened"))
    why = forms.CharField(label=_("Reason"), max_length=300)
    site = forms.ModelChoiceField(
        label=_("Site"), queryset=Site.objects.none(), required=False, help_text=_("Where a lost unit was found.")
    )

    def __init__(self, *args: Any, verbs: list[tuple[str, Any]], sites: QuerySet[Site], **kwargs: Any) -> None:
        """Offer the verbs that the unit's state allows."""
        super().__init__(*args, **kwargs)
        self.fields["verb"].choices = verbs  # type: ignore[attr-defined]  # ChoiceField
        self.fields["site"].queryset = sites  # type: ignore[attr-defined]  # ModelChoiceField
        if not any(value == "find" for value, _label in verbs):
            del self.fields["site"]


class PlaceForm(forms.Form):
    """A shelf for one unit."""

    shelf = forms.CharField(
        label=_("Shelf"),
        # As long as the link of a label's code may be.
        max_length=400,
        help_text=_("Type its label or scan its code. Shelves with room and power left are offered."),
        widget=forms.TextInput(
            attrs={
                "list": "fitting-shelves",
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
            }
        ),
    )


class BulkForm(forms.Form):
    """What is to be done to which units; the fields of the other operations stay empty."""

    serials = forms.CharField(
        label=_("Serial numbers"),
        max_length=100_000,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false", "autocapitalize": "characters"}),
        help_text=_("Ticked in the list, pasted or scanned: whole numbers, the last 4 characters, codes of labels."),
    )
    operation = forms.ChoiceField(label=_("What is to be done"))
    first_shelf = forms.CharField(
        label=_("Fill from shelf"),
        max_length=80,
        required=False,
        help_text=_("A-1-1: the free places from here on. A-{1..3}-{1..8}: the free places of these alone."),
    )
    client = forms.ModelChoiceField(label=_("Client"), queryset=Client.objects.none(), required=False)
    contract = forms.ModelChoiceField(label=_("Contract"), queryset=Contract.objects.none(), required=False)
    document = forms.CharField(label=_("By document"), max_length=80, required=False)
    verb = forms.ChoiceField(label=_("What happened"), required=False)
    site = forms.ModelChoiceField(
        label=_("Site"), queryset=Site.objects.none(), required=False, help_text=_("Where a lost unit was found.")
    )
    why = forms.CharField(label=_("Reason"), max_length=300, required=False)

    def __init__(
        self,
        *args: Any,
        operations: list[tuple[str, Any]],
        verbs: list[tuple[str, Any]],
        choices: dict[str, QuerySet[Any]],
        **kwargs: Any,
    ) -> None:
        """Offer the operations that the person may do."""
        super().__init__(*args, **kwargs)
        self.fields["operation"].choices = operations  # type: ignore[attr-defined]  # ChoiceField
        self.fields["verb"].choices = [("", "—"), *verbs]  # type: ignore[attr-defined]  # ChoiceField
        for name, rows in choices.items():
            self.fields[name].queryset = rows  # type: ignore[attr-defined]  # ModelChoiceField

    def clean(self) -> dict[str, Any]:
        """Ask for what the chosen operation needs."""
        data = super().clean() or {}
        for name in NEEDED.get(data.get("operation", ""), ()):
            if not data.get(name):
                self.add_error(name, _("This field is needed."))
        if data.get("operation") == "state" and data.get("verb") == UnitVerb.FIND and not data.get("site"):
            self.add_error("site", _("This field is needed."))
        return data


# What each operation cannot do without.
NEEDED = {"place": ("first_shelf",), "assign": ("client", "document", "why"), "state": ("verb", "why")}


def model_initial(model: EquipmentModel) -> dict[str, Any]:
    """Return what the form of a model shows first."""
    return {name: getattr(model, name) for name in ModelForm.base_fields}
