"""Movements: units travel from site to site with a driver; every step of the road is kept."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.common.models import OrganisationModel, Tenancy, VersionedModel
from apps.logistics.enums import HAPPENED, OPEN_LINES, LineState, MovementStatus, MovementVerb

if TYPE_CHECKING:
    from collections.abc import Mapping


class Movement(OrganisationModel, VersionedModel):
    """One transfer note: from where, to where, why, with whom; its units are its lines."""

    number = models.CharField(_("number"), max_length=80, editable=False)
    ordinal = models.PositiveBigIntegerField(_("N"), editable=False)
    reason = models.CharField(_("reason"), max_length=300)
    from_site = models.ForeignKey(
        "inventory.Site", on_delete=models.PROTECT, related_name="+", verbose_name=pgettext_lazy("movement", "from")
    )
    to_site = models.ForeignKey(
        "inventory.Site", on_delete=models.PROTECT, related_name="+", verbose_name=pgettext_lazy("movement", "to")
    )
    driver = models.ForeignKey(
        "accounts.User",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=pgettext_lazy("person", "driver"),
    )
    status = models.CharField(
        _("status"), max_length=10, choices=MovementStatus, default=MovementStatus.PENDING, editable=False
    )
    planned_on = models.DateField(_("planned for"))
    window_from = models.TimeField(_("not before"), null=True, blank=True)
    window_to = models.TimeField(_("not after"), null=True, blank=True)
    note = models.TextField(_("note"), blank=True, default="")
    unit_count = models.PositiveIntegerField(_("units"), editable=False)
    power_w = models.PositiveBigIntegerField(_("power, W"), editable=False)
    created_by = models.CharField(_("made by"), max_length=160, editable=False)
    # Who answers for claims until somebody else is named.
    author = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, related_name="+", editable=False, verbose_name=_("author")
    )
    made_at = models.DateTimeField(_("made"), editable=False)
    picked_up_at = models.DateTimeField(_("picked up"), null=True, editable=False)
    handed_over_at = models.DateTimeField(_("handed to the receiver"), null=True, editable=False)
    closed_at = models.DateTimeField(_("closed"), null=True, editable=False)
    cancel_reason = models.CharField(_("reason of cancelling"), max_length=300, blank=True, default="", editable=False)

    tenancy: ClassVar[Tenancy] = Tenancy.ORGANISATION
    access_paths: ClassVar[Mapping[str, str | tuple[str, ...]]] = {
        "site": ("from_site_id", "to_site_id"),
        "user": "driver_id",
    }

    class Meta:
        verbose_name = _("movement")
        verbose_name_plural = _("movements")
        indexes = [
            models.Index(fields=["from_site", "status"], name="logistics_movement_from"),
            models.Index(fields=["to_site", "status"], name="logistics_movement_to"),
            models.Index(fields=["driver", "planned_on"], name="logistics_movement_of_driver"),
            models.Index(fields=["organisation", "-created_at"], name="logistics_movement_newest"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "number"], name="logistics_movement_number_once"),
            models.CheckConstraint(
                condition=~models.Q(from_site=models.F("to_site")), name="logistics_movement_goes_somewhere"
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=["pending", "cancelled"]) | models.Q(picked_up_at__isnull=False),
                name="logistics_movement_picked_up_when",
            ),
            models.CheckConstraint(
                condition=models.Q(window_from__isnull=True)
                | models.Q(window_to__isnull=True)
                | models.Q(window_to__gte=models.F("window_from")),
                name="logistics_movement_window",
            ),
        ]

    def __str__(self) -> str:
        """Return the number."""
        return self.number

    @property
    def power_kw(self) -> Decimal:
        """Power of all units in kW."""
        return Decimal(self.power_w) / 1000


class MovementLine(OrganisationModel):
    """One unit of a movement and what became of it."""

    movement = models.ForeignKey(Movement, on_delete=models.PROTECT, related_name="lines", verbose_name=_("movement"))
    unit = models.ForeignKey("inventory.Unit", on_delete=models.PROTECT, related_name="+", verbose_name=_("unit"))
    position = models.PositiveIntegerField(_("№"))
    serial = models.CharField(_("serial number"), max_length=64)
    model_name = models.CharField(_("model"), max_length=240)
    power_w = models.PositiveIntegerField(_("power, W"))
    state = models.CharField(_("status"), max_length=10, choices=LineState, default=LineState.PLANNED)
    was_extra = models.BooleanField(_("not on the list"), default=False)
    picked_up_at = models.DateTimeField(_("picked up"), null=True)
    closed_at = models.DateTimeField(_("closed"), null=True)

    tenancy: ClassVar[Tenancy] = Tenancy.ORGANISATION
    access_paths: ClassVar[Mapping[str, str | tuple[str, ...]]] = {
        "site": ("movement__from_site_id", "movement__to_site_id"),
        "user": "movement__driver_id",
    }

    class Meta:
        verbose_name = _("unit of a movement")
        verbose_name_plural = _("units of movements")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["movement", "unit"], name="logistics_movement_unit_once"),
            models.UniqueConstraint(fields=["movement", "position"], name="logistics_movement_position_once"),
            # A unit travels with one movement at a time.
            models.UniqueConstraint(
                fields=["unit"],
                condition=models.Q(state__in=sorted(OPEN_LINES)),
                name="logistics_one_open_movement_of_a_unit",
            ),
        ]

    def __str__(self) -> str:
        """Return the serial number."""
        return self.serial

    @property
    def power_kw(self) -> Decimal:
        """Power in kW."""
        return Decimal(self.power_w) / 1000


class MovementStep(OrganisationModel):
    """One thing that was done to a movement; its key makes a repeated queue of a phone apply once. Never changed."""

    movement = models.ForeignKey(Movement, on_delete=models.PROTECT, related_name="steps", verbose_name=_("movement"))
    verb = models.CharField(_("step"), max_length=16, choices=MovementVerb)
    key = models.UUIDField(_("key"))
    # When the person did it; the phone may have been without signal until `created_at`.
    done_at = models.DateTimeField(_("done"))
    by_label = models.CharField(_("by"), max_length=160)
    actor_user_id = models.BigIntegerField(null=True)
    facts = models.JSONField(_("what was done"), default=dict)
    fingerprint = models.CharField(max_length=64)

    tenancy: ClassVar[Tenancy] = Tenancy.ORGANISATION
    access_paths: ClassVar[Mapping[str, str | tuple[str, ...]]] = {
        "site": ("movement__from_site_id", "movement__to_site_id"),
        "user": "movement__driver_id",
    }

    class Meta:
        verbose_name = _("step of a movement")
        verbose_name_plural = _("steps of movements")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["organisation", "key"], name="logistics_step_once")]

    def __str__(self) -> str:
        """Return the verb in words."""
        return str(MovementVerb(self.verb).label)

    @property
    def happened(self) -> str:
        """What was done, in words."""
        return str(HAPPENED[MovementVerb(self.verb)])
