"""One chunk of records compared and made equal: read both sides, match, merge, write here, write there, agree.

Nothing is held open while the portal is spoken to. Our writes go through the services of crm in one transaction for
the chunk; the portal's in batches; the links are written last. A worker that dies between finds equal values next time.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from apps.common.clock import now
from apps.common.errors import DomainError, StaleVersion
from apps.crm.enums import PlannedStep, Side
from apps.crm.exceptions import CompanyNotLinked
from apps.crm.models import BitrixLink, BitrixTask
from apps.crm.rules.bitrix.matching import partner
from apps.crm.rules.bitrix.merge import Judge, merge
from apps.crm.rules.bitrix.titles import TITLES
from apps.crm.services.bitrix import agreeing, pushing
from apps.crm.services.bitrix.conflicts import decisions
from apps.crm.services.bitrix.records import Adapter, Local, Pair, Remote, need
from apps.crm.services.bitrix.session import Session, digest


def exchange(session: Session, adapter: Adapter, tasks: list[BitrixTask]) -> None:
    """Compare the records of `tasks` (of one kind and side) with their partners, and make both sides equal.

    Raises BitrixError when the portal cannot be spoken to; the tasks then stay.
    """
    with session.writing():
        pairs = _pairs(adapter, tasks)
    _read_there(session, adapter, pairs)
    _match_remotes(session, adapter, pairs)
    _match_locals(session, adapter, pairs)
    with session.writing():
        judge_all(session, adapter, pairs)
        _write_here(session, adapter, pairs)
    pushing.push(session, adapter, pairs)
    with session.writing():
        agreeing.agree(session, adapter, pairs)


def _pairs(adapter: Adapter, tasks: list[BitrixTask]) -> list[Pair]:
    """Return a pair for each record, with its link and our record; tasks of the other side join their pair."""
    side, refs = tasks[0].side, [task.ref for task in tasks]
    column = f"{adapter.link_field}_id"
    key = "remote_id" if side == Side.REMOTE else column
    links = {getattr(link, key): link for link in BitrixLink.objects.filter(kind=adapter.kind, **{f"{key}__in": refs})}
    other, other_key = (Side.LOCAL, column) if side == Side.REMOTE else (Side.REMOTE, "remote_id")
    others = {
        task.ref: task
        for task in BitrixTask.objects.filter(
            kind=adapter.kind, side=other, ref__in=[getattr(link, other_key) or 0 for link in links.values()]
        )
    }
    ours = [getattr(link, column) for link in links.values()] if side == Side.REMOTE else refs
    locals_ = adapter.locals(one for one in ours if one)
    pairs = []
    for task in tasks:
        link = links.get(task.ref)
        local_id = task.ref if side == Side.LOCAL else getattr(link, column, None)
        pair = Pair([task], link, locals_.get(local_id or 0))
        joined = others.get(getattr(link, other_key, None) or 0)
        if joined is not None:
            pair.tasks.append(joined)
        pairs.append(pair)
    return pairs


def _read_there(session: Session, adapter: Adapter, pairs: list[Pair]) -> None:
    """Read the portal's records of linked pairs and of tasks of its side; drop what there is nothing to do about."""
    wanted = {pair: pair.link.remote_id if pair.link else _ref(pair, Side.REMOTE) for pair in pairs}
    remotes = adapter.remotes(session, [number for number in wanted.values() if number])
    for pair, number in wanted.items():
        pair.remote = remotes.get(number or 0)
        is_over = pair.link is not None and (pair.remote is None or pair.local is None)
        is_archived = pair.local is not None and pair.local.is_archived
        pair.skipped = is_over or is_archived or (pair.remote is None and pair.local is None)


def _ref(pair: Pair, side: Side) -> int:
    return next((task.ref for task in pair.tasks if task.side == side), 0)


def _match_remotes(session: Session, adapter: Adapter, pairs: list[Pair]) -> None:
    """Find our record for each new record of the portal."""
    fresh = [pair for pair in pairs if pair.link is None and pair.remote and not pair.skipped]
    if not fresh:
        return
    with session.writing():
        candidates = adapter.local_candidates(session, [need(pair.remote) for pair in fresh])
    taken: set[int] = set()
    for pair in fresh:
        remote = need(pair.remote)
        if remote.id not in candidates:
            # A contact without a company belongs to nobody here; one with a company waits for it.
            pair.skipped = not remote.parent
            pair.refusal = "" if pair.skipped else str(CompanyNotLinked.sentence)
            continue
        free: dict[int, Local] = {one.id: one for one in candidates[remote.id] if one.id not in taken}
        try:
            found = partner(adapter.card(session, remote), [one.card for one in free.values()])
        except DomainError as refusal:
            pair.refusal = refusal.message
            continue
        if found is not None:
            pair.local = free[found.id]
            taken.add(found.id)


def _match_locals(session: Session, adapter: Adapter, pairs: list[Pair]) -> None:
    """Find the portal's record for each new record of ours, also one that an earlier, broken attempt made."""
    fresh = [pair for pair in pairs if pair.link is None and pair.remote is None and pair.local and not pair.skipped]
    if not fresh:
        return
    locals_ = [need(pair.local) for pair in fresh]
    candidates = adapter.remote_candidates(session, locals_)
    with session.writing():
        parents = adapter.parents(locals_)
        known = {one.id for group in candidates.values() for one in group}
        taken = set(
            BitrixLink.objects.filter(kind=adapter.kind, remote_id__in=known).values_list("remote_id", flat=True)
        )
    for pair in fresh:
        local = need(pair.local)
        if local.id not in parents:
            # It comes back by itself once its client is linked.
            pair.skipped = True
            continue
        pair.remote_parent = parents[local.id]
        free: dict[int, Remote] = {one.id: one for one in candidates.get(local.id, []) if one.id not in taken}
        try:
            found = partner(local.card, [adapter.card(session, one) for one in free.values()])
        except DomainError as refusal:
            pair.refusal = refusal.message
            continue
        if found is not None:
            pair.remote = free[found.id]
            taken.add(found.id)


def judge_all(session: Session, adapter: Adapter, pairs: Iterable[Pair]) -> None:
    """Say what follows for every pair that has both records."""
    policies = session.policies(adapter.groups)
    known = decisions([pair.link.pk for pair in pairs if pair.link])
    for pair in pairs:
        if pair.local is None or pair.remote is None or pair.skipped or pair.refusal:
            continue
        pair.theirs = adapter.theirs(session, pair.remote, natural=pair.local.natural)
        pair.base = pair.link.base if pair.link else {}
        decided = known.get(pair.link.pk, {}) if pair.link else {}
        fitting = {name: one.value for name, one in decided.items() if one.holds(pair.local.values, pair.theirs)}
        judge = Judge(policies, _newest(pair, pair.remote), fitting, adapter.needed)
        pair.merge = merge(pair.local.values, pair.theirs, pair.base, judge, digest)


def _newest(pair: Pair, remote: Remote) -> Side:
    """Return the side that is known to have changed last; ours when the portal does not tell."""
    changed = pair.changed_at or now()
    try:
        theirs = datetime.fromisoformat(remote.stamp)
    except ValueError:
        return Side.LOCAL
    if theirs.tzinfo is None:
        return Side.LOCAL
    return Side.REMOTE if theirs > changed else Side.LOCAL


def _write_here(session: Session, adapter: Adapter, pairs: list[Pair]) -> None:
    """Make and change our records, each in a savepoint of its own: one that is refused disturbs no other."""
    for pair in pairs:
        if pair.skipped or pair.refusal or pair.remote is None or not (pair.local is None or pair.merge.pull):
            continue
        try:
            with transaction.atomic():
                if pair.local is None:
                    _create_here(session, adapter, pair)
                else:
                    pair.local = adapter.update_here(session, pair)
                    pair.steps.append(PlannedStep.UPDATE_HERE)
        except StaleVersion:
            # Somebody saved the card since it was read: compare anew.
            pair.is_stale = True
        except DomainError as refusal:
            pair.refusal = told(refusal)


def told(refusal: DomainError) -> str:
    """Return a refusal in words, with the title of the field at fault."""
    title = str(TITLES.get(refusal.field or "", refusal.field or ""))
    return f"{title}: {refusal.message}" if title else refusal.message


def _create_here(session: Session, adapter: Adapter, pair: Pair) -> None:
    """Make our record, and let the portal's have what ours has beyond it."""
    remote = need(pair.remote)
    made = adapter.create_here(session, remote)
    if made is None:
        raise CompanyNotLinked
    pair.theirs = adapter.theirs(session, remote, natural=made.natural)
    pair.merge.push = {name: value for name, value in made.values.items() if value and pair.theirs.get(name) == ""}
    pair.local = made
    pair.steps.append(PlannedStep.CREATE_HERE)
