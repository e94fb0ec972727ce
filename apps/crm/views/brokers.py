"""Brokers: the list, a new one, the card with plan, clients, ledger and payouts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.common import access, clock
from apps.common.http import actor_of, guarded
from apps.common.pages import ChoiceFilter, Column, EmptyState, Kind, ListPage
from apps.common.pages.forms import form_page, run_and_return
from apps.common.pages.lists import HeaderAction
from apps.crm.enums import BrokerKind, BrokerStatus, BrokerVerb
from apps.crm.forms.brokers import AttributionForm, BrokerForm, ReleaseForm, TermsForm, uid_of
from apps.crm.models import Broker, Client
from apps.crm.permissions import BROKER_CARD, BROKER_MANAGE, COMMISSION_MANAGE
from apps.crm.rules.broker_fields import FIELDS
from apps.crm.selectors import commissions as told
from apps.crm.selectors.clients import clients, matching
from apps.crm.services.brokers import (
    attribute_client,
    change_broker_status,
    create_broker,
    release_client,
    set_broker_terms,
    update_broker,
)
from apps.crm.transitions import broker_verbs
from apps.crm.views.answers import by_uid_or_text, version_of
from apps.crm.views.commission_words import explained

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from django.db.models import QuerySet

    from apps.common.access import Permission
    from apps.common.actor import Actor

_SHOWN = 10


def _address(broker: Broker) -> str:
    """Return the broker's page."""
    return reverse("crm:broker", args=[broker.uid])


class BrokerList(ListPage[Broker]):
    """Brokers and channel partners with their clients of today and what is owed."""

    permission = BROKER_CARD
    key = "brokers"
    title = gettext_lazy("Brokers")
    columns = (
        Column("name", gettext_lazy("Name"), sort="name", card_title=True, link=_address),
        Column("kind", gettext_lazy("Kind"), lambda row: row.get_kind_display(), sort="kind"),
        Column("status", gettext_lazy("Status"), kind=Kind.STATUS, sort="status"),
        Column("clients", gettext_lazy("Clients"), "client_count", Kind.NUMBER, "client_count", digits=0),
        Column("owed", gettext_lazy("Owed"), "owed", Kind.NUMBER, "owed", "RUB", 2),
        Column("partner", gettext_lazy("Brought by"), lambda row: row.partner and str(row.partner)),
    )
    filters = (
        ChoiceFilter(key="status", title=gettext_lazy("Status"), lookup="status", choices=BrokerStatus.choices),
        ChoiceFilter(key="kind", title=gettext_lazy("Kind"), lookup="kind", choices=BrokerKind.choices),
    )
    search = ("name__icontains",)
    order = "name"
    empty = EmptyState(
        gettext_lazy("No brokers yet"), gettext_lazy("Enter the first one: who brings clients for a commission."),
        gettext_lazy("New broker"), "/brokers/new/", icon="affiliate", permission=BROKER_MANAGE,
    )  # fmt: skip

    def rows(self, actor: Actor) -> QuerySet[Broker]:
        """Return the brokers in reach."""
        return told.listed(actor, clock.today())

    def header_actions(self, actor: Actor) -> Sequence[HeaderAction]:
        """Offer a new broker."""
        return (HeaderAction(_("New broker"), reverse("crm:broker_new"), BROKER_MANAGE),)


def found(request: HttpRequest, uid: UUID, permission: Permission) -> Broker:
    """Return the broker of the address; 404 when it is out of reach."""
    actor = actor_of(request)
    return access.fetch(actor, permission, told.brokers(actor), uid=uid)


def _form(actor: Actor, request: HttpRequest, initial: dict[str, Any], broker: Broker | None = None) -> BrokerForm:
    """Return the form of a broker with the people it may name."""
    partners = told.brokers(actor).filter(partner=None).exclude(pk=broker.pk if broker else 0)
    return BrokerForm(request.POST or None, users=told.broker_users(actor), partners=partners, initial=initial)


@guarded(BROKER_MANAGE)
@require_http_methods(["GET", "POST"])
def broker_new(request: HttpRequest) -> HttpResponse:
    """Enter a broker."""
    actor = actor_of(request)

    def run(data: dict[str, Any]) -> tuple[str, str]:
        broker = create_broker(by=actor, **data)
        return _address(broker), _("The broker is entered.")

    return form_page(
        request, _form(actor, request, {}), title=_("New broker"), run=run, cancel_url=reverse("crm:brokers")
    )


@guarded(BROKER_MANAGE)
@require_http_methods(["GET", "POST"])
def broker_edit(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Change a broker's card."""
    actor = actor_of(request)
    broker = found(request, uid, BROKER_MANAGE)
    initial = {name: getattr(broker, name) for name in FIELDS}
    initial |= {"user": uid_of(broker.user), "partner": uid_of(broker.partner), "version": broker.version}

    def run(data: dict[str, Any]) -> tuple[str, str]:
        changes = {name: value for name, value in data.items() if value != getattr(broker, name)}
        update_broker(broker, by=actor, version=broker.version, changes=changes)
        return _address(broker), _("Saved.")

    form = _form(actor, request, initial, broker)
    return form_page(request, form, title=str(broker), run=run, cancel_url=_address(broker))


@guarded(BROKER_CARD)
@require_safe
def broker_page(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Show a broker: what is owed, by which plan, whose clients, the last lines and payouts."""
    actor = actor_of(request)
    broker = found(request, uid, BROKER_CARD)
    may_manage = access.holds(actor, BROKER_MANAGE)
    lines = told.entries(actor).filter(broker=broker)[:_SHOWN]
    context = {
        "broker": broker,
        "balances": told.balances(broker),
        "terms": told.terms(actor).filter(broker=broker),
        "attributions": told.attributions(actor).filter(broker=broker)[:50],
        "lines": [(line, explained(line)) for line in lines],
        "payouts": told.payouts(actor).filter(broker=broker)[:_SHOWN],
        "verbs": broker_verbs(broker.status) if may_manage else (),
        "may_manage": may_manage,
        "may_pay": access.holds(actor, COMMISSION_MANAGE),
        "today": clock.today(),
    }
    return render(request, "crm/broker.html", context)


@guarded(BROKER_MANAGE)
@require_POST
def broker_step(request: HttpRequest, uid: UUID, verb: str) -> HttpResponse:
    """Suspend, resume or close a broker."""
    actor = actor_of(request)
    broker = found(request, uid, BROKER_MANAGE)
    if verb not in BrokerVerb.values:
        raise Http404

    def run() -> str:
        changed = change_broker_status(
            broker, by=actor, verb=BrokerVerb(verb), version=version_of(request), reason=request.POST.get("reason", "")
        )
        return f"{changed}: {BrokerStatus(changed.status).label}"

    return run_and_return(request, _address(broker), run)


@guarded(BROKER_MANAGE)
@require_http_methods(["GET", "POST"])
def broker_terms(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Give a broker a plan from a day on."""
    actor = actor_of(request)
    broker = found(request, uid, BROKER_MANAGE)
    form = TermsForm(
        request.POST or None,
        plans=told.plans(actor).filter(is_archived=False),
        initial={"valid_from": clock.today()},
    )

    def run(data: dict[str, Any]) -> tuple[str, str]:
        set_broker_terms(broker, by=actor, **data)
        return _address(broker), _("The broker earns by the new plan from that day.")

    return form_page(
        request, form, title=_("Plan of %(broker)s") % {"broker": broker}, run=run, cancel_url=_address(broker)
    )


@guarded(BROKER_MANAGE)
@require_http_methods(["GET", "POST"])
def broker_client_add(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Say that a client is the broker's."""
    actor = actor_of(request)
    broker = found(request, uid, BROKER_MANAGE)

    def find(text: str) -> QuerySet[Client]:
        rows = clients(actor).filter(status="active").order_by("name")
        return by_uid_or_text(rows, text, lambda: matching(actor, rows, text))

    form = AttributionForm(request.POST or None, find=find, initial={"since": clock.today()})

    def run(data: dict[str, Any]) -> tuple[str, str]:
        attribute_client(data.pop("client"), by=actor, broker=broker, **data)
        return _address(broker), _("The client is the broker's.")

    title = _("Client of %(broker)s") % {"broker": broker}
    return form_page(request, form, title=title, run=run, cancel_url=_address(broker))


@guarded(BROKER_MANAGE)
@require_http_methods(["GET", "POST"])
def attribution_end(request: HttpRequest, uid: UUID) -> HttpResponse:
    """End an attribution."""
    actor = actor_of(request)
    attribution = access.fetch(actor, BROKER_MANAGE, told.attributions(actor), uid=uid)
    back = _address(attribution.broker)
    form = ReleaseForm(request.POST or None, initial={"until": clock.today()})

    def run(data: dict[str, Any]) -> tuple[str, str]:
        release_client(attribution, by=actor, until=data["until"])
        return back, _("The client is the broker's no more from that day.")

    return form_page(request, form, title=str(attribution.client), run=run, cancel_url=back)
