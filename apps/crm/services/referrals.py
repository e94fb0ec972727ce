"""Referral links: an address of the landing form that tells who sent the visitor."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any, Final

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.audit.services import record
from apps.audit.snapshots import snapshot
from apps.common import access
from apps.common.errors import AccessDenied, Invalid
from apps.common.roles import STAFF_ROLES
from apps.crm.exceptions import UnknownField
from apps.crm.models import Client, ReferralLink
from apps.crm.permissions import REFERRAL_MANAGE
from apps.crm.rules import texts
from apps.crm.services.checked import BRINGERS, check_owner

if TYPE_CHECKING:
    from collections.abc import Mapping

    from apps.common.actor import Actor

# Letters and digits that nobody mistakes for one another when reading a code aloud.
_SIGNS: Final = "abcdefghjkmnpqrstuvwxyz23456789"
_CODE_LENGTH: Final = 8
_TITLE_CHARS: Final = 160


def create_referral_link(
    *, by: Actor, title: str = "", owner: User | None = None, client: Client | None = None, code: str = ""
) -> ReferralLink:
    """Make a link and return it: for a client, for the named colleague, broker or partner, or for who acts.

    Brokers and partners make links for themselves only. `code` is drawn when none is given.
    Effects: the link; one audit record.
    Raises AccessDenied, Invalid (at `title`, `owner`, `client`, `code`).
    """
    access.require(by, REFERRAL_MANAGE)
    if by.role in BRINGERS and (client is not None or (owner is not None and owner.pk != by.id)):
        raise AccessDenied
    if owner is not None and client is not None:
        raise Invalid(_("A link is a person's or a client's, not both."), field="client")
    with transaction.atomic():
        holder = owner or (None if client else User.objects.filter(pk=by.id or 0).first())
        if holder is None and client is None:
            raise Invalid(field="owner")
        check_owner(holder, by.tenant_id, STAFF_ROLES | BRINGERS)
        if client is not None and client.organisation_id != by.tenant_id:
            raise Invalid(field="client")
        shown = texts.line(title, "title", _TITLE_CHARS) or str(client or holder)
        link = ReferralLink(organisation_id=by.tenant_id, code=_code(code), title=shown, owner=holder, client=client)
        _insert(link)
        record(by=by, action="crm.referral_link.create", subject=link, after=snapshot(link))
    return link


def update_referral_link(link: ReferralLink, *, by: Actor, version: int, changes: Mapping[str, Any]) -> ReferralLink:
    """Change `title` or `is_active` of a link, and return it; a link out of use counts for nothing any more.

    Effects: the fields; one audit record. Raises AccessDenied, StaleVersion, Invalid, UnknownField.
    """
    access.require(by, REFERRAL_MANAGE, link)
    with transaction.atomic():
        locked = ReferralLink.objects.select_for_update().get(pk=link.pk)
        before = snapshot(locked)
        columns: dict[str, Any] = {}
        for name, value in changes.items():
            if name == "title":
                columns[name] = texts.line(str(value), name, _TITLE_CHARS, required=True)
            elif name == "is_active":
                columns[name] = bool(value)
            else:
                raise UnknownField(name=name, field=name)
        for name, value in columns.items():
            setattr(locked, name, value)
        locked.save_version(version, columns)
        record(by=by, action="crm.referral_link.update", subject=locked, before=before, after=snapshot(locked))
    return locked


def count_visit(link: ReferralLink) -> None:
    """Count a visitor of the landing form who came by a link; a figure, so it is not recorded."""
    ReferralLink.objects.filter(pk=link.pk).update(visits=F("visits") + 1)


def _code(given: str) -> str:
    """Return the code that is asked for, or a drawn one. Raises Invalid."""
    code = given.strip().lower()
    if not code:
        return "".join(secrets.choice(_SIGNS) for _number in range(_CODE_LENGTH))
    if not (3 <= len(code) <= 40 and code.isascii() and code.replace("-", "").isalnum()):  # noqa: PLR2004 - the column's length
        raise Invalid(_("A code has 3 to 40 Latin letters, digits and hyphens."), field="code")
    return code


def _insert(link: ReferralLink) -> None:
    """Insert the row. Raises Invalid when the code is taken."""
    try:
        with transaction.atomic():
            link.save(force_insert=True)
    except IntegrityError as error:
        if "crm_referral_code_once" in str(error):
            raise Invalid(_("This code is taken already."), field="code") from error
        raise
