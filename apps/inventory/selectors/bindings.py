"""Who works where: sites of a member of staff and staff of a site."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apps.accounts.models import User
from apps.common.roles import Role
from apps.inventory.enums import SiteType
from apps.inventory.models import SiteUserBinding

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from apps.inventory.models import Site

_RECEIVERS: dict[str, tuple[Role, ...]] = {
    SiteType.WAREHOUSE: (Role.WAREHOUSE,),
    SiteType.SERVICE_CENTRE: (Role.WAREHOUSE, Role.TECHNICIAN),
    SiteType.DATA_CENTRE: (Role.TECHNICIAN,),
}


def bound_site_ids(user_id: int) -> tuple[int, ...]:
    """Return the sites a user is bound to; the provider that the access policy asks (one query)."""
    rows = SiteUserBinding.objects.filter(user_id=user_id).order_by("content_object_id")
    return tuple(rows.values_list("content_object_id", flat=True).distinct())


def staff_of_site(site: Site) -> QuerySet[User]:
    """Return the people who receive equipment at this site: bound to it and of the role that works there."""
    bound = SiteUserBinding.objects.filter(content_object=site).values("user_id")
    return User.objects.filter(pk__in=bound, role__in=_RECEIVERS[site.type], status="active").order_by("pk")
