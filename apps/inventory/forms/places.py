"""Forms of places and power: site, room, power node, rack, shelves, moves, reservations."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.crm.models import Client
from apps.inventory.enums import Phases, SiteType
from apps.inventory.forms.fields import VersionedForm, in_watts, instant_field, limit_field
from apps.inventory.models import PowerNode, Rack
from apps.inventory.rules.shelves import IN_TURN

if TYPE_CHECKING:
    from django.db.models import QuerySet


_LEGS = [(leg.value, leg.label) for leg in (Phases.A, Phases.B, Phases.C)]


class SiteForm(VersionedForm):
    """A site."""

    name = forms.CharField(label=_("Name"), max_length=120)
    type = forms.ChoiceField(label=_("Type"), choices=SiteType.choices)
    postal_address = forms.CharField(
        label=_("Postal address"), max_length=400, widget=forms.Textarea(attrs={"rows": 2})
    )
    time_zone = forms.CharField(label=_("Time zone"), max_length=64, initial="Europe/Moscow")
    address_storage = forms.BooleanField(
        label=_("Address storage"),
        required=False,
        initial=True,
        help_text=_("Every unit has its shelf. Off: units are kept at the site without addresses."),
    )
    limit_w = limit_field(help_text=_("What the whole site may draw. Empty: the limits of its top units, together."))
    note = forms.CharField(label=_("Note"), required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def clean_limit_w(self) -> int | None:
        """Return the limit in watts."""
        return in_watts(self.cleaned_data["limit_w"])


class RoomForm(VersionedForm):
    """A room."""

    name = forms.CharField(label=_("Name"), max_length=80)
    limit_w = limit_field(help_text=_("What may stand here whatever feeds it, for example by the cooling."))

    def clean_limit_w(self) -> int | None:
        """Return the limit in watts."""
        return in_watts(self.cleaned_data["limit_w"])


class PowerNodeForm(VersionedForm):
    """A power distribution unit; the limit is typed in kilowatts."""

    name = forms.CharField(label=_("Name"), max_length=80)
    limit_w = limit_field(help_text=_("Empty: no limit of its own; its load is then shown as «—»."))
    parent = forms.ModelChoiceField(
        label=_("Fed from"), queryset=PowerNode.objects.none(), required=False, empty_label=_("the grid")
    )
    phases = forms.ChoiceField(label=_("Phases"), choices=Phases.choices)
    breaker_a = forms.IntegerField(
        label=_("Breaker, A"),
        required=False,
        min_value=1,
        max_value=10_000,
        help_text=_("Limits every phase: amperes × voltage × used share. Empty: the phases have no limit."),
    )
    phase_voltage_v = forms.IntegerField(
        label=_("Voltage of a phase, V"),
        min_value=1,
        max_value=1000,
        initial=230,
        help_text=_("Between phase and neutral."),
    )
    derating_percent = forms.IntegerField(
        label=_("Used share of the breaker, %"),
        min_value=1,
        max_value=100,
        initial=80,
        help_text=_("80 % is the custom for loads that never rest."),
    )

    def __init__(self, *args: Any, nodes: QuerySet[PowerNode], **kwargs: Any) -> None:
        """Offer the nodes of the same site as feeders."""
        super().__init__(*args, **kwargs)
        self.fields["parent"].queryset = nodes  # type: ignore[attr-defined]  # ModelChoiceField

    def clean_limit_w(self) -> int | None:
        """Return the limit in watts."""
        return in_watts(self.cleaned_data["limit_w"])


class RackForm(VersionedForm):
    """A rack."""

    name = forms.CharField(label=_("Name"), max_length=80)
    phase = forms.ChoiceField(label=_("Phase"), choices=Phases.choices)


class AtForm(forms.Form):
    """An instant of the past."""

    at = instant_field(_("At"))


class MoveRackForm(VersionedForm):
    """Another power distribution unit for a rack."""

    power_node = forms.ModelChoiceField(label=_("Fed from"), queryset=PowerNode.objects.none())

    def __init__(self, *args: Any, nodes: QuerySet[PowerNode], **kwargs: Any) -> None:
        """Offer the other nodes of the site."""
        super().__init__(*args, **kwargs)
        self.fields["power_node"].queryset = nodes  # type: ignore[attr-defined]  # ModelChoiceField


class MoveShelvesForm(forms.Form):
    """Another rack or power distribution unit for shelves, named one by one or by a pattern."""

    shelves = forms.CharField(
        label=_("Labels"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Labels or patterns, one a line: A-{1..12}-{1..8}."),
    )
    rack = forms.ModelChoiceField(
        label=_("Rack"), queryset=Rack.objects.none(), required=False, empty_label=_("without a rack")
    )
    power_node = forms.ModelChoiceField(
        label=_("Power distribution unit"),
        queryset=PowerNode.objects.none(),
        required=False,
        help_text=_("For shelves without a rack."),
    )

    def __init__(self, *args: Any, racks: QuerySet[Rack], nodes: QuerySet[PowerNode], **kwargs: Any) -> None:
        """Offer the racks and nodes of the site."""
        super().__init__(*args, **kwargs)
        self.fields["rack"].queryset = racks  # type: ignore[attr-defined]  # ModelChoiceField
        self.fields["power_node"].queryset = nodes  # type: ignore[attr-defined]  # as above


class ReservationForm(forms.Form):
    """Power held for units to come."""

    document = forms.CharField(
        label=_("Document"), max_length=80, help_text=_("A movement, an expected intake, a contract.")
    )
    units = forms.CharField(
        label=_("Serial numbers"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One a line. Their power is held until each is placed."),
    )
    power_w = forms.DecimalField(
        label=_("Power, kW"),
        required=False,
        min_value=Decimal("0.001"),
        max_value=Decimal(1_000_000),
        decimal_places=3,
        help_text=_("For an expected intake whose serial numbers are not known yet."),
    )
    client = forms.ModelChoiceField(
        label=_("Client"),
        queryset=Client.objects.none(),
        required=False,
        help_text=_("Units of this client use the power up when they are placed here."),
    )
    phases = forms.ChoiceField(
        label=_("Phases"), required=False, choices=[("", _("as the unit is fed")), *Phases.choices]
    )
    until = instant_field(_("Held until"))
    person = forms.ModelChoiceField(label=_("Responsible"), queryset=User.objects.none(), required=False)
    note = forms.CharField(label=_("Note"), max_length=300, required=False)

    def __init__(self, *args: Any, clients: QuerySet[Client], people: QuerySet[User], **kwargs: Any) -> None:
        """Offer the clients and colleagues in reach."""
        super().__init__(*args, **kwargs)
        self.fields["client"].queryset = clients  # type: ignore[attr-defined]  # ModelChoiceField
        self.fields["person"].queryset = people  # type: ignore[attr-defined]  # as above

    def clean_power_w(self) -> int | None:
        """Return the power in watts."""
        return in_watts(self.cleaned_data["power_w"])


class ReleaseForm(forms.Form):
    """Giving reserved power back."""

    why = forms.CharField(label=_("Reason"), max_length=300)


class ProlongForm(VersionedForm):
    """Another end of a reservation."""

    until = instant_field(_("Held until"))


class ShelvesForm(forms.Form):
    """A batch of shelves."""

    pattern = forms.CharField(
        label=_("Labels"),
        max_length=80,
        help_text=_("One label, or a pattern: A-{1..12}-{1..8} makes 96 shelves, {01..12} keeps the zeros."),
    )
    capacity = forms.IntegerField(label=_("Units per shelf"), min_value=1, max_value=100, initial=1)
    height_units = forms.IntegerField(label=_("Height, U"), min_value=1, max_value=60, initial=4)
    phase = forms.ChoiceField(
        label=_("Phase"),
        required=False,
        choices=[("", _("as the rack or unit")), *_LEGS, (IN_TURN, _("A, B, C in turn"))],
    )


class ShelfForm(VersionedForm):
    """One shelf."""

    label = forms.CharField(label=_("Label"), max_length=40)
    phase = forms.ChoiceField(label=_("Phase"), required=False, choices=[("", _("as the rack or unit")), *_LEGS])
    capacity = forms.IntegerField(label=_("Units per shelf"), min_value=1, max_value=100)
    height_units = forms.IntegerField(label=_("Height, U"), min_value=1, max_value=60)
