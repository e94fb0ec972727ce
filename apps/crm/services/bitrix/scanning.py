"""Everything the portal has, read in windows of ids, many to a request: for full comparisons and for deletions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from apps.common.clock import now
from apps.crm.enums import ExchangeKind, LinkState, Side
from apps.crm.integrations.bitrix24 import Command
from apps.crm.integrations.bitrix24.portal import PAGE
from apps.crm.models import BitrixLink
from apps.crm.services.bitrix import queue
from apps.crm.services.bitrix.banks import Banks
from apps.crm.services.bitrix.companies import COMPANY, REQUISITE, Companies
from apps.crm.services.bitrix.contacts import CONTACT, Contacts
from apps.crm.services.bitrix.records import Adapter, Remote
from apps.crm.services.bitrix.session import Session, digest

ADAPTERS: Final[dict[ExchangeKind, Adapter]] = {
    ExchangeKind.COMPANY: Companies(), ExchangeKind.CONTACT: Contacts(), ExchangeKind.BANK: Banks(),
}  # fmt: skip
# The window of a poll reaches back behind the last one, since clocks differ and rows appear late.
OVERLAP: Final = timedelta(minutes=2)
_SAME_SECOND: Final = timedelta(seconds=5)


@dataclass
class Snapshot:
    """Every record of the portal by kind and id."""

    records: dict[ExchangeKind, dict[int, Remote]] = field(default_factory=dict)


def read_everything(session: Session) -> Snapshot:
    """Read all companies, requisites, addresses, bank details and contacts. Raises BitrixError."""
    items = _windows(session, "crm.item.list", {"entityTypeId": COMPANY, "select": ["*"]}, "id")
    requisites = _windows(session, "crm.requisite.list", {}, "ID", {"ENTITY_TYPE_ID": COMPANY})
    places = _addresses(session, [int(row["ID"]) for row in requisites])
    banks = _windows(session, "crm.requisite.bankdetail.list", {}, "ID")
    contacts = _windows(session, "crm.item.list", {"entityTypeId": CONTACT, "select": ["*"]}, "id")
    own = {int(row["ID"]) for row in requisites}
    return Snapshot(
        {
            ExchangeKind.COMPANY: Companies().assembled(items, requisites, places),
            ExchangeKind.CONTACT: {int(item["id"]): Contacts().remote(item) for item in contacts},
            ExchangeKind.BANK: {int(row["ID"]): Banks().remote(row) for row in banks if int(row["ENTITY_ID"]) in own},
        }
    )


def mark_differences(session: Session, snapshot: Snapshot) -> int:
    """Mark what is new on the portal or says something else than agreed; mark links whose record is gone; in a scope.

    Returns how many records are to be compared.
    """
    count = 0
    for kind, records in snapshot.records.items():
        adapter = ADAPTERS[kind]
        links = {
            link.remote_id: link for link in BitrixLink.objects.filter(kind=kind).select_related(adapter.link_field)
        }
        differing = [one.id for one in records.values() if _differs(session, adapter, links.get(one.id), one)]
        count += queue.mark(session.settings.organisation_id, kind, Side.REMOTE, differing)
        gone = [link.pk for number, link in links.items() if number not in records]
        BitrixLink.objects.filter(pk__in=gone, state=LinkState.LINKED).update(
            state=LinkState.REMOTE_GONE, updated_at=now()
        )
    return count


def poll(session: Session) -> int:
    """Mark what the portal changed since the last poll; returns how many. Raises BitrixError."""
    began = now()
    since = (session.settings.polled_at or began) - OVERLAP
    count = 0
    for kind, entity in ((ExchangeKind.COMPANY, COMPANY), (ExchangeKind.CONTACT, CONTACT)):
        condition = {"filter": {">=updatedTime": since.isoformat()}, "select": ["id", "updatedTime"]}
        for page in session.portal.after("crm.item.list", {"entityTypeId": entity, **condition}, "id"):
            with session.writing():
                count += _mark_page(session, kind, {int(row["id"]): str(row.get("updatedTime") or "") for row in page})
    condition = {
        "filter": {"ENTITY_TYPE_ID": COMPANY, ">=DATE_MODIFY": since.isoformat()},
        "select": ["ID", "ENTITY_ID"],
    }
    for page in session.portal.after("crm.requisite.list", condition, "ID"):
        with session.writing():
            ids = {int(row["ENTITY_ID"]) for row in page}
            count += queue.mark(session.settings.organisation_id, ExchangeKind.COMPANY, Side.REMOTE, ids)
    condition = {"filter": {">=DATE_MODIFY": since.isoformat()}, "select": ["ID"]}
    for page in session.portal.after("crm.requisite.bankdetail.list", condition, "ID"):
        with session.writing():
            ids = {int(row["ID"]) for row in page}
            count += queue.mark(session.settings.organisation_id, ExchangeKind.BANK, Side.REMOTE, ids)
    with session.writing():
        session.settings.polled_at = began
        session.settings.save(update_fields=["polled_at"])
    return count


def _mark_page(session: Session, kind: ExchangeKind, stamps: Mapping[int, str]) -> int:
    """Mark the records of one page whose time of change is not that of the last agreement.

    The portal counts in seconds: what changed in the second we looked could carry the very time we know.
    """
    links = BitrixLink.objects.filter(kind=kind, remote_id__in=list(stamps))
    known = {
        number: stamp
        for number, stamp, agreed_at in links.values_list("remote_id", "remote_stamp", "synced_at")
        if stamp and agreed_at - _instant(stamp) > _SAME_SECOND
    }
    ids = [number for number, stamp in stamps.items() if not stamp or known.get(number) != stamp]
    return queue.mark(session.settings.organisation_id, kind, Side.REMOTE, ids)


def _instant(stamp: str) -> datetime:
    """Return the portal's time, the present for one that cannot be read."""
    try:
        found = datetime.fromisoformat(stamp)
    except ValueError:
        return now()
    return found if found.tzinfo else now()


def _differs(session: Session, adapter: Adapter, link: BitrixLink | None, remote: Remote) -> bool:
    """Whether the portal's record is new or says something else than at the last agreement."""
    if link is None or link.state != LinkState.LINKED:
        return link is None or link.state == LinkState.REMOTE_GONE
    kind = getattr(link.client, "is_natural", False) if adapter.link_field == "client" else False
    values = adapter.theirs(session, remote, natural=bool(kind))
    for name, value in values.items():
        base = link.base.get(name)
        if value is not None and base is not None and digest(name, value) != base[1]:
            return True
    return False


def _addresses(session: Session, requisites: list[int]) -> dict[int, dict[int, Any]]:
    """Return all addresses of these requisites."""
    asked = [
        Command(
            "crm.address.list", {"filter": {"ENTITY_TYPE_ID": REQUISITE, "@ENTITY_ID": requisites[start : start + 20]}}
        )
        for start in range(0, len(requisites), 20)
    ]
    found: dict[int, dict[int, Any]] = {}
    for part in session.portal.lists(asked):
        for row in part:
            found.setdefault(int(row["ENTITY_ID"]), {})[int(row["TYPE_ID"])] = row
    return found


def _windows(
    session: Session, method: str, params: Mapping[str, Any], key: str, condition: Mapping[str, Any] | None = None
) -> list[dict[str, Any]]:
    """Return all rows of a list by windows of ids: a window holds a page at most, so that none can be missed.

    Where ids are sparse the list is walked page by page instead.
    """
    base = dict(condition or {})
    top = session.portal.call(method, {**params, "select": [key], "filter": base, "order": {key: "DESC"}, "start": 0})
    rows = top.get("items", []) if isinstance(top, dict) else top
    if not rows:
        return []
    highest = int(rows[0][key])
    if len(rows) < PAGE or _is_sparse(rows, key):
        return list(_walked(session, method, {**params, "filter": base}, key))
    asked = [
        Command(
            method,
            {**params, "filter": base | {f">{key}": low, f"<={key}": low + PAGE}, "order": {key: "ASC"}, "start": -1},
        )
        for low in range(0, highest, PAGE)
    ]
    return [row for part in session.portal.lists_once(asked) for row in part]


def _is_sparse(rows: list[dict[str, Any]], key: str) -> bool:
    """Whether the newest page says that most ids are empty."""
    return int(rows[0][key]) - int(rows[-1][key]) > PAGE * 20


def _walked(session: Session, method: str, params: Mapping[str, Any], key: str) -> Iterator[dict[str, Any]]:
    for page in session.portal.after(method, params, key):
        yield from page
