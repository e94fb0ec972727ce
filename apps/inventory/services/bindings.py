"""Bindings of staff to sites: what they see and where they work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.audit.services import record
from apps.common import access
from apps.common.errors import Invalid
from apps.common.roles import CLIENT_ROLES
from apps.inventory.models import Site, SiteUserBinding
from apps.inventory.permissions import SITE_BIND

if TYPE_CHECKING:
    from apps.accounts.models import User
    from apps.common.actor import Actor


def _works_here() -> Permission:
    """Return the permission that a binding stands for."""
    kind = ContentType.objects.get_for_model(Site)
    return Permission.objects.get(content_type=kind, codename="work_here")


def bind_user_to_site(*, by: Actor, user: User, site: Site) -> SiteUserBinding:
    """Let a member of staff work at a site; a binding that is there already is returned as it is.

    Raises AccessDenied, Invalid for a user of a customer or of another organisation.
    """
    access.require(by, SITE_BIND, site)
    if user.role in CLIENT_ROLES or user.organisation_id != site.organisation_id:
        raise Invalid(_("Only staff of this organisation can be bound to a site."), field="user")
    with transaction.atomic():
        binding: SiteUserBinding
        binding, made = SiteUserBinding.objects.get_or_create(
            user=user,
            content_object=site,
            defaults={"organisation_id": site.organisation_id, "permission": _works_here()},
        )
        if made:
            record(by=by, action="inventory.site.bind", subject=site, after={"user": user.login})
    return binding


def unbind_user_from_site(*, by: Actor, user: User, site: Site) -> None:
    """Take a member of staff off a site. Raises AccessDenied."""
    access.require(by, SITE_BIND, site)
    with transaction.atomic():
        gone, _rows = SiteUserBinding.objects.filter(user=user, content_object=site).delete()
        if gone:
            record(by=by, action="inventory.site.unbind", subject=site, before={"user": user.login})
