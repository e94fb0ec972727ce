"""What happened to a client and to everything under it, in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from apps.audit.selectors.timeline import timeline
from apps.common import access
from apps.crm.permissions import CLIENT_VIEW, CONTRACT_VIEW

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from django.db.models import Model
    from django.utils.functional import Promise

    from apps.common.actor import Actor
    from apps.crm.models import Client, Contract

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
    "crm.document.create": (_("Document made"), "file-text", "blue"),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a timeline as components/timeline.html shows it."""

    at: datetime
    title: str
    text: str
    icon: str
    tone: str
    by: str


def of_client(actor: Actor, client: Client, limit: int = 30) -> list[Entry]:
    """Return the newest moments of a client, its contacts, accounts, contracts and documents."""
    if not access.may(actor, CLIENT_VIEW):
        return []
    labels: dict[str, str] = {}
    subjects: list[Model] = [client, *client.contacts.all(), *client.bank_accounts.all(), *client.documents.all()]
    for contract in client.contracts.all():
        labels[str(contract.uid)] = str(contract)
        subjects.append(contract)
    return _entries(subjects, labels, limit)


def of_contract(actor: Actor, contract: Contract, limit: int = 30) -> list[Entry]:
    """Return the newest moments of a contract and its documents."""
    if not access.may(actor, CONTRACT_VIEW):
        return []
    return _entries([contract, *contract.documents.all()], {}, limit)


def _entries(subjects: Sequence[Model], labels: Mapping[str, str], limit: int) -> list[Entry]:
    """Return moments with their words."""
    entries = []
    for moment in timeline(subjects, limit):
        words, icon, tone = _WORDS.get(moment.action, (moment.action, "point", "neutral"))
        label = labels.get(moment.subject_key, "")
        text = " · ".join(part for part in (label, moment.reason) if part)
        entries.append(Entry(moment.at, str(words), text, icon, tone, moment.actor_label))
    return entries
