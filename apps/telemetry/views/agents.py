"""Pages of agents: the list, one agent, a code for a new one, what it found, matching by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from apps.common import access
from apps.common.errors import DomainError
from apps.common.http import actor_of, guarded
from apps.common.http.idempotency import shown_once
from apps.common.pages import Column, EmptyState, HeaderAction, Kind, ListPage
from apps.telemetry.forms import AgentForm, EnrolmentForm, MatchForm, RevokeForm
from apps.telemetry.models import Agent, Device
from apps.telemetry.permissions import AGENT_MANAGE, DEVICE_MATCH
from apps.telemetry.selectors.agents import agent_state, agents
from apps.telemetry.selectors.devices import devices, unmatched
from apps.telemetry.services.agents import configure_agent, request_scan, revoke_agent
from apps.telemetry.services.codes import make_enrolment_code
from apps.telemetry.services.devices import match_device

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet

    from apps.common.actor import Actor

UNPROCESSABLE = 422


class AgentList(ListPage[Agent]):
    """Agents with when each was last heard."""

    permission = AGENT_MANAGE
    key = "agents"
    title = gettext_lazy("Agents")
    columns = (
        Column(
            "name",
            gettext_lazy("Agent"),
            sort="name",
            card_title=True,
            link=lambda row: reverse("telemetry:agent", args=[row.uid]),
        ),
        Column("site", gettext_lazy("Site"), "site.name", sort="site__name"),
        Column("status", gettext_lazy("Status"), agent_state, Kind.STATUS, "status"),
        Column("heard", gettext_lazy("Last heard"), "last_heard_at", Kind.DATETIME, "last_heard_at"),
        Column("clock", gettext_lazy("Clock error"), "clock_error_ms", Kind.NUMBER, "clock_error_ms", "ms", 0),
        Column("version", gettext_lazy("Version"), "agent_version", sort="agent_version"),
        Column("hostname", gettext_lazy("Computer"), "hostname", sort="hostname", hidden=True),
    )
    search = ("name__icontains", "site__name__icontains", "hostname__icontains")
    order = "name"
    empty = EmptyState(
        gettext_lazy("No agents yet"),
        gettext_lazy("Make an enrolment code and start the agent on the site's computer with it."),
        icon="access-point",
    )

    def rows(self, actor: Actor) -> QuerySet[Agent]:
        """Return the agents in reach."""
        return agents(actor)

    def header_actions(self, actor: Actor) -> list[HeaderAction]:
        """Offer a new agent and the found machines that are no unit yet."""
        return [
            HeaderAction(gettext_lazy("New agent"), reverse("telemetry:agent_new"), AGENT_MANAGE),
            HeaderAction(gettext_lazy("Unmatched machines"), reverse("telemetry:unmatched"), DEVICE_MATCH, "link-off"),
        ]


@guarded(AGENT_MANAGE)
@require_http_methods(["GET", "POST"])
def agent_new(request: HttpRequest) -> HttpResponse:
    """Make an enrolment code; show it once with the command to type on the site's computer."""
    actor = actor_of(request)
    form = EnrolmentForm(request.POST or None, actor=actor)
    if request.method == "POST" and form.is_valid():
        try:
            code, plain = make_enrolment_code(by=actor, **form.cleaned_data)
        except DomainError as refusal:
            form.add_error(refusal.field, refusal.message)
        else:
            command = f"neurohost-agent enrol --server {settings.SITE_URL} --code {plain}"
            context = {"code": code, "plain": plain, "command": command}
            return shown_once(render(request, "telemetry/agent_code.html", context))
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "telemetry/agent_new.html", {"form": form}, status=status)


def _agent(request: HttpRequest, uid: UUID) -> Agent:
    """Return one agent in reach."""
    return access.fetch(actor_of(request), AGENT_MANAGE, Agent.objects.select_related("site"), uid=uid)


@guarded(AGENT_MANAGE)
@require_http_methods(["GET", "POST"])
def agent(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Show one agent and change what it is told."""
    row = _agent(request, uid)
    form = AgentForm(request.POST or None, initial=AgentForm.initial_of(row))
    if request.method == "POST" and form.is_valid():
        try:
            configure_agent(by=actor_of(request), agent=row, **form.cleaned_data)
        except DomainError as refusal:
            form.add_error(refusal.field, refusal.message)
        else:
            messages.success(request, _("Saved. The agent takes it over within a minute."))
            return HttpResponseRedirect(reverse("telemetry:agent", args=[row.uid]))
    context = {
        "agent": row,
        "state": agent_state(row),
        "form": form,
        "revoke_form": RevokeForm(),
        "found": devices(actor_of(request)).filter(agent=row).count(),
        "matched": devices(actor_of(request)).filter(agent=row, unit__isnull=False).count(),
    }
    return render(request, "telemetry/agent.html", context, status=UNPROCESSABLE if form.errors else 200)


@require_POST
@guarded(AGENT_MANAGE)
def agent_scan(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Ask the agent to scan now."""
    row = request_scan(by=actor_of(request), agent=_agent(request, uid))
    messages.success(request, _("The agent will begin the scan within a minute."))
    return HttpResponseRedirect(reverse("telemetry:agent", args=[row.uid]))


@require_POST
@guarded(AGENT_MANAGE)
def agent_revoke(request: HttpRequest, uid: UUID) -> HttpResponse:
    """End the agent's key."""
    row = _agent(request, uid)
    form = RevokeForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("The key was not revoked: give the reason."))
        return HttpResponseRedirect(reverse("telemetry:agent", args=[row.uid]))
    revoke_agent(by=actor_of(request), agent=row, reason=form.cleaned_data["reason"])
    messages.success(request, _("The agent's key no longer works."))
    return HttpResponseRedirect(reverse("telemetry:agent", args=[row.uid]))


class UnmatchedList(ListPage[Device]):
    """Machines that agents found and that are no unit yet."""

    permission = DEVICE_MATCH
    key = "unmatched"
    title = gettext_lazy("Unmatched machines")
    columns = (
        Column("ip", gettext_lazy("IP address"), "ip", Kind.MONO, card_title=True),
        Column("serial", gettext_lazy("Serial number"), "serial", Kind.MONO, "serial"),
        Column("mac", gettext_lazy("MAC address"), "mac", Kind.MONO),
        Column("model", gettext_lazy("Model"), "model", sort="model"),
        Column("firmware", gettext_lazy("Firmware"), "firmware", sort="firmware"),
        Column("site", gettext_lazy("Site"), "site.name", sort="site__name"),
        Column("found", gettext_lazy("Found"), "last_found_at", Kind.DATETIME, "last_found_at"),
        Column("action", gettext_lazy("Match"), "uid", template="telemetry/partials/match_link.html"),
    )
    search = ("serial__icontains", "model__icontains", "hostname__icontains")
    order = "-last_found_at"
    empty = EmptyState(
        gettext_lazy("Everything is matched"),
        gettext_lazy("Each machine that the agents found is a unit of the equipment list."),
        icon="link",
    )

    def rows(self, actor: Actor) -> QuerySet[Device]:
        """Return the unmatched machines in reach."""
        return unmatched(actor)


@guarded(DEVICE_MATCH)
@require_http_methods(["GET", "POST"])
def match(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Say by hand which unit a machine is."""
    actor = actor_of(request)
    device = access.fetch(actor, DEVICE_MATCH, Device.objects.select_related("site"), uid=uid)
    form = MatchForm(request.POST or None, actor=actor)
    if request.method == "POST" and form.is_valid():
        try:
            match_device(by=actor, device=device, unit=form.unit)
        except DomainError as refusal:
            form.add_error("serial", refusal.message)
        else:
            messages.success(request, _("The machine is now unit %(serial)s.") % {"serial": form.unit.serial})
            return HttpResponseRedirect(reverse("telemetry:unmatched"))
    context = {"device": device, "form": form}
    return render(request, "telemetry/match.html", context, status=UNPROCESSABLE if form.errors else 200)
