"""Leads, their sources and referral links in the admin."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.common.admin import AdminServices, HouseAdmin, Write, operation, register
from apps.common.navigation import Group
from apps.crm import services
from apps.crm.admin.changes import changed, given
from apps.crm.enums import LeadVerb
from apps.crm.models import Lead, LeadSource, ReferralLink
from apps.crm.permissions import LEAD_DECIDE, LEAD_VIEW, PIPELINE_MANAGE, REFERRAL_MANAGE, REFERRAL_VIEW

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from apps.common.actor import Actor

_LEAD = (
    "name", "company", "inn", "phone", "email", "telegram", "message", "source", "owner", "power_kw", "hashrate_phs",
    "unit_count", "next_step", "next_step_on",
)  # fmt: skip


def _add_lead(by: Actor, _row: Lead | None, data: dict[str, Any]) -> Lead:
    return services.create_lead(by=by, **given(data, _LEAD))


def _change_lead(by: Actor, row: Lead, data: dict[str, Any]) -> Lead:
    return services.update_lead(row, by=by, version=data["expected_version"], changes=changed(row, data, _LEAD))


class RefuseForm(forms.Form):
    """Why a lead is refused."""

    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=500)


@register(Lead)
class LeadAdmin(HouseAdmin[Lead]):
    """Leads; their state changes by operations, conversion by the page."""

    view_permission = LEAD_VIEW
    services = AdminServices(add=Write(LEAD_DECIDE, _add_lead), change=Write(LEAD_DECIDE, _change_lead))
    group = Group.CLIENTS
    order = 50
    icon = "person_search"
    fields = _LEAD
    list_display = ("__str__", "name", "status", "phone", "email", "source", "owner", "came_at")
    list_filter = ("status", "source")
    list_select_related = ("source", "owner")
    search_fields = ("name", "company", "phone", "email", "inn")
    ordering = ("-came_at",)
    actions_detail = ("refuse",)

    @operation(
        title=gettext_lazy("Refuse"),
        permission=LEAD_DECIDE,
        confirm=gettext_lazy("It leaves the list of work; it can be reopened."),
        form=RefuseForm,
        icon="block",
        danger=True,
    )
    def refuse(self, by: Actor, rows: QuerySet[Lead], data: dict[str, Any]) -> str:
        """Refuse the lead."""
        for row in rows:
            services.change_lead_status(row, by=by, verb=LeadVerb.REFUSE, version=row.version, reason=data["reason"])
        return _("The lead is refused.")


def _add_source(by: Actor, _row: LeadSource | None, data: dict[str, Any]) -> LeadSource:
    return services.add_source(by=by, key=data["key"], name=data["name"])


def _change_source(by: Actor, row: LeadSource, data: dict[str, Any]) -> LeadSource:
    changes = changed(row, data, ("name", "is_active"))
    return services.update_source(row, by=by, version=data["expected_version"], changes=changes)


@register(LeadSource)
class LeadSourceAdmin(HouseAdmin[LeadSource]):
    """Where leads come from."""

    view_permission = PIPELINE_MANAGE
    services = AdminServices(add=Write(PIPELINE_MANAGE, _add_source), change=Write(PIPELINE_MANAGE, _change_source))
    group = Group.CLIENTS
    order = 90
    icon = "input"
    fields = ("key", "name", "is_active")
    list_display = ("__str__", "key", "position", "is_active")
    ordering = ("position",)

    def get_readonly_fields(self, request: Any, obj: LeadSource | None = None) -> tuple[str, ...]:
        """A key stays; a new source is in use."""
        return ("key",) if obj else ("is_active",)


def _change_link(by: Actor, row: ReferralLink, data: dict[str, Any]) -> ReferralLink:
    changes = changed(row, data, ("title", "is_active"))
    return services.update_referral_link(row, by=by, version=data["expected_version"], changes=changes)


@register(ReferralLink)
class ReferralLinkAdmin(HouseAdmin[ReferralLink]):
    """Referral links; new ones are made on their page."""

    view_permission = REFERRAL_VIEW
    services = AdminServices(change=Write(REFERRAL_MANAGE, _change_link))
    group = Group.CLIENTS
    order = 80
    icon = "link"
    fields = ("title", "code", "owner", "client", "visits", "is_active")
    readonly_fields = ("code", "owner", "client", "visits")
    list_display = ("title", "code", "owner", "client", "visits", "is_active")
    list_select_related = ("owner", "client")
    search_fields = ("title", "code")
