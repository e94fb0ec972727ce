"""Forms of spare parts, works, stock and settings."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.inventory.models import EquipmentModel, Site
from apps.inventory.service_centre.enums import Measure, PartKind
from apps.inventory.service_centre.models import Part

if TYPE_CHECKING:
    from django.db.models import QuerySet

_MONEY: dict[str, Any] = {"min_value": Decimal(0), "max_digits": 14, "decimal_places": 2}
_QUANTITY: dict[str, Any] = {"max_digits": 12, "decimal_places": 3}


class WorkForm(forms.Form):
    """A work of the catalogue."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    code = forms.CharField(label=pgettext_lazy("work", "Code"), max_length=40)
    name = forms.CharField(label=_("Name"), max_length=160)
    price = forms.DecimalField(label=_("Price"), **_MONEY)
    minutes = forms.IntegerField(label=_("Minutes"), min_value=0, max_value=100_000)
    is_retired = forms.BooleanField(label=_("No longer offered"), required=False)


class PartForm(forms.Form):
    """A spare part."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    article = forms.CharField(label=_("Article"), max_length=60)
    name = forms.CharField(label=_("Name"), max_length=160)
    kind = forms.ChoiceField(label=_("Kind"), choices=PartKind.choices)
    measure = forms.ChoiceField(label=_("Unit of measure"), choices=Measure.choices)
    is_serial = forms.BooleanField(
        label=_("Kept by serial numbers"),
        required=False,
        help_text=_("Each piece is followed: where it lies, in which unit it is."),
    )
    minimum = forms.DecimalField(
        label=_("Minimum stock"),
        initial=0,
        min_value=Decimal(0),
        help_text=_("Of all sites; below it people are told."),
        **_QUANTITY,
    )
    price = forms.DecimalField(
        label=_("Price"), initial=0, help_text=_("What the payer of a repair pays for one."), **_MONEY
    )
    models = forms.ModelMultipleChoiceField(
        label=_("Fits the models"),
        queryset=EquipmentModel.objects.none(),
        required=False,
        help_text=_("None: any model."),
    )
    note = forms.CharField(label=_("Note"), required=False, max_length=300)
    is_retired = forms.BooleanField(label=_("No longer bought"), required=False)

    def __init__(self, *args: Any, models: QuerySet[EquipmentModel], **kwargs: Any) -> None:
        """Offer the directory."""
        super().__init__(*args, **kwargs)
        self.fields["models"].queryset = models  # type: ignore[attr-defined]  # ModelMultipleChoiceField


class StockForm(forms.Form):
    """A movement of a part; each kind of movement leaves out what it does not need."""

    site = forms.ModelChoiceField(label=_("Site"), queryset=Site.objects.none())
    bin = forms.CharField(label=_("Bin"), required=False, max_length=40)
    to_site = forms.ModelChoiceField(label=_("To the site"), queryset=Site.objects.none())
    to_bin = forms.CharField(label=_("To the bin"), required=False, max_length=40)
    quantity = forms.DecimalField(label=_("Quantity"), min_value=Decimal("0.001"), initial=1, **_QUANTITY)
    difference = forms.DecimalField(
        label=_("Difference"), help_text=_("What there is more than the stock says; with a minus: less."), **_QUANTITY
    )
    price = forms.DecimalField(label=_("Cost of one"), **_MONEY)
    serials = forms.CharField(
        label=_("Serial numbers"),
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false", "autocapitalize": "characters"}),
        help_text=_("One per line, as many as pieces."),
    )
    document = forms.CharField(label=_("Document"), required=False, max_length=80)
    reason = forms.CharField(label=_("Reason"), max_length=300)

    def __init__(self, *args: Any, wanted: tuple[str, ...], part: Part, sites: QuerySet[Site], **kwargs: Any) -> None:
        """Keep the fields that are wanted, offer the sites; serial numbers only where the part has them."""
        super().__init__(*args, **kwargs)
        if not part.is_serial:
            wanted = tuple(name for name in wanted if name != "serials")
        for name in set(self.fields) - set(wanted):
            del self.fields[name]
        for name in ("site", "to_site"):
            if name in self.fields:
                self.fields[name].queryset = sites  # type: ignore[attr-defined]  # ModelChoiceField

    def clean_serials(self) -> list[str]:
        """Return the numbers, one a line or parted by commas."""
        text: str = self.cleaned_data["serials"]
        return text.replace(",", " ").replace(";", " ").split()


class CountForm(forms.Form):
    """A new stocktaking sheet."""

    site = forms.ModelChoiceField(label=_("Site"), queryset=Site.objects.none())
    note = forms.CharField(label=_("Note"), required=False, max_length=300)

    def __init__(self, *args: Any, sites: QuerySet[Site], **kwargs: Any) -> None:
        """Offer the sites whose stock may be counted."""
        super().__init__(*args, **kwargs)
        self.fields["site"].queryset = sites  # type: ignore[attr-defined]  # ModelChoiceField


class CountLineForm(forms.Form):
    """What was counted in one bin."""

    code = forms.CharField(label=_("Article"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    bin = forms.CharField(label=_("Bin"), required=False, max_length=40)
    quantity = forms.DecimalField(label=_("Counted"), min_value=Decimal(0), **_QUANTITY)


class MasksForm(forms.Form):
    """Number masks of the service centre."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    order_mask = forms.CharField(label=_("Repair order number mask"), max_length=80)
    count_mask = forms.CharField(label=_("Stocktaking sheet number mask"), max_length=80)


class SettingsForm(forms.Form):
    """Settings of the service centre but for its masks."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    promised_days = forms.IntegerField(label=_("Promised turnaround, days"), min_value=0, max_value=3650)
    repeat_days = forms.IntegerField(
        label=_("A repair is repeated when the unit comes again within, days"), min_value=0, max_value=3650
    )
    warranty_days = forms.IntegerField(label=_("Warranty of a repair, days"), min_value=0, max_value=3650)
    currency = forms.CharField(label=_("Currency"), max_length=3)
