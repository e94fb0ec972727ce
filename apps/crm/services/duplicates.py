"""Likely duplicates: looking for them after every change, and telling two clients apart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.db import connection, transaction
from django.db.models import Q

from apps.audit.services import record
from apps.common import access, clock
from apps.crm.enums import ClientType
from apps.crm.models import Client, DuplicatePair
from apps.crm.permissions import CLIENT_MANAGE
from apps.crm.selectors.duplicates import Likeness, facts_of, likenesses

if TYPE_CHECKING:
    from apps.common.actor import Actor

BATCH: Final = 200
# The same person in two lawful shapes shares INN, phone and name.
_ONE_PERSON: Final = frozenset({ClientType.PERSON, ClientType.SOLE_TRADER})


def look_for_duplicates(limit: int = BATCH) -> int:
    """Compare clients that changed since they were last compared; return how many were. Needs a system scope.

    Effects: pairs found, pairs that are no longer alike removed; a pair that a person told apart stays told apart.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT client_id FROM crm_clients_to_compare(%s)", [limit])
        wanted = [key for (key,) in cursor.fetchall()]
        for client in Client.objects.filter(pk__in=wanted).prefetch_related("contacts").order_by("pk"):
            _compare(client)
    return len(wanted)


def _compare(client: Client) -> None:
    """Write the pairs of one client anew."""
    found = likenesses(client.organisation_id, **facts_of(client))
    others = Client.objects.filter(pk__in=found, organisation_id=client.organisation_id).in_bulk()
    alike = {key: found[key] for key, other in others.items() if _are_one(client, other, found[key])}
    known = {
        pair.second_id if pair.first_id == client.pk else pair.first_id: pair
        for pair in DuplicatePair.objects.filter(Q(first=client) | Q(second=client))
    }
    for key, pair in known.items():
        if key not in alike and pair.told_apart_at is None:
            pair.delete()
    for key, likeness in alike.items():
        if key in known and known[key].told_apart_at is not None:
            continue
        DuplicatePair.objects.update_or_create(
            first_id=min(client.pk, key),
            second_id=max(client.pk, key),
            defaults={
                "organisation_id": client.organisation_id,
                "reasons": list(likeness.reasons),
                "likeness": likeness.score,
                "found_at": clock.now(),
            },
        )


def _are_one(client: Client, other: Client, likeness: Likeness) -> bool:
    """Whether two clients that are alike may be one: not a person and the own business, not two branches."""
    if {client.type, other.type} == _ONE_PERSON:
        return False
    branches = client.inn and client.inn == other.inn and client.kpp and other.kpp and client.kpp != other.kpp
    return not branches and bool(likeness.reasons)


def tell_apart(pair: DuplicatePair, *, by: Actor) -> DuplicatePair:
    """Say that two clients are different; they are not offered again. Returns the pair; nothing happens twice.

    Effects: the pair is decided; one record at the first client. Raises AccessDenied.
    """
    access.require(by, CLIENT_MANAGE, pair.first)
    access.require(by, CLIENT_MANAGE, pair.second)
    with transaction.atomic():
        locked = DuplicatePair.objects.select_for_update(of=("self",)).get(pk=pair.pk)
        if locked.told_apart_at is None:
            locked.told_apart_at, locked.told_apart_by = clock.now(), by.label[:200]
            locked.save(update_fields=["told_apart_at", "told_apart_by", "updated_at"])
            other = {"other": str(pair.second.uid), "reasons": pair.reasons}
            record(by=by, action="crm.client.tell_apart", subject=pair.first, after=other)
    return locked
