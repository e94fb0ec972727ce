"""Admin of crm: every write is one of its services."""

from apps.crm.admin.accounts import BankAccountAdmin
from apps.crm.admin.bindings import ClientUserBindingAdmin
from apps.crm.admin.clients import ClientAdmin
from apps.crm.admin.contacts import ContactAdmin
from apps.crm.admin.contracts import ContractAdmin
from apps.crm.admin.documents import DocumentAdmin

__all__ = [
    "BankAccountAdmin",
    "ClientAdmin",
    "ClientUserBindingAdmin",
    "ContactAdmin",
    "ContractAdmin",
    "DocumentAdmin",
]
