"""Forms of intake: a new act with groups of serial numbers, voiding, placing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.crm.enums import ContractStatus
from apps.crm.models import Client, Contract
from apps.inventory.models import EquipmentModel, Site

if TYPE_CHECKING:
    from django.db.models import QuerySet


MOST_GROUPS = 8


def groups_in(data: Any) -> int:
    """Return how many groups a posted form has, 1 to `MOST_GROUPS`."""
    raw = str(data.get("groups", "1"))
    return min(MOST_GROUPS, max(1, int(raw))) if raw.isascii() and raw.isdigit() and len(raw) < 3 else 1  # noqa: PLR2004 - two digits


class IntakeForm(forms.Form):
    """Parties, place and note of a new act."""

    client = forms.ModelChoiceField(label=_("Client"), queryset=Client.objects.none())
    contract = forms.ModelChoiceField(
        label=_("Contract"),
        queryset=Contract.objects.none(),
        help_text=_("Only contracts in force are offered."),
    )
    site = forms.ModelChoiceField(label=_("Site"), queryset=Site.objects.none())
    note = forms.CharField(label=_("Note"), required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(
        self, *args: Any, clients: QuerySet[Client], contracts: QuerySet[Contract], sites: QuerySet[Site], **kwargs: Any
    ) -> None:
        """Offer clients and sites in reach and, once a client is chosen, the client's contracts."""
        super().__init__(*args, **kwargs)
        self.fields["client"].queryset = clients.order_by("name")  # type: ignore[attr-defined]  # ModelChoiceField
        chosen = str(self.data.get("client") or self.initial.get("client") or "")
        mine = contracts.none()
        if chosen.isascii() and chosen.isdigit():
            mine = contracts.filter(client_id=chosen, status=ContractStatus.ACTIVE).order_by("number")
        self.fields["contract"].queryset = mine  # type: ignore[attr-defined]  # ModelChoiceField
        self.fields["contract"].label_from_instance = lambda row: row.number or str(row)  # type: ignore[attr-defined]
        self.fields["site"].queryset = sites.order_by("name")  # type: ignore[attr-defined]  # ModelChoiceField


class GroupForm(forms.Form):
    """Units of one model: the list of serial numbers, power, completeness, condition, value."""

    model = forms.ModelChoiceField(label=_("Model"), queryset=EquipmentModel.objects.none())
    serials = forms.CharField(
        label=_("Serial numbers"),
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false", "autocapitalize": "characters"}),
        help_text=_("One per line; lists pasted from a table, with commas or semicolons, are read too."),
    )
    power_override_w = forms.IntegerField(
        label=_("Own power of each, W"),
        required=False,
        min_value=1,
        max_value=1_000_000,
        help_text=_("Empty: the power of the model."),
    )
    power_override_reason = forms.CharField(label=_("Reason of the own power"), max_length=200, required=False)
    completeness = forms.CharField(label=_("Completeness"), max_length=200, required=False)
    condition = forms.CharField(label=_("Condition"), max_length=200, required=False)
    declared_value = forms.DecimalField(
        label=_("Declared value of each, RUB"), required=False, min_value=0, max_digits=14, decimal_places=2
    )

    def __init__(self, *args: Any, models: QuerySet[EquipmentModel], **kwargs: Any) -> None:
        """Offer the directory."""
        super().__init__(*args, **kwargs)
        self.fields["model"].queryset = models.filter(is_retired=False).order_by("name")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """An own power needs its reason."""
        data = super().clean() or {}
        if data.get("power_override_w") and not data.get("power_override_reason", "").strip():
            self.add_error("power_override_reason", _("An own power needs a reason."))
        return data


class VoidForm(forms.Form):
    """Why an act is voided."""

    why = forms.CharField(label=_("Reason"), max_length=300)


class PicturesForm(forms.Form):
    """What photos of an act show, and who signed it on the screen (a signature is a data address of a PNG)."""

    note = forms.CharField(
        label=_("What the photos show"), max_length=200, required=False, help_text=_("Such as: packaging, dent, left.")
    )
    giver_name = forms.CharField(label=pgettext_lazy("person", "Name"), max_length=160, required=False)
    giver_signature = forms.CharField(required=False, widget=forms.HiddenInput, max_length=400_000)
    receiver_name = forms.CharField(
        label=pgettext_lazy("person", "Name"), max_length=160, required=False, help_text=_("Empty: you.")
    )
    receiver_signature = forms.CharField(required=False, widget=forms.HiddenInput, max_length=400_000)

    def clean(self) -> dict[str, Any]:
        """A name without a drawing is no signature."""
        data = super().clean() or {}
        for side in ("giver", "receiver"):
            if data.get(f"{side}_name", "").strip() and not data.get(f"{side}_signature"):
                self.add_error(f"{side}_name", _("Draw the signature."))
        return data


class ShelfForm(forms.Form):
    """Where a unit is put: a shelf by its label."""

    shelf = forms.CharField(label=_("Shelf"), max_length=40)
