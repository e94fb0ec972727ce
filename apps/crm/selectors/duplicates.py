"""Likely duplicates: clients alike in INN, phone, e-mail or name; pairs to decide; what a merge would move."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.db import connection
from django.db.models import Q, QuerySet

from apps.common import access, merging, requisites
from apps.common.errors import Invalid
from apps.crm.models import Client, ClientMerge, DuplicatePair
from apps.crm.permissions import CLIENT_MANAGE, CLIENT_VIEW
from apps.crm.rules import merge_fields, texts
from apps.crm.selectors.clients import clients

if TYPE_CHECKING:
    from django.utils.functional import Promise

    from apps.common.actor import Actor

PLACE: Final = "crm.client"
# Two names of which this much is common are worth a look; measured on names with one or two typing errors.
NAME_LIKENESS: Final = 0.55
_TWINS = "SELECT client_id, reason, likeness FROM crm_twins(%s, %s, %s, %s, %s, %s, %s)"


@dataclass(frozen=True, slots=True)
class Likeness:
    """Why a client looks like another: «inn», «phone», «email», «name», and how much (0 to 1)."""

    reasons: tuple[str, ...]
    score: float


@dataclass(frozen=True, slots=True)
class Twin:
    """A client that looks like the one that was asked about."""

    client: Client
    likeness: Likeness


@dataclass(frozen=True, slots=True)
class Field:
    """One fact of two cards side by side; `differs` when a choice is to be made."""

    name: str
    title: str
    source: str
    target: str

    @property
    def differs(self) -> bool:
        """Whether the old card has something that the other does not."""
        return bool(self.source) and self.source != self.target


@dataclass(frozen=True, slots=True)
class Preview:
    """What a merge would do: fields to choose between, and how many rows of each kind move."""

    fields: tuple[Field, ...]
    moves: tuple[tuple[str | Promise, int], ...]


def likenesses(
    organisation_id: int,
    *,
    but: int | None = None,
    inn: str = "",
    phones: Sequence[str] = (),
    emails: Sequence[str] = (),
    name: str = "",
) -> dict[int, Likeness]:
    """Return the keys of clients that look like the given facts, in the organisation of the scope."""
    lowered = [email.lower() for email in emails if email]
    given = [organisation_id, but, inn, [phone for phone in phones if phone], lowered, name, NAME_LIKENESS]
    found: dict[int, Likeness] = {}
    with connection.cursor() as cursor:
        cursor.execute(_TWINS, given)
        for key, reason, score in cursor.fetchall():
            earlier = found.get(key, Likeness((), 0.0))
            found[key] = Likeness((*earlier.reasons, reason), max(earlier.score, float(score)))
    return found


def twins(actor: Actor, **known: Any) -> list[Twin]:
    """Return the clients in reach that look like what is known of one (see `likenesses`), the likest first."""
    found = likenesses(actor.tenant_id, **known)
    rows = access.narrow(actor, CLIENT_MANAGE, clients(actor)).filter(pk__in=found)
    return sorted((Twin(row, found[row.pk]) for row in rows), key=lambda twin: (-twin.likeness.score, twin.client.pk))


def twins_of_typed(actor: Actor, *, inn: str, name: str, phones: Sequence[str], emails: Sequence[str]) -> list[Twin]:
    """Return the clients that look like one that is being typed in; what is not yet a phone is left out."""
    numbers = []
    for text in phones:
        try:
            numbers.append(texts.phone(text[:60])[0])
        except Invalid:
            continue
    return twins(actor, inn=requisites.clean(inn), name=name, phones=numbers, emails=emails)


def facts_of(client: Client) -> dict[str, Any]:
    """Return what is known of a client, as `likenesses` takes it."""
    people = list(client.contacts.all())
    return {
        "but": client.pk,
        "inn": client.inn,
        "phones": [client.phone, *(one.phone for one in people)],
        "emails": [client.email, *(one.email for one in people)],
        "name": client.name,
    }


def pairs(actor: Actor) -> QuerySet[DuplicatePair]:
    """Return the pairs that nobody has decided yet."""
    rows = DuplicatePair.objects.select_related("first", "second").filter(told_apart_at=None)
    return access.narrow(actor, CLIENT_MANAGE, rows)


def alike(actor: Actor, client: Client) -> list[Client]:
    """Return the clients that a card may be a duplicate of, as the undecided pairs say."""
    rows = pairs(actor).filter(Q(first=client) | Q(second=client)).order_by("-likeness")[:3]
    return [pair.second if pair.first_id == client.pk else pair.first for pair in rows]


def merged_keys(client: Client) -> list[int]:
    """Return the keys of the cards that became part of a client, also through each other."""
    keys: list[int] = []
    wanted = [client.pk]
    while wanted:
        wanted = list(Client.objects.filter(merged_into__in=wanted).values_list("pk", flat=True))
        keys += wanted
    return keys


def merges(actor: Actor) -> QuerySet[ClientMerge]:
    """Return the merges that can still be undone, newest first."""
    rows = ClientMerge.objects.select_related("source", "target").filter(undone_at=None).order_by("-merged_at")
    return access.narrow(actor, CLIENT_MANAGE, rows)


def survivor(actor: Actor, uid: Any) -> Client | None:
    """Return the client that a merged one has become, None when the address is no merged client in reach."""
    rows = access.narrow(actor, CLIENT_VIEW, Client.objects.select_related("merged_into"))
    found = rows.filter(uid=uid, merged_into__isnull=False).first()
    while found is not None and found.merged_into is not None:
        found = rows.filter(pk=found.merged_into.pk).first()
    return found


def preview(source: Client, target: Client) -> Preview:
    """Return what merging `source` into `target` would do."""
    fields = tuple(
        Field(name, Client.title_of(name), _text(source, name), _text(target, name))
        for name in merge_fields.CHOSEN
        if _text(source, name) or _text(target, name)
    )
    moves = tuple((mover.title, number) for mover in merging.movers(PLACE) if (number := mover.count(source.pk)))
    return Preview(fields, moves)


def _text(client: Client, name: str) -> str:
    """Return a field as the comparison shows it; passports are compared, never shown."""
    value: Any = getattr(client, name)
    if name in Client.PASSPORT_FIELDS:
        return "•••• ••••••" if value else ""
    return str(value or "")
