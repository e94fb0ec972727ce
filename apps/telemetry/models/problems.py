"""Problems: what is wrong with a machine, from its first to its last sign."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.common.models import OrganisationModel, Tenancy
from apps.telemetry.enums import ProblemCode, Severity

if TYPE_CHECKING:
    from collections.abc import Mapping


class Problem(OrganisationModel):
    """One problem of one device; open until its rule no longer holds."""

    device = models.ForeignKey(
        "telemetry.Device", on_delete=models.PROTECT, related_name="problems", verbose_name=_("device")
    )
    code = models.CharField(_("problem"), max_length=40, choices=ProblemCode)
    severity = models.CharField(_("severity"), max_length=2, choices=Severity)
    opened_at = models.DateTimeField(_("since"))
    resolved_at = models.DateTimeField(_("until"), null=True)
    value = models.FloatField(_("value"), null=True)

    tenancy: ClassVar[Tenancy] = Tenancy.CLIENT
    access_paths: ClassVar[Mapping[str, str]] = {"site": "device__site_id", "client": "device__unit__owner_id"}

    class Meta:
        verbose_name = _("problem")
        verbose_name_plural = _("problems")
        constraints = [
            models.UniqueConstraint(
                fields=["device", "code"],
                condition=models.Q(resolved_at__isnull=True),
                name="telemetry_problem_open_once",
            )
        ]
        indexes = [models.Index(fields=["organisation", "-opened_at"], name="telemetry_problem_time")]

    def __str__(self) -> str:
        """Return what is wrong."""
        return str(ProblemCode(self.code).label)
