"""The portal's calls: checked, kept, answered at once; a worker turns them into records to compare.

A call says only which record changed, may come twice, late or never, and anybody can send one: the token decides.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from apps.common.scope import SystemJob, system_scope
from apps.crm.enums import ExchangeKind, Side
from apps.crm.integrations.bitrix24 import Command
from apps.crm.models import BitrixConnection, BitrixEvent, BitrixLink
from apps.crm.services.bitrix import queue
from apps.crm.services.bitrix.companies import COMPANY, REQUISITE
from apps.crm.services.bitrix.session import Session

_KEPT: Final = ("ID", "ENTITY_TYPE_ID", "ENTITY_ID", "ANCHOR_TYPE_ID", "ANCHOR_ID", "TYPE_ID")
_CHUNK: Final = 1000
_KINDS: Final = {
    "ONCRMCOMPANY": ExchangeKind.COMPANY, "ONCRMCONTACT": ExchangeKind.CONTACT, "ONCRMBANKDETAIL": ExchangeKind.BANK,
}  # fmt: skip
_LONGEST_ID: Final = 18


def take_event(connection_uid: UUID, form: Mapping[str, str]) -> bool:
    """Keep one call of the portal; False (and nothing kept) when the token, the portal or the event is not ours.

    No scope is needed: the caller is nobody of ours.
    """
    with system_scope(SystemJob.BITRIX_EVENTS):
        row = BitrixConnection.objects.filter(uid=connection_uid).first()
        # Compared even without a connection, so that the time of the answer tells nothing.
        wanted = row.application_token if row else ""
        given = form.get("auth[application_token]", "")
        is_known = hmac.compare_digest(wanted.encode(), given.encode()) and bool(wanted)
        if row is None or not is_known:
            return False
        member = form.get("auth[member_id]", "")
        if row.member_id and not hmac.compare_digest(row.member_id.encode(), member.encode()):
            return False
        event = form.get("event", "").upper()
        if not event.startswith("ONCRM") or len(event) > 64:  # noqa: PLR2004 - the column's length
            return False
        fields = {name: form[f"data[FIELDS][{name}]"] for name in _KEPT if f"data[FIELDS][{name}]" in form}
        if not row.is_active:
            # The exchange is off: the comparison of everything at the next start finds the change.
            return True
        numbers = {name: int(text) for name, text in fields.items() if _is_number(text)}
        sent = form.get("ts", "")
        BitrixEvent.objects.create(
            organisation_id=row.organisation_id,
            event=event,
            fields=numbers,
            sent_at=int(sent) if _is_number(sent) else 0,
        )
    return True


def empty_inbox(session: Session) -> int:
    """Turn the calls that came into records to compare, each record once; returns how many calls there were."""
    with session.writing():
        events = list(BitrixEvent.objects.order_by("id")[:_CHUNK])
        wanted, requisites = _sorted(events)
        links = BitrixLink.objects.filter(kind=ExchangeKind.COMPANY, requisite_id__in=requisites)
        known = {row.requisite_id: row.remote_id for row in links}
    unknown = sorted(requisites - known.keys())
    if unknown:
        asked = Command(
            "crm.requisite.list",
            {"order": {"ID": "ASC"}, "filter": {"@ID": unknown, "ENTITY_TYPE_ID": COMPANY},
             "select": ["ID", "ENTITY_ID"]},
        )  # fmt: skip
        known |= {int(row["ID"]): int(row["ENTITY_ID"]) for row in session.portal.lists([asked])[0]}
    wanted.setdefault(ExchangeKind.COMPANY, set()).update(known.values())
    with session.writing():
        for kind, ids in wanted.items():
            queue.mark(session.settings.organisation_id, kind, Side.REMOTE, ids)
        BitrixEvent.objects.filter(pk__in=[event.pk for event in events]).delete()
    return len(events)


def _sorted(events: list[BitrixEvent]) -> tuple[dict[ExchangeKind, set[int]], set[int]]:
    """Return which records the calls are about, and which requisites whose company must be found."""
    wanted: dict[ExchangeKind, set[int]] = {}
    requisites: set[int] = set()
    for event in events:
        fields: dict[str, Any] = event.fields
        kind = next((kind for start, kind in _KINDS.items() if event.event.startswith(start)), None)
        if kind is not None and fields.get("ID"):
            wanted.setdefault(kind, set()).add(fields["ID"])
        elif event.event.startswith("ONCRMREQUISITE") and fields.get("ID"):
            requisites.add(fields["ID"])
        elif event.event.startswith("ONCRMADDRESS"):
            if fields.get("ANCHOR_TYPE_ID") == COMPANY and fields.get("ANCHOR_ID"):
                wanted.setdefault(ExchangeKind.COMPANY, set()).add(fields["ANCHOR_ID"])
            elif fields.get("ENTITY_TYPE_ID") == REQUISITE and fields.get("ENTITY_ID"):
                requisites.add(fields["ENTITY_ID"])
    return wanted, requisites


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= _LONGEST_ID
