"""Bindings: which client a client user belongs to, kept as guardian's object permission with direct keys."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from guardian.models import UserObjectPermissionBase

from apps.common.models import OrganisationModel, Tenancy


class ClientUserBinding(OrganisationModel, UserObjectPermissionBase):
    """One user of a customer at one client; read by the access policy when an actor is made."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, verbose_name=_("user"))
    content_object = models.ForeignKey(
        "crm.Client", on_delete=models.PROTECT, related_name="user_bindings", verbose_name=_("client")
    )

    tenancy: ClassVar[Tenancy] = Tenancy.ORGANISATION

    class Meta:
        verbose_name = _("client user")
        verbose_name_plural = _("client users")
        constraints = [models.UniqueConstraint(fields=["user"], name="crm_binding_one_client")]

    def __str__(self) -> str:
        """Return whose it is."""
        return f"{self.user_id} → {self.content_object_id}"
