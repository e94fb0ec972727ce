"""Sessions: kept in the database by the hash of their key, so that a person can see and end their own."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.common.crypto import EncryptedTextField
from apps.common.models import BaseModel, Tenancy


class Session(BaseModel):
    """A browser that is signed in, or on its way to be; one that Telegram opened reaches the Mini App only."""

    class Kind(models.TextChoices):
        """What a session opens."""

        WEB = "web", _("Browser")
        TELEGRAM = "telegram", "Telegram"

    kind = models.CharField(_("kind"), max_length=8, choices=Kind, default=Kind.WEB)
    key_digest = models.CharField(max_length=64, unique=True)
    data = models.TextField()
    user = models.ForeignKey(
        "accounts.User", on_delete=models.CASCADE, null=True, related_name="sessions", verbose_name=_("user")
    )
    organisation = models.ForeignKey("accounts.Organisation", on_delete=models.CASCADE, null=True, related_name="+")
    ip = EncryptedTextField(_("IP address"), blank=True, default="")
    user_agent = models.CharField(_("browser"), max_length=300, blank=True, default="")
    last_seen_at = models.DateTimeField(_("last seen"))
    expires_at = models.DateTimeField(_("valid until"), db_index=True)

    tenancy: ClassVar[Tenancy] = Tenancy.TECHNICAL

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")

    def __str__(self) -> str:
        """Return the browser."""
        return self.user_agent
