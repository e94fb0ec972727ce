"""Erasure of personal values: the chain stays valid, what it commits to can no longer be known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from apps.audit.models import PersonalValue
from apps.audit.permissions import PERSONAL_ERASE
from apps.audit.services.recording import record
from apps.common import access, clock

if TYPE_CHECKING:
    from django.db.models import Model

    from apps.common.actor import Actor


def erase_personal_values(*, by: Actor, subject: Model, reason: str) -> int:
    """Erase every personal value that records of ``subject`` keep beside the chain; returns how many.

    Locks and empties the values (salt and value together), then records the erasure itself. Needs
    `audit.personal.erase`. Addresses (`ip`) belong to who acted, not to the object, and stay.
    """
    access.require(by, PERSONAL_ERASE)
    label = subject._meta.label_lower
    key = str(getattr(subject, "uid", None) or subject.pk)
    with transaction.atomic():
        rows = PersonalValue.objects.filter(record__subject_type=label, record__subject_key=key, erased_at=None)
        if by.organisation_id is not None:
            rows = rows.filter(organisation_id=by.organisation_id)
        erased = rows.exclude(path="ip").update(sealed=None, blind_index=None, erased_at=clock.now())
        record(by=by, action="audit.personal.erase", subject=subject, after={"values": erased}, reason=reason)
    return erased
