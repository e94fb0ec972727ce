"""Calls of the portal: only our portal's are kept, each record is compared once."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from apps.common.scope import SystemJob, system_scope
from apps.crm.models import BitrixConnection, BitrixEvent, Client
from apps.crm.services import bitrix
from local_servers.bitrix24.store import COMPANY
from tests.crm.factories import company_inn

if TYPE_CHECKING:
    from uuid import UUID

    from tests.crm.bitrix import Exchange


def _uid(*, active: bool = True) -> UUID:
    with system_scope(SystemJob.MAINTENANCE):
        BitrixConnection.objects.update(is_active=active)
        return BitrixConnection.objects.get().uid


def _kept() -> list[tuple[str, dict[str, int]]]:
    with system_scope(SystemJob.MAINTENANCE):
        return list(BitrixEvent.objects.order_by("id").values_list("event", "fields"))


def test_a_call_with_the_token_is_kept_with_ids_only(exchange: Exchange) -> None:
    form = exchange.portal.outgoing.form("onCrmContactUpdate", {"ID": 82}) | {"data[FIELDS][NAME]": "Анна"}
    assert bitrix.take_event(_uid(), form) is True
    assert _kept() == [("ONCRMCONTACTUPDATE", {"ID": 82})]


@pytest.mark.parametrize(
    "change",
    [
        {"auth[application_token]": "wrong"},
        {"auth[application_token]": ""},
        {"event": "ONTASKADD"},
        {"event": ""},
        {"auth[member_id]": "another"},
    ],
)
def test_a_call_of_somebody_else_is_refused_and_nothing_is_kept(exchange: Exchange, change: dict[str, str]) -> None:
    uid = _uid()
    with system_scope(SystemJob.MAINTENANCE):
        BitrixConnection.objects.update(member_id=exchange.portal.outgoing.member_id)
    form = exchange.portal.outgoing.form("ONCRMCONTACTUPDATE", {"ID": 82})
    assert bitrix.take_event(uid, form | change) is False
    assert bitrix.take_event(uuid4(), form) is False
    assert _kept() == []


def test_without_a_token_nobody_can_call(exchange: Exchange) -> None:
    with system_scope(SystemJob.MAINTENANCE):
        BitrixConnection.objects.update(application_token="")
    form = exchange.portal.outgoing.form("ONCRMCONTACTUPDATE", {"ID": 82}) | {"auth[application_token]": ""}
    assert bitrix.take_event(_uid(), form) is False


def test_while_the_exchange_is_off_a_call_is_answered_and_not_kept(exchange: Exchange) -> None:
    form = exchange.portal.outgoing.form("ONCRMCONTACTUPDATE", {"ID": 82})
    assert (bitrix.take_event(_uid(active=False), form), _kept()) == (True, [])


def test_calls_about_a_company_and_its_requisites_bring_the_change_without_a_poll(exchange: Exchange) -> None:
    item = exchange.company("ООО «Ангара»", company_inn(1), RQ_DIRECTOR="Гусев Олег")
    exchange.start()
    requisite = exchange.requisite_of(item)
    exchange.portal.store.set_requisite(requisite, {"RQ_DIRECTOR": "Белова Ирина"})
    exchange.portal.store.update_item(COMPANY, item["id"], {"title": "ООО «Ангара Плюс»"})
    for event, fields in (
        ("ONCRMREQUISITEUPDATE", {"ID": requisite["ID"]}),
        ("ONCRMCOMPANYUPDATE", {"ID": item["id"]}),
        ("ONCRMCOMPANYUPDATE", {"ID": item["id"]}),
    ):
        bitrix.take_event(_uid(), exchange.portal.outgoing.form(event, fields))
    exchange.turn()
    with system_scope(SystemJob.MAINTENANCE):
        client = Client.objects.get()
        assert (client.short_name, client.signatory_name) == ("ООО «Ангара Плюс»", "Белова Ирина")
    assert _kept() == []
