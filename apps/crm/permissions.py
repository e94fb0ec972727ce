"""Rights over clients, contracts and their documents, by the matrix of the product."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from apps.common.access import Reach, declare
from apps.common.roles import CLIENT_ROLES, Role

_BASE = (Role.ADMIN, Role.MANAGER, Role.ACCOUNTANT, Role.WAREHOUSE, Role.TECHNICIAN)
_DESK = (Role.ADMIN, Role.MANAGER)
_OWN_CLIENT = dict.fromkeys(CLIENT_ROLES, Reach.CLIENT)


def _all(*roles: Role) -> dict[Role, Reach]:
    """Return the whole organisation's reach for these roles."""
    return dict.fromkeys(roles, Reach.ORGANISATION)


CLIENT_VIEW = declare("crm.client.view", _("See clients"), _all(*_BASE) | _OWN_CLIENT)
# The pages of the office; client users see their own client through the portal.
CLIENT_CARD = declare("crm.client.card", _("Open the client base"), _all(*_BASE))
CLIENT_MANAGE = declare("crm.client.manage", _("Manage clients, their contacts and accounts"), _all(*_DESK))
ACCOUNT_VIEW = declare(
    "crm.bank_account.view", _("See bank accounts of clients"), _all(*_DESK, Role.ACCOUNTANT) | _OWN_CLIENT
)
PERSONAL_VIEW = declare(
    "crm.personal.view",
    _("See phones, e-mail and addresses of clients in full"),
    _all(*_DESK, Role.ACCOUNTANT) | _OWN_CLIENT,
)
PERSONAL_REVEAL = declare("crm.personal.reveal", _("Read passport data of a client in full"), _all(*_DESK))
CONTRACT_VIEW = declare("crm.contract.view", _("See contracts"), _all(*_BASE) | _OWN_CLIENT)
CONTRACT_PAGE = declare("crm.contract.page", _("Open contracts"), _all(*_BASE))
CONTRACT_MANAGE = declare("crm.contract.manage", _("Manage contracts"), _all(*_DESK))
# Brokers and partners see themselves, their own clients' commissions and payouts, never another broker's.
_OWN = dict.fromkeys((Role.BROKER, Role.PARTNER), Reach.OWN)
BROKER_VIEW = declare("crm.broker.view", _("See brokers"), _all(*_DESK, Role.ACCOUNTANT) | _OWN)
BROKER_CARD = declare("crm.broker.card", _("Open brokers and their clients"), _all(*_DESK, Role.ACCOUNTANT))
BROKER_MANAGE = declare("crm.broker.manage", _("Manage brokers and whose a client is"), _all(*_DESK))
BROKER_DESK = declare("crm.broker.desk", _("Open the own broker's desk"), _OWN)
PLAN_VIEW = declare("crm.commission_plan.view", _("See commission plans"), _all(*_DESK, Role.ACCOUNTANT))
PLAN_MANAGE = declare("crm.commission_plan.manage", _("Manage commission plans"), _all(Role.ADMIN, Role.ACCOUNTANT))
COMMISSION_VIEW = declare("crm.commission.view", _("See commissions"), _all(*_DESK, Role.ACCOUNTANT) | _OWN)
COMMISSION_PAGE = declare("crm.commission.page", _("Open the ledger of commissions"), _all(*_DESK, Role.ACCOUNTANT))
COMMISSION_MANAGE = declare(
    "crm.commission.manage", _("Record payments, credits and payouts of commissions"),
    _all(Role.ADMIN, Role.ACCOUNTANT),
)  # fmt: skip
DASHBOARD = declare("crm.dashboard.view", _("Open the sales dashboard"), _all(*_DESK))
CONTRACT_MASK_MANAGE = declare("crm.contract_mask.manage", _("Set how contracts are numbered"), _all(Role.ADMIN))
DOCUMENT_VIEW = declare("crm.document.view", _("Download documents of clients"), _all(*_DESK))
TEMPLATE_MANAGE = declare("crm.document_template.manage", _("Upload and choose templates of documents"), _all(*_DESK))
CLIENT_USER_BIND = declare("crm.client_user.bind", _("Bind users to a client"), _all(Role.ADMIN))

# Sales: brokers and partners see and enter the leads they bring, and what became of them.
_OWN_LEADS = dict.fromkeys((Role.BROKER, Role.PARTNER), Reach.OWN)
LEAD_VIEW = declare("crm.lead.view", _("See leads"), _all(*_DESK) | _OWN_LEADS)
LEAD_MANAGE = declare("crm.lead.manage", _("Enter and change leads"), _all(*_DESK) | _OWN_LEADS)
LEAD_DECIDE = declare("crm.lead.decide", _("Assign, convert and refuse leads"), _all(*_DESK))
DEAL_VIEW = declare("crm.deal.view", _("See deals"), _all(*_DESK) | _OWN_LEADS)
DEAL_MANAGE = declare("crm.deal.manage", _("Manage deals"), _all(*_DESK))
ACTIVITY_VIEW = declare(
    "crm.activity.view", _("See calls, letters, meetings, notes and tasks"), _all(*_DESK) | _OWN_LEADS
)
ACTIVITY_MANAGE = declare(
    "crm.activity.manage", _("Write down calls, letters, meetings, notes and tasks"), _all(*_DESK) | _OWN_LEADS
)
TODAY = declare("crm.today", _("See what waits for oneself today"), _all(*_DESK))
PIPELINE_VIEW = declare("crm.pipeline.view", _("See stages and sources"), _all(*_DESK, Role.BROKER, Role.PARTNER))
PIPELINE_MANAGE = declare("crm.pipeline.manage", _("Configure stages and sources"), _all(Role.ADMIN))
REFERRAL_VIEW = declare("crm.referral.view", _("See referral links"), _all(*_DESK) | _OWN_LEADS)
REFERRAL_MANAGE = declare("crm.referral.manage", _("Make referral links"), _all(*_DESK) | _OWN_LEADS)
BITRIX_MANAGE = declare("crm.bitrix.manage", _("Set up and run the exchange with Bitrix24"), _all(Role.ADMIN))
BITRIX_DECIDE = declare("crm.bitrix.decide", _("See the exchange with Bitrix24 and decide its conflicts"), _all(*_DESK))
