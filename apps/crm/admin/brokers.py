"""Brokers in the admin; whose client is whose and by which plan somebody earns are read here, changed on the pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.common.admin import AdminServices, HouseAdmin, Write, operation, register
from apps.common.navigation import Group
from apps.crm.admin.changes import changed, given
from apps.crm.enums import BrokerVerb
from apps.crm.models import Attribution, Broker, BrokerTerm, CommissionPlan, CommissionPlanVersion
from apps.crm.permissions import BROKER_CARD, BROKER_MANAGE, PLAN_MANAGE, PLAN_VIEW
from apps.crm.services.brokers import change_broker_status, create_broker, update_broker
from apps.crm.services.plans import archive_plan

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from apps.common.actor import Actor

_CARD = (
    "kind", "legal_form", "name", "user", "partner", "inn", "phone", "email", "legal_address", "agreement_number",
    "agreement_on", "bank_name", "bic", "settlement_account", "correspondent_account", "note",
)  # fmt: skip


def _add(by: Actor, _row: Broker | None, data: dict[str, Any]) -> Broker:
    return create_broker(by=by, **given(data, _CARD))


def _change(by: Actor, row: Broker, data: dict[str, Any]) -> Broker:
    return update_broker(row, by=by, version=data["expected_version"], changes=changed(row, data, _CARD))


@register(Broker)
class BrokerAdmin(HouseAdmin[Broker]):
    """Brokers and channel partners."""

    view_permission = BROKER_CARD
    services = AdminServices(add=Write(BROKER_MANAGE, _add), change=Write(BROKER_MANAGE, _change))
    group = Group.CLIENTS
    order = 60
    icon = "handshake"
    fields = _CARD
    list_display = ("name", "kind", "status", "agreement_number")
    list_filter = ("status", "kind")
    search_fields = ("name",)
    actions_detail = ("suspend",)

    @operation(
        title=gettext_lazy("Suspend"),
        permission=BROKER_MANAGE,
        confirm=gettext_lazy("The broker goes on earning and is not paid until resumed."),
        icon="pause",
    )
    def suspend(self, by: Actor, rows: QuerySet[Broker], data: dict[str, Any]) -> str:
        """Suspend the broker."""
        for row in rows:
            change_broker_status(row, by=by, verb=BrokerVerb.SUSPEND, version=row.version)
        return _("The broker is suspended.")


@register(Attribution)
class AttributionAdmin(HouseAdmin[Attribution]):
    """Whose client is whose, read-only."""

    view_permission = BROKER_CARD
    group = Group.CLIENTS
    order = 61
    icon = "link"
    list_display = ("broker", "client", "during", "source")
    list_filter = ("source",)
    list_select_related = ("broker", "client")
    search_fields = ("broker__name", "client__name")


@register(BrokerTerm)
class BrokerTermAdmin(HouseAdmin[BrokerTerm]):
    """By which plan somebody earns, read-only."""

    view_permission = BROKER_CARD
    group = Group.CLIENTS
    order = 62
    icon = "percent"
    list_display = ("broker", "plan", "share_percent", "during")
    list_select_related = ("broker", "plan")


@register(CommissionPlan)
class CommissionPlanAdmin(HouseAdmin[CommissionPlan]):
    """Commission plans; their versions are made on the pages."""

    view_permission = PLAN_VIEW
    group = Group.MONEY
    order = 10
    icon = "percent"
    list_display = ("__str__", "audience", "is_archived")
    list_filter = ("audience", "is_archived")
    actions_detail = ("put_away",)

    @operation(
        title=gettext_lazy("Put away"),
        permission=PLAN_MANAGE,
        confirm=gettext_lazy("Nobody is given the plan any more. What was accrued by it stays."),
        icon="archive",
    )
    def put_away(self, by: Actor, rows: QuerySet[CommissionPlan], data: dict[str, Any]) -> str:
        """Put the plan away."""
        for row in rows:
            archive_plan(row, by=by, version=row.version)
        return _("The plan is put away.")


@register(CommissionPlanVersion)
class CommissionPlanVersionAdmin(HouseAdmin[CommissionPlanVersion]):
    """Versions of plans, which never change."""

    view_permission = PLAN_VIEW
    group = Group.MONEY
    order = 11
    icon = "history"
    list_display = ("plan", "number", "basis", "percent", "rate_per_kw", "currency", "during")
    list_filter = ("basis",)
    list_select_related = ("plan",)
