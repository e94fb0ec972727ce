"""Addresses of sales: leads, deals, activities, referral links, the landing form; part of crm's."""

from __future__ import annotations

from django.urls import path

from apps.crm.views import (
    board,
    deals,
    landing,
    leads,
    referrals,
    sales_settings,
    stream,
    today,
)
from apps.crm.views.activity_list import ActivityList
from apps.crm.views.deal_list import DealList
from apps.crm.views.lead_list import LeadList

urlpatterns = [
    path("contracts/<uuid:uid>/renew/", deals.contract_renew, name="contract_renew"),
    path("contracts/expiring/", today.ExpiringContracts.as_view(), name="contracts_expiring"),
    path("clients/<uuid:uid>/deals/new/", deals.deal_new, name="deal_new"),
    path("leads/", LeadList.as_view(), name="leads"),
    path("leads/new/", leads.lead_new, name="lead_new"),
    path("leads/check/", leads.lead_check, name="lead_check"),
    path("leads/<uuid:uid>/", leads.lead_page, name="lead"),
    path("leads/<uuid:uid>/fields/<slug:name>/", leads.lead_field, name="lead_field"),
    path("leads/<uuid:uid>/convert/", leads.lead_convert, name="lead_convert"),
    path("leads/<uuid:uid>/<slug:verb>/", leads.lead_step, name="lead_step"),
    path("deals/", DealList.as_view(), name="deals"),
    path("deals/board/", board.deal_board, name="deal_board"),
    path("deals/<uuid:uid>/", deals.deal_page, name="deal"),
    path("deals/<uuid:uid>/fields/<slug:name>/", deals.deal_field, name="deal_field"),
    path("deals/<uuid:uid>/move/", board.deal_move, name="deal_move"),
    path("activities/", ActivityList.as_view(), name="activities"),
    path("activities/<uuid:uid>/", stream.activity_edit, name="activity_edit"),
    path("activities/<uuid:uid>/<slug:verb>/", stream.activity_step, name="activity_step"),
    path("stream/<slug:noun>/<uuid:uid>/", stream.stream, name="stream"),
    path("stream/<slug:noun>/<uuid:uid>/add/", stream.activity_add, name="activity_add"),
    path("today/", today.today_page, name="today"),
    path("referrals/", referrals.ReferralList.as_view(), name="referrals"),
    path("referrals/new/", referrals.referral_new, name="referral_new"),
    path("referrals/<uuid:uid>/", referrals.referral, name="referral"),
    path("referrals/<uuid:uid>/qr.svg", referrals.referral_qr, name="referral_qr"),
    path("referrals/<uuid:uid>/switch/", referrals.referral_switch, name="referral_switch"),
    path("sales/settings/", sales_settings.sales_settings, name="sales_settings"),
    path("sales/settings/stages/add/", sales_settings.stage_add, name="stage_add"),
    path("sales/settings/stages/<uuid:uid>/", sales_settings.stage_edit, name="stage_edit"),
    path("sales/settings/stages/<uuid:uid>/switch/", sales_settings.stage_switch, name="stage_switch"),
    path("sales/settings/stages/<uuid:uid>/shift/", sales_settings.stage_shift, name="stage_shift"),
    path("sales/settings/sources/add/", sales_settings.source_add, name="source_add"),
    path("sales/settings/sources/<uuid:uid>/switch/", sales_settings.source_switch, name="source_switch"),
    path("request/<slug:slug>/", landing.landing, name="landing"),
    path("request/<slug:slug>/thanks/", landing.landing_thanks, name="landing_thanks"),
]
