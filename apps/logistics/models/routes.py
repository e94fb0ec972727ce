"""Routes: where sites are, what vehicles take, and the order of a driver's day."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.common.models import OrganisationModel, Tenancy, VersionedModel
from apps.logistics.enums import JobKind

if TYPE_CHECKING:
    from collections.abc import Mapping


def clock_text(minutes: int) -> str:
    """Return minutes of the day as people read them; the next day's have its sign."""
    days, rest = divmod(minutes, 24 * 60)
    return f"{rest // 60:02}:{rest % 60:02}" + (f" +{days}" if days else "")


class RouteSettings(OrganisationModel, VersionedModel):
    """How routes of an organisation are reckoned; one row for each, made with the first change."""

    road_factor = models.DecimalField(_("road factor"), max_digits=4, decimal_places=2, default="1.30")
    speed_kmh = models.PositiveSmallIntegerField(_("average speed, km/h"), default=60)
    stop_min = models.PositiveSmallIntegerField(_("minutes of a stop"), default=10)
    unit_min = models.DecimalField(_("minutes for a unit"), max_digits=5, decimal_places=2, default="2.00")
    unit_kg = models.DecimalField(_("mass of a unit, kg"), max_digits=6, decimal_places=1, default="16.0")
    starts_min = models.PositiveSmallIntegerField(_("the day begins, minutes after midnight"), default=480)

    tenancy: ClassVar[Tenancy] = Tenancy.ORGANISATION

    class Meta:
        verbose_name = _("settings of routes")
        verbose_name_plural = _("settings of routes")
        constraints = [
            models.UniqueConstraint(fields=["organisation"], name="logistics_route_settings_once"),
            models.CheckConstraint(
                condition=models.Q(
                    road_factor__gte=1, road_factor__lte=5, speed_kmh__gte=1, speed_kmh__lte=200, unit_kg__gt=0,
                    starts_min__lt=1440,
                ),
                name="logistics_route_settings_make_sense",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        """Return what these are."""
        return str(_("Settings of routes"))

    @property
    def starts_text(self) -> str:
        """When the day begins, `08:00`."""
        return clock_text(self.starts_min)


class SitePoint(OrganisationModel, VersionedModel):
    """Where a site is, and when somebody receives there (local time)."""

    site = models.OneToOneField(
        "inventory.Site", on_delete=models.PROTECT, related_name="point", editable=False, verbose_name=_("site")
    )
    latitude = models.DecimalField(
        _("latitude"), max_digits=8, decimal_places=6, validators=[MinValueValidator(-90), MaxValueValidator(90)]
    )
    longitude = models.DecimalField(
        _("longitude"), max_digits=9, decimal_places=6, validators=[MinValueValidator(-180), MaxValueValidator(180)]
    )
    opens = models.TimeField(_("receives from"), null=True, blank=True)
    closes = models.TimeField(_("receives until"), null=True, blank=True)

    tenancy: ClassVar[Tenancy] = Tenancy.ORGANISATION
    access_paths: ClassVar[Mapping[str, str]] = {"site": "site_id"}

    class Meta:
        verbose_name = _("point of a site")
        verbose_name_plural = _("points of sites")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(latitude__gte=-90, latitude__lte=90, longitude__gte=-180, longitude__lte=180),
                name="logistics_point_on_earth",
            ),
            models.CheckConstraint(
                condition=models.Q(opens__isnull=True)
                | models.Q(closes__isnull=True)
                | models.Q(closes__gt=models.F("opens")),
                name="logistics_point_hours",
            ),
        ]

    def __str__(self) -> str:
        """Return the coordinates."""
        return f"{self.latitude}, {self.longitude}"


class Vehicle(OrganisationModel, VersionedModel):
    """A vehicle: how many units and kilograms it takes (empty: does not limit), and who drives it mostly."""

    name = models.CharField(_("name"), max_length=80)
    plate = models.CharField(_("number plate"), max_length=20, blank=True, default="")
    most_units = models.PositiveIntegerField(_("units at most"), null=True, blank=True)
    payload_kg = models.PositiveIntegerField(_("payload, kg"), null=True, blank=True)
    driver = models.ForeignKey(
        "accounts.User",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=pgettext_lazy("person", "driver"),
    )
    is_retired = models.BooleanField(_("no longer used"), default=False)

    tenancy: ClassVar[Tenancy] = Tenancy.ORGANISATION
    access_paths: ClassVar[Mapping[str, str]] = {"user": "driver_id"}

    class Meta:
        verbose_name = _("vehicle")
        verbose_name_plural = _("vehicles")
        constraints = [
            models.UniqueConstraint(fields=["organisation", "name"], name="logistics_vehicle_name_once"),
            models.CheckConstraint(
                condition=(models.Q(most_units__isnull=True) | models.Q(most_units__gt=0))
                & (models.Q(payload_kg__isnull=True) | models.Q(payload_kg__gt=0)),
                name="logistics_vehicle_takes_something",
            ),
        ]

    def __str__(self) -> str:
        """Return name and number plate."""
        return f"{self.name} {self.plate}".strip()


class Route(OrganisationModel, VersionedModel):
    """The order of a driver's day, as it was last planned or edited."""

    driver = models.ForeignKey(
        "accounts.User",
        on_delete=models.PROTECT,
        related_name="+",
        editable=False,
        verbose_name=pgettext_lazy("person", "driver"),
    )
    day = models.DateField(_("day"), editable=False)
    vehicle = models.ForeignKey(
        Vehicle, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("vehicle")
    )
    start_site = models.ForeignKey(
        "inventory.Site", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("starts at")
    )
    starts_min = models.PositiveSmallIntegerField(_("starts, minutes after midnight"))
    ends_min = models.PositiveIntegerField(_("ends, minutes after midnight"), default=0, editable=False)
    km = models.DecimalField(_("way, km"), max_digits=8, decimal_places=1, default=0, editable=False)
    is_feasible = models.BooleanField(_("can be driven"), default=True, editable=False)
    is_edited = models.BooleanField(_("edited by hand"), default=False, editable=False)
    planned_by = models.CharField(_("planned by"), max_length=160, editable=False)

    tenancy: ClassVar[Tenancy] = Tenancy.ORGANISATION
    access_paths: ClassVar[Mapping[str, str]] = {"user": "driver_id"}

    class Meta:
        verbose_name = _("route")
        verbose_name_plural = _("routes")
        constraints = [
            models.UniqueConstraint(fields=["organisation", "driver", "day"], name="logistics_route_of_a_day_once"),
        ]

    def __str__(self) -> str:
        """Return driver and day."""
        return f"{self.driver} {self.day:%d.%m.%Y}"

    @property
    def starts_text(self) -> str:
        """When it begins, `08:00`."""
        return clock_text(self.starts_min)

    @property
    def ends_text(self) -> str:
        """When it ends, `14:20`."""
        return clock_text(self.ends_min)


class RouteJob(OrganisationModel):
    """One job of a route in its order; jobs that follow each other at one site are one stop."""

    route = models.ForeignKey(Route, on_delete=models.CASCADE, related_name="jobs", verbose_name=_("route"))
    position = models.PositiveSmallIntegerField(_("№"))
    movement = models.ForeignKey(
        "logistics.Movement", on_delete=models.PROTECT, related_name="+", verbose_name=_("movement")
    )
    site = models.ForeignKey("inventory.Site", on_delete=models.PROTECT, related_name="+", verbose_name=_("site"))
    kind = models.CharField(_("kind"), max_length=6, choices=JobKind)
    units = models.PositiveIntegerField(_("units"))
    is_pinned = models.BooleanField(_("stays at its place"), default=False)
    arrives_min = models.PositiveIntegerField(_("arrives, minutes after midnight"), default=0)
    leaves_min = models.PositiveIntegerField(_("leaves, minutes after midnight"), default=0)
    km = models.DecimalField(_("way there, km"), max_digits=7, decimal_places=1, default=0)
    units_after = models.PositiveIntegerField(_("units on board afterwards"), default=0)
    problems = models.JSONField(_("what stands in the way"), default=list)

    tenancy: ClassVar[Tenancy] = Tenancy.ORGANISATION
    access_paths: ClassVar[Mapping[str, str]] = {"user": "route__driver_id"}

    class Meta:
        verbose_name = _("job of a route")
        verbose_name_plural = _("jobs of routes")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["route", "position"],
                name="logistics_route_position_once",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.UniqueConstraint(fields=["route", "movement", "kind"], name="logistics_route_job_once"),
        ]

    def __str__(self) -> str:
        """Return what is done where."""
        return f"{self.position}. {self.movement}"

    @property
    def arrives_text(self) -> str:
        """When the driver comes, `09:10`."""
        return clock_text(self.arrives_min)

    @property
    def leaves_text(self) -> str:
        """When the driver goes on, `09:34`."""
        return clock_text(self.leaves_min)
