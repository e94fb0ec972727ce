"""The exchange end to end: real HTTP to a portal of this machine, our own services and tables on the other side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from apps.common.scope import SystemJob, system_scope
from apps.crm import services
from apps.crm.enums import ClientType, LinkState
from apps.crm.models import BitrixConflict, BitrixLink, BitrixRun, BitrixTask, Client, Contact
from apps.crm.services import bitrix
from local_servers.bitrix24.store import COMPANY, CONTACT
from tests.crm.factories import account_number, company_inn, make_client

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.crm.bitrix import Exchange

BIC = "044525974"


@pytest.fixture(autouse=True)
def _everything(db: None) -> Iterator[None]:
    """Look at the tables as a job of the platform."""
    with system_scope(SystemJob.MAINTENANCE):
        yield


def rich_client(exchange: Exchange, **values: Any) -> Client:
    return make_client(
        exchange.organisation,
        contact={"name": "Климова Анна Сергеевна", "phone": "+7 916 823-34-54", "position": "Бухгалтер"},
        account={"bank_name": "Банк", "bic": BIC, "settlement_account": account_number(BIC)},
        **values,
    )


def edit(client: Client, exchange: Exchange, **changes: Any) -> Client:
    client.refresh_from_db()
    return services.update_client(client, by=exchange.by, version=client.version, changes=changes)


def test_a_client_of_ours_becomes_a_company_with_requisites_address_account_and_contact(exchange: Exchange) -> None:
    client = rich_client(exchange)
    exchange.start()
    company, contact = exchange.only(), exchange.only(CONTACT)
    requisite = exchange.requisite_of(company)
    (bank,) = exchange.portal.store.banks.values()
    (address,) = exchange.portal.store.addresses.values()
    assert (company["title"], company["originatorId"], company["originId"]) == (
        client.name, "neurohost", f"client:{client.uid}",
    )  # fmt: skip
    assert (requisite["PRESET_ID"], requisite["RQ_INN"], requisite["RQ_KPP"]) == ("11", client.inn, client.kpp)
    assert (address["TYPE_ID"], address["ADDRESS_1"]) == ("6", client.legal_address)
    assert (bank["ENTITY_ID"], bank["RQ_ACC_NUM"]) == (requisite["ID"], account_number(BIC))
    assert (contact["lastName"], contact["name"], contact["secondName"]) == ("Климова", "Анна", "Сергеевна")
    assert contact["companyId"] == company["id"]
    assert BitrixRun.objects.get().state == "done"
    assert BitrixTask.objects.count() == 0


def test_a_company_of_the_portal_becomes_a_client_with_contact_and_is_given_our_key(exchange: Exchange) -> None:
    item = exchange.company("ООО «Ангара»", company_inn(1), phone="8 (495) 510-56-17", RQ_KPP="770101001")
    exchange.contact(item, "Ветрова", "Ольга", email="Olga@Portal.example")
    exchange.start()
    client = Client.objects.get()
    assert (client.name, client.inn, client.kpp, client.phone) == (
        "ООО «Ангара»", company_inn(1), "770101001", "+74955105617",
    )  # fmt: skip
    assert Contact.objects.get().name == "Ветрова Ольга"
    assert item["originId"] == f"client:{client.uid}"
    # What the portal did not have is completed there.
    assert exchange.requisite_of(item)["RQ_COMPANY_FULL_NAME"] == "ООО «Ангара»"


def test_after_both_sides_agree_nothing_more_is_written(exchange: Exchange) -> None:
    rich_client(exchange)
    make_client(exchange.organisation, ClientType.SOLE_TRADER)
    make_client(exchange.organisation, ClientType.PERSON)
    make_client(exchange.organisation, ClientType.FOREIGN_COMPANY)
    item = exchange.company("ООО «Ангара»", company_inn(5001), phone="8 (495) 510-56-17")
    exchange.contact(item, "Ветрова", "Ольга")
    exchange.start()
    writes, versions = exchange.portal.writes, list(Client.objects.order_by("pk").values_list("version", flat=True))
    exchange.poll()
    exchange.start()
    assert exchange.portal.writes == writes
    assert list(Client.objects.order_by("pk").values_list("version", flat=True)) == versions
    assert BitrixTask.objects.count() == 0


def test_changes_of_different_fields_meet_in_both_records(exchange: Exchange) -> None:
    client = rich_client(exchange)
    exchange.start()
    item = exchange.only()
    edit(client, exchange, signatory_name="Белова Ирина Викторовна")
    exchange.portal.store.update_item(
        COMPANY, item["id"], {"fm": {str(item["fm"][0]["id"]): {"typeId": "PHONE", "value": "+74955105618"}}}
    )
    exchange.poll()
    client.refresh_from_db()
    assert (client.phone, client.signatory_name) == ("+74955105618", "Белова Ирина Викторовна")
    assert exchange.requisite_of(item)["RQ_DIRECTOR"] == "Белова Ирина Викторовна"


def test_a_name_that_both_sides_changed_waits_for_a_person_and_the_decision_is_carried_out(exchange: Exchange) -> None:
    client = rich_client(exchange, short_name="Орёл")
    exchange.start()
    item = exchange.only()
    edit(client, exchange, short_name="Орёл Плюс")
    exchange.portal.store.update_item(COMPANY, item["id"], {"title": "Орёл Минус"})
    exchange.poll()
    conflict = BitrixConflict.objects.get()
    assert (conflict.field, conflict.ours, conflict.theirs, conflict.choice) == (
        "title", "Орёл Плюс", "Орёл Минус", "open",
    )  # fmt: skip
    bitrix.decide_conflict(conflict, by=exchange.by, choice="theirs")
    exchange.turn()
    client.refresh_from_db()
    conflict.refresh_from_db()
    assert (client.short_name, item["title"], conflict.choice) == ("Орёл Минус", "Орёл Минус", "settled")


def test_requisites_that_both_sides_changed_are_ours(exchange: Exchange) -> None:
    client = rich_client(exchange)
    exchange.start()
    item = exchange.only()
    edit(client, exchange, signatory_name="Белова Ирина")
    exchange.portal.store.set_requisite(exchange.requisite_of(item), {"RQ_DIRECTOR": "Гусев Олег"})
    exchange.poll()
    client.refresh_from_db()
    assert (client.signatory_name, exchange.requisite_of(item)["RQ_DIRECTOR"]) == ("Белова Ирина", "Белова Ирина")


def test_records_with_one_inn_are_linked_and_not_doubled(exchange: Exchange) -> None:
    client = make_client(exchange.organisation)
    item = exchange.company(client.name, client.inn, RQ_KPP=client.kpp)
    exchange.company(client.name, "", phone="+7 999 000-00-01")
    exchange.start()
    assert BitrixLink.objects.get(kind="company").remote_id == item["id"]
    assert len(exchange.portal.store.items[COMPANY]) == 2
    assert Client.objects.count() == 1
    # The namesake without requisites is refused in words, not merged by its name.
    assert BitrixTask.objects.get().error.startswith("ИНН: У компании в Битрикс24 нет реквизитов")


def test_a_record_that_is_deleted_there_stays_here_with_a_marked_link(exchange: Exchange) -> None:
    client = rich_client(exchange)
    exchange.start()
    del exchange.portal.store.items[COMPANY][exchange.only()["id"]]
    exchange.start()
    edit(client, exchange, note="still ours")
    exchange.turn()
    assert BitrixLink.objects.get(kind="company").state == LinkState.REMOTE_GONE
    assert Client.objects.count() == 1
    assert exchange.portal.store.items[COMPANY] == {}
