"""The trial run: what the exchange would do, record by record, from one reading of both sides; nothing is written.

Only the list itself is kept. It uses the same matching, merging and checking as the exchange.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.db.models import QuerySet

from apps.common import clock
from apps.common.errors import DomainError, Invalid
from apps.crm.enums import ClientStatus, ExchangeKind, LinkState, PlannedStep
from apps.crm.exceptions import CompanyNotLinked, NoRequisites
from apps.crm.models import BankAccount, BitrixLink, BitrixPlanItem, BitrixRun, Client, Contact
from apps.crm.rules import account_fields, client_fields, contact_fields
from apps.crm.rules.bitrix import companies as company_rules
from apps.crm.rules.bitrix import titles as field_titles
from apps.crm.rules.bitrix.matching import Card, partner
from apps.crm.services.bitrix.exchange import judge_all, told
from apps.crm.services.bitrix.records import Adapter, Local, Pair, Remote
from apps.crm.services.bitrix.scanning import ADAPTERS, Snapshot
from apps.crm.services.bitrix.session import Session

_AT_ONCE: Final = 500
_ROWS: Final[Mapping[ExchangeKind, Callable[[], QuerySet[Any]]]] = {
    ExchangeKind.COMPANY: lambda: Client.objects.filter(status=ClientStatus.ACTIVE, merged_into=None),
    ExchangeKind.CONTACT: lambda: Contact.objects.select_related("client").filter(client__status=ClientStatus.ACTIVE),
    ExchangeKind.BANK: lambda: BankAccount.objects.select_related("client").filter(
        client__status=ClientStatus.ACTIVE
    ),
}  # fmt: skip


@dataclass
class _Ours:
    """Our records of one kind: all of them, those that have no partner yet, and by what they are recognised."""

    every: dict[int, Local]
    free: dict[int, Local]
    by_key: dict[str, list[Local]] = field(default_factory=dict)

    @classmethod
    def of(cls, adapter: Adapter, links: Iterable[BitrixLink]) -> _Ours:
        """Read them; in a scope."""
        every = {row.pk: adapter.local(row) for row in _ROWS[adapter.kind]()}
        linked = {getattr(link, f"{adapter.link_field}_id") for link in links}
        found = cls(every, {number: one for number, one in every.items() if number not in linked})
        for one in found.free.values():
            for key in _keys(one.card):
                found.by_key.setdefault(key, []).append(one)
        return found

    def near(self, card: Card) -> list[Local]:
        """Return the free ones that share something with the card."""
        near = {one.id: one for key in _keys(card) for one in self.by_key.get(key, [])}
        return [one for number, one in near.items() if number in self.free]


def _keys(card: Card) -> list[str]:
    return [key for key in (card.origin, card.inn, *card.reach) if key]


@dataclass
class _Parents:
    """What becomes of companies: our client of each, None for one that would be made, missing when refused."""

    of_company: dict[int, int | None] = field(default_factory=dict)
    of_requisite: dict[int, int | None] = field(default_factory=dict)

    def remember(self, pairs: Iterable[Pair]) -> None:
        """Keep the fate of companies and of their requisites."""
        for pair in pairs:
            if pair.refusal or pair.skipped or pair.remote is None:
                continue
            client = pair.local.id if pair.local else None
            self.of_company[pair.remote.id] = client
            if pair.remote.raw.requisite:
                self.of_requisite[int(pair.remote.raw.requisite["ID"])] = client


def plan(session: Session, run: BitrixRun, snapshot: Snapshot) -> None:
    """Keep the list of what would be done. Raises BitrixError."""
    session.presets  # noqa: B018 - asked for now: the portal is not spoken to inside a transaction
    with session.writing():
        items: list[BitrixPlanItem] = []
        parents = _Parents()
        for kind in (ExchangeKind.COMPANY, ExchangeKind.CONTACT, ExchangeKind.BANK):
            items += _plan_kind(session, run, ADAPTERS[kind], snapshot.records[kind], parents)
        run.items.all().delete()
        BitrixPlanItem.objects.bulk_create(items, batch_size=_AT_ONCE)
        run.counts = dict(Counter(item.step for item in items))
        run.done = sum(len(records) for records in snapshot.records.values())
        run.save(update_fields=["counts", "done", "updated_at"])


def _plan_kind(
    session: Session, run: BitrixRun, adapter: Adapter, remotes: dict[int, Remote], parents: _Parents
) -> list[BitrixPlanItem]:
    """Return what would be done with the records of one kind."""
    links = {link.remote_id: link for link in BitrixLink.objects.filter(kind=adapter.kind)}
    ours = _Ours.of(adapter, links.values())
    known = parents.of_company if adapter.kind is ExchangeKind.CONTACT else parents.of_requisite
    pairs = [_pair(session, adapter, remote, links.get(remote.id), ours, known) for remote in remotes.values()]
    judge_all(session, adapter, pairs)
    for pair in pairs:
        if pair.local is None and pair.remote and not (pair.skipped or pair.refusal):
            pair.refusal = _refusal(session, adapter, pair.remote)
    if adapter.kind is ExchangeKind.COMPANY:
        parents.remember(pairs)
    items = [item for pair in pairs for item in _items(run, adapter, pair)]
    return items + [_named(run, adapter, PlannedStep.CREATE_THERE, one.card.label) for one in ours.free.values()]


def _pair(
    session: Session, adapter: Adapter, remote: Remote, link: BitrixLink | None, ours: _Ours,
    parents: Mapping[int, int | None],
) -> Pair:  # fmt: skip
    """Return a record of the portal with ours, found as the exchange finds it, and take that out of the free ones."""
    pair = Pair([], link, None, remote)
    if link is not None:
        pair.local = ours.every.get(getattr(link, f"{adapter.link_field}_id") or 0)
        pair.skipped = pair.local is None or link.state != LinkState.LINKED
        return pair
    card = adapter.card(session, remote)
    near = ours.near(card)
    if adapter.kind is not ExchangeKind.COMPANY:
        if remote.parent not in parents:
            pair.skipped = not remote.parent
            pair.refusal = "" if pair.skipped else str(CompanyNotLinked.sentence)
            return pair
        near = [one for one in near if one.parent == parents[remote.parent]]
    try:
        found = partner(card, [one.card for one in near])
    except DomainError as refusal:
        pair.refusal = refusal.message
        return pair
    if found is not None:
        pair.local = ours.free.pop(found.id)
    return pair


def _refusal(session: Session, adapter: Adapter, remote: Remote) -> str:
    """Return why our record could not be made, empty when it could."""
    refusals: list[Invalid] = []
    if adapter.kind is ExchangeKind.COMPANY:
        kind = company_rules.kind_of(remote.raw, session.presets.by_id)
        if kind is None:
            return str(NoRequisites.sentence)
        values = adapter.theirs(session, remote, natural=company_rules.is_natural(kind))
        wanted = {"name": "", "inn": "", **company_rules.changes(None, values)}
        refusals = client_fields.clean(kind, wanted, clock.today())[1]
    else:
        given = {name: value for name, value in adapter.theirs(session, remote, natural=False).items() if value}
        rules = contact_fields if adapter.kind is ExchangeKind.CONTACT else account_fields
        refusals = rules.clean({"name": "", **given} if rules is contact_fields else given)[1]
    return "; ".join(told(one) for one in refusals)


def _items(run: BitrixRun, adapter: Adapter, pair: Pair) -> list[BitrixPlanItem]:
    """Return the lines of one pair; none when both are linked and equal."""
    if pair.refusal:
        return [_named(run, adapter, PlannedStep.ERROR, pair.label, pair.refusal)]
    if pair.skipped:
        return [] if pair.link else [_named(run, adapter, PlannedStep.SKIP, pair.label)]
    if pair.local is None:
        return [_named(run, adapter, PlannedStep.CREATE_HERE, pair.label)]
    found = [
        _named(run, adapter, step, pair.label, ", ".join(_titled(one) for one in names))
        for step, names in (
            (PlannedStep.UPDATE_HERE, pair.merge.pull),
            (PlannedStep.UPDATE_THERE, pair.merge.push),
            (PlannedStep.CONFLICT, pair.merge.conflicts),
        )
        if names
    ]
    return found or ([] if pair.link else [_named(run, adapter, PlannedStep.LINK, pair.label)])


def _titled(name: str) -> str:
    """Return the title of a field."""
    return str(field_titles.TITLES.get(name, name))


def _named(run: BitrixRun, adapter: Adapter, step: PlannedStep, label: str, detail: str = "") -> BitrixPlanItem:
    """Return one line of the list."""
    return BitrixPlanItem(
        organisation_id=run.organisation_id, run=run, kind=adapter.kind, step=step, label=label[:200], detail=detail
    )
