"""Addresses of crm's API, under /api/v1/crm/."""

from __future__ import annotations

from rest_framework.routers import SimpleRouter

from apps.crm.api.clients import BankAccountViewSet, ClientViewSet, ContactViewSet
from apps.crm.api.contracts import ContractViewSet

app_name = "crm_api"

router = SimpleRouter()
router.register("clients", ClientViewSet, basename="client")
router.register("contacts", ContactViewSet, basename="contact")
router.register("bank-accounts", BankAccountViewSet, basename="bank-account")
router.register("contracts", ContractViewSet, basename="contract")
urlpatterns = router.urls
