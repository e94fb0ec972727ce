"""Admin of crm: every write is one of its services."""

from apps.crm.admin.accounts import BankAccountAdmin
from apps.crm.admin.activities import ActivityAdmin
from apps.crm.admin.addenda import AddendumAdmin
from apps.crm.admin.bindings import ClientUserBindingAdmin
from apps.crm.admin.bitrix import BitrixConflictAdmin, BitrixLinkAdmin, BitrixRunAdmin
from apps.crm.admin.brokers import (
    AttributionAdmin,
    BrokerAdmin,
    BrokerTermAdmin,
    CommissionPlanAdmin,
    CommissionPlanVersionAdmin,
)
from apps.crm.admin.clients import ClientAdmin
from apps.crm.admin.commissions import (
    CommissionCreditAdmin,
    CommissionEntryAdmin,
    CommissionPaymentAdmin,
    PayoutAdmin,
    PayoutLineAdmin,
)
from apps.crm.admin.contacts import ContactAdmin
from apps.crm.admin.contracts import ContractAdmin
from apps.crm.admin.deals import DealAdmin, PipelineAdmin, StageAdmin, StageChangeAdmin
from apps.crm.admin.document_templates import DocumentPackageAdmin, DocumentPdfAdmin, DocumentTemplateAdmin
from apps.crm.admin.documents import DocumentAdmin
from apps.crm.admin.leads import LeadAdmin, LeadSourceAdmin, ReferralLinkAdmin
from apps.crm.admin.merges import ClientMergeAdmin, DuplicatePairAdmin
from apps.crm.admin.numbering import ContractMaskAdmin

__all__ = [
    "ActivityAdmin",
    "AddendumAdmin",
    "AttributionAdmin",
    "BankAccountAdmin",
    "BitrixConflictAdmin",
    "BitrixLinkAdmin",
    "BitrixRunAdmin",
    "BrokerAdmin",
    "BrokerTermAdmin",
    "ClientAdmin",
    "ClientMergeAdmin",
    "ClientUserBindingAdmin",
    "CommissionCreditAdmin",
    "CommissionEntryAdmin",
    "CommissionPaymentAdmin",
    "CommissionPlanAdmin",
    "CommissionPlanVersionAdmin",
    "ContactAdmin",
    "ContractAdmin",
    "ContractMaskAdmin",
    "DealAdmin",
    "DocumentAdmin",
    "DocumentPackageAdmin",
    "DocumentPdfAdmin",
    "DocumentTemplateAdmin",
    "DuplicatePairAdmin",
    "LeadAdmin",
    "LeadSourceAdmin",
    "PayoutAdmin",
    "PayoutLineAdmin",
    "PipelineAdmin",
    "ReferralLinkAdmin",
    "StageAdmin",
    "StageChangeAdmin",
]
