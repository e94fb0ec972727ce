"""Vocabulary of logistics: states of acts, who can hold a unit."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ActStatus(TextChoices):
    """An act is registered once and stays; a wrong one is voided."""

    REGISTERED = "registered", _("Registered")
    VOIDED = "voided", _("Voided")


class KeeperKind(TextChoices):
    """Who holds a unit."""

    SITE = "site", _("Site")
    PERSON = "person", pgettext_lazy("keeper", "Person")
    CLIENT = "client", _("Client")
