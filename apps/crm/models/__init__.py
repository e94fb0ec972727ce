"""Clients with their requisites, contracts, documents, users of portals; leads, deals and activities of sales."""

from apps.crm.models.accounts import BankAccount
from apps.crm.models.activities import Activity
from apps.crm.models.bindings import ClientUserBinding
from apps.crm.models.clients import Client
from apps.crm.models.contacts import Contact
from apps.crm.models.contracts import Contract
from apps.crm.models.deals import Deal, Pipeline, Stage, StageChange
from apps.crm.models.documents import Document
from apps.crm.models.leads import Lead, LeadSource, ReferralLink

__all__ = [
    "Activity",
    "BankAccount",
    "Client",
    "ClientUserBinding",
    "Contact",
    "Contract",
    "Deal",
    "Document",
    "Lead",
    "LeadSource",
    "Pipeline",
    "ReferralLink",
    "Stage",
    "StageChange",
]
