"""Addresses of the sales dashboard, brokers, commission plans, the ledger and payout acts."""

from __future__ import annotations

from django.urls import path

from apps.crm.views import broker_desk, brokers, commissions, dashboard, payouts, plans

urlpatterns = [
    path("sales/dashboard/", dashboard.dashboard, name="dashboard"),
    path("sales/dashboard/<slug:name>/", dashboard.dashboard_chart, name="dashboard_chart"),
    path("brokers/", brokers.BrokerList.as_view(), name="brokers"),
    path("brokers/new/", brokers.broker_new, name="broker_new"),
    path("brokers/<uuid:uid>/", brokers.broker_page, name="broker"),
    path("brokers/<uuid:uid>/edit/", brokers.broker_edit, name="broker_edit"),
    path("brokers/<uuid:uid>/plan/", brokers.broker_terms, name="broker_terms"),
    path("brokers/<uuid:uid>/clients/", brokers.broker_client_add, name="broker_client_add"),
    path("brokers/<uuid:uid>/payout/", payouts.payout_new, name="broker_payout"),
    path("brokers/<uuid:uid>/<slug:verb>/", brokers.broker_step, name="broker_step"),
    path("broker-clients/<uuid:uid>/end/", brokers.attribution_end, name="attribution_end"),
    path("broker-desk/", broker_desk.broker_desk, name="own_broker"),
    path("broker-desk/accruals/", commissions.OwnEntryList.as_view(), name="own_accruals"),
    path("broker-desk/chart/", broker_desk.broker_chart, name="own_broker_chart"),
    path("commission-plans/", plans.PlanList.as_view(), name="plans"),
    path("commission-plans/new/", plans.plan_new, name="plan_new"),
    path("commission-plans/<uuid:uid>/", plans.plan_page, name="plan"),
    path("commission-plans/<uuid:uid>/version/", plans.plan_version, name="plan_version"),
    path("commission-plans/<uuid:uid>/archive/", plans.plan_archive, name="plan_archive"),
    path("commissions/", commissions.EntryList.as_view(), name="commissions"),
    path("commissions/payments/", commissions.PaymentList.as_view(), name="payments"),
    path("commissions/payments/new/", commissions.payment_new, name="payment_new"),
    path("commissions/payments/<uuid:uid>/", commissions.payment_page, name="payment"),
    path("commissions/payments/<uuid:uid>/credit/", commissions.credit_new, name="payment_credit"),
    path("payouts/", payouts.PayoutList.as_view(), name="payouts"),
    path("payouts/<uuid:uid>/", payouts.payout_page, name="payout"),
    path("payouts/<uuid:uid>/document/", payouts.payout_document, name="payout_document"),
    path("payouts/<uuid:uid>/<slug:verb>/", payouts.payout_step, name="payout_step"),
]
