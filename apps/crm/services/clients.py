"""Clients: create, change field by field, put into the archive and take out again."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction

from apps.accounts.models import User
from apps.audit.services import Entry, record, record_many
from apps.audit.snapshots import snapshot
from apps.common import access, clock, events
from apps.common.errors import Invalid
from apps.common.roles import Role
from apps.crm import signals
from apps.crm.enums import ClientStatus, ClientType, ContractStatus
from apps.crm.exceptions import AlreadyMerged, ClientInUse, DuplicateClient, UnknownField
from apps.crm.models import Client
from apps.crm.permissions import CLIENT_MANAGE
from apps.crm.rules import client_fields
from apps.crm.services import soundness
from apps.crm.services.bank_accounts import add_bank_account
from apps.crm.services.contacts import add_contact
from apps.crm.services.locking import lock_client, lock_working_client
from apps.crm.services.personal import personal_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from apps.common.actor import Actor

MANAGERS = frozenset({Role.OWNER, Role.ADMIN, Role.MANAGER})


def create_client(
    *,
    by: Actor,
    type: str,  # noqa: A002 - the field's own name, given as keyword
    manager: User | None = None,
    contact: Mapping[str, str] | None = None,
    account: Mapping[str, str] | None = None,
    **values: Any,
) -> Client:
    """Make a client with its first contact and bank account, and return it.

    `values`: any field of the card, such as name, inn, kpp, ogrn, legal_address, phone, email. A manager who makes a
    client becomes its manager unless another is named.
    Effects: client, contact, account; one audit record each; `client_created` after commit.
    Raises AccessDenied, DuplicateClient, Invalid, UnknownField; refusals of contact and account name their field
    as `contact.…` and `account.…`.
    """
    with transaction.atomic():
        client = create_clients([{"type": type, "manager": manager, **values}], by=by)[0]
        _add_parts(client, by, contact, account)
    return client


def create_clients(drafts: Sequence[Mapping[str, Any]], *, by: Actor) -> list[Client]:
    """Make several clients (at most 200), all of them or none, and return them in the order of `drafts`.

    A draft: `type`, `manager` (a User or None) and any field of the card, as for `create_client`.
    Effects: the clients; one audit record and one `client_created` after commit for each.
    Raises AccessDenied, and for the first draft it fits DuplicateClient, Invalid, UnknownField.
    """
    access.require(by, CLIENT_MANAGE)
    with transaction.atomic():
        acting = _manager_who_acts(by)
        clients = [_drafted(draft, by, acting) for draft in drafts]
        refuse_twins(clients)
        soundness.take_remembered(clients)
        _insert(clients)
        record_many(
            by=by,
            entries=[
                Entry("crm.client.create", client, after=snapshot(client), personal=personal_of(client))
                for client in clients
            ],
        )
        facts = [{"client_id": client.pk} for client in clients]
        events.announce_each(signals.client_created, by=by, sender=Client, facts=facts)
    return clients


def _drafted(draft: Mapping[str, Any], by: Actor, acting: User | None) -> Client:
    """Return the client of a draft, not stored yet. Raises Invalid, UnknownField."""
    values = dict(draft)
    kind, manager = _kind(values.pop("type")), values.pop("manager", None)
    country = {"country": ""} if kind is ClientType.FOREIGN_COMPANY else {}
    tidy = _checked(kind, {"name": "", "inn": "", **country, **values})
    client = Client(organisation_id=by.organisation_id or 0, type=kind, manager=manager or acting, **tidy)
    _check_manager(client)
    return client


def update_client(client: Client, *, by: Actor, version: int, changes: Mapping[str, Any]) -> Client:
    """Change the named fields of a client that the person saw as `version`, and return it.

    `changes`: any field of the card, `type` (all requisites are then checked anew) and `manager` (a User or None).
    Effects: the fields; the genitive of another signatory is forgotten; one audit record with what differs;
    `client_changed` after commit.
    Raises AccessDenied, ClientArchived, StaleVersion, DuplicateClient, Invalid (at its field), UnknownField.
    """
    access.require(by, CLIENT_MANAGE, client)
    with transaction.atomic():
        locked = lock_working_client(client)
        before = snapshot(locked)
        wanted = dict(changes)
        if wanted.get("signatory_name", locked.signatory_name) != locked.signatory_name:
            wanted.setdefault("signatory_name_genitive", "")
        names = _apply(locked, wanted)
        _check_manager(locked)
        refuse_twin(locked)
        if soundness.is_about_another(locked, before):
            soundness.take_remembered([locked])
            names += soundness.FIELDS
        locked.save_version(version, names)
        record(
            by=by,
            action="crm.client.update",
            subject=locked,
            before=before,
            after=snapshot(locked),
            personal=personal_of(locked),
        )
        events.announce(signals.client_changed, by=by, sender=Client, client_id=locked.pk, fields=tuple(sorted(names)))
    return locked


def archive_client(client: Client, *, by: Actor, version: int, reason: str = "") -> Client:
    """Put a client without contracts in force into the archive, and return it; nothing is deleted.

    Effects: status; one audit record; `client_archived` after commit.
    Raises AccessDenied, ClientArchived, ClientInUse, StaleVersion.
    """
    access.require(by, CLIENT_MANAGE, client)
    with transaction.atomic():
        locked = lock_working_client(client)
        in_force = locked.contracts.filter(status__in=[ContractStatus.ACTIVE, ContractStatus.SUSPENDED]).count()
        if in_force:
            raise ClientInUse(count=in_force)
        _set_status(locked, ClientStatus.ARCHIVED, by, version, reason)
        events.announce(signals.client_archived, by=by, sender=Client, client_id=locked.pk)
    return locked


def restore_client(client: Client, *, by: Actor, version: int) -> Client:
    """Take a client out of the archive, and return it; nothing happens when it is not there.

    Effects: status; one audit record. Raises AccessDenied, AlreadyMerged (its merge is undone
    instead), DuplicateClient, StaleVersion.
    """
    access.require(by, CLIENT_MANAGE, client)
    with transaction.atomic():
        locked = lock_client(client)
        if locked.merged_into_id is not None:
            raise AlreadyMerged(client=str(locked))
        if locked.status == ClientStatus.ARCHIVED:
            refuse_twin(locked)
            _set_status(locked, ClientStatus.ACTIVE, by, version, "")
    return locked


def _set_status(client: Client, status: ClientStatus, by: Actor, version: int, reason: str) -> None:
    """Write the status and record it."""
    before = snapshot(client)
    client.status = status
    client.save_version(version, ["status"])
    action = "crm.client.archive" if status is ClientStatus.ARCHIVED else "crm.client.restore"
    record(
        by=by,
        action=action,
        subject=client,
        before=before,
        after=snapshot(client),
        personal=personal_of(client),
        reason=reason,
    )


def _kind(text: str) -> ClientType:
    """Return the kind of client. Raises Invalid."""
    if text not in ClientType.values:
        raise Invalid(field="type")
    return ClientType(text)


def _checked(kind: ClientType, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values tidied. Raises UnknownField, Invalid."""
    for name in values:
        if name not in client_fields.FIELDS:
            raise UnknownField(name=name, field=name)
    tidy, refusals = client_fields.clean(kind, values, clock.today())
    if refusals:
        raise refusals[0]
    return tidy


def _apply(client: Client, wanted: dict[str, Any]) -> list[str]:
    """Set the wanted values on the instance and return the names of the columns."""
    columns: dict[str, Any] = {}
    if "manager" in wanted:
        columns["manager"] = wanted.pop("manager")
    if "type" in wanted:
        kind = _kind(wanted.pop("type"))
        columns["type"] = kind
        # Requisites that were right for one kind may be wrong for another.
        wanted = {name: getattr(client, name) for name in ("inn", "kpp", "ogrn", "country")} | wanted
    columns |= _checked(ClientType(columns.get("type", client.type)), wanted)
    for name, value in columns.items():
        setattr(client, name, value)
    return list(columns)


def _manager_who_acts(by: Actor) -> User | None:
    """Return the acting person when they are a manager."""
    return User.objects.filter(pk=by.id).first() if by.id and by.role is Role.MANAGER else None


def _check_manager(client: Client) -> None:
    """Refuse a responsible person who is not one of the organisation's managers."""
    manager = client.manager
    if manager is not None and (
        manager.organisation_id != client.organisation_id or Role(manager.role) not in MANAGERS
    ):
        raise Invalid(field="manager")


def refuse_twin(client: Client) -> None:
    """Refuse requisites that another working client of the same kind has; branches differ by their KPP."""
    refuse_twins([client])


def refuse_twins(clients: Sequence[Client]) -> None:
    """Refuse clients of one organisation with requisites of another working client, or of each other (one query)."""
    named = [client for client in clients if client.inn]
    if not named:
        return
    working: defaultdict[tuple[str, str], list[Client]] = defaultdict(list)
    stored = Client.objects.filter(
        organisation_id=named[0].organisation_id, inn__in={one.inn for one in named}, status=ClientStatus.ACTIVE
    )
    for one in stored.order_by("id"):
        working[one.type, one.inn].append(one)
    for client in named:
        others = working[client.type, client.inn]
        for other in others:
            if other.uid != client.uid and (not client.kpp or other.kpp in ("", client.kpp)):
                raise DuplicateClient(field="inn", client=str(other))
        others.append(client)


def _insert(clients: Sequence[Client]) -> None:
    """Insert the rows; two people who enter the same client at once meet the unique key."""
    try:
        with transaction.atomic():
            Client.objects.bulk_create(clients)
    except IntegrityError as error:
        if "crm_client_inn_once" in str(error):
            refuse_twins(clients)
            raise DuplicateClient(field="inn", client=clients[0].inn) from error
        raise


def _add_parts(client: Client, by: Actor, contact: Mapping[str, str] | None, account: Mapping[str, str] | None) -> None:
    """Add the first contact and account; their refusals name the field with the part before it."""
    for part, values, add in (("contact", contact, add_contact), ("account", account, add_bank_account)):
        if values:
            try:
                add(client, by=by, is_main=True, **values)
            except Invalid as refusal:
                refusal.field = f"{part}.{refusal.field}"
                raise
