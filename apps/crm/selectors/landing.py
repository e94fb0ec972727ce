"""What the landing form needs to know; asked within the job `public-form`, since its visitors are nobody."""

from __future__ import annotations

from apps.accounts.models import LegalEntity, Organisation
from apps.crm.models import ReferralLink


def organisation_by_slug(slug: str) -> Organisation | None:
    """Return the working organisation with this short name."""
    return Organisation.objects.filter(slug=slug, is_active=True).first()


def active_link(organisation_id: int, code: str) -> ReferralLink | None:
    """Return the referral link in use with this code."""
    if not code:
        return None
    return (
        ReferralLink.objects.select_related("owner", "client")
        .filter(organisation_id=organisation_id, code=code.lower()[:40], is_active=True)
        .first()
    )


def main_entity(organisation: Organisation) -> LegalEntity | None:
    """Return the legal entity that answers for the visitors' data."""
    return LegalEntity.objects.filter(organisation=organisation).order_by("-is_main", "pk").first()
