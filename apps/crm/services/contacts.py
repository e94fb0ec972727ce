"""Contacts of a client: add, change, remove. The small exemplary service of the house: copy its shape.

A service is a verb. It asks the right first, then works in one transaction: lock, check, write, audit last. It takes
who acts as `by`, plain values as keywords, and refuses with a named error that tells the field at fault.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from apps.audit.services import record
from apps.audit.snapshots import snapshot
from apps.common import access, events
from apps.crm import signals
from apps.crm.exceptions import UnknownField
from apps.crm.models import Client, Contact
from apps.crm.permissions import CLIENT_MANAGE
from apps.crm.rules import contact_fields
from apps.crm.services.locking import lock_working_client

if TYPE_CHECKING:
    from collections.abc import Mapping

    from apps.common.actor import Actor


def add_contact(client: Client, *, by: Actor, is_main: bool = False, **values: str) -> Contact:
    """Add a person to talk to at `client` and return it; the first one is the main one whatever was asked.

    `values`: name (needed), position, phone (any way of writing, kept as E.164), email, telegram.
    Effects: the contact; an earlier main contact stops being it; one audit record.
    Raises AccessDenied, ClientArchived, Invalid (a value, at its field), UnknownField.
    """
    access.require(by, CLIENT_MANAGE, client)
    with transaction.atomic():
        locked = lock_working_client(client)
        tidy = _checked({"name": "", **values})
        is_main = is_main or not locked.contacts.exists()
        if is_main:
            _dismiss_main(locked)
        contact = Contact.objects.create(organisation_id=locked.organisation_id, client=locked, is_main=is_main, **tidy)
        record(by=by, action="crm.contact.create", subject=contact, after=snapshot(contact))
        events.announce(signals.contacts_changed, by=by, sender=Contact, client_id=locked.pk)
    return contact


def update_contact(contact: Contact, *, by: Actor, version: int, changes: Mapping[str, Any]) -> Contact:
    """Change the named fields of a contact that the person saw as `version`, and return it.

    `changes`: any of the fields of `add_contact`, and `is_main` (only True: another main one is named instead).
    Effects: the fields; an earlier main contact stops being it; one audit record with what differs.
    Raises AccessDenied, ClientArchived, StaleVersion, Invalid (at its field), UnknownField.
    """
    access.require(by, CLIENT_MANAGE, contact)
    with transaction.atomic():
        client = lock_working_client(contact.client)
        locked = Contact.objects.select_for_update().get(pk=contact.pk)
        before = snapshot(locked)
        wanted = dict(changes)
        becomes_main = bool(wanted.pop("is_main", False)) and not locked.is_main
        tidy: dict[str, Any] = _checked(wanted)
        if becomes_main:
            _dismiss_main(client)
            tidy["is_main"] = True
        for name, value in tidy.items():
            setattr(locked, name, value)
        locked.save_version(version, tidy)
        record(by=by, action="crm.contact.update", subject=locked, before=before, after=snapshot(locked))
        events.announce(signals.contacts_changed, by=by, sender=Contact, client_id=client.pk)
    return locked


def remove_contact(contact: Contact, *, by: Actor) -> None:
    """Remove a contact; when it was the main one, the longest known of the others becomes it.

    Effects: the contact is gone, another one may become main, one audit record with what was there.
    Raises AccessDenied, ClientArchived.
    """
    access.require(by, CLIENT_MANAGE, contact)
    with transaction.atomic():
        client = lock_working_client(contact.client)
        locked = Contact.objects.select_for_update().get(pk=contact.pk)
        before = snapshot(locked)
        removed = Contact(pk=locked.pk, uid=locked.uid, organisation_id=locked.organisation_id, name=locked.name)
        locked.delete()
        heir = client.contacts.order_by("id").first() if before["is_main"] else None
        if heir is not None:
            heir.is_main = True
            heir.save_version(heir.version, ["is_main"])
        record(by=by, action="crm.contact.delete", subject=removed, before=before)
        events.announce(signals.contacts_changed, by=by, sender=Contact, client_id=client.pk)


def _checked(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values tidied. Raises UnknownField, Invalid."""
    for name in values:
        if name not in contact_fields.FIELDS:
            raise UnknownField(name=name, field=name)
    tidy, refusals = contact_fields.clean(values)
    if refusals:
        raise refusals[0]
    return dict(tidy)


def _dismiss_main(client: Client) -> None:
    """Take the mark off the present main contact; the client is locked, so nobody else moves it meanwhile."""
    for contact in client.contacts.filter(is_main=True):
        contact.is_main = False
        contact.save_version(contact.version, ["is_main"])
