"""Contacts: the people at a client."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.common.models import OrganisationModel, Tenancy, VersionedModel
from apps.crm.rules import texts

if TYPE_CHECKING:
    from collections.abc import Mapping


class Contact(OrganisationModel, VersionedModel):
    """A person to talk to at a client; one of them is the main one."""

    client = models.ForeignKey(
        "crm.Client", on_delete=models.PROTECT, related_name="contacts", verbose_name=_("client")
    )
    name = models.CharField(pgettext_lazy("person", "name"), max_length=160)
    position = models.CharField(_("position"), max_length=160, blank=True, default="")
    phone = models.CharField(_("phone"), max_length=16, blank=True, default="")
    phone_extension = models.CharField(_("extension"), max_length=10, blank=True, default="")
    email = models.EmailField(_("e-mail"), blank=True, default="")
    telegram = models.CharField(_("Telegram"), max_length=64, blank=True, default="")
    is_main = models.BooleanField(_("main"), default=False)

    tenancy: ClassVar[Tenancy] = Tenancy.CLIENT
    access_paths: ClassVar[Mapping[str, str]] = {"client": "client_id"}
    audit_personal_fields: ClassVar[tuple[str, ...]] = ("name", "phone", "phone_extension", "email", "telegram")
    audit_label_is_personal: ClassVar[bool] = True

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        indexes = [
            models.Index(fields=["organisation", "phone"], name="crm_contact_by_phone"),
            models.Index(models.F("organisation"), Lower("email"), name="crm_contact_by_email"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["client"], condition=models.Q(is_main=True), name="crm_contact_one_main"),
        ]

    def __str__(self) -> str:
        """Return the name."""
        return self.name

    @property
    def shown_phone(self) -> str:
        """The phone as people write it."""
        return texts.shown_phone(self.phone, self.phone_extension)
