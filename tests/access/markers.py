"""Markers: random words planted into the texts of one client's or organisation's rows and looked for in answers."""

from __future__ import annotations

import io
import json
import secrets
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import DatabaseError, connection, models, transaction

from apps.common.crypto import EncryptedTextField
from apps.common.models import Tenancy
from apps.common.roles import CLIENT_ROLES, Role
from apps.common.scope import SystemJob, system_scope
from tests.access import objects

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.access.world import Place, World

# Fields whose text the program itself reads: a random word there would be a fault, not a mark.
_READ_BY_THE_PROGRAM = frozenset(
    {
        "password", "login", "email", "language", "time_zone", "theme", "kind", "digest", "key_digest", "data",
        "prefix",
        "seed", "sha256", "content_type", "topic", "actor", "key", "fingerprint", "slug", "codename", "currency",
        "period", "passport_issued_on", "birth_date",
        "accent_color", "contract_mask", "addendum_mask", "intake_mask", "mask", "return_mask", "payout_mask",
        "movement_mask", "claim_mask",
        "sole_trader_letter", "url",
    }
)  # fmt: skip


def fill(world: World) -> None:
    """Make one object of every kind at every place, for its administrator and for its client's administrator."""
    for place in world.places:
        for user in place.people.values():
            if user.role in {"admin", "client_admin"}:
                objects.everything(place, user)


def _textual(model: type[models.Model]) -> Iterator[models.Field[Any, Any]]:
    """Yield the fields of free text."""
    for field in model._meta.concrete_fields:
        if field.name in _READ_BY_THE_PROGRAM or field.choices:
            continue
        if isinstance(field, (models.CharField, models.TextField, EncryptedTextField)):
            yield field


def plant(rows: models.QuerySet[Any], marker: str) -> int:
    """Write the marker into every text of these rows, where the database accepts it; returns how many took it."""
    planted = 0
    fields = list(_textual(rows.model))
    for number, key in enumerate(rows.values_list("pk", flat=True)) if fields else ():
        words = {field.name: f"{marker}{number}" if field.unique else marker for field in fields}
        with system_scope(SystemJob.MAINTENANCE):
            taken = _try(rows.model, key, words) * len(words)
            planted += taken or sum(_try(rows.model, key, {name: text}) for name, text in words.items())
    return planted


def _try(model: type[models.Model], key: Any, words: dict[str, str]) -> int:
    """Write fields of one row, all or none of them; a constraint or a trigger may refuse it."""
    try:
        with transaction.atomic():
            count = model._base_manager.filter(pk=key).update(**words)
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                cursor.execute("SET CONSTRAINTS ALL DEFERRED")
            return count
    except DatabaseError:
        return 0


def owned_models() -> list[type[models.Model]]:
    """Return the models whose rows belong to an organisation."""
    return [
        model
        for model in apps.get_models()
        if model.__module__.startswith("apps.")
        and getattr(model, "tenancy", None) in {Tenancy.ORGANISATION, Tenancy.CLIENT}
    ]


def mark_organisation(place: Place, marker: str = "") -> tuple[str, int]:
    """Plant a marker into every row of the place's organisation; returns it and how many fields took it."""
    marker = marker or f"mk{secrets.token_hex(4)}"
    planted = 0
    for model in owned_models():
        names = {field.name for field in model._meta.concrete_fields}
        if model._meta.label == "accounts.Organisation":
            condition = {"pk": place.organisation.pk}
        elif "organisation" in names:
            condition = {"organisation_id": place.organisation.pk}
        else:
            continue
        planted += plant(_rows(model, condition), marker)
    return marker, planted


def mark_client(place: Place) -> tuple[str, int]:
    """Plant a marker into every row that is reached from the place's client; returns it and how many fields took it."""
    marker = f"mk{secrets.token_hex(4)}"
    client = place.things.get("client")
    if client is None:
        return marker, 0
    planted = 0
    for model in owned_models():
        paths = getattr(model, "access_paths", {}).get("client", ())
        for path in (paths,) if isinstance(paths, str) else paths:
            planted += plant(_rows(model, {path: client.pk}), marker)
    return marker, planted


@dataclass(frozen=True)
class Marked:
    """The words planted in a world: in every text of the own organisation, of the other client, of the foreign one."""

    own: str
    sibling: str
    foreign: str
    planted: int

    def of_clients(self, role: Role) -> list[str]:
        """Return the word that a client's user may not read beside the foreign one."""
        return [self.sibling] if role in CLIENT_ROLES else []


def mark_world(world: World) -> Marked:
    """Fill the places and plant a word of its own in each; the other client lies inside the own organisation."""
    fill(world)
    own, _count = mark_organisation(world.own)
    sibling, _count = mark_client(world.sibling)
    foreign, planted = mark_organisation(world.foreign)
    return Marked(own, sibling, foreign, planted)


def _rows(model: type[models.Model], condition: dict[str, Any]) -> models.QuerySet[Any]:
    """Return the rows of a condition, found now under the maintenance scope."""
    with system_scope(SystemJob.MAINTENANCE):
        keys = list(model._base_manager.filter(**condition).values_list("pk", flat=True))
    return _Found(model=model, keys=keys)  # type: ignore[return-value]  # asked for `model` and keys only


class _Found:
    """Keys of rows that were found already."""

    def __init__(self, *, model: type[models.Model], keys: list[Any]) -> None:
        self.model = model
        self._keys = keys

    def values_list(self, *_: Any, **__: Any) -> list[Any]:
        """Return the keys."""
        return self._keys


def text_of(answer: Any) -> str:
    """Return everything a person could read in an answer: also the words inside of zipped office files."""
    content = bytes(answer.content) if not answer.streaming else b"".join(answer.streaming_content)
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            content = b"".join(archive.read(name) for name in archive.namelist())
    text = content.decode("utf-8", "replace") + json.dumps(dict(answer.headers))
    return text.encode().decode("unicode_escape", "replace") + text if "\\u" in text else text
