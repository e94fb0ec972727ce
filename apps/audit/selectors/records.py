"""Records in reach of an actor, and the values by which they are filtered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from apps.audit.models import AuditChain, AuditRecord
from apps.audit.permissions import RECORD_VERIFY, RECORD_VIEW
from apps.common import access
from apps.common.access import Reach
from apps.common.actor import ActorKind
from apps.common.crypto import blind_index

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from apps.common.actor import Actor

IP_INDEX: Final = "audit.ip"
_PERSONS: Final = (ActorKind.USER, ActorKind.TOKEN)


def records(actor: Actor) -> QuerySet[AuditRecord]:
    """Records in reach, newest first: the organisation's, a person's own, or the platform's and all others."""
    rows = access.narrow(actor, RECORD_VIEW, AuditRecord.objects.all())
    if access.reach_of(actor, RECORD_VIEW) is Reach.OWN:
        # Agents and jobs have numbers of their own, which may equal a person's.
        rows = rows.filter(actor_kind__in=_PERSONS)
    return rows


def actions(actor: Actor) -> list[str]:
    """The actions that occur among the records in reach."""
    return sorted(records(actor).order_by().values_list("action", flat=True).distinct())


def kinds(actor: Actor) -> list[str]:
    """The kinds of objects that occur among the records in reach."""
    return sorted(records(actor).exclude(subject_type="").order_by().values_list("subject_type", flat=True).distinct())


def chains(actor: Actor) -> QuerySet[AuditChain]:
    """Chains that the actor may verify."""
    return access.narrow(actor, RECORD_VERIFY, AuditChain.objects.all())


def address_index(address: str) -> bytes:
    """By which records of one IP address are found: `personal_values__blind_index`."""
    return blind_index(address.strip(), IP_INDEX)
