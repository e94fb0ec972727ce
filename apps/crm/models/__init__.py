"""Clients, contracts and documents; leads, deals and activities; brokers and their commissions."""

from apps.crm.models.accounts import BankAccount
from apps.crm.models.activities import Activity
from apps.crm.models.addenda import Addendum
from apps.crm.models.bindings import ClientUserBinding
from apps.crm.models.bitrix import (
    BitrixConflict,
    BitrixConnection,
    BitrixEvent,
    BitrixLink,
    BitrixPlanItem,
    BitrixRun,
    BitrixTask,
)
from apps.crm.models.brokers import Attribution, Broker, BrokerTerm
from apps.crm.models.clients import Client
from apps.crm.models.commissions import CommissionCredit, CommissionEntry, CommissionPayment
from apps.crm.models.contacts import Contact
from apps.crm.models.contracts import Contract, ContractNotice
from apps.crm.models.deals import Deal, Pipeline, Stage, StageChange
from apps.crm.models.document_templates import DocumentTemplate
from apps.crm.models.documents import Document
from apps.crm.models.leads import Lead, LeadSource, ReferralLink
from apps.crm.models.merges import ClientMerge, DuplicatePair
from apps.crm.models.numbering import ContractMask
from apps.crm.models.packages import DocumentPackage, DocumentPdf
from apps.crm.models.payouts import Payout, PayoutLine
from apps.crm.models.plans import CommissionPlan, CommissionPlanVersion

__all__ = [
    "Activity",
    "Addendum",
    "Attribution",
    "BankAccount",
    "BitrixConflict",
    "BitrixConnection",
    "BitrixEvent",
    "BitrixLink",
    "BitrixPlanItem",
    "BitrixRun",
    "BitrixTask",
    "Broker",
    "BrokerTerm",
    "Client",
    "ClientMerge",
    "ClientUserBinding",
    "CommissionCredit",
    "CommissionEntry",
    "CommissionPayment",
    "CommissionPlan",
    "CommissionPlanVersion",
    "Contact",
    "Contract",
    "ContractMask",
    "ContractNotice",
    "Deal",
    "Document",
    "DocumentPackage",
    "DocumentPdf",
    "DocumentTemplate",
    "DuplicatePair",
    "Lead",
    "LeadSource",
    "Payout",
    "PayoutLine",
    "Pipeline",
    "ReferralLink",
    "Stage",
    "StageChange",
]
