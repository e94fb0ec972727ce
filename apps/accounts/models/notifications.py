"""Notifications: what a person is told in the bell, by e-mail, later by Telegram."""

from __future__ import annotations

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
