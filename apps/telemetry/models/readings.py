"""Readings: the latest one of each device, the figures of sites. Raw readings are a partitioned table (see 0001)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.common.models import OrganisationModel, Tenancy
from apps.telemetry.enums import MachineState

if TYPE_CHECKING:
    from collections.abc import Mapping

    from apps.telemetry.rules.details import Details


class LiveReading(models.Model):
    """The latest reading of a device; unknown is null, never zero.

    Here is what lists sort, filter and sum. Boards, fans, pools, text and the other figures are in the details of its
    batch (`details_id`, at `details_row`), or in `own_details` when that batch is past; `selectors.details` reads
    either.
    """

    # The foreign key over organisation and device (ProtectTable) holds both; one check an update is enough.
    device = models.OneToOneField(
        "telemetry.Device",
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="live",
        db_constraint=False,
        verbose_name=_("device"),
    )
    organisation = models.ForeignKey(
        "accounts.Organisation", on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    at = models.DateTimeField(_("read"))
    # From then on the reading says nothing of the present: its agent has been silent for several poll intervals.
    fresh_until = models.DateTimeField()
    state = models.SmallIntegerField(_("state"), choices=MachineState)
    # Since when the machine is in this state, by its readings.
    state_since = models.DateTimeField(_("since"))
    hashrate_ths = models.FloatField(_("hashrate, TH/s"), null=True)
    expected_hashrate_ths = models.FloatField(_("expected hashrate, TH/s"), null=True)
    power_w = models.FloatField(_("power, W"), null=True)
    chip_temp_max_c = models.FloatField(_("hottest chip, °C"), null=True)
    board_temp_max_c = models.FloatField(_("hottest board, °C"), null=True)
    fan_rpm_min = models.IntegerField(_("slowest fan, 1/min"), null=True)
    uptime_s = models.BigIntegerField(_("uptime, s"), null=True)
    boards_dead = models.PositiveSmallIntegerField(default=0)
    details_id = models.BigIntegerField(null=True, editable=False)
    details_row = models.IntegerField(null=True, editable=False)
    own_details = models.BinaryField(null=True, editable=False)
    # Given by `selectors.details.with_details`.
    details: Details

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
