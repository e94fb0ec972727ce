"""Bindings: which sites a member of staff works at, kept as guardian's object permission with direct keys."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from guardian.models import UserObjectPermissionBase

from apps.common.models import OrganisationModel, Tenancy


class SiteUserBinding(OrganisationModel, UserObjectPermissionBase):
    """One member of staff at one site; read by the access policy when an actor is made."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, verbose_name=_("user"))
    content_object = models.ForeignKey(
        "inventory.Site", on_delete=models.CASCADE, related_name="user_bindings", verbose_name=_("site")
    )

    tenancy: ClassVar[Tenancy] = Tenancy.ORGANISATION

    class Meta:
        verbose_name = _("staff of a site")
        verbose_name_plural = _("staff of sites")
        constraints = [
            models.UniqueConstraint(fields=["user", "content_object"], name="inventory_binding_once"),
        ]

    def __str__(self) -> str:
        """Return whose it is."""
        return f"{self.user_id} → {self.content_object_id}"
