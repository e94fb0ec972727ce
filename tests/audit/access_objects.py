"""Records for the matrix of addresses: one of the place's own chain."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apps.accounts.models import Brand
from apps.audit.models import AuditRecord
from apps.audit.services import record
from tests.access import objects
from tests.factories import actor_for

if TYPE_CHECKING:
    from apps.accounts.models import User
    from tests.access.world import Place


def audit_record(place: Place, user: User) -> AuditRecord:
    """Return a record that the user has made."""
    brand = Brand.objects.get(organisation=place.organisation)
    return record(by=actor_for(user), action="accounts.brand.update", subject=brand, after={"name": place.name})


objects.register("audit*", uid=audit_record)
objects.register_model(AuditRecord, audit_record)
