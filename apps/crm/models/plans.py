"""Commission plans and partner packages; each change is a version with days of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from apps.common.models import OrganisationModel, Tenancy, VersionedModel
from apps.crm.enums import BrokerKind, CapScope, CommissionBasis

if TYPE_CHECKING:
    from collections.abc import Mapping


class CommissionPlan(OrganisationModel, VersionedModel):
    """A named way to earn; for channel partners it is their package. `names` holds the name by language."""

    names = models.JSONField(_("name"))
    audience = models.CharField(_("for"), max_length=16, choices=BrokerKind, default=BrokerKind.BROKER)
    is_archived = models.BooleanField(_("archived"), default=False, editable=False)

    tenancy: ClassVar[Tenancy] = Tenancy.ORGANISATION
    access_paths: ClassVar[Mapping[str, str]] = {}

    class Meta:
        verbose_name = _("commission plan")
        verbose_name_plural = _("commission plans")

    def __str__(self) -> str:
        """Return the name in the reader's language, else in the first one that is there."""
        names: Mapping[str, str] = self.names or {}
        wanted = (get_language() or "en").split("-")[0]
        return names.get(wanted) or next((text for text in names.values() if text), f"№ {self.pk}")


class CommissionPlanVersion(OrganisationModel):
    """What a plan pays during these days; it never changes, a new version takes its place (trigger)."""

    plan = models.ForeignKey(CommissionPlan, on_delete=models.PROTECT, related_name="versions", verbose_name=_("plan"))
    number = models.PositiveSmallIntegerField(_("version"))
    during = DateRangeField(_("during"))
    basis = models.CharField(_("counted from"), max_length=16, choices=CommissionBasis)
    currency = models.CharField(_("currency"), max_length=3, default="RUB")
    percent = models.DecimalField(_("percent"), max_digits=7, decimal_places=4, null=True, blank=True)
    rate_per_kw = models.DecimalField(_("per kW a month"), max_digits=20, decimal_places=8, null=True, blank=True)
    # [[from, percent], …] as decimal texts: what lies above `from` of the month's volume earns `percent`.
    tiers = models.JSONField(_("tiers"), default=list, blank=True)
    cap_amount = models.DecimalField(_("cap"), max_digits=18, decimal_places=2, null=True, blank=True)
    cap_scope = models.CharField(_("the cap limits"), max_length=10, choices=CapScope, default=CapScope.MONTH)

    tenancy: ClassVar[Tenancy] = Tenancy.ORGANISATION
    access_paths: ClassVar[Mapping[str, str]] = {}

    class Meta:
        verbose_name = _("version of a commission plan")
        verbose_name_plural = _("versions of commission plans")
        ordering = ["plan", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="crm_plan_version_once"),
            ExclusionConstraint(
                name="crm_one_version_at_a_time",
                expressions=[("plan", RangeOperators.EQUAL), ("during", RangeOperators.OVERLAPS)],
            ),
            models.CheckConstraint(
                condition=models.Q(
                    basis__in=["first_payment", "each_payment"], percent__gt=0, percent__lte=100, rate_per_kw=None
                )
                | models.Q(basis="kw_month", rate_per_kw__gt=0, percent=None)
                | models.Q(basis="tiered", percent=None, rate_per_kw=None),
                name="crm_plan_version_whole",
            ),
            models.CheckConstraint(
                condition=models.Q(cap_amount__isnull=True) | models.Q(cap_amount__gt=0), name="crm_plan_cap_positive"
            ),
        ]

    def __str__(self) -> str:
        """Return the number."""
        return f"{self.plan_id}.{self.number}"
