"""Commission plans: the list, a new one, its versions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.common import access, clock
from apps.common.http import actor_of, guarded
from apps.common.pages import BooleanFilter, ChoiceFilter, Column, EmptyState, Kind, ListPage
from apps.common.pages.forms import form_page, run_and_return
from apps.common.pages.lists import HeaderAction
from apps.crm.enums import BrokerKind
from apps.crm.forms.brokers import PlanForm, PlanVersionForm
from apps.crm.models import CommissionPlan, CommissionPlanVersion
from apps.crm.permissions import PLAN_MANAGE, PLAN_VIEW
from apps.crm.rules.plan_fields import LANGUAGES
from apps.crm.selectors import commissions as told
from apps.crm.services.plans import add_plan_version, archive_plan, create_plan
from apps.crm.views.answers import version_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from django.db.models import QuerySet

    from apps.common.access import Permission
    from apps.common.actor import Actor


def _address(plan: CommissionPlan) -> str:
    """Return the plan's page."""
    return reverse("crm:plan", args=[plan.uid])


def _last(plan: CommissionPlan) -> CommissionPlanVersion | None:
    """Return the newest version among those that were fetched with the plan."""
    return max(plan.versions.all(), key=lambda one: one.number, default=None)


class PlanList(ListPage[CommissionPlan]):
    """Commission plans and packages of channel partners."""

    permission = PLAN_VIEW
    key = "commission-plans"
    title = gettext_lazy("Commission plans")
    columns = (
        Column("name", gettext_lazy("Name"), str, card_title=True, link=_address),
        Column("audience", gettext_lazy("For"), lambda row: row.get_audience_display(), sort="audience"),
        Column("basis", gettext_lazy("Counted from"), lambda row: (one := _last(row)) and one.get_basis_display()),
        Column(
            "version", gettext_lazy("Version"), lambda row: (one := _last(row)) and one.number, Kind.NUMBER, digits=0
        ),
        Column("archived", gettext_lazy("Archived"), "is_archived", Kind.BOOLEAN),
    )
    filters = (
        ChoiceFilter(key="audience", title=gettext_lazy("For"), lookup="audience", choices=BrokerKind.choices),
        BooleanFilter(key="archived", title=gettext_lazy("Archived"), lookup="is_archived"),
    )
    order = "-id"
    empty = EmptyState(
        gettext_lazy("No plans yet"), gettext_lazy("Say what a broker earns: a percent, a sum per kW, tiers."),
        gettext_lazy("New plan"), "/commission-plans/new/", icon="percentage", permission=PLAN_MANAGE,
    )  # fmt: skip

    def rows(self, actor: Actor) -> QuerySet[CommissionPlan]:
        """Return the plans."""
        return told.plans(actor)

    def header_actions(self, actor: Actor) -> Sequence[HeaderAction]:
        """Offer a new plan."""
        return (HeaderAction(_("New plan"), reverse("crm:plan_new"), PLAN_MANAGE),)


def _found(request: HttpRequest, uid: UUID, permission: Permission) -> CommissionPlan:
    """Return the plan of the address."""
    actor = actor_of(request)
    return access.fetch(actor, permission, told.plans(actor), uid=uid)


@guarded(PLAN_MANAGE)
@require_http_methods(["GET", "POST"])
def plan_new(request: HttpRequest) -> HttpResponse:
    """Make a plan."""
    actor = actor_of(request)
    form = PlanForm(request.POST or None, initial={"valid_from": clock.today()})

    def run(data: dict[str, Any]) -> tuple[str, str]:
        names = {key: data.pop(f"name_{key}") for key in LANGUAGES}
        return _address(create_plan(by=actor, names=names, **data)), _("The plan is made.")

    return form_page(request, form, title=_("New plan"), run=run, cancel_url=reverse("crm:plans"))


@guarded(PLAN_VIEW)
@require_safe
def plan_page(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Show a plan with its versions."""
    plan = _found(request, uid, PLAN_VIEW)
    context = {
        "plan": plan,
        "versions": sorted(plan.versions.all(), key=lambda one: -one.number),
        "may_manage": access.holds(actor_of(request), PLAN_MANAGE) and not plan.is_archived,
    }
    return render(request, "crm/commission_plan.html", context)


@guarded(PLAN_MANAGE)
@require_http_methods(["GET", "POST"])
def plan_version(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Give a plan a new version."""
    actor = actor_of(request)
    plan = _found(request, uid, PLAN_MANAGE)
    last = _last(plan)
    initial: dict[str, Any] = {"valid_from": clock.today()}
    if last is not None:
        names = ("basis", "currency", "percent", "rate_per_kw", "cap_amount", "cap_scope")
        initial |= {name: getattr(last, name) for name in names}
        initial["tiers"] = "; ".join(f"{start}: {percent}" for start, percent in last.tiers)

    def run(data: dict[str, Any]) -> tuple[str, str]:
        add_plan_version(plan, by=actor, **data)
        return _address(plan), _("The plan pays by the new version from that day.")

    form = PlanVersionForm(request.POST or None, initial=initial)
    title = _("New version of «%(plan)s»") % {"plan": plan}
    return form_page(request, form, title=title, run=run, cancel_url=_address(plan))


@guarded(PLAN_MANAGE)
@require_POST
def plan_archive(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Put a plan away."""
    actor = actor_of(request)
    plan = _found(request, uid, PLAN_MANAGE)

    def run() -> str:
        archive_plan(plan, by=actor, version=version_of(request))
        return _("The plan is put away.")

    return run_and_return(request, _address(plan), run)
