"""Deals, stages and the history of deals in the admin."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from apps.common.admin import AdminServices, HouseAdmin, Write, register
from apps.common.navigation import Group
from apps.crm import services
from apps.crm.admin.changes import changed, given
from apps.crm.models import Deal, Pipeline, Stage, StageChange
from apps.crm.permissions import DEAL_MANAGE, DEAL_VIEW, PIPELINE_MANAGE

if TYPE_CHECKING:
    from apps.common.actor import Actor

_DEAL = (
    "title", "owner", "source", "probability", "power_kw", "hashrate_phs", "unit_count", "monthly_income", "currency",
    "expected_close_on", "site_wish", "next_step", "next_step_on",
)  # fmt: skip


def _add_deal(by: Actor, _row: Deal | None, data: dict[str, Any]) -> Deal:
    return services.create_deal(by=by, client=data["client"], **given(data, _DEAL))


def _change_deal(by: Actor, row: Deal, data: dict[str, Any]) -> Deal:
    return services.update_deal(row, by=by, version=data["expected_version"], changes=changed(row, data, _DEAL))


@register(Deal)
class DealAdmin(HouseAdmin[Deal]):
    """Deals; they move between stages on the board and on their page."""

    view_permission = DEAL_VIEW
    services = AdminServices(add=Write(DEAL_MANAGE, _add_deal), change=Write(DEAL_MANAGE, _change_deal))
    group = Group.CLIENTS
    order = 60
    icon = "handshake"
    fields = ("client", "stage", "status", *_DEAL)
    readonly_fields = ("stage", "status")
    autocomplete_fields = ("client",)
    list_display = ("title", "client", "stage", "status", "probability", "power_kw", "monthly_income", "owner")
    list_filter = ("status",)
    list_select_related = ("client", "stage", "owner")
    search_fields = ("title", "client__name")
    ordering = ("-opened_at",)

    def get_readonly_fields(self, request: Any, obj: Deal | None = None) -> tuple[str, ...]:
        """A deal stays with its client."""
        return ("client", "stage", "status") if obj else ("stage", "status")


def _change_stage(by: Actor, row: Stage, data: dict[str, Any]) -> Stage:
    changes = changed(row, data, ("name", "probability", "is_active"))
    return services.update_stage(row, by=by, version=data["expected_version"], changes=changes)


def _add_stage(by: Actor, _row: Stage | None, data: dict[str, Any]) -> Stage:
    return services.add_stage(data["pipeline"], by=by, name=data["name"], probability=data["probability"])


@register(Stage)
class StageAdmin(HouseAdmin[Stage]):
    """Stages of the pipelines."""

    view_permission = PIPELINE_MANAGE
    services = AdminServices(add=Write(PIPELINE_MANAGE, _add_stage), change=Write(PIPELINE_MANAGE, _change_stage))
    group = Group.CLIENTS
    order = 85
    icon = "view_kanban"
    fields = ("pipeline", "name", "probability", "is_active")
    list_display = ("__str__", "pipeline", "kind", "position", "probability", "is_active")
    list_select_related = ("pipeline",)
    ordering = ("pipeline", "position")

    def get_readonly_fields(self, request: Any, obj: Stage | None = None) -> tuple[str, ...]:
        """A stage stays in its pipeline; a new one is in use."""
        return ("pipeline",) if obj else ("is_active",)


@register(Pipeline)
class PipelineAdmin(HouseAdmin[Pipeline]):
    """Pipelines, to be read."""

    view_permission = PIPELINE_MANAGE
    group = Group.CLIENTS
    order = 84
    icon = "filter_alt"
    fields = ("name", "is_default")
    list_display = ("__str__", "is_default")


@register(StageChange)
class StageChangeAdmin(HouseAdmin[StageChange]):
    """How deals went through the stages, to be read."""

    view_permission = DEAL_VIEW
    group = Group.CLIENTS
    order = 65
    icon = "timeline"
    fields = ("deal", "from_stage", "to_stage", "at", "by_label")
    list_display = ("at", "deal", "from_stage", "to_stage", "by_label")
    list_select_related = ("deal", "from_stage", "to_stage")
    ordering = ("-at",)
