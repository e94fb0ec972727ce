"""The company as its administrator sees it, and its brand as everybody may see it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from apps.accounts.models import Brand, LegalEntity
from apps.accounts.permissions import SETTINGS_MANAGE
from apps.common import access, files
from apps.common.scope import SystemJob, current_actor, system_scope

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from apps.common.actor import Actor


@dataclass(frozen=True, slots=True)
class ShownBrand:
    """What anybody may know of an organisation: its name, colour and whether it has a logo."""

    slug: str
    name: str
    accent_color: str
    version: int
    has_logo: bool


def entities(actor: Actor) -> QuerySet[LegalEntity]:
    """Return the own legal entities, the main one first."""
    rows = access.narrow(actor, SETTINGS_MANAGE, LegalEntity.objects.all())
    return rows.order_by("-is_main", "short_name", "pk")


def brand_of_organisation(organisation_id: int) -> ShownBrand | None:
    """Return the brand of an organisation; inside a scope of its own people that scope reads it."""
    here = current_actor()
    if here is not None and here.organisation_id == organisation_id:
        return _read(organisation_id=organisation_id)
    return _shown(organisation_id=organisation_id)


def brand_by_slug(slug: str) -> ShownBrand | None:
    """Return the brand of the working organisation with this short name; None when there is none."""
    return _shown(organisation__slug=slug, organisation__is_active=True)


def only_brand() -> ShownBrand | None:
    """Return the brand of the one working organisation of this installation; None when there are several."""
    with system_scope(SystemJob.PUBLIC_FORM):
        found = list(Brand.objects.filter(organisation__is_active=True).values_list("pk", flat=True)[:2])
    return _shown(pk=found[0]) if len(found) == 1 else None


def logo_by_slug(slug: str) -> tuple[str, bytes] | None:
    """Return hash and bytes (PNG) of the logo of an organisation; None without one."""
    with system_scope(SystemJob.PUBLIC_FORM):
        brand = (
            Brand.objects.select_related("logo")
            .filter(organisation__slug=slug, organisation__is_active=True, logo__isnull=False)
            .first()
        )
        if brand is None or brand.logo is None:
            return None
        return brand.logo.sha256, files.read(brand.logo)


def _shown(**condition: object) -> ShownBrand | None:
    """Return one brand of any organisation."""
    with system_scope(SystemJob.PUBLIC_FORM):
        return _read(**condition)


def _read(**condition: object) -> ShownBrand | None:
    """Return one brand that the present scope reads; the logo's file is no matter of a client's scope."""
    brand = Brand.objects.select_related("organisation").filter(**condition).first()
    if brand is None:
        return None
    return ShownBrand(brand.organisation.slug, brand.name, brand.accent_color, brand.version, brand.logo_id is not None)
