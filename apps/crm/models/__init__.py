"""Clients with their requisites, contacts and accounts, contracts, documents, and who may use a client's portal."""

from apps.crm.models.accounts import BankAccount
from apps.crm.models.bindings import ClientUserBinding
from apps.crm.models.clients import Client
from apps.crm.models.contacts import Contact
from apps.crm.models.contracts import Contract
from apps.crm.models.documents import Document

__all__ = ["BankAccount", "Client", "ClientUserBinding", "Contact", "Contract", "Document"]
