"""The end of a chunk: links with what both sides say now, conflicts, refusals, counts, and the tasks that are over."""

from __future__ import annotations

from apps.common.clock import now
from apps.crm.enums import ExchangeKind, LinkState, PlannedStep
from apps.crm.models import BitrixLink
from apps.crm.rules.bitrix.merge import agreed
from apps.crm.services.bitrix import queue
from apps.crm.services.bitrix.conflicts import keep_conflicts
from apps.crm.services.bitrix.records import Adapter, Local, Pair, need
from apps.crm.services.bitrix.session import Session, digest


def agree(session: Session, adapter: Adapter, pairs: list[Pair]) -> None:
    """Write down the outcome of every pair; in a scope."""
    over = []
    new_links = 0
    for pair in pairs:
        if pair.refusal:
            queue.refuse(pair.tasks, pair.refusal, pair.label)
            session.count(PlannedStep.ERROR)
            continue
        if pair.is_stale:
            continue
        over += pair.tasks
        if pair.skipped or pair.local is None:
            _left_out(session, pair)
            continue
        new_links += pair.link is None
        _link(session, adapter, pair, pair.local)
        for step in pair.steps:
            session.count(step)
    queue.done(over)
    session.write_counts(len(pairs))
    if new_links and adapter.kind is ExchangeKind.COMPANY:
        # Contacts and accounts that waited for their company can come now.
        queue.hurry((ExchangeKind.CONTACT, ExchangeKind.BANK))


def _left_out(session: Session, pair: Pair) -> None:
    """Mark the link of a record that is gone on one side; nothing is deleted on the other."""
    if pair.link is None:
        session.count(PlannedStep.SKIP)
        return
    state = LinkState.REMOTE_GONE if pair.remote is None else LinkState.LOCAL_GONE if pair.local is None else None
    if state is not None and pair.link.state != state:
        pair.link.state = state
        pair.link.save(update_fields=["state", "updated_at"])


def _link(session: Session, adapter: Adapter, pair: Pair, local: Local) -> None:
    """Write what both sides agreed on."""
    theirs = {**pair.theirs, **pair.merge.push}
    undecided = pair.merge.conflicts.keys()
    link = pair.link or BitrixLink(
        organisation_id=session.settings.organisation_id,
        kind=adapter.kind,
        remote_id=pair.remote.id if pair.remote else pair.made_id,
        **{f"{adapter.link_field}_id": local.id},
    )
    if adapter.kind is not ExchangeKind.COMPANY:
        link.client_id = local.parent
    link.state = LinkState.LINKED
    link.base = agreed(local.values, theirs, undecided, pair.base, digest)
    link.local_version = local.row.version
    link.remote_stamp = pair.remote.stamp if pair.remote else ""
    requisite = getattr(pair.remote.raw, "requisite", None) if pair.remote else None
    link.requisite_id = pair.requisite_id or (int(requisite["ID"]) if requisite else None)
    link.synced_at = now()
    if PlannedStep.UPDATE_THERE in pair.steps or PlannedStep.CREATE_THERE in pair.steps:
        link.pushed_at = link.synced_at
    link.save()
    found = keep_conflicts(need(link), pair.merge.conflicts, pair.overwritten)
    session.count(PlannedStep.CONFLICT, found)
