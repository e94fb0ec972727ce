"""Readings: the latest one of each device, the figures of sites. Raw readings are a partitioned table (see 0001)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.common.models import OrganisationModel, Tenancy
from apps.telemetry.enums import MachineState, PowerSource
from apps.telemetry.models.packed import PackedField

if TYPE_CHECKING:
    from collections.abc import Mapping


class LiveReading(models.Model):
    """The latest reading of a device; unknown is null, never zero."""

    device = models.OneToOneField(
        "telemetry.Device", on_delete=models.CASCADE, primary_key=True, related_name="live", verbose_name=_("device")
    )
    organisation = models.ForeignKey("accounts.Organisation", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("read"))
    # From then on the reading says nothing of the present: its agent has been silent for several poll intervals.
    fresh_until = models.DateTimeField()
    state = models.SmallIntegerField(_("state"), choices=MachineState)
    # Since when the machine is in this state, by its readings.
    state_since = models.DateTimeField(_("since"))
    hashrate_ths = models.FloatField(_("hashrate, TH/s"), null=True)
    hashrate_avg_ths = models.FloatField(_("average hashrate, TH/s"), null=True)
    expected_hashrate_ths = models.FloatField(_("expected hashrate, TH/s"), null=True)
    power_w = models.FloatField(_("power, W"), null=True)
    power_source = models.SmallIntegerField(choices=PowerSource, default=PowerSource.UNKNOWN)
    chip_temp_max_c = models.FloatField(_("hottest chip, °C"), null=True)
    board_temp_max_c = models.FloatField(_("hottest board, °C"), null=True)
    inlet_temp_c = models.FloatField(_("inlet, °C"), null=True)
    fan_rpm_min = models.IntegerField(_("slowest fan, 1/min"), null=True)
    fan_rpm_max = models.IntegerField(_("fastest fan, 1/min"), null=True)
    uptime_s = models.BigIntegerField(_("uptime, s"), null=True)
    accepted = models.BigIntegerField(_("accepted shares"), null=True)
    rejected = models.BigIntegerField(_("rejected shares"), null=True)
    hw_errors = models.BigIntegerField(_("hardware errors"), null=True)
    boards_dead = models.PositiveSmallIntegerField(default=0)
    boards = PackedField(default=list, group="board")
    fans = PackedField(default=list, group="fan")
    pools = PackedField(default=list, group="pool")
    detail = models.CharField(max_length=1000, blank=True, default="")

    tenancy: ClassVar[Tenancy] = Tenancy.CLIENT
    access_paths: ClassVar[Mapping[str, str]] = {"site": "device__site_id", "client": "device__unit__owner_id"}

    def __str__(self) -> str:
        """Return the state."""
        return str(MachineState(self.state).label)


class FleetFigures(OrganisationModel):
    """What a client's machines at a site did together in a window of five minutes, as the watch last saw them in it.

    Without a client: machines that are no unit yet. Machines whose agent was silent are not counted: a chart has a
    gap there, not a fall.
    """

    site = models.ForeignKey("inventory.Site", on_delete=models.PROTECT, related_name="+", verbose_name=_("site"))
    client = models.ForeignKey(
        "crm.Client", on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("client")
    )
    at = models.DateTimeField(_("begin of the window"))
    machines = models.PositiveIntegerField(_("machines"))
    mining = models.PositiveIntegerField(_("mining"))
    hashrate_ths = models.FloatField(_("hashrate, TH/s"))
    power_w = models.FloatField(_("power, W"))

    tenancy: ClassVar[Tenancy] = Tenancy.CLIENT
    access_paths: ClassVar[Mapping[str, str]] = {"site": "site_id", "client": "client_id"}

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["site", "client", "at"], nulls_distinct=False, name="telemetry_fleet_figures_once"
            )
        ]
        indexes = [models.Index(fields=["organisation", "at"], name="telemetry_figures_time")]

    def __str__(self) -> str:
        """Return the begin of the window."""
        return self.at.isoformat()
