"""Verbs of crm: every change of clients, contacts, accounts, contracts and documents."""

from apps.crm.services.bank_accounts import add_bank_account, remove_bank_account, update_bank_account
from apps.crm.services.bindings import bind_client_user, unbind_client_user
from apps.crm.services.clients import archive_client, create_client, restore_client, update_client
from apps.crm.services.conclusion import conclude_contract
from apps.crm.services.contacts import add_contact, remove_contact, update_contact
from apps.crm.services.contract_states import change_contract_status, void_contract
from apps.crm.services.contracts import create_contract, update_contract
from apps.crm.services.documents import make_again, make_contract_document, read_document
from apps.crm.services.duplicates import look_for_duplicates, tell_apart
from apps.crm.services.locking import lock_contract_in_force
from apps.crm.services.merging import merge_clients, undo_merge
from apps.crm.services.personal import reveal_passport
from apps.crm.services.registration import missing_requisites, register_contract

__all__ = [
    "add_bank_account",
    "add_contact",
    "archive_client",
    "bind_client_user",
    "change_contract_status",
    "conclude_contract",
    "create_client",
    "create_contract",
    "lock_contract_in_force",
    "look_for_duplicates",
    "make_again",
    "make_contract_document",
    "merge_clients",
    "missing_requisites",
    "read_document",
    "register_contract",
    "remove_bank_account",
    "remove_contact",
    "restore_client",
    "reveal_passport",
    "tell_apart",
    "unbind_client_user",
    "undo_merge",
    "update_bank_account",
    "update_client",
    "update_contact",
    "update_contract",
    "void_contract",
]
