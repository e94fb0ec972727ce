"""What can be imported: each app registers an importer for each kind of row."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable
from uuid import UUID

from apps.common.models import RowOutcome

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.utils.functional import Promise

    from apps.common.access import Permission
    from apps.common.actor import Actor
    from apps.common.imports.mapping import Field
    from apps.common.models import ImportRun
    from apps.common.pages.columns import Column

Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Decision:
    """What a row would do: to which stored row (None: a new one), with which values."""

    outcome: RowOutcome
    target: Any = None
    values: Mapping[str, Any] = field(default_factory=dict)


class Importer(Protocol):
    """One kind of row. `decide` never writes, `apply` calls services of the app; both raise DomainError."""

    @property
    def key(self) -> str:
        """Its name in addresses."""

    @property
    def title(self) -> str | Promise:
        """What people call such rows."""

    @property
    def permission(self) -> Permission:
        """The right to import them."""

    @property
    def export_permission(self) -> Permission:
        """The right to export them."""

    @property
    def fields(self) -> Sequence[Field]:
        """What a row may bring."""

    def prepare(self, by: Actor, rows: Sequence[Row]) -> Any:
        """Return what is known of a batch of rows, read in a few queries."""

    def decide(self, by: Actor, row: Row, known: Any) -> Decision:
        """Return what a row would do. Raises DomainError, which names its field."""

    def marks(self, row: Row) -> Collection[str]:
        """Return by what another row of the file may mean the same: such rows are not written together."""

    def apply(self, by: Actor, decisions: Sequence[Decision], known: Any) -> list[UUID]:
        """Do them by services, all or none, add to `known` what later rows must see, return the rows' uids.

        Raises DomainError, after which the rows are done one by one; RowsRefused names those that must be left out.
        """

    def note(self, by: Actor, run: ImportRun | None, action: str, facts: Mapping[str, Any]) -> None:
        """Write to the record that rows were imported or exported."""

    def columns(self) -> Sequence[Column]:
        """Return the columns of an export, one for each field and in its order."""

    def rows(self, actor: Actor) -> QuerySet[Any] | Sequence[Any]:
        """Return what the actor may export."""


@runtime_checkable
class Building(Importer, Protocol):
    """What a kind has beside `Importer` when its rows stand on what earlier rows of the file make.

    A dry run makes nothing: `known` keeps what the rows promise, and each batch is given what those before promised.
    Only a worker that takes a run up in the middle decides the earlier rows again.
    """

    def ground(self, row: Row) -> tuple[str, ...]:
        """Return what later rows may stand on by this row; of the rows with the same, the first speaks for all."""

    def promises(self, known: Any) -> Any:
        """Return what the rows decided so far promise to make."""

    def stand_on(self, known: Any, promises: Any) -> None:
        """Let the rows of a batch stand on what those before it promised."""


_importers: dict[str, Importer] = {}


def register(importer: Importer) -> None:
    """Add a kind; raises ValueError when the key is taken."""
    if importer.key in _importers:
        message = f"importer {importer.key} is registered twice"
        raise ValueError(message)
    _importers[importer.key] = importer


def importers() -> list[Importer]:
    """Return every kind in the order of registration."""
    return list(_importers.values())


def named(key: str) -> Importer | None:
    """Return the importer of this key, None when nobody registered it."""
    return _importers.get(key)
