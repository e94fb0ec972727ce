"""Verbs of crm: every change of clients, contracts and documents, of leads, deals and activities."""

from apps.crm.services.activities import (
    add_activity,
    complete_activity,
    remove_activity,
    reopen_activity,
    update_activity,
)
from apps.crm.services.addenda import (
    create_addendum,
    register_addendum,
    registration_addendum,
    update_addendum,
    void_addendum,
)
from apps.crm.services.bank_accounts import add_bank_account, remove_bank_account, update_bank_account
from apps.crm.services.bindings import bind_client_user, unbind_client_user
from apps.crm.services.clients import archive_client, create_client, create_clients, restore_client, update_client
from apps.crm.services.conclusion import conclude_contract
from apps.crm.services.contacts import add_contact, remove_contact, update_contact
from apps.crm.services.contract_masks import set_contract_mask
from apps.crm.services.contract_states import change_contract_status, void_contract
from apps.crm.services.contracts import create_contract, update_contract
from apps.crm.services.conversion import convert_lead
from apps.crm.services.deals import create_deal, move_deal, update_deal
from apps.crm.services.directory import (
    add_source,
    add_stage,
    default_pipeline,
    order_stages,
    update_source,
    update_stage,
)
from apps.crm.services.document_templates import preview_template, upload_template, use_delivered_template, use_template
from apps.crm.services.documents import make_again, make_contract_document, make_document, read_document
from apps.crm.services.duplicates import look_for_duplicates, tell_apart
from apps.crm.services.landing import submit_request
from apps.crm.services.leads import change_lead_status, create_lead, update_lead
from apps.crm.services.locking import lock_contract_in_force
from apps.crm.services.merging import merge_clients, undo_merge
from apps.crm.services.packages import order_package, read_package, read_pdf
from apps.crm.services.personal import reveal_passport
from apps.crm.services.referrals import create_referral_link, update_referral_link
from apps.crm.services.registration import missing_requisites, register_contract
from apps.crm.services.renewals import renew_contract
from apps.crm.services.telling import remind_due

__all__ = [
    "add_activity",
    "add_bank_account",
    "add_contact",
    "add_source",
    "add_stage",
    "archive_client",
    "bind_client_user",
    "change_contract_status",
    "change_lead_status",
    "complete_activity",
    "conclude_contract",
    "convert_lead",
    "create_addendum",
    "create_client",
    "create_clients",
    "create_contract",
    "create_deal",
    "create_lead",
    "create_referral_link",
    "default_pipeline",
    "lock_contract_in_force",
    "look_for_duplicates",
    "make_again",
    "make_contract_document",
    "make_document",
    "merge_clients",
    "missing_requisites",
    "move_deal",
    "order_package",
    "order_stages",
    "preview_template",
    "read_document",
    "read_package",
    "read_pdf",
    "register_addendum",
    "register_contract",
    "registration_addendum",
    "remind_due",
    "remove_activity",
    "remove_bank_account",
    "remove_contact",
    "renew_contract",
    "reopen_activity",
    "restore_client",
    "reveal_passport",
    "set_contract_mask",
    "submit_request",
    "tell_apart",
    "unbind_client_user",
    "undo_merge",
    "update_activity",
    "update_addendum",
    "update_bank_account",
    "update_client",
    "update_contact",
    "update_contract",
    "update_deal",
    "update_lead",
    "update_referral_link",
    "update_source",
    "update_stage",
    "upload_template",
    "use_delivered_template",
    "use_template",
    "void_addendum",
    "void_contract",
]
