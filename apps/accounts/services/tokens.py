"""API tokens: made and revoked by their owner, never wider than the owner, turned into actors."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import ApiToken
from apps.accounts.permissions import TOKEN_MANAGE, TOKEN_OWN
from apps.accounts.policy import actor_for_user, client_ip
from apps.accounts.rules import api_keys
from apps.audit.services import record
from apps.common import access
from apps.common.actor import Actor, ActorKind
from apps.common.clock import now
from apps.common.errors import AccessDenied, Invalid
from apps.common.scope import SystemJob, system_scope

if TYPE_CHECKING:
    from collections.abc import Collection
    from uuid import UUID

    from django.http import HttpRequest

MAX_DAYS = 365
_USED_STEP = timedelta(minutes=1)


def create_token(*, by: Actor, name: str, permissions: Collection[str], days: int) -> tuple[ApiToken, str]:
    """Make a token with the named permissions, all of which the person holds, for 1 to 365 days.

    Returns the row and the key, which is shown this once; one record. Raises AccessDenied (also for a token that
    would make a token) and Invalid at its field.
    """
    access.require(by, TOKEN_OWN)
    if by.kind is not ActorKind.USER:
        raise AccessDenied
    if not name.strip():
        raise Invalid(_("A token has a name."), field="name")
    if not 1 <= days <= MAX_DAYS:
        raise Invalid(_("A token is valid for 1 to %(limit)s days."), field="days", limit=MAX_DAYS)
    held = {permission.name for permission in held_permissions(by)}
    if not permissions or not held.issuperset(permissions):
        raise Invalid(_("Choose at least one right, of those you hold."), field="permissions")
    key = api_keys.new_key()
    with transaction.atomic():
        token = ApiToken.objects.create(
            organisation_id=by.organisation_id,
            user_id=by.id,
            name=name.strip(),
            prefix=key[: api_keys.SHOWN_CHARS],
            digest=api_keys.digest(key),
            permissions=sorted(set(permissions)),
            expires_at=now() + timedelta(days=days),
        )
        after = {"name": token.name, "permissions": token.permissions, "expires_at": token.expires_at}
        record(by=by, action="accounts.token.create", subject=token, after=after)
    return token, key


def revoke_token(*, by: Actor, uid: UUID) -> ApiToken:
    """Revoke an own token at once; one record. Raises Http404 for another's."""
    return _revoke(by, TOKEN_OWN, uid)


def revoke_token_of_another(*, by: Actor, uid: UUID, reason: str = "") -> ApiToken:
    """Revoke any token of the organisation at once; one record with the reason. Raises Http404 out of reach."""
    return _revoke(by, TOKEN_MANAGE, uid, reason)


def _revoke(by: Actor, right: access.Permission, uid: UUID, reason: str = "") -> ApiToken:
    """Revoke a token in reach of the right; one that is revoked already stays as it is, without a record."""
    access.require(by, right)
    with transaction.atomic():
        rows = access.narrow(by, right, ApiToken.objects.select_for_update(of=("self",)))
        token = rows.filter(uid=uid).first()
        if token is None:
            raise Http404
        if token.revoked_at is None:
            token.revoked_at = now()
            token.save(update_fields=["revoked_at", "updated_at"])
            record(by=by, action="accounts.token.revoke", subject=token, reason=reason)
    return token


def held_permissions(actor: Actor) -> list[access.Permission]:
    """Return the rights a person holds, by name: what a token may be given."""
    return [permission for permission in access.declared() if access.holds(actor, permission)]


def actor_of_key(request: HttpRequest, key: str) -> Actor | None:
    """Return the actor of a key while it, and its owner's account, work (resolver of the prefix `nht_`)."""
    with system_scope(SystemJob.AUTHENTICATE):
        token = (
            ApiToken.objects.select_related("user")
            .filter(digest=api_keys.digest(key), revoked_at__isnull=True, expires_at__gt=now())
            .first()
        )
        if token is None or not token.user.is_active:
            return None
        if token.last_used_at is None or now() - token.last_used_at > _USED_STEP:
            ApiToken.objects.filter(pk=token.pk).update(last_used_at=now())
        actor = actor_for_user(token.user, ip=client_ip(request), request_id=getattr(request, "request_id", ""))
    return replace(actor, kind=ActorKind.TOKEN, token_permissions=frozenset(token.permissions))
