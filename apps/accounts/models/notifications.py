"""Notifications: what a person is told, by which channels, and when a telephone may ring."""

from __future__ import annotations

from datetime import time
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.common.models import OrganisationModel, Tenancy

if TYPE_CHECKING:
    from collections.abc import Mapping


class Notification(OrganisationModel):
    """One thing told to one person; `kind` names its sentence, `params` fill it in the reader's language."""

    user = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="notifications")
    kind = models.CharField(_("kind"), max_length=80)
    params = models.JSONField(default=dict)
    url = models.CharField(_("address"), max_length=300, blank=True, default="")
    read_at = models.DateTimeField(pgettext_lazy("notification", "read"), null=True)

    tenancy: ClassVar[Tenancy] = Tenancy.CLIENT
    access_paths: ClassVar[Mapping[str, str]] = {"user": "user_id"}

    class Meta:
        verbose_name = _("notification")
        verbose_name_plural = _("notifications")
        indexes = [
            models.Index(fields=["user", "-created_at"], name="accounts_bell"),
            models.Index(fields=["user"], condition=models.Q(read_at__isnull=True), name="accounts_bell_unread"),
        ]

    def __str__(self) -> str:
        """Return the kind."""
        return self.kind


class NotificationPreference(OrganisationModel):
    """Which channels a person wants for one kind; without a row the kind's defaults hold."""

    user = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="notification_preferences")
    kind = models.CharField(_("kind"), max_length=80)
    channels = models.JSONField(_("channels"), default=list)

    tenancy: ClassVar[Tenancy] = Tenancy.CLIENT
    access_paths: ClassVar[Mapping[str, str]] = {"user": "user_id"}

    class Meta:
        verbose_name = _("notification preference")
        verbose_name_plural = _("notification preferences")
        constraints = [models.UniqueConstraint(fields=["user", "kind"], name="accounts_preference_once")]

    def __str__(self) -> str:
        """Return the kind."""
        return self.kind


class NotificationTimes(OrganisationModel):
    """When a person's telephone may ring: quiet hours in the person's zone, and at once or gathered.

    Without a row it may at any time. Only channels that ring (Telegram) keep to them; what is urgent passes through.
    """

    class Digest(models.TextChoices):
        """How often what is not urgent comes."""

        AT_ONCE = "at_once", _("At once")
        HOURLY = "hourly", _("Gathered, every hour")
        DAILY = "daily", _("Gathered, once a day")

    user = models.OneToOneField("accounts.User", on_delete=models.CASCADE, related_name="notification_times")
    quiet_from = models.TimeField(_("quiet from"), null=True, blank=True)
    quiet_until = models.TimeField(_("quiet until"), null=True, blank=True)
    digest = models.CharField(_("how often"), max_length=8, choices=Digest, default=Digest.AT_ONCE)
    digest_at = models.TimeField(_("once a day at"), default=time(9))

    tenancy: ClassVar[Tenancy] = Tenancy.CLIENT
    access_paths: ClassVar[Mapping[str, str]] = {"user": "user_id"}

    class Meta:
        verbose_name = _("times of notifications")
        verbose_name_plural = _("times of notifications")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(quiet_from__isnull=True, quiet_until__isnull=True)
                | models.Q(quiet_from__isnull=False, quiet_until__isnull=False),
                name="accounts_quiet_both_or_none",
            )
        ]

    def __str__(self) -> str:
        """Return how often."""
        return self.digest
