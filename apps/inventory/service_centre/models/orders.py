"""Repair orders, the steps they took, their photos."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.common.models import OrganisationModel, Tenancy, VersionedModel
from apps.inventory.service_centre.enums import CLOSED_STATES, Complaint, OrderState, OrderVerb, Payer

if TYPE_CHECKING:
    from collections.abc import Mapping

_CLOSED = sorted(CLOSED_STATES)


class RepairOrder(OrganisationModel, VersionedModel):
    """One repair of one unit, from its complaint to its end.

    `client` is who owned the unit when it came. `payer` is who pays unless a line says otherwise. `paused_s` are the
    seconds in which parts or an approval were waited for; they do not count against what was promised. `warranty_until`
    is the end of the warranty that this repair gives. `approved_total` is what the client has agreed to pay.
    """

    number = models.CharField(_("number"), max_length=80, editable=False)
    ordinal = models.PositiveBigIntegerField(_("N"), editable=False)
    unit = models.ForeignKey("inventory.Unit", on_delete=models.PROTECT, related_name="repairs", verbose_name=_("unit"))
    site = models.ForeignKey("inventory.Site", on_delete=models.PROTECT, related_name="+", verbose_name=_("site"))
    client = models.ForeignKey("crm.Client", on_delete=models.PROTECT, related_name="+", verbose_name=_("client"))
    state = models.CharField(_("status"), max_length=16, choices=OrderState, default=OrderState.OPENED)
    complaint_code = models.CharField(_("complaint"), max_length=14, choices=Complaint)
    complaint = models.TextField(_("in words"), blank=True, default="")
    brought_by = models.CharField(_("brought by"), max_length=160, blank=True, default="")
    technician = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("technician")
    )
    payer = models.CharField(_("who pays"), max_length=12, choices=Payer, default=Payer.CLIENT)
    conclusion = models.TextField(_("conclusion"), blank=True, default="")
    opened_at = models.DateTimeField(_("opened"))
    opened_by = models.CharField(_("opened by"), max_length=160)
    promised_at = models.DateTimeField(_("promised for"), null=True)
    closed_at = models.DateTimeField(_("closed"), null=True)
    state_since = models.DateTimeField(_("in this status since"))
    paused_s = models.PositiveIntegerField(_("waited, s"), default=0)
    repeat_of = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="repeats", verbose_name=_("repeats the repair")
    )
    unit_warranty_until = models.DateField(_("manufacturer's warranty until"), null=True)
    warranty_until = models.DateField(_("warranty of the repair until"), null=True)
    estimate_total = models.DecimalField(_("estimate"), max_digits=14, decimal_places=2, null=True)
    approved_total = models.DecimalField(_("approved"), max_digits=14, decimal_places=2, null=True)
    approved_at = models.DateTimeField(_("approved at"), null=True)
    approved_by = models.CharField(_("approved by"), max_length=160, blank=True, default="")

    tenancy: ClassVar[Tenancy] = Tenancy.CLIENT
    access_paths: ClassVar[Mapping[str, str]] = {"site": "site_id", "client": "client_id"}
    # Who brought a unit is a person; what was said about it may name others.
    audit_personal_fields: ClassVar[tuple[str, ...]] = ("brought_by", "complaint")

    class Meta:
        verbose_name = _("repair order")
        verbose_name_plural = _("repair orders")
        indexes = [
            models.Index(fields=["organisation", "state", "state_since"], name="inventory_repair_queue"),
            models.Index(fields=["unit", "-opened_at"], name="inventory_repair_of_unit"),
            models.Index(fields=["organisation", "closed_at"], name="inventory_repair_closed"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "number"], name="inventory_repair_number_once"),
            models.UniqueConstraint(
                fields=["unit"], condition=~models.Q(state__in=_CLOSED), name="inventory_one_open_repair"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=_CLOSED, closed_at__isnull=False)
                | ~models.Q(state__in=_CLOSED) & models.Q(closed_at__isnull=True),
                name="inventory_repair_closed_when",
            ),
        ]

    def __str__(self) -> str:
        """Return the number."""
        return self.number

    @property
    def is_closed(self) -> bool:
        """Whether the order has ended."""
        return self.state in CLOSED_STATES


class RepairStep(OrganisationModel):
    """One step of an order: the verb, the states around it, who did it, a note. Never changed."""

    order = models.ForeignKey(
        RepairOrder, on_delete=models.PROTECT, related_name="steps", verbose_name=_("repair order")
    )
    verb = models.CharField(_("what was done"), max_length=16, choices=OrderVerb)
    before = models.CharField(_("status before"), max_length=16, choices=OrderState, blank=True, default="")
    after = models.CharField(_("status after"), max_length=16, choices=OrderState)
    at = models.DateTimeField(_("when"))
    user = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("person")
    )
    by_label = models.CharField(_("by"), max_length=160)
    note = models.TextField(_("note"), blank=True, default="")

    tenancy: ClassVar[Tenancy] = Tenancy.ORGANISATION
    access_paths: ClassVar[Mapping[str, str]] = {"site": "order__site_id"}

    class Meta:
        verbose_name = _("step of a repair order")
        verbose_name_plural = _("steps of repair orders")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        """Return the verb in words."""
        return str(OrderVerb(self.verb).label)


class RepairPhoto(OrganisationModel):
    """A photo of a repair. Never changed."""

    order = models.ForeignKey(
        RepairOrder, on_delete=models.PROTECT, related_name="photos", verbose_name=_("repair order")
    )
    file = models.ForeignKey("common.StoredFile", on_delete=models.PROTECT, related_name="+", verbose_name=_("file"))
    state = models.CharField(_("status of the order then"), max_length=16, choices=OrderState)
    note = models.CharField(_("note"), max_length=200, blank=True, default="")
    by_label = models.CharField(_("by"), max_length=160)

    tenancy: ClassVar[Tenancy] = Tenancy.ORGANISATION
    access_paths: ClassVar[Mapping[str, str]] = {"site": "order__site_id"}

    class Meta:
        verbose_name = _("photo of a repair")
        verbose_name_plural = _("photos of repairs")
        ordering = ["pk"]

    def __str__(self) -> str:
        """Return the note or the state."""
        return self.note or str(OrderState(self.state).label)
