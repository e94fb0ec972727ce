"""Forms of routes: whose day, vehicles, points of sites, settings."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.accounts.models import User
from apps.inventory.models import Site
from apps.logistics.models import Vehicle

if TYPE_CHECKING:
    from django.db.models import QuerySet


def _time_field(label: Any, **more: Any) -> forms.TimeField:
    """Return a field of a time of the day."""
    return forms.TimeField(label=label, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"), **more)


class RouteForm(forms.Form):
    """Whose day is planned, with which vehicle, from where and when."""

    driver = forms.ModelChoiceField(label=_("Driver"), queryset=User.objects.none())
    day = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    vehicle = forms.ModelChoiceField(
        label=_("Vehicle"),
        queryset=Vehicle.objects.none(),
        required=False,
        empty_label=_("any; nothing limits the load"),
    )
    start_site = forms.ModelChoiceField(
        label=_("Starts at"), queryset=Site.objects.none(), required=False, empty_label=_("the first stop")
    )
    starts = _time_field(
        pgettext_lazy("time of day", "Starts"), required=False, help_text=_("Empty: as the settings of routes say.")
    )

    def __init__(
        self, *args: Any, drivers: QuerySet[User], vehicles: QuerySet[Vehicle], sites: QuerySet[Site], **kwargs: Any
    ) -> None:
        """Offer working drivers, vehicles in use, every site."""
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["driver"].queryset = drivers.order_by("name")
        fields["driver"].label_from_instance = lambda row: row.name
        fields["vehicle"].queryset = vehicles.filter(is_retired=False).order_by("name")
        fields["start_site"].queryset = sites.order_by("name")


class VehicleForm(forms.Form):
    """A vehicle."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    name = forms.CharField(label=_("Name"), max_length=80)
    plate = forms.CharField(label=_("Number plate"), max_length=20, required=False)
    most_units = forms.IntegerField(
        label=_("Units at most"), min_value=1, max_value=100_000, required=False, help_text=_("Empty: does not limit.")
    )
    payload_kg = forms.IntegerField(
        label=_("Payload, kg"), min_value=1, max_value=1_000_000, required=False, help_text=_("Empty: does not limit.")
    )
    driver = forms.ModelChoiceField(
        label=_("Driver"), queryset=User.objects.none(), required=False, empty_label=_("nobody in particular")
    )
    is_retired = forms.BooleanField(label=_("No longer used"), required=False)

    def __init__(self, *args: Any, drivers: QuerySet[User], **kwargs: Any) -> None:
        """Offer working drivers."""
        super().__init__(*args, **kwargs)
        field: Any = self.fields["driver"]
        field.queryset = drivers.order_by("name")
        field.label_from_instance = lambda row: row.name


class PointForm(forms.Form):
    """Where a site is and when it receives."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    latitude = forms.DecimalField(
        label=_("Latitude"), min_value=Decimal(-90), max_value=Decimal(90), max_digits=8, decimal_places=6
    )
    longitude = forms.DecimalField(
        label=_("Longitude"), min_value=Decimal(-180), max_value=Decimal(180), max_digits=9, decimal_places=6
    )
    opens = _time_field(_("Receives from"), required=False)
    closes = _time_field(_("Receives until"), required=False)


class RouteSettingsForm(forms.Form):
    """How routes are reckoned."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    road_factor = forms.DecimalField(
        label=_("Road factor"),
        min_value=Decimal(1),
        max_value=Decimal(5),
        max_digits=4,
        decimal_places=2,
        help_text=_("How much longer roads are than the straight line."),
    )
    speed_kmh = forms.IntegerField(label=_("Average speed, km/h"), min_value=1, max_value=200)
    stop_min = forms.IntegerField(label=_("Minutes of a stop"), min_value=0, max_value=600)
    unit_min = forms.DecimalField(
        label=_("Minutes for a unit"), min_value=Decimal(0), max_value=Decimal(60), max_digits=5, decimal_places=2
    )
    unit_kg = forms.DecimalField(
        label=_("Mass of a unit, kg"), min_value=Decimal("0.1"), max_value=Decimal(5000), max_digits=6, decimal_places=1
    )
    starts = _time_field(_("The day begins"))
