"""Addresses of crm: clients and contracts here, leads, deals and activities in `sales_urls`."""

from __future__ import annotations

from django.urls import path

from apps.crm import broker_urls, document_urls, sales_urls
from apps.crm.views import (
    bitrix,
    client_card,
    contract_masks,
    contract_terms,
    contracts,
    duplicates,
    lookups,
    new_client,
    parts,
)
from apps.crm.views.bitrix_trial import BitrixTrial
from apps.crm.views.client_list import ClientList
from apps.crm.views.contract_list import ContractList
from apps.crm.views.duplicates import DuplicateList

app_name = "crm"
urlpatterns = [
    *broker_urls.urlpatterns,
    *sales_urls.urlpatterns,
    *document_urls.urlpatterns,
    path("clients/", ClientList.as_view(), name="clients"),
    path("clients/new/", new_client.new_client, name="client_new"),
    path("clients/check/", new_client.check_requisite, name="client_check"),
    path("clients/lookup/party/", lookups.lookup_party, name="lookup_party"),
    path("clients/lookup/bank/", lookups.lookup_bank, name="lookup_bank"),
    path("clients/lookup/address/", lookups.lookup_address, name="lookup_address"),
    path("clients/lookup/passport-office/", lookups.lookup_issuer, name="lookup_issuer"),
    path("clients/twins/", duplicates.client_twins, name="client_twins"),
    path("clients/duplicates/", DuplicateList.as_view(), name="duplicates"),
    path("clients/duplicates/<uuid:uid>/apart/", duplicates.pair_apart, name="pair_apart"),
    path("clients/merges/<uuid:uid>/undo/", duplicates.merge_undo, name="merge_undo"),
    path("clients/<uuid:uid>/", client_card.client_card, name="client"),
    path("clients/<uuid:uid>/register/", lookups.client_register, name="client_register"),
    path("clients/<uuid:uid>/archive/", client_card.client_archive, name="client_archive"),
    path("clients/<uuid:uid>/merge/", duplicates.client_merge, name="client_merge"),
    path("clients/<uuid:uid>/fields/<slug:name>/", client_card.client_field, name="client_field"),
    path("clients/<uuid:uid>/passport/", client_card.client_passport, name="client_passport"),
    path("clients/<uuid:uid>/passport/reveal/", client_card.client_passport_reveal, name="client_passport_reveal"),
    path("clients/<uuid:uid>/contacts/", parts.contact_add, name="contact_add"),
    path("clients/<uuid:uid>/bank-accounts/", parts.account_add, name="account_add"),
    path("clients/<uuid:uid>/contracts/new/", contracts.contract_new, name="contract_new"),
    path("contacts/<uuid:uid>/", parts.contact_edit, name="contact_edit"),
    path("contacts/<uuid:uid>/remove/", parts.contact_remove, name="contact_remove"),
    path("contacts/<uuid:uid>/main/", parts.contact_main, name="contact_main"),
    path("bank-accounts/<uuid:uid>/main/", parts.account_main, name="account_main"),
    path("bank-accounts/<uuid:uid>/", parts.account_edit, name="account_edit"),
    path("bank-accounts/<uuid:uid>/remove/", parts.account_remove, name="account_remove"),
    path("contracts/", ContractList.as_view(), name="contracts"),
    path("contracts/masks/", contract_masks.contract_masks, name="contract_masks"),
    path("contracts/masks/<slug:kind>/", contract_masks.contract_mask_set, name="contract_mask_set"),
    path("contracts/masks/<slug:kind>/preview/", contract_masks.contract_mask_preview, name="contract_mask_preview"),
    path("contracts/<uuid:uid>/", contracts.contract_page, name="contract"),
    path("contracts/<uuid:uid>/terms/<slug:name>/", contract_terms.contract_term, name="contract_term"),
    path("contracts/<uuid:uid>/edit/", contracts.contract_edit, name="contract_edit"),
    path("contracts/<uuid:uid>/document/", contracts.contract_document, name="contract_document"),
    path("contracts/<uuid:uid>/<slug:verb>/", contracts.contract_step, name="contract_step"),
    path("bitrix24/", bitrix.bitrix, name="bitrix"),
    path("bitrix24/state/", bitrix.bitrix_state, name="bitrix_state"),
    path("bitrix24/settings/", bitrix.bitrix_settings, name="bitrix_settings"),
    path("bitrix24/retry/", bitrix.bitrix_retry, name="bitrix_retry_all"),
    path("bitrix24/retry/<uuid:uid>/", bitrix.bitrix_retry, name="bitrix_retry"),
    path("bitrix24/conflicts/<uuid:uid>/", bitrix.bitrix_decide, name="bitrix_decide"),
    path("bitrix24/trials/<uuid:uid>/", BitrixTrial.as_view(), name="bitrix_trial"),
    path("bitrix24/events/<uuid:uid>/", bitrix.bitrix_event, name="bitrix_event"),
    path("bitrix24/do/<slug:step>/", bitrix.bitrix_step, name="bitrix_step"),
    path("documents/<uuid:uid>/", contracts.document_download, name="document"),
]
