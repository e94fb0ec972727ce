"""The broker's desk: the first screen of brokers and partners."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps.accounts.models import Organisation
from apps.common import clock
from apps.common.http import actor_of, guarded
from apps.crm.enums import EntryKind
from apps.crm.permissions import BROKER_DESK
from apps.crm.rules.commission import next_month
from apps.crm.selectors.broker_desk import MONTHS, monthly, own_desk

if TYPE_CHECKING:
    from datetime import date

    from apps.crm.models import ReferralLink


@guarded(BROKER_DESK)
@require_safe
def broker_desk(request: HttpRequest) -> HttpResponse:
    """Show the actor's own leads, clients, accruals and payouts."""
    actor = actor_of(request)
    desk = own_desk(actor, clock.today())
    if desk is None:
        return render(request, "crm/broker_desk_none.html")
    slug = Organisation.objects.values_list("slug", flat=True).get(pk=actor.tenant_id)
    links = [(link, _address(request, link, slug)) for link in desk.links]
    return render(request, "crm/broker_desk.html", {"desk": desk, "links": links})


def _address(request: HttpRequest, link: ReferralLink, slug: str) -> str:
    """Return the whole address that a broker sends round; empty while no landing form is routed."""
    try:
        return request.build_absolute_uri(f"{reverse('crm:landing', args=[slug])}?ref={link.code}")
    except NoReverseMatch:
        return ""


@guarded(BROKER_DESK)
@require_safe
def broker_chart(request: HttpRequest) -> JsonResponse:
    """Return what the actor earned and was paid in each of the last twelve months."""
    months = last_months(clock.today(), MONTHS)
    earned = dict.fromkeys(months, 0.0)
    paid = dict.fromkeys(months, 0.0)
    for month, kind, total in monthly(actor_of(request), months[0]):
        target = paid if kind == EntryKind.PAYOUT else earned
        target[month] += float(-total if kind == EntryKind.PAYOUT else total)
    return JsonResponse(
        {
            "kind": "bar",
            "unit": "RUB",
            "categories": [date_format(month, "YEAR_MONTH_FORMAT") for month in months],
            "series": [
                {"name": _("Accrued"), "values": [round(value, 2) for value in earned.values()]},
                {"name": _("Paid out"), "values": [round(value, 2) for value in paid.values()]},
            ],
        }
    )


def last_months(today: date, count: int) -> list[date]:
    """Return the first days of the last `count` months, this one included."""
    year, month = divmod(today.year * 12 + today.month - count, 12)
    found = [today.replace(year=year, month=month + 1, day=1)]
    while len(found) < count:
        found.append(next_month(found[-1]))
    return found
