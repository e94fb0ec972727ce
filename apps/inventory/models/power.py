"""Power over time: what each unit counted and where, dated; and power that is held for units to come."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.common.models import OrganisationModel, Tenancy, VersionedModel
from apps.inventory.enums import Phases, ReservationState
from apps.inventory.models.facts import UnitFact

if TYPE_CHECKING:
    from collections.abc import Mapping


class UnitLoad(UnitFact):
    """What a unit counted against limits: its power, the legs and every node that fed it, from below upwards.

    Written with the change that causes it (placing, another power, another phase, a move of a rack), so that the load
    of a place at any past instant is a sum of these rows. Without nodes: a unit in service at a site without
    addresses.
    """

    site = models.ForeignKey("inventory.Site", on_delete=models.PROTECT, related_name="+", verbose_name=_("site"))
    room = models.ForeignKey(
        "inventory.Room", on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("room")
    )
    node_ids = ArrayField(models.BigIntegerField(), default=list)
    phases = models.CharField(_("phases"), max_length=3, choices=Phases)
    power_w = models.PositiveIntegerField(_("power, W"))

    tenancy: ClassVar[Tenancy] = Tenancy.ORGANISATION
    access_paths: ClassVar[Mapping[str, str]] = {"site": "site_id"}

    class Meta(UnitFact.Meta):
        verbose_name = _("load of a unit")
        verbose_name_plural = _("loads of units")
        indexes = [
            models.Index(fields=["site"], name="inventory_load_of_site"),
            GinIndex(fields=["node_ids"], name="inventory_load_of_node"),
        ]
        constraints = [
            ExclusionConstraint(
                name="inventory_one_load_at_a_time",
                expressions=[("unit", RangeOperators.EQUAL), ("during", RangeOperators.OVERLAPS)],
            ),
            models.UniqueConstraint(
                fields=["unit"], condition=models.Q(during__upper_inf=True), name="inventory_one_load_now"
            ),
        ]

    def __str__(self) -> str:
        """Return unit and power."""
        return f"{self.unit_id} {self.power_w}"


class PowerReservation(OrganisationModel, VersionedModel):
    """Power that is held on a node for units to come; it counts against the limits for everybody else.

    For named units (a movement), or for whatever a client brings (an expected intake). `held_w` is what is still
    held: it falls with each of its units that is placed. After `until` nothing is held, whatever the row says.
    """

    power_node = models.ForeignKey(
        "inventory.PowerNode",
        on_delete=models.PROTECT,
        related_name="reservations",
        verbose_name=_("power distribution unit"),
    )
    site = models.ForeignKey(
        "inventory.Site", on_delete=models.PROTECT, related_name="+", editable=False, verbose_name=_("site")
    )
    phases = models.CharField(_("phases"), max_length=3, choices=Phases, default=Phases.THREE)
    power_w = models.PositiveIntegerField(_("power, W"))
    held_w = models.PositiveIntegerField(_("still held, W"), editable=False)
    client = models.ForeignKey(
        "crm.Client", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("client")
    )
    document = models.CharField(_("document"), max_length=80)
    person = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, related_name="+", verbose_name=_("responsible")
    )
    until = models.DateTimeField(_("held until"))
    note = models.CharField(_("note"), max_length=300, blank=True, default="")
    state = models.CharField(
        _("status"), max_length=8, choices=ReservationState, default=ReservationState.ACTIVE, editable=False
    )
    ended_at = models.DateTimeField(_("ended"), null=True, editable=False)

    tenancy: ClassVar[Tenancy] = Tenancy.ORGANISATION
    access_paths: ClassVar[Mapping[str, str]] = {"site": "site_id"}

    class Meta:
        verbose_name = _("reservation of power")
        verbose_name_plural = _("reservations of power")
        indexes = [
            models.Index(
                fields=["site", "until"], condition=models.Q(state="active"), name="inventory_reservation_active"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(power_w__gt=0, held_w__lte=models.F("power_w")), name="inventory_reservation_power"
            ),
            models.CheckConstraint(
                condition=models.Q(state="active", ended_at__isnull=True, held_w__gt=0)
                | ~models.Q(state="active") & models.Q(ended_at__isnull=False),
                name="inventory_reservation_end",
            ),
        ]

    def __str__(self) -> str:
        """Return document and node."""
        return f"{self.document} · {self.power_node}"


class ReservedUnit(OrganisationModel):
    """A unit that a reservation is for, and the power held for it; open until it is placed or the reservation ends."""

    reservation = models.ForeignKey(
        PowerReservation, on_delete=models.PROTECT, related_name="units", verbose_name=_("reservation of power")
    )
    unit = models.ForeignKey("inventory.Unit", on_delete=models.PROTECT, related_name="+", verbose_name=_("unit"))
    power_w = models.PositiveIntegerField(_("power, W"))
    is_open = models.BooleanField(_("still held"), default=True)

    tenancy: ClassVar[Tenancy] = Tenancy.ORGANISATION
    access_paths: ClassVar[Mapping[str, str]] = {"site": "reservation__site_id"}

    class Meta:
        verbose_name = _("unit of a reservation")
        verbose_name_plural = _("units of reservations")
        constraints = [
            models.UniqueConstraint(
                fields=["unit"], condition=models.Q(is_open=True), name="inventory_unit_reserved_once"
            ),
        ]

    def __str__(self) -> str:
        """Return the unit."""
        return str(self.unit)
