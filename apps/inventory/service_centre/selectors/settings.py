"""Settings of the service centre; the defaults hold where nobody has changed them."""

from __future__ import annotations

from apps.inventory.service_centre.models import ServiceSettings


def service_settings(organisation_id: int) -> ServiceSettings:
    """Return the organisation's settings, the defaults (not stored) when there are none (one query)."""
    row = ServiceSettings.objects.filter(organisation_id=organisation_id).first()
    return row or ServiceSettings(organisation_id=organisation_id)
