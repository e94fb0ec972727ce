"""Merging: two rows that are one thing become one; every app moves its own rows in the same transaction.

The owner of the thing (crm for clients) locks both rows and calls `movers`; an app joins with a `Mover` for each kind
of its rows that point there, or says with `keep` that they stay (issued documents keep the old client). What a mover
returns is kept, so that the merge can be undone: `put_back` restores exactly these rows or refuses, naming why.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from apps.common.errors import Conflict
from apps.common.models import VersionedModel

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import Model, QuerySet
    from django.utils.functional import Promise

    from apps.common.actor import Actor

Fact = dict[str, Any]


class ChangedSince(Conflict):
    """Something that was moved is no longer as the merge left it, so that it cannot be put back."""

    code = "changed_since"
    sentence = _("The merge cannot be undone: %(what)s changed since.")


@dataclass(frozen=True, slots=True)
class Merge:
    """One merge: `source_id` becomes part of `target_id`. `moved` is empty while moving, all facts while undoing."""

    by: Actor
    organisation_id: int
    source_id: int
    target_id: int
    at: datetime
    moved: Mapping[str, list[Fact]]


@dataclass(frozen=True, slots=True)
class Mover:
    """How one kind of rows takes part. `covers` names the references it answers for, as «app.Model.field».

    `count(source_id)` tells how many rows would move; `move(merge)` moves them and returns a plain fact for each;
    `put_back(merge, facts)` restores them or raises ChangedSince. Lower `order` moves first and is put back last.
    """

    key: str
    title: str | Promise
    covers: tuple[str, ...]
    count: Callable[[int], int]
    move: Callable[[Merge], list[Fact]]
    put_back: Callable[[Merge, list[Fact]], None]
    order: int = 100


_movers: dict[str, list[Mover]] = defaultdict(list)
_kept: dict[str, dict[str, str]] = defaultdict(dict)


def join(place: str, mover: Mover) -> None:
    """Take part in every merge of a place such as «crm.client»; raises ValueError when the key is taken."""
    if any(other.key == mover.key for other in _movers[place]):
        message = f"mover {mover.key} joins {place} twice"
        raise ValueError(message)
    _movers[place].append(mover)
    _movers[place].sort(key=lambda one: (one.order, one.key))


def keep(place: str, reference: str, why: str) -> None:
    """Say that rows with the reference «app.Model.field» stay with the old row, and why."""
    _kept[place][reference] = why


def movers(place: str) -> list[Mover]:
    """Return who takes part, in order."""
    return list(_movers[place])


def answered(place: str) -> set[str]:
    """Return every reference somebody answers for: moved or kept."""
    return {reference for mover in _movers[place] for reference in mover.covers} | set(_kept[place])


@dataclass(frozen=True, slots=True)
class _Rows:
    """Rows that follow one reference of a model; see `rows_of`."""

    title: str | Promise
    model: type[Model]
    field: str
    label: Callable[[Any], str]
    but: Callable[[QuerySet[Any], Merge], QuerySet[Any]] | None
    single: str

    @property
    def versioned(self) -> bool:
        """Whether the rows count their versions."""
        return issubclass(self.model, VersionedModel)

    def of(self, client_id: int) -> QuerySet[Any]:
        """Return the rows that point at one key."""
        return self.model._base_manager.filter(**{f"{self.field}_id": client_id})

    def move(self, merge: Merge) -> list[Fact]:
        """Point the old row's rows at the target and return what is needed to put them back."""
        mine = self.of(merge.source_id).order_by("pk").select_for_update()
        if self.but is not None:
            mine = self.but(mine, merge)
        taken = bool(self.single) and self.of(merge.target_id).filter(**{self.single: True}).exists()
        facts = []
        for row in mine:
            fact: Fact = {"id": row.pk}
            if self.versioned:
                fact["version"] = row.version + 1
            if self.single:
                fact[self.single] = getattr(row, self.single)
            values = {key: value for key, value in fact.items() if key != "id"}
            if taken:
                values[self.single] = False
            self.write(row.pk, merge.target_id, values)
            facts.append(fact)
        return facts

    def put_back(self, merge: Merge, facts: list[Fact]) -> None:
        """Point exactly these rows back. Raises ChangedSince for one that is gone, moved on or was changed."""
        keys = [fact["id"] for fact in facts]
        found = {row.pk: row for row in self.model._base_manager.filter(pk__in=keys).order_by("pk").select_for_update()}
        for fact in facts:
            row = found.get(fact["id"])
            if row is None:
                raise ChangedSince(what=str(self.title))
            is_there = getattr(row, f"{self.field}_id") == merge.target_id
            if not is_there or (self.versioned and row.version != fact["version"]):  # type: ignore[attr-defined]  # checked
                raise ChangedSince(what=f"{self.title} {self.label(row)}".strip())
            values = {key: value for key, value in fact.items() if key != "id"}
            if self.versioned:
                values["version"] = fact["version"] + 1
            self.write(row.pk, merge.source_id, values)

    def write(self, key: int, client_id: int, values: dict[str, Any]) -> None:
        """Write one row."""
        self.model._base_manager.filter(pk=key).update(**values, **{f"{self.field}_id": client_id})


def rows_of(
    key: str,
    title: str | Promise,
    model: type[Model],
    field: str,
    *,
    label: Callable[[Any], str] = str,
    but: Callable[[QuerySet[Any], Merge], QuerySet[Any]] | None = None,
    single: str = "",
    order: int = 100,
) -> Mover:
    """Return the mover of rows that follow the reference `field` of `model`.

    `but` leaves some rows where they are. `single` names a flag that only one row of the target may carry: a moved
    row loses it when the target has one. Versions count up, so that a form opened before the merge is refused.
    """
    rows = _Rows(title, model, field, label, but, single)
    return Mover(
        key=key,
        title=title,
        covers=(f"{model._meta.label}.{field}",),
        count=lambda source_id: rows.of(source_id).count(),
        move=rows.move,
        put_back=rows.put_back,
        order=order,
    )
