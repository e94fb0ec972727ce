"""Readings: the latest one of each device. Raw readings are a partitioned table without a model (see 0001)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.common.models import Tenancy
from apps.telemetry.enums import MachineState, PowerSource

if TYPE_CHECKING:
    from collections.abc import Mapping


class LiveReading(models.Model):
    """The latest reading of a device; unknown is null, never zero."""

    device = models.OneToOneField(
        "telemetry.Device", on_delete=models.CASCADE, primary_key=True, related_name="live", verbose_name=_("device")
    )
    organisation = models.ForeignKey("accounts.Organisation", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("read"))
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
    boards = models.JSONField(default=list)
    fans = models.JSONField(default=list)
    pools = models.JSONField(default=list)
    detail = models.CharField(max_length=1000, blank=True, default="")

    tenancy: ClassVar[Tenancy] = Tenancy.CLIENT
    access_paths: ClassVar[Mapping[str, str]] = {"site": "device__site_id", "client": "device__unit__owner_id"}

    def __str__(self) -> str:
        """Return the state."""
        return str(MachineState(self.state).label)
