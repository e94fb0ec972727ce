"""Users: one organisation and one role each; second factor and recovery codes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.common import clock
from apps.common.crypto import EncryptedTextField
from apps.common.models import BaseModel, Tenancy, VersionedModel
from apps.common.roles import STAFF_ROLES, Role

if TYPE_CHECKING:
    from collections.abc import Mapping

    from apps.common.actor import Actor


class UserManager(BaseUserManager["User"]):
    """Finds a person by login or e-mail; people are made by services only."""

    def get_by_natural_key(self, username: str | None) -> User:
        """Return the user whose login or e-mail this is, in any letter case."""
        name = (username or "").strip().lower()
        return self.get(models.Q(login__iexact=name) | models.Q(email__iexact=name))


class User(AbstractBaseUser, BaseModel, VersionedModel):
    """A person with a way in: one organisation (none for platform staff), one role."""

    class Status(models.TextChoices):
        """Whether the account works."""

        ACTIVE = "active", _("Active")
        BLOCKED = "blocked", _("Blocked")

    organisation = models.ForeignKey(
        "accounts.Organisation",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        editable=False,
        verbose_name=_("organisation"),
    )
    login = models.CharField(_("login"), max_length=80)
    email = models.EmailField(_("e-mail"), blank=True, default="")
    email_verified_at = models.DateTimeField(_("e-mail confirmed"), null=True, blank=True)
    name = models.CharField(pgettext_lazy("person", "name"), max_length=160)
    role = models.CharField(_("role"), max_length=20, choices=Role)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.ACTIVE)
    language = models.CharField(_("language"), max_length=10, default="ru")
    time_zone = models.CharField(_("time zone"), max_length=64, default="Europe/Moscow")
    theme = models.CharField(_("theme"), max_length=5, default="dark")
    access_expires_on = models.DateField(_("access until"), null=True, blank=True)
    password_changed_at = models.DateTimeField(_("password changed"), null=True, blank=True)

    tenancy: ClassVar[Tenancy] = Tenancy.CLIENT
    access_paths: ClassVar[Mapping[str, str]] = {"user": "id"}
    audit_personal_fields = ("name", "email")
    audit_label_is_personal = True

    # Who the person is in the request that found them by its session; None when read for another purpose.
    present: Actor | None = None

    USERNAME_FIELD = "login"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name", "role"]

    objects = UserManager()

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints = [
            models.UniqueConstraint(Lower("login"), name="accounts_login_once"),
            models.UniqueConstraint(Lower("email"), condition=~models.Q(email=""), name="accounts_email_once"),
            models.CheckConstraint(
                condition=models.Q(organisation__isnull=False) | models.Q(role=Role.PLATFORM),
                name="accounts_user_has_organisation",
            ),
        ]

    def __str__(self) -> str:
        """Return the name."""
        return self.name

    @property
    def is_active(self) -> bool:  # type: ignore[override]  # a column in Django's base, a consequence here
        """Whether the account works today: active, and its access has not run out."""
        return self.status == self.Status.ACTIVE and (
            self.access_expires_on is None or clock.day_in(self.time_zone) <= self.access_expires_on
        )

    @property
    def is_staff(self) -> bool:
        """Whether the person works for the operator or the platform (Django asks this for the admin)."""
        return self.role in STAFF_ROLES or self.role == Role.PLATFORM

    @property
    def is_superuser(self) -> bool:
        """Nobody passes by the access policy."""
        return False

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """Ask the access policy by a permission's name (Django's own code names have no meaning here)."""
        from apps.accounts.policy import user_may  # noqa: PLC0415 - the policy needs loaded models

        return user_may(self, perm, obj)

    def has_module_perms(self, app_label: str) -> bool:
        """Whether the admin shows an app at all; its models ask the policy one by one."""
        return self.is_staff and bool(app_label)


class TotpDevice(BaseModel):
    """A person's authenticator app: the encrypted seed, and the last time step used."""

    # Platform staff belong to no organisation and need a second factor all the same.
    organisation = models.ForeignKey("accounts.Organisation", on_delete=models.PROTECT, null=True, related_name="+")
    user = models.OneToOneField("accounts.User", on_delete=models.CASCADE, related_name="totp", verbose_name=_("user"))
    seed = EncryptedTextField(_("seed"))
    confirmed_at = models.DateTimeField(_("confirmed"), null=True)
    last_step = models.BigIntegerField(default=-1)
    failures = models.PositiveSmallIntegerField(default=0)
    locked_until = models.DateTimeField(null=True)

    tenancy: ClassVar[Tenancy] = Tenancy.TECHNICAL

    class Meta:
        verbose_name = _("authenticator app")
        verbose_name_plural = _("authenticator apps")

    def __str__(self) -> str:
        """Return whose it is."""
        return str(self.user_id)


class RecoveryCode(BaseModel):
    """A one-time code that stands in for the authenticator app; only its hash is kept."""

    organisation = models.ForeignKey("accounts.Organisation", on_delete=models.PROTECT, null=True, related_name="+")
    user = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="recovery_codes")
    digest = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True)

    tenancy: ClassVar[Tenancy] = Tenancy.TECHNICAL

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "digest"], name="accounts_recovery_code_once")]

    def __str__(self) -> str:
        """Return whose it is."""
        return str(self.user_id)
