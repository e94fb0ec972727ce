"""Deals: the pipeline with its stages, what may be sold, and how each deal went through the stages."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.common.models import OrganisationModel, Tenancy, VersionedModel
from apps.common.money import Money
from apps.crm.enums import DealStatus
from apps.crm.models.naming import NamedModel

if TYPE_CHECKING:
    from collections.abc import Mapping

_PERCENT = Decimal(100)


class Pipeline(OrganisationModel, VersionedModel, NamedModel):
    """A way of selling: an ordered row of stages; one of an organisation's is the default."""

    is_default = models.BooleanField(_("default"), default=False)

    tenancy: ClassVar[Tenancy] = Tenancy.ORGANISATION

    class Meta:
        verbose_name = _("pipeline")
        verbose_name_plural = _("pipelines")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation"], condition=models.Q(is_default=True), name="crm_pipeline_one_default"
            ),
        ]


class Stage(OrganisationModel, VersionedModel, NamedModel):
    """One step of a pipeline; a pipeline has one stage «won» and one «lost», and their kind never changes."""

    pipeline = models.ForeignKey(
        "crm.Pipeline", on_delete=models.PROTECT, related_name="stages", verbose_name=_("pipeline")
    )
    kind = models.CharField(_("kind"), max_length=5, choices=DealStatus, default=DealStatus.OPEN, editable=False)
    position = models.PositiveSmallIntegerField(_("order"))
    probability = models.PositiveSmallIntegerField(_("probability, %"))
    is_active = models.BooleanField(_("in use"), default=True)

    tenancy: ClassVar[Tenancy] = Tenancy.ORGANISATION

    class Meta:
        verbose_name = _("stage")
        verbose_name_plural = _("stages")
        constraints = [
            models.UniqueConstraint(
                fields=["pipeline", "position"],
                condition=models.Q(is_active=True),
                name="crm_stage_place_once",
            ),
            models.UniqueConstraint(
                fields=["pipeline", "kind"], condition=~models.Q(kind="open"), name="crm_stage_one_end_of_a_kind"
            ),
            models.CheckConstraint(
                condition=models.Q(kind="open", probability__lte=99)
                | models.Q(kind="won", probability=100, is_active=True)
                | models.Q(kind="lost", probability=0, is_active=True),
                name="crm_stage_probability_fits",
            ),
        ]


class Deal(OrganisationModel, VersionedModel):
    """Something that may be sold to a client: how much power and income, how likely, by when, at which stage.

    `status` is the kind of the stage. A won deal may name the contract that came of it; `renews` names the contract
    that a renewal deal prolongs, once. `broker` and `referral` stay those of the lead it came from.
    """

    title = models.CharField(_("title"), max_length=200)
    client = models.ForeignKey(
        "crm.Client", on_delete=models.PROTECT, null=True, blank=True, related_name="deals", verbose_name=_("client")
    )
    lead = models.ForeignKey(
        "crm.Lead", on_delete=models.PROTECT, null=True, editable=False, related_name="deals", verbose_name=_("lead")
    )
    pipeline = models.ForeignKey(
        "crm.Pipeline", on_delete=models.PROTECT, editable=False, related_name="deals", verbose_name=_("pipeline")
    )
    stage = models.ForeignKey(
        "crm.Stage", on_delete=models.PROTECT, editable=False, related_name="deals", verbose_name=_("stage")
    )
    status = models.CharField(_("status"), max_length=5, choices=DealStatus, default=DealStatus.OPEN, editable=False)
    entered_stage_at = models.DateTimeField(_("at this stage since"), editable=False)
    opened_at = models.DateTimeField(_("opened"), editable=False)
    closed_at = models.DateTimeField(_("closed"), null=True, editable=False)
    owner = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("manager")
    )
    source = models.ForeignKey(
        "crm.LeadSource", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("source")
    )
    referral = models.ForeignKey(
        "crm.ReferralLink",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="deals",
        verbose_name=_("referral link"),
    )
    broker = models.ForeignKey(
        "accounts.User",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("broker"),
    )
    probability = models.PositiveSmallIntegerField(_("probability, %"))
    power_kw = models.DecimalField(_("expected power, kW"), max_digits=12, decimal_places=3, null=True, blank=True)
    hashrate_phs = models.DecimalField(
        _("expected hashrate, PH/s"), max_digits=12, decimal_places=3, null=True, blank=True
    )
    unit_count = models.PositiveIntegerField(_("expected machines"), null=True, blank=True)
    monthly_income = models.DecimalField(
        _("expected income a month"), max_digits=16, decimal_places=2, null=True, blank=True
    )
    currency = models.CharField(_("currency"), max_length=3, default="RUB")
    expected_close_on = models.DateField(_("expected to close"), null=True, blank=True)
    site_wish = models.CharField(_("wished site"), max_length=200, blank=True, default="")
    next_step = models.CharField(_("next step"), max_length=300, blank=True, default="")
    next_step_on = models.DateField(_("date of the next step"), null=True, blank=True)
    lost_reason = models.CharField(_("why lost"), max_length=500, blank=True, default="", editable=False)
    contract = models.ForeignKey(
        "crm.Contract",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="deals",
        verbose_name=_("contract"),
    )
    renews = models.ForeignKey(
        "crm.Contract",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="renewals",
        verbose_name=_("renews the contract"),
    )

    tenancy: ClassVar[Tenancy] = Tenancy.ORGANISATION
    access_paths: ClassVar[Mapping[str, str]] = {"user": "broker_id"}
    audit_personal_fields: ClassVar[tuple[str, ...]] = ("title", "next_step")
    audit_label_is_personal: ClassVar[bool] = True

    class Meta:
        verbose_name = _("deal")
        verbose_name_plural = _("deals")
        indexes = [
            models.Index(fields=["organisation", "status", "expected_close_on"], name="crm_deal_by_status"),
            models.Index(fields=["pipeline", "stage", "-entered_stage_at"], name="crm_deal_by_stage"),
            models.Index(fields=["organisation", "-closed_at"], name="crm_deal_by_close"),
            models.Index(
                fields=["owner", "next_step_on"],
                condition=models.Q(next_step_on__isnull=False),
                name="crm_deal_by_next_step",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["lead"], condition=models.Q(lead__isnull=False), name="crm_deal_of_a_lead_once"
            ),
            models.UniqueConstraint(
                fields=["renews"],
                condition=models.Q(renews__isnull=False) & ~models.Q(status="lost"),
                name="crm_deal_renews_once",
            ),
            models.CheckConstraint(
                condition=models.Q(client__isnull=False) | models.Q(lead__isnull=False), name="crm_deal_has_subject"
            ),
            models.CheckConstraint(condition=models.Q(probability__lte=100), name="crm_deal_probability_percent"),
            models.CheckConstraint(
                condition=models.Q(status="open", closed_at__isnull=True)
                | (~models.Q(status="open") & models.Q(closed_at__isnull=False)),
                name="crm_deal_closed_has_time",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="lost") | ~models.Q(lost_reason=""), name="crm_deal_lost_has_reason"
            ),
            models.CheckConstraint(
                condition=models.Q(contract__isnull=True) | models.Q(status="won"), name="crm_deal_contract_when_won"
            ),
            models.CheckConstraint(
                condition=(models.Q(power_kw__isnull=True) | models.Q(power_kw__gt=0))
                & (models.Q(hashrate_phs__isnull=True) | models.Q(hashrate_phs__gt=0))
                & (models.Q(monthly_income__isnull=True) | models.Q(monthly_income__gte=0)),
                name="crm_deal_expectations_positive",
            ),
        ]

    def __str__(self) -> str:
        """Return the title."""
        return self.title

    @property
    def income(self) -> Money | None:
        """The expected income of a month."""
        return None if self.monthly_income is None else Money(self.monthly_income, self.currency)

    @property
    def weighted_income(self) -> Money | None:
        """The expected income of a month, weighted by the probability."""
        income = self.income
        if income is None:
            return None
        return Money(income.amount * self.probability / _PERCENT, income.currency).rounded()


class StageChange(OrganisationModel):
    """One move of a deal between stages; kept for ever, the funnel is computed from it."""

    deal = models.ForeignKey("crm.Deal", on_delete=models.PROTECT, related_name="stage_changes", verbose_name=_("deal"))
    from_stage = models.ForeignKey(
        "crm.Stage", on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("from")
    )
    to_stage = models.ForeignKey("crm.Stage", on_delete=models.PROTECT, related_name="+", verbose_name=_("to"))
    at = models.DateTimeField(_("when"))
    by_label = models.CharField(_("by"), max_length=200)

    tenancy: ClassVar[Tenancy] = Tenancy.ORGANISATION
    access_paths: ClassVar[Mapping[str, str]] = {"user": "deal__broker_id"}

    class Meta:
        verbose_name = _("stage change")
        verbose_name_plural = _("stage changes")
        indexes = [
            models.Index(fields=["deal", "at"], name="crm_stage_change_by_deal"),
            models.Index(fields=["organisation", "at"], name="crm_stage_change_by_time"),
        ]

    def __str__(self) -> str:
        """Return the move."""
        return f"{self.from_stage_id or '–'} → {self.to_stage_id}"
