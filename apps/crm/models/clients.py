"""Clients: companies, sole traders, persons and foreign companies whose machines are hosted."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from apps.common.crypto import EncryptedTextField
from apps.common.models import OrganisationModel, Tenancy, VersionedModel
from apps.crm.enums import NATURAL_PERSONS, SOUND_STATES, ClientStatus, ClientType, RegisterState

if TYPE_CHECKING:
    from collections.abc import Mapping


class Client(OrganisationModel, VersionedModel):
    """One party that signs contracts with the operator; its requisites are those of its kind."""

    type = models.CharField(_("type"), max_length=16, choices=ClientType)
    status = models.CharField(_("status"), max_length=10, choices=ClientStatus, default=ClientStatus.ACTIVE)
    name = models.CharField(_("name"), max_length=300)
    short_name = models.CharField(_("short name"), max_length=160, blank=True, default="")
    inn = models.CharField(_("INN"), max_length=12, blank=True, default="")
    kpp = models.CharField(_("KPP"), max_length=9, blank=True, default="")
    ogrn = models.CharField(_("OGRN / OGRNIP"), max_length=15, blank=True, default="")
    country = models.CharField(_("country"), max_length=2, default="RU")
    registration_number = models.CharField(_("registration number abroad"), max_length=60, blank=True, default="")
    tax_number = models.CharField(_("tax number abroad"), max_length=40, blank=True, default="")
    legal_address = models.CharField(_("legal address"), max_length=400, blank=True, default="")
    postal_address = models.CharField(_("postal address"), max_length=400, blank=True, default="")
    phone = models.CharField(_("phone"), max_length=16, blank=True, default="")
    phone_extension = models.CharField(_("extension"), max_length=10, blank=True, default="")
    email = models.EmailField(_("e-mail"), blank=True, default="")
    signatory_post = models.CharField(_("signatory's post"), max_length=160, blank=True, default="")
    signatory_name = models.CharField(_("signatory"), max_length=160, blank=True, default="")
    signatory_name_genitive = models.CharField(_("signatory, genitive"), max_length=200, blank=True, default="")
    signatory_basis = models.CharField(_("acts on the basis of"), max_length=200, blank=True, default="")
    registry_entry = models.CharField(_("entry in the register of miners"), max_length=80, blank=True, default="")
    passport_series = EncryptedTextField(_("passport series"), blank=True, default="")
    passport_number = EncryptedTextField(_("passport number"), blank=True, default="")
    passport_issued_by = EncryptedTextField(_("passport issued by"), blank=True, default="")
    passport_issued_on = EncryptedTextField(_("passport issued on"), blank=True, default="")
    passport_department = EncryptedTextField(_("department code"), blank=True, default="")
    birth_date = EncryptedTextField(_("date of birth"), blank=True, default="")
    note = models.TextField(_("note"), blank=True, default="")
    register_state = models.CharField(
        _("state in the register"), max_length=14, choices=RegisterState, blank=True, default="", editable=False
    )
    register_checked_at = models.DateTimeField(_("checked in the register"), null=True, editable=False)
    manager = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("manager")
    )
    merged_into = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="merged",
        verbose_name=_("merged into"),
    )

    tenancy: ClassVar[Tenancy] = Tenancy.CLIENT
    access_paths: ClassVar[Mapping[str, str]] = {"client": "id"}
    PASSPORT_FIELDS: ClassVar[tuple[str, ...]] = (
        "passport_series",
        "passport_number",
        "passport_issued_by",
        "passport_issued_on",
        "passport_department",
        "birth_date",
    )

    class Meta:
        verbose_name = _("client")
        verbose_name_plural = _("clients")
        permissions = [("use_portal", "Can use the portal of this client")]
        indexes = [
            models.Index(
                fields=["organisation", "name", "-id"],
                name="crm_client_in_order",
                condition=models.Q(merged_into__isnull=True),
            ),
            models.Index(
                fields=["organisation", "created_at", "-id"],
                name="crm_client_by_age",
                condition=models.Q(merged_into__isnull=True),
            ),
            models.Index(fields=["organisation", "inn"], name="crm_client_by_inn"),
            models.Index(fields=["organisation", "phone"], name="crm_client_by_phone"),
            models.Index(models.F("organisation"), Lower("email"), name="crm_client_by_email"),
        ]
        constraints = [
            # A person and the same person's business as a sole trader share one INN; so do branches (other KPP).
            models.UniqueConstraint(
                fields=["organisation", "type", "inn", "kpp"],
                condition=~models.Q(inn="") & models.Q(status="active"),
                name="crm_client_inn_once",
            ),
            models.CheckConstraint(
                condition=models.Q(kpp="") | models.Q(type__in=["legal_entity", "foreign_company"]),
                name="crm_client_kpp_of_companies",
            ),
            models.CheckConstraint(
                condition=~models.Q(merged_into=models.F("id")), name="crm_client_not_merged_into_itself"
            ),
        ]

    def __str__(self) -> str:
        """Return the short name, the full one without it."""
        return self.short_name or self.name

    @classmethod
    def title_of(cls, name: str) -> str:
        """The title of a field in the reader's language."""
        return str(getattr(cls._meta.get_field(name), "verbose_name", name))

    @property
    def is_sound(self) -> bool:
        """Whether nothing is known of an end: the register says «active», or was not asked."""
        return self.register_state in SOUND_STATES

    @property
    def is_natural(self) -> bool:
        """Whether a natural person stands behind the client."""
        return self.type in NATURAL_PERSONS

    @property
    def audit_label_is_personal(self) -> bool:
        """Whether the client's name is a person's name; the record then keeps it erasable."""
        return self.is_natural
