"""Contacts from a file: known by their client and phone or e-mail address, without both by their name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.common import access
from apps.common.errors import Invalid
from apps.common.imports.kinds import Decision
from apps.common.imports.mapping import Field
from apps.common.models import RowOutcome
from apps.common.pages.columns import Column, Kind
from apps.crm.enums import ClientStatus
from apps.crm.exceptions import ClientArchived
from apps.crm.models import Contact
from apps.crm.permissions import CLIENT_CARD, CLIENT_MANAGE
from apps.crm.rules import contact_fields, texts
from apps.crm.selectors import clients as selectors
from apps.crm.services.contacts import add_contact, update_contact
from apps.crm.services.importing import reading

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet

    from apps.common.actor import Actor
    from apps.common.models import ImportRun
    from apps.crm.models import Client

_VALUES: Final = ("name", "position", "phone", "email", "telegram")


@dataclass(slots=True)
class _Known:
    """What is known of a batch."""

    clients: reading.Clients
    contacts: dict[int, list[Contact]] = field(default_factory=lambda: defaultdict(list))

    def add(self, contact: Contact) -> None:
        """Take a contact in, in place of what was known of it."""
        others = [one for one in self.contacts[contact.client_id] if one.pk != contact.pk]
        self.contacts[contact.client_id] = [*others, contact]


class ContactImporter:
    """People at clients."""

    key = "contacts"
    title = _("Contacts")
    permission = CLIENT_MANAGE
    export_permission = CLIENT_CARD
    fields = (
        *reading.client_fields_of_reference(),
        Field(
            "name", pgettext_lazy("person", "Name"), ("фио", "контакт", "контактное лицо", "имя", "联系人"), needed=True
        ),
        Field("position", _("Position"), ("должность", "职务")),
        Field("phone", _("Phone"), ("тел", "мобильный", "mobile", "手机")),
        Field("email", _("E-mail"), ("email", "электронная почта", "почта", "邮箱")),
        Field("telegram", _("Telegram"), ("телеграм", "tg")),
        Field("is_main", _("Main contact"), ("основной", "главный", "main")),
        Field("uid", _("Identifier"), ("id",)),
    )

    def prepare(self, by: Actor, rows: Sequence[reading.Row]) -> _Known:
        """Read the clients that the rows may mean, and everybody at them."""
        known = _Known(
            reading.known_clients(by, rows, inn_column="client_inn", uid_column="client_uid", name_column="client")
        )
        ids = [one.pk for one in known.clients.by_uid.values()]
        everybody = Contact.objects.select_related("client").filter(client_id__in=ids)
        for contact in access.narrow(by, CLIENT_MANAGE, everybody):
            known.add(contact)
        return known

    def decide(self, by: Actor, row: reading.Row, known: _Known) -> Decision:
        """Return whether a contact is new, changed or as it was. Raises Invalid, ClientArchived."""
        client = known.clients.named(row)
        values = reading.given(row, _VALUES)
        tidy, refusals = contact_fields.clean({"name": "", **values})
        if refusals:
            raise refusals[0]
        target = _target(row, tidy, known.contacts[client.pk])
        is_main = bool(row.get("is_main")) and reading.yes(row["is_main"], "is_main")
        changes: dict[str, Any] = dict(values)
        if target is not None:
            changed = {name for name, value in tidy.items() if getattr(target, name) != value}
            if "phone_extension" in changed:
                changed = changed - {"phone_extension"} | {"phone"}
            changes = {name: values[name] for name in changed if name in values}
        if is_main and not (target and target.is_main):
            changes["is_main"] = True
        if target is not None and not changes:
            return Decision(RowOutcome.UNCHANGED, target)
        if client.status == ClientStatus.ARCHIVED:
            raise ClientArchived(field="client")
        if target is not None:
            return Decision(RowOutcome.UPDATE, target, changes)
        return Decision(RowOutcome.CREATE, client, changes)

    def marks(self, row: reading.Row) -> set[str]:
        """Return one mark for all: the rows are written one after another, as any may mean the one before."""
        return {self.key}

    def apply(self, by: Actor, decisions: Sequence[Decision], known: _Known) -> list[UUID]:
        """Add or change them one by one."""
        return [self._apply(by, decision, known) for decision in decisions]

    def _apply(self, by: Actor, decision: Decision, known: _Known) -> UUID:
        """Add or change the contact."""
        if decision.outcome == RowOutcome.CREATE:
            client: Client = decision.target
            contact = add_contact(client, by=by, **dict[str, Any](decision.values))
        else:
            target: Contact = decision.target
            contact = update_contact(target, by=by, version=target.version, changes=decision.values)
        if contact.is_main:
            # The earlier main contact stopped being it, which counted its version up.
            for other in Contact.objects.select_related("client").filter(client_id=contact.client_id):
                known.add(other)
        else:
            known.add(contact)
        return contact.uid

    def note(self, by: Actor, run: ImportRun | None, action: str, facts: Mapping[str, Any]) -> None:
        """Write to the record."""
        reading.note(by, run, action, facts, "contacts_file")

    def columns(self) -> list[Column]:
        """Return the columns of the export."""
        special: dict[str, Any] = {
            "client": lambda row: row.client.name,
            "client_inn": lambda row: row.client.inn,
            "client_kpp": lambda row: row.client.kpp,
            "client_uid": lambda row: str(row.client.uid),
            "phone": lambda row: texts.shown_phone(row.phone, row.phone_extension),
            "uid": lambda row: str(row.uid),
        }
        kinds = {"is_main": Kind.BOOLEAN}
        return [
            Column(one.name, one.title, special.get(one.name), kinds.get(one.name, Kind.TEXT)) for one in self.fields
        ]

    def rows(self, actor: Actor) -> QuerySet[Contact]:
        """Return the contacts in reach."""
        return selectors.contacts(actor).order_by("client_id", "id")


def _target(row: reading.Row, tidy: Mapping[str, str], contacts: Sequence[Contact]) -> Contact | None:
    """Return the contact that a row means, None for a new one. Raises Invalid."""
    if text := row.get("uid", ""):
        wanted = reading.uid(text, "uid")
        found = next((one for one in contacts if one.uid == wanted), None)
        if found is None:
            raise Invalid(_("The client has no such contact."), field="uid")
        return found
    phone, email = tidy.get("phone", ""), tidy.get("email", "").casefold()
    for one in contacts:
        if (phone and one.phone == phone) or (email and one.email.casefold() == email):
            return one
    if phone or email:
        return None
    return next((one for one in contacts if reading.folded(one.name) == reading.folded(tidy["name"])), None)
