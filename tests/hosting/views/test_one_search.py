"""One search over everything: each kind of thing is found by what people read off it, and leads to its page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from apps.common.roles import Role
from apps.common.scope import scope
from apps.logistics.services import IntakeEntry, register_intake, register_return
from tests.crm.broker_factories import make_broker
from tests.crm.sales_factories import make_deal, make_lead
from tests.factories import make_user
from tests.logistics.factories import make_movement, make_road
from tests.service_centre.factories import make_order, make_part, make_workshop

if TYPE_CHECKING:
    from collections.abc import Callable

    from apps.accounts.models import Organisation, User
    from tests.browser import Browser

pytestmark = pytest.mark.django_db


def _things(organisation: Organisation) -> dict[str, tuple[str, str]]:
    """Make one thing of each kind; return the text that names it and the address it leads to."""
    road = make_road(organisation)
    movement = make_movement(road, road.units[:1])
    with scope(road.manager) as by:
        act = register_return(by=by, contract=road.contract(), units=road.units[1:2])
    order = make_order(make_workshop(organisation))
    part = make_part(organisation.pk, name="Вентилятор ДВ-77")
    client = road.contract().client
    lead = make_lead(organisation, name="Полозов Илья")
    deal = make_deal(organisation, client, title="Сорок гидромашин")
    broker = make_broker(organisation, name="Посредников Глеб")
    unit = road.units[2]
    with scope(road.manager) as by:
        entry = IntakeEntry("FINDME0001", road.world.model)
        intake = register_intake(by=by, client=client, contract=road.contract(), site=road.warehouse, entries=[entry])
    return {
        "unit": (unit.serial, reverse("inventory:unit", args=[unit.uid])),
        "site": (road.warehouse.name, reverse("inventory:site", args=[road.warehouse.uid])),
        "intake act": (intake.number, reverse("logistics:intake", args=[intake.uid])),
        "movement": (movement.number, reverse("logistics:movement", args=[movement.uid])),
        "return act": (act.number, reverse("logistics:return", args=[act.uid])),
        "repair order": (order.number, reverse("service:order", args=[order.uid])),
        "spare part": ("вентилятор дв", reverse("service:part", args=[part.uid])),
        "spare part by its article": (part.article, reverse("service:part", args=[part.uid])),
        "client": (str(client)[:9], reverse("crm:client", args=[client.uid])),
        "contract": (str(road.contract().number), reverse("crm:contract", args=[road.contract().uid])),
        "lead": ("полозов", reverse("crm:lead", args=[lead.uid])),
        "deal": ("гидромаш", reverse("crm:deal", args=[deal.uid])),
        "broker": ("посредник", reverse("crm:broker", args=[broker.uid])),
    }


def test_each_kind_of_thing_is_found(organisation: Organisation, signed_in: Callable[[User], Browser]) -> None:
    browser = signed_in(make_user(organisation, Role.ADMIN))
    missing = []
    for kind, (text, address) in _things(organisation).items():
        answer = browser.get(reverse("common:search"), {"q": text}, follow=True)
        if f'href="{address}"' not in answer.content.decode() and answer.redirect_chain[-1:] != [(address, 302)]:
            missing.append(f"{kind} by «{text}»")
    assert missing == []


def test_what_the_role_may_not_see_is_not_found(
    organisation: Organisation, signed_in: Callable[[User], Browser]
) -> None:
    browser = signed_in(make_user(organisation, Role.DRIVER))
    things = _things(organisation)
    pages = {
        kind: browser.get(reverse("common:search"), {"q": text}).content.decode()
        for kind, (text, _address) in things.items()
    }
    seen = {kind for kind, (_text, address) in things.items() if f'href="{address}"' in pages[kind]}
    assert seen & {"client", "contract", "lead", "deal", "broker", "repair order", "spare part"} == set()
