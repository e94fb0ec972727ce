"""Referral links: the list, a new one, its page with address and QR code."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING
from uuid import UUID

import segno
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.accounts.models import Organisation
from apps.common import access
from apps.common.errors import DomainError
from apps.common.http import actor_of, guarded
from apps.common.pages import Column, EmptyState, HeaderAction, Kind, ListPage
from apps.crm import services
from apps.crm.forms.sales import ReferralForm
from apps.crm.models import ReferralLink
from apps.crm.permissions import CLIENT_CARD, REFERRAL_MANAGE, REFERRAL_VIEW
from apps.crm.selectors.clients import clients
from apps.crm.selectors.leads import leads, referral_links
from apps.crm.views.answers import UNPROCESSABLE, give_up, go, show_refusal, version_of

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from apps.common.actor import Actor


class ReferralList(ListPage[ReferralLink]):
    """Links with their visits, leads and won deals; a broker sees the own ones."""

    permission = REFERRAL_VIEW
    key = "referrals"
    title = gettext_lazy("Referral links")
    columns = (
        Column("title", gettext_lazy("Title"), sort="title", card_title=True,
               link=lambda row: reverse("crm:referral", args=[row.uid])),
        Column("owner", gettext_lazy("Whose"), lambda row: str(row.owner or row.client)),
        Column("code", gettext_lazy("Code"), kind=Kind.MONO, sort="code"),
        Column("visits", gettext_lazy("Visits"), kind=Kind.NUMBER, sort="visits", digits=0),
        Column("leads", gettext_lazy("Leads"), "lead_count", Kind.NUMBER, "lead_count", digits=0),
        Column("won", gettext_lazy("Won"), "won_count", Kind.NUMBER, "won_count", digits=0),
        Column("is_active", pgettext_lazy("referral link", "In use"), kind=Kind.BOOLEAN),
    )  # fmt: skip
    search = ("title__icontains", "code__icontains")
    order = "-pk"

    @property
    def empty(self) -> EmptyState:  # type: ignore[override]  # its address is known only when routes are
        """Say what a link is for."""
        return EmptyState(
            gettext_lazy("No links yet"),
            gettext_lazy("A link tells whose request it is: send it, print its QR code, and see what comes of it."),
            gettext_lazy("New link"),
            reverse("crm:referral_new"),
            "link",
            REFERRAL_MANAGE,
        )

    def rows(self, actor: Actor) -> QuerySet[ReferralLink]:
        """Return the links in reach."""
        return referral_links(actor)

    def header_actions(self, actor: Actor) -> list[HeaderAction]:
        """Offer a new link."""
        return [HeaderAction(gettext_lazy("New link"), reverse("crm:referral_new"), REFERRAL_MANAGE)]


def _address(actor: Actor, link: ReferralLink) -> str:
    """Return the full address that is sent to people."""
    slug = Organisation.objects.values_list("slug", flat=True).get(pk=actor.tenant_id)
    return f"{settings.SITE_URL}{reverse('crm:landing', args=[slug])}?ref={link.code}"


@guarded(REFERRAL_VIEW)
@require_safe
def referral(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Show a link: address, QR code, what came of it."""
    actor = actor_of(request)
    link = access.fetch(actor, REFERRAL_VIEW, referral_links(actor), uid=uid)
    context = {
        "link": link,
        "address": _address(actor, link),
        "leads": leads(actor).filter(referral=link)[:20],
        "may_manage": access.holds(actor, REFERRAL_MANAGE),
    }
    return render(request, "crm/referral.html", context)


@guarded(REFERRAL_VIEW)
@require_safe
def referral_qr(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Return the QR code of a link as a picture."""
    actor = actor_of(request)
    link = access.fetch(actor, REFERRAL_VIEW, referral_links(actor), uid=uid)
    picture = io.BytesIO()
    segno.make(_address(actor, link), error="m").save(picture, kind="svg", scale=8, border=3)
    return HttpResponse(
        picture.getvalue(), content_type="image/svg+xml", headers={"Cache-Control": "private, max-age=3600"}
    )


def _uid(text: str) -> UUID:
    """Return the identifier of an address. Raises Http404 for a text that is none."""
    try:
        return UUID(text)
    except ValueError as error:
        raise Http404 from error


@guarded(REFERRAL_MANAGE)
@require_http_methods(["GET", "POST"])
def referral_new(request: HttpRequest) -> HttpResponse:
    """Make a link for oneself, or for a client (`?client=`)."""
    actor = actor_of(request)
    named = request.GET.get("client", "")
    client = access.fetch(actor, CLIENT_CARD, clients(actor), uid=_uid(named)) if named else None
    form = ReferralForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = UNPROCESSABLE
        if form.is_valid():
            try:
                link = services.create_referral_link(by=actor, client=client, **form.cleaned_data)
            except DomainError as refusal:
                show_refusal(request, form, refusal)
            else:
                return go(request, reverse("crm:referral", args=[link.uid]))
    return render(request, "crm/referral_form.html", {"form": form, "client": client}, status=status)


@guarded(REFERRAL_MANAGE)
@require_POST
def referral_switch(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Take a link out of use, or into use again."""
    actor = actor_of(request)
    link = access.fetch(actor, REFERRAL_MANAGE, referral_links(actor), uid=uid)
    try:
        services.update_referral_link(
            link, by=actor, version=version_of(request), changes={"is_active": not link.is_active}
        )
    except DomainError as refusal:
        give_up(request)
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("The link is out of use.") if link.is_active else _("The link is in use again."))
    return go(request, reverse("crm:referral", args=[link.uid]))
