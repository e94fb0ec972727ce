"""Bank accounts of a client: add, change, remove; one of them is the main one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from apps.audit.services import record
from apps.audit.snapshots import snapshot
from apps.common import access, events
from apps.crm import signals
from apps.crm.exceptions import DuplicateAccount, UnknownField
from apps.crm.models import BankAccount, Client
from apps.crm.permissions import CLIENT_MANAGE
from apps.crm.rules import account_fields
from apps.crm.services.locking import lock_working_client

if TYPE_CHECKING:
    from collections.abc import Mapping

    from apps.common.actor import Actor

FIELDS = ("bank_name", "bic", "swift", "settlement_account", "correspondent_account")


def add_bank_account(client: Client, *, by: Actor, is_main: bool = False, **values: str) -> BankAccount:
    """Add an account to `client` and return it; the first one is the main one whatever was asked.

    `values`: bank_name, then bic, settlement_account and correspondent_account for a Russian bank, or swift and
    settlement_account (IBAN or number) abroad. Effects: the account; an earlier main one stops being it; one record.
    Raises AccessDenied, ClientArchived, DuplicateAccount, Invalid (a value, at its field), UnknownField.
    """
    access.require(by, CLIENT_MANAGE, client)
    with transaction.atomic():
        locked = lock_working_client(client)
        tidy = _checked(values)
        _refuse_twin(locked, tidy["settlement_account"])
        is_main = is_main or not locked.bank_accounts.exists()
        if is_main:
            _dismiss_main(locked)
        account = BankAccount.objects.create(
            organisation_id=locked.organisation_id, client=locked, is_main=is_main, **tidy
        )
        record(by=by, action="crm.bank_account.create", subject=account, after=snapshot(account))
        events.announce(signals.accounts_changed, by=by, sender=BankAccount, client_id=locked.pk)
    return account


def update_bank_account(account: BankAccount, *, by: Actor, version: int, changes: Mapping[str, Any]) -> BankAccount:
    """Change the named fields of an account that the person saw as `version`, and return it.

    All fields are checked together, since the numbers depend on the BIC. `is_main` may be set, not taken away.
    Raises AccessDenied, ClientArchived, StaleVersion, DuplicateAccount, Invalid (at its field), UnknownField.
    """
    access.require(by, CLIENT_MANAGE, account)
    with transaction.atomic():
        client = lock_working_client(account.client)
        locked = BankAccount.objects.select_for_update().get(pk=account.pk)
        before = snapshot(locked)
        wanted = dict(changes)
        becomes_main = bool(wanted.pop("is_main", False)) and not locked.is_main
        tidy: dict[str, Any] = _checked({name: getattr(locked, name) for name in FIELDS} | wanted)
        _refuse_twin(client, tidy["settlement_account"], but=locked)
        if becomes_main:
            _dismiss_main(client)
            tidy["is_main"] = True
        for name, value in tidy.items():
            setattr(locked, name, value)
        # `update()` does not compute the index as `save()` does.
        locked.settlement_index = _index(locked.settlement_account)
        locked.save_version(version, [*tidy, "settlement_index"])
        record(by=by, action="crm.bank_account.update", subject=locked, before=before, after=snapshot(locked))
        events.announce(signals.accounts_changed, by=by, sender=BankAccount, client_id=client.pk)
    return locked


def remove_bank_account(account: BankAccount, *, by: Actor) -> None:
    """Remove an account; when it was the main one, the longest known of the others becomes it. One audit record.

    Raises AccessDenied, ClientArchived.
    """
    access.require(by, CLIENT_MANAGE, account)
    with transaction.atomic():
        client = lock_working_client(account.client)
        locked = BankAccount.objects.select_for_update().get(pk=account.pk)
        before = snapshot(locked)
        removed = BankAccount.objects.get(pk=locked.pk)
        locked.delete()
        heir = client.bank_accounts.order_by("id").first() if before["is_main"] else None
        if heir is not None:
            heir.is_main = True
            heir.save_version(heir.version, ["is_main"])
        record(by=by, action="crm.bank_account.delete", subject=removed, before=before)
        events.announce(signals.accounts_changed, by=by, sender=BankAccount, client_id=client.pk)


def _checked(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values tidied. Raises UnknownField, Invalid."""
    for name in values:
        if name not in FIELDS:
            raise UnknownField(name=name, field=name)
    tidy, refusals = account_fields.clean(values)
    if refusals:
        raise refusals[0]
    return dict(tidy)


def _index(account: str) -> bytes:
    """Return the blind index of an account number."""
    field: Any = BankAccount._meta.get_field("settlement_index")
    index: bytes = field.of(account)
    return index


def _refuse_twin(client: Client, number: str, but: BankAccount | None = None) -> None:
    """Refuse an account number the client has already. The client is locked."""
    twins = client.bank_accounts.filter(settlement_index=_index(number))
    if but is not None:
        twins = twins.exclude(pk=but.pk)
    if twins.exists():
        raise DuplicateAccount(field="settlement_account")


def _dismiss_main(client: Client) -> None:
    """Take the mark off the present main account; the client is locked, so nobody else moves it meanwhile."""
    for account in client.bank_accounts.filter(is_main=True):
        account.is_main = False
        account.save_version(account.version, ["is_main"])
