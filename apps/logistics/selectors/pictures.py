"""Photos and signatures of movements, acts and claims in reach."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q

from apps.common import access
from apps.inventory.selectors.journal import owned_since, photos
from apps.logistics.enums import AttachmentKind
from apps.logistics.models import Attachment
from apps.logistics.permissions import PICTURE_VIEW
from apps.logistics.selectors.acts import intake_acts
from apps.logistics.selectors.journeys import claims, movements, return_acts

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from apps.common.actor import Actor
    from apps.inventory.models import UnitPhoto

_PHOTOS = 60


def attachments(actor: Actor) -> QuerySet[Attachment]:
    """Return photos and signatures of what the actor may see.

    A client's user sees those of their own acts, and the photos of claims about units that are theirs now, taken since
    they are.
    """
    rows = Attachment.objects.select_related("file")
    if actor.is_client:
        own = Q(return_act__in=return_acts(actor).values("pk")) | Q(intake_act__in=intake_acts(actor).values("pk"))
        defect = Q(owned_since(actor, "claim__unit_id"), kind=AttachmentKind.PHOTO)
        return access.narrow(actor, PICTURE_VIEW, rows).filter(own | defect)
    seen = Q(movement__in=movements(actor).values("pk")) | Q(claim__in=claims(actor).values("pk"))
    seen |= Q(return_act__in=return_acts(actor).values("pk")) | Q(intake_act__in=intake_acts(actor).values("pk"))
    return rows.filter(organisation_id=actor.tenant_id).filter(seen)


def of_units(actor: Actor, lines: QuerySet[Any]) -> QuerySet[UnitPhoto]:
    """Return the photos in reach of the units of an act's lines, the newest first, as many as a page shows."""
    return photos(actor).filter(unit__in=lines.order_by().values("unit_id"))[:_PHOTOS]
