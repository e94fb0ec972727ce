"""Number masks of contracts by their type."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.common.models import OrganisationModel, Tenancy, VersionedModel
from apps.crm.enums import ContractType


class ContractMask(OrganisationModel, VersionedModel):
    """The mask by which contracts of one type get their numbers; an empty one leaves them to the organisation's."""

    type = models.CharField(_("type"), max_length=16, choices=ContractType)
    mask = models.CharField(_("number mask"), max_length=80, blank=True, default="")

    tenancy: ClassVar[Tenancy] = Tenancy.ORGANISATION

    class Meta:
        verbose_name = _("number mask of contracts")
        verbose_name_plural = _("number masks of contracts")
        constraints = [models.UniqueConstraint(fields=["organisation", "type"], name="crm_contract_mask_once")]

    def __str__(self) -> str:
        """Return type and mask."""
        return f"{self.get_type_display()}: {self.mask or '—'}"
