"""Writing into the portal in batches: each record is read once more in the same request just before it is written.

Bitrix24 has no «write if unchanged». The read next to the write shows an edit made since we looked; when the write
went over it, both values are kept as a conflict for a person, so that nobody's edit is lost.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from apps.crm.enums import PlannedStep, Policy
from apps.crm.integrations.bitrix24 import CallRefused, Command, Reply
from apps.crm.integrations.bitrix24.portal import BATCH
from apps.crm.services.bitrix.records import Adapter, Pair, need
from apps.crm.services.bitrix.session import Session

Finish = Callable[[list[Reply]], None]


@dataclass
class _Work:
    """The commands of one pair, made for their place in the request, and what to do with the replies."""

    pair: Pair
    make: Callable[[int], list[Command]]
    finish: Callable[[list[Command], list[Reply]], None]


def push(session: Session, adapter: Adapter, pairs: list[Pair]) -> None:
    """Write what the merges say into the portal. Raises BitrixError; a refused record has its refusal in its pair."""
    works = [work for pair in pairs if (work := _work(session, adapter, pair)) is not None]
    packed: list[tuple[_Work, list[Command]]] = []
    size = 0
    for work in works:
        commands = work.make(size)
        if size + len(commands) > BATCH:
            _send(session, packed)
            packed, size = [], 0
            commands = work.make(0)
        packed.append((work, commands))
        size += len(commands)
    _send(session, packed)


def _work(session: Session, adapter: Adapter, pair: Pair) -> _Work | None:
    """Return what there is to write for a pair."""
    if pair.skipped or pair.refusal or pair.is_stale or pair.local is None:
        return None
    if pair.remote is None:
        pair.theirs = dict(adapter.kept(session, pair.local))
        return _Work(
            pair,
            lambda offset: adapter.creation(session, pair, offset),
            lambda commands, replies: _created(adapter, pair, commands, replies),
        )
    if not pair.merge.push and not adapter.writing(session, pair, 0):
        return None
    reads = adapter.reads(pair) if pair.merge.push else []
    return _Work(
        pair,
        lambda offset: [*reads, *adapter.writing(session, pair, offset + len(reads))],
        lambda commands, replies: _written(
            session, adapter, pair, len(reads), list(zip(commands, replies, strict=True))
        ),
    )


def _send(session: Session, packed: list[tuple[_Work, list[Command]]]) -> None:
    """Send one request and hand each pair its replies."""
    if not packed:
        return
    replies = session.portal.batch([command for _work_, commands in packed for command in commands])
    start = 0
    for work, commands in packed:
        own = replies[start : start + len(commands)]
        start += len(commands)
        try:
            work.finish(commands, own)
        except CallRefused as refusal:
            work.pair.refusal = refusal.message


def _created(adapter: Adapter, pair: Pair, commands: list[Command], replies: list[Reply]) -> None:
    """Keep the ids of what was made."""
    _keep_requisite(pair, list(zip(commands, replies, strict=True)))
    pair.made_id = adapter.made(pair, replies)
    pair.steps.append(PlannedStep.CREATE_THERE)


def _written(session: Session, adapter: Adapter, pair: Pair, reads: int, answered: list[tuple[Command, Reply]]) -> None:
    """Look for edits that were written over."""
    for _command, reply in answered[reads:]:
        reply.need()
    _keep_requisite(pair, answered[reads:])
    if not reads:
        if need(pair.remote).origin != need(pair.local).card.origin:
            pair.steps.append(PlannedStep.LINK)
        return
    pair.steps.append(PlannedStep.UPDATE_THERE)
    seen = adapter.seen(session, pair, [reply for _command, reply in answered[:reads]])
    policies = session.policies(adapter.groups)
    for name, value in pair.merge.push.items():
        theirs = seen.get(name)
        if theirs not in (None, value, pair.theirs.get(name)) and policies[name] is not Policy.OURS:
            pair.overwritten[name] = (value, theirs or "")


def _keep_requisite(pair: Pair, answered: list[tuple[Command, Reply]]) -> None:
    """Keep the id of requisites that were made."""
    for command, reply in answered:
        if command.method == "crm.requisite.add" and reply.error is None:
            pair.requisite_id = int(reply.result)
