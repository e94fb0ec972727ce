"""Addresses of crm's API, under /api/v1/crm/."""

from __future__ import annotations

from rest_framework.routers import SimpleRouter

from apps.crm.api.bitrix import ConflictViewSet, ExchangeViewSet
from apps.crm.api.brokers import BrokerViewSet, EntryViewSet, PaymentViewSet, PayoutViewSet, PlanViewSet
from apps.crm.api.clients import BankAccountViewSet, ClientViewSet, ContactViewSet
from apps.crm.api.contracts import ContractViewSet
from apps.crm.api.dashboard import DashboardViewSet
from apps.crm.api.documents import AddendumViewSet, DocumentTemplateViewSet, PackageViewSet
from apps.crm.api.duplicates import DuplicateViewSet, MergeViewSet
from apps.crm.api.numbering import ContractMaskViewSet
from apps.crm.api.sales import (
    ActivityViewSet,
    DealViewSet,
    LeadViewSet,
    ReferralViewSet,
    SourceViewSet,
    StageChangeViewSet,
    StageViewSet,
)

app_name = "crm_api"

router = SimpleRouter()
router.register("dashboard", DashboardViewSet, basename="dashboard")
router.register("brokers", BrokerViewSet, basename="broker")
router.register("commission-plans", PlanViewSet, basename="commission-plan")
router.register("commissions", EntryViewSet, basename="commission")
router.register("commission-payments", PaymentViewSet, basename="commission-payment")
router.register("payouts", PayoutViewSet, basename="payout")
router.register("clients", ClientViewSet, basename="client")
router.register("contacts", ContactViewSet, basename="contact")
router.register("bank-accounts", BankAccountViewSet, basename="bank-account")
router.register("contracts", ContractViewSet, basename="contract")
router.register("contract-masks", ContractMaskViewSet, basename="contract-mask")
router.register("duplicates", DuplicateViewSet, basename="duplicate")
router.register("merges", MergeViewSet, basename="merge")
router.register("leads", LeadViewSet, basename="lead")
router.register("deals", DealViewSet, basename="deal")
router.register("stages", StageViewSet, basename="stage")
router.register("stage-changes", StageChangeViewSet, basename="stage-change")
router.register("activities", ActivityViewSet, basename="activity")
router.register("lead-sources", SourceViewSet, basename="source")
router.register("referral-links", ReferralViewSet, basename="referral")
router.register("bitrix24", ExchangeViewSet, basename="bitrix")
router.register("bitrix24-conflicts", ConflictViewSet, basename="bitrix-conflict")
router.register("addenda", AddendumViewSet, basename="addendum")
router.register("packages", PackageViewSet, basename="package")
router.register("document-templates", DocumentTemplateViewSet, basename="document-template")
urlpatterns = router.urls
