"""The records of both sides as the exchange handles them, and what each kind of record must be able to do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol, TypeVar

from apps.crm.enums import ExchangeKind, Side
from apps.crm.integrations.bitrix24 import Command, Reply
from apps.crm.models import BitrixLink, BitrixTask
from apps.crm.rules.bitrix.matching import Card
from apps.crm.rules.bitrix.merge import Merge, Values
from apps.crm.services.bitrix.session import Session

T = TypeVar("T")


@dataclass(slots=True)
class Local:
    """A record of ours as it stood when it was read; `parent` is its client."""

    row: Any
    values: dict[str, str | None]
    card: Card
    parent: int
    is_archived: bool
    natural: bool = False

    @property
    def id(self) -> int:
        """The key."""
        return int(self.row.pk)


@dataclass(slots=True)
class Remote:
    """A record of the portal; `parent` is the company of a contact, or the requisites of bank details."""

    id: int
    raw: Any
    origin: str
    is_free: bool
    stamp: str
    label: str
    parent: int = 0


@dataclass(slots=True, eq=False)
class Pair:
    """One record on both sides, the tasks that asked for it, and what follows."""

    tasks: list[BitrixTask]
    link: BitrixLink | None = None
    local: Local | None = None
    remote: Remote | None = None
    merge: Merge = field(default_factory=Merge)
    theirs: dict[str, str | None] = field(default_factory=dict)
    base: Mapping[str, list[str]] = field(default_factory=dict)
    refusal: str = ""
    skipped: bool = False
    is_stale: bool = False
    steps: list[str] = field(default_factory=list)
    overwritten: dict[str, tuple[str, str]] = field(default_factory=dict)
    requisite_id: int | None = None
    remote_parent: int | None = None
    made_id: int = 0

    @property
    def label(self) -> str:
        """What the record is called."""
        return self.local.card.label if self.local else self.remote.label if self.remote else ""

    @property
    def changed_at(self) -> datetime | None:
        """When our side is known to have changed."""
        return min((task.marked_at for task in self.tasks if task.side == Side.LOCAL), default=None)


def need(value: T | None) -> T:
    """Return what must be there by now; its absence is a defect."""
    if value is None:
        message = "a record of the exchange is missing"
        raise RuntimeError(message)
    return value


class Adapter(Protocol):
    """What the exchange asks of a kind of record."""

    kind: ExchangeKind
    groups: dict[str, tuple[str, ...]]
    needed: frozenset[str]
    link_field: str

    def locals(self, ids: Iterable[int]) -> dict[int, Local]:
        """Return records of ours; in a scope."""

    def local(self, row: Any) -> Local:
        """Return a record of ours."""

    def remotes(self, session: Session, ids: Iterable[int]) -> dict[int, Remote]:
        """Return records of the portal; those that are gone are missing."""

    def theirs(self, session: Session, remote: Remote, *, natural: bool) -> dict[str, str | None]:
        """Return the fields of a record of the portal."""

    def kept(self, session: Session, local: Local) -> Values:
        """Return our fields as a new record of the portal would keep them; None for those it would not."""

    def card(self, session: Session, remote: Remote) -> Card:
        """Return what a record of the portal is recognised by."""

    def local_candidates(self, session: Session, remotes: list[Remote]) -> dict[int, list[Local]]:
        """Return by remote id the records of ours without a link that may be the same; in a scope.

        A remote id that is missing has no parent on our side, so that it cannot be exchanged yet.
        """

    def parents(self, locals_: list[Local]) -> dict[int, int]:
        """Return by local id the portal's record that ours hangs on (0: on none); missing when it is not linked."""

    def remote_candidates(self, session: Session, locals_: list[Local]) -> dict[int, list[Remote]]:
        """Return by local id the portal's records that may be the same."""

    def create_here(self, session: Session, remote: Remote) -> Local | None:
        """Make our record, None when it belongs to nobody. Raises DomainError."""

    def update_here(self, session: Session, pair: Pair) -> Local:
        """Write `pair.merge.pull` into our record. Raises DomainError."""

    def reads(self, pair: Pair) -> list[Command]:
        """Return commands that read the record once more just before it is written."""

    def seen(self, session: Session, pair: Pair, replies: list[Reply]) -> dict[str, str | None]:
        """Return the fields by what `reads` found."""

    def creation(self, session: Session, pair: Pair, offset: int) -> list[Command]:
        """Return commands that make the portal's record; the first answers with its id."""

    def writing(self, session: Session, pair: Pair, offset: int) -> list[Command]:
        """Return commands that write `pair.merge.push` and our key."""

    def made(self, pair: Pair, replies: list[Reply]) -> int:
        """Return the id of the record that `creation` made. Raises CallRefused of any of its commands."""
