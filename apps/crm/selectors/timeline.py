"""What happened to a client and to everything under it, in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from apps.audit.selectors.timeline import timeline
from apps.common import access
from apps.crm.enums import ActivityKind, DealStatus, DealVerb
from apps.crm.models import Client, Contract, Deal, Lead
from apps.crm.permissions import CLIENT_VIEW, CONTRACT_VIEW, DEAL_VIEW, LEAD_VIEW
from apps.crm.selectors.deals import deals, stage_changes
from apps.crm.selectors.leads import leads

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from django.db.models import Model
    from django.utils.functional import Promise

    from apps.common.actor import Actor
    from apps.crm.models import Activity

# action → sentence, icon, tone
_WORDS: Final[Mapping[str, tuple[Promise | str, str, str]]] = {
    "crm.client.create": (_("Client entered"), "user-plus", "green"),
    "crm.client.update": (_("Card changed"), "pencil", "neutral"),
    "crm.client.check_register": (_("State in the register changed"), "building-bank", "amber"),
    "crm.client.archive": (_("Put into the archive"), "archive", "grey"),
    "crm.client.restore": (_("Taken out of the archive"), "archive-off", "green"),
    "crm.client.merge": (_("Merged with a duplicate"), "git-merge", "blue"),
    "crm.client.unmerge": (_("Merge undone"), "git-branch", "amber"),
    "crm.client.tell_apart": (_("Told apart from a like client"), "arrows-split", "neutral"),
    "crm.client.read": (_("Passport data read"), "eye", "amber"),
    "crm.client_user.bind": (_("A user was bound to the client"), "link", "blue"),
    "crm.client_user.unbind": (_("A user was unbound from the client"), "unlink", "grey"),
    "crm.contact.create": (_("Contact added"), "address-book", "neutral"),
    "crm.contact.update": (_("Contact changed"), "pencil", "neutral"),
    "crm.contact.delete": (_("Contact removed"), "trash", "grey"),
    "crm.bank_account.create": (_("Bank account added"), "building-bank", "neutral"),
    "crm.bank_account.update": (_("Bank account changed"), "pencil", "neutral"),
    "crm.bank_account.delete": (_("Bank account removed"), "trash", "grey"),
    "crm.contract.create": (_("Contract drafted"), "file-plus", "neutral"),
    "crm.contract.update": (_("Contract changed"), "pencil", "neutral"),
    "crm.contract.register": (_("Contract registered"), "file-check", "green"),
    "crm.contract.suspend": (_("Contract suspended"), "player-pause", "amber"),
    "crm.contract.resume": (_("Contract resumed"), "player-play", "green"),
    "crm.contract.end": (_("Contract ended"), "flag", "grey"),
    "crm.contract.void": (_("Contract voided"), "ban", "grey"),
    "crm.bitrix.decide": (_("A conflict with Bitrix24 was decided"), "arrows-diff", "neutral"),
    "crm.addendum.create": (_("Addendum drafted"), "file-plus", "neutral"),
    "crm.addendum.update": (_("Addendum changed"), "pencil", "neutral"),
    "crm.addendum.register": (_("Addendum registered"), "file-check", "green"),
    "crm.addendum.void": (_("Addendum voided"), "ban", "grey"),
    "crm.document_package.create": (_("Package of documents ordered"), "package", "blue"),
    "crm.document.create": (_("Document made"), "file-text", "blue"),
    "crm.lead.create": (_("Lead came"), "user-search", "blue"),
    "crm.lead.update": (_("Lead changed"), "pencil", "neutral"),
    "crm.lead.take": (_("Lead taken into work"), "player-play", "blue"),
    "crm.lead.qualify": (_("Lead qualified"), "checks", "green"),
    "crm.lead.convert": (_("Lead converted"), "arrow-right", "green"),
    "crm.lead.refuse": (_("Lead refused"), "ban", "grey"),
    "crm.lead.reopen": (_("Lead reopened"), "refresh", "amber"),
    "crm.deal.update": (_("Deal changed"), "pencil", "neutral"),
}
# A deal's moves are told by its own history, with both stages.
_TOLD_OTHERWISE: Final = frozenset(f"crm.deal.{verb}" for verb in ("create", *DealVerb.values))
_MOVES: Final = {
    DealStatus.OPEN: ("arrow-right", "blue"), DealStatus.WON: ("trophy", "green"), DealStatus.LOST: ("ban", "grey"),
}  # fmt: skip
_ICONS: Final[Mapping[str, str]] = {
    ActivityKind.CALL: "phone", ActivityKind.LETTER: "mail", ActivityKind.MEETING: "users", ActivityKind.NOTE: "note",
    ActivityKind.TASK: "checkbox",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a timeline as components/timeline.html shows it; `activity` is set where there is one behind it."""

    at: datetime
    title: str
    text: str
    icon: str
    tone: str
    by: str
    activity: Activity | None = None


def of_client(actor: Actor, client: Client, limit: int = 30) -> list[Entry]:
    """Return the newest moments of a client, its contacts, accounts, contracts, documents, leads and deals."""
    if not access.may(actor, CLIENT_VIEW):
        return []
    labels: dict[str, str] = {}
    subjects: list[Model] = [client, *client.contacts.all(), *client.bank_accounts.all(), *client.documents.all()]
    for contract in client.contracts.all():
        labels[str(contract.uid)] = str(contract)
        subjects.append(contract)
    own_deals = list(deals(actor).filter(client=client))
    labels |= {str(deal.uid): str(deal) for deal in own_deals}
    subjects += [*own_deals, *leads(actor).filter(client=client)]
    return newest([*_entries(subjects, labels, limit), *_moves(actor, own_deals, limit, named=True)], limit)


def of_contract(actor: Actor, contract: Contract, limit: int = 30) -> list[Entry]:
    """Return the newest moments of a contract and its documents."""
    if not access.may(actor, CONTRACT_VIEW):
        return []
    return _entries([contract, *contract.documents.all()], {}, limit)


def of_lead(actor: Actor, lead: Lead, limit: int = 30) -> list[Entry]:
    """Return the newest moments of a lead."""
    return _entries([lead], {}, limit) if access.may(actor, LEAD_VIEW) else []


def of_deal(actor: Actor, deal: Deal, limit: int = 30) -> list[Entry]:
    """Return the newest moments of a deal: its moves between stages and its changes."""
    if not access.may(actor, DEAL_VIEW):
        return []
    return newest([*_entries([deal], {}, limit), *_moves(actor, [deal], limit)], limit)


def of(actor: Actor, subject: Client | Contract | Lead | Deal, limit: int = 30) -> list[Entry]:
    """Return the newest moments of any of the four."""
    match subject:
        case Client():
            return of_client(actor, subject, limit)
        case Contract():
            return of_contract(actor, subject, limit)
        case Lead():
            return of_lead(actor, subject, limit)
        case Deal():
            return of_deal(actor, subject, limit)


def of_activities(rows: Iterable[Activity], subject: Client | Contract | Lead | Deal) -> list[Entry]:
    """Return activities as entries, each with what it is about when that is not the subject itself."""
    entries = []
    for one in rows:
        label = "" if one.subject == subject else str(one.subject)
        tone, icon = ("neutral", _ICONS[one.kind])
        entries.append(Entry(one.happened_at, one.title, label, icon, tone, one.author_label, one))
    return entries


def newest(entries: Sequence[Entry], limit: int) -> list[Entry]:
    """Return the newest of the entries, the newest first."""
    return sorted(entries, key=lambda entry: entry.at, reverse=True)[:limit]


def _moves(actor: Actor, rows: Sequence[Deal], limit: int, *, named: bool = False) -> list[Entry]:
    """Return the moves of deals between stages as entries; `named` tells of which deal each is."""
    entries = []
    for move in stage_changes(actor).filter(deal__in=rows)[:limit]:
        icon, tone = _MOVES[DealStatus(move.to_stage.kind)]
        words = f"{move.from_stage} → {move.to_stage}" if move.from_stage else str(_("Deal opened"))
        reason = move.deal.lost_reason if move.to_stage.kind == DealStatus.LOST else ""
        text = " · ".join(part for part in (str(move.deal) if named else "", reason) if part)
        entries.append(Entry(move.at, words, text, icon, tone, move.by_label))
    return entries


def _entries(subjects: Sequence[Model], labels: Mapping[str, str], limit: int) -> list[Entry]:
    """Return moments with their words."""
    entries = []
    for moment in timeline(subjects, limit):
        if moment.action in _TOLD_OTHERWISE:
            continue
        words, icon, tone = _WORDS.get(moment.action, (moment.action, "point", "neutral"))
        label = labels.get(moment.subject_key, "")
        text = " · ".join(part for part in (label, moment.reason) if part)
        entries.append(Entry(moment.at, str(words), text, icon, tone, moment.actor_label))
    return entries
