"""Telegram: an organisation's bot, who is linked with whom, one-time codes, and updates that were applied."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.common.crypto import EncryptedTextField
from apps.common.models import BaseModel, OrganisationModel, Tenancy

if TYPE_CHECKING:
    from collections.abc import Mapping


class TelegramBot(OrganisationModel):
    """The bot of an organisation as Telegram described it when it was connected; its token is kept in the settings.

    `uid` stands in the addresses of the webhook and of the Mini App; `telegram_id` is the part of the token before
    the colon, so that another token's bot is never taken for this one.
    """

    class Mode(models.TextChoices):
        """How updates reach us."""

        OFF = "off", _("Off")
        POLLING = "polling", _("We ask for them")
        WEBHOOK = "webhook", _("Telegram sends them")

    telegram_id = models.BigIntegerField(_("bot's id"), unique=True)
    username = models.CharField(_("bot's name"), max_length=64)
    mode = models.CharField(_("updates"), max_length=8, choices=Mode, default=Mode.OFF)
    secret = EncryptedTextField(_("webhook secret"), blank=True, default="")
    next_update_id = models.BigIntegerField(default=0)

    tenancy: ClassVar[Tenancy] = Tenancy.ORGANISATION

    class Meta:
        verbose_name = _("Telegram bot")
        verbose_name_plural = _("Telegram bots")
        constraints = [models.UniqueConstraint(fields=["organisation"], name="accounts_one_bot")]

    def __str__(self) -> str:
        """Return the name."""
        return f"@{self.username}"


class TelegramLink(OrganisationModel):
    """Which person of ours a person of Telegram is; `broken_at` once Telegram says that the bot is blocked there."""

    user = models.OneToOneField(
        "accounts.User", on_delete=models.CASCADE, related_name="telegram", verbose_name=_("user")
    )
    telegram_id = models.BigIntegerField(_("Telegram id"), unique=True)
    username = models.CharField(_("name in Telegram"), max_length=80, blank=True, default="")
    broken_at = models.DateTimeField(_("broken since"), null=True)

    tenancy: ClassVar[Tenancy] = Tenancy.CLIENT
    access_paths: ClassVar[Mapping[str, str]] = {"user": "user_id"}
    audit_personal_fields = ("telegram_id", "username")
    audit_label_is_personal = True

    class Meta:
        verbose_name = _("link with Telegram")
        verbose_name_plural = _("links with Telegram")

    def __str__(self) -> str:
        """Return the name in Telegram, or the id."""
        return self.username or str(self.telegram_id)


class TelegramCode(BaseModel):
    """A one-time code of a deep link; only its hash is kept."""

    organisation = models.ForeignKey("accounts.Organisation", on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()

    tenancy: ClassVar[Tenancy] = Tenancy.TECHNICAL

    class Meta:
        verbose_name = _("code of a link with Telegram")
        verbose_name_plural = _("codes of links with Telegram")

    def __str__(self) -> str:
        """Return whose it is."""
        return str(self.user_id)


class TelegramUpdate(BaseModel):
    """An update that was applied, so that the same one never is again."""

    bot = models.ForeignKey("accounts.TelegramBot", on_delete=models.CASCADE, related_name="+")
    update_id = models.BigIntegerField()

    tenancy: ClassVar[Tenancy] = Tenancy.TECHNICAL

    class Meta:
        constraints = [models.UniqueConstraint(fields=["bot", "update_id"], name="accounts_update_once")]

    def __str__(self) -> str:
        """Return the update's id."""
        return str(self.update_id)
