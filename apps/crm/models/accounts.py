"""Bank accounts of clients; the numbers are encrypted."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.common.crypto import BlindIndexField, EncryptedTextField
from apps.common.models import OrganisationModel, Tenancy, VersionedModel

if TYPE_CHECKING:
    from collections.abc import Mapping

_SHOWN_DIGITS = 4


class BankAccount(OrganisationModel, VersionedModel):
    """An account of a client: in Russia by BIC with a correspondent account, abroad by SWIFT."""

    client = models.ForeignKey(
        "crm.Client", on_delete=models.PROTECT, related_name="bank_accounts", verbose_name=_("client")
    )
    bank_name = models.CharField(_("bank"), max_length=200)
    bic = models.CharField(_("BIC"), max_length=9, blank=True, default="")
    swift = models.CharField(_("SWIFT"), max_length=11, blank=True, default="")
    settlement_account = EncryptedTextField(_("settlement account"))
    settlement_index = BlindIndexField(source="settlement_account")
    correspondent_account = EncryptedTextField(_("correspondent account"), blank=True, default="")
    is_main = models.BooleanField(_("main"), default=False)

    tenancy: ClassVar[Tenancy] = Tenancy.CLIENT
    access_paths: ClassVar[Mapping[str, str]] = {"client": "client_id"}

    class Meta:
        verbose_name = _("bank account")
        verbose_name_plural = _("bank accounts")
        constraints = [
            models.UniqueConstraint(fields=["client"], condition=models.Q(is_main=True), name="crm_account_one_main"),
            models.UniqueConstraint(fields=["client", "settlement_index"], name="crm_account_once"),
        ]

    def __str__(self) -> str:
        """Return the bank and the last digits of the account."""
        return f"{self.bank_name} ·{self.settlement_account[-_SHOWN_DIGITS:]}"
