"""The sites of a member of staff, chosen on the page of the user."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from apps.accounts.bindings import Binder
from apps.common import access
from apps.common.roles import STAFF_ROLES, Role
from apps.inventory.models import Site, SiteUserBinding
from apps.inventory.permissions import SITE_BIND
from apps.inventory.services.bindings import bind_user_to_site, unbind_user_from_site

if TYPE_CHECKING:
    from collections.abc import Sequence

    from apps.accounts.models import User
    from apps.common.actor import Actor


def _choices(by: Actor) -> list[tuple[str, str]]:
    """Return the sites that the actor may bind people to."""
    rows = access.narrow(by, SITE_BIND, Site.objects.all()).order_by("name", "pk")
    return [(str(site.uid), str(site)) for site in rows]


def _bound(user: User) -> list[str]:
    """Return the sites a user is bound to."""
    rows = SiteUserBinding.objects.filter(user=user).select_related("content_object")
    return [str(binding.content_object.uid) for binding in rows]


def _bind(user: User, by: Actor, uids: Sequence[str]) -> None:
    """Make the sites of a user exactly the chosen ones."""
    sites = {str(site.uid): site for site in access.narrow(by, SITE_BIND, Site.objects.all())}
    bound = set(_bound(user))
    for uid in sorted(set(uids) & sites.keys() - bound):
        bind_user_to_site(by=by, user=user, site=sites[uid])
    for uid in sorted(bound & sites.keys() - set(uids)):
        unbind_user_from_site(by=by, user=user, site=sites[uid])


SITES = Binder(
    key="sites",
    title=_("Sites"),
    roles=STAFF_ROLES - {Role.OWNER, Role.ADMIN},
    several=True,
    choices=_choices,
    bound=_bound,
    bind=_bind,
)
