"""Addenda: what the parties agree after a contract was registered."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.common.models import OrganisationModel, Tenancy, VersionedModel
from apps.crm.enums import AddendumKind, AddendumStatus

if TYPE_CHECKING:
    from collections.abc import Mapping


class Addendum(OrganisationModel, VersionedModel):
    """One change of a contract; it gets its number, counted within the contract, when it is registered (trigger)."""

    client = models.ForeignKey("crm.Client", on_delete=models.PROTECT, related_name="+", verbose_name=_("client"))
    contract = models.ForeignKey(
        "crm.Contract", on_delete=models.PROTECT, related_name="addenda", verbose_name=_("contract")
    )
    kind = models.CharField(_("kind"), max_length=16, choices=AddendumKind, default=AddendumKind.CHANGE)
    status = models.CharField(
        _("status"), max_length=10, choices=AddendumStatus, default=AddendumStatus.DRAFT, editable=False
    )
    number = models.CharField(_("number"), max_length=80, null=True, editable=False)  # noqa: DJ001 - a draft has none, and «no number» must not collide
    ordinal = models.PositiveIntegerField(_("N"), null=True, editable=False)
    registered_at = models.DateTimeField(_("registered"), null=True, editable=False)
    signed_on = models.DateField(_("date of the addendum"), null=True, blank=True)
    effective_on = models.DateField(_("takes effect"), null=True, blank=True)
    title = models.CharField(_("subject"), max_length=160, blank=True, default="")
    changes = models.TextField(_("what changes"), blank=True, default="")

    tenancy: ClassVar[Tenancy] = Tenancy.CLIENT
    access_paths: ClassVar[Mapping[str, str]] = {"client": "client_id"}

    class Meta:
        verbose_name = _("addendum")
        verbose_name_plural = _("addenda")
        constraints = [
            models.UniqueConstraint(fields=["contract", "number"], name="crm_addendum_number_once"),
            models.CheckConstraint(
                condition=models.Q(status="draft", number__isnull=True)
                | models.Q(status="voided")
                | models.Q(status="active", number__isnull=False, signed_on__isnull=False),
                name="crm_addendum_number_by_status",
            ),
        ]

    def __str__(self) -> str:
        """Return the number, «draft» without one."""
        return self.number or str(_("draft"))
