"""Finding clients and contracts by what people type."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.common import finding
from apps.common.roles import Role
from apps.common.scope import SystemJob, scope, system_scope
from apps.crm.enums import ClientType
from apps.crm.models import Client
from apps.crm.selectors import activities, deals, leads
from apps.crm.selectors.clients import clients, matching
from apps.crm.selectors.contracts import contracts
from apps.crm.selectors.contracts import matching as contracts_matching
from apps.crm.services import remove_activity
from tests.crm.factories import company_inn, make_client, make_contract
from tests.crm.sales_factories import make_activity, make_deal, make_lead
from tests.factories import actor_for, make_user

if TYPE_CHECKING:
    from apps.accounts.models import Organisation

pytestmark = pytest.mark.django_db


def _found(organisation: Organisation, text: str, role: Role = Role.MANAGER) -> list[str]:
    actor = actor_for(make_user(organisation, role))
    with scope(actor):
        return sorted(matching(actor, clients(actor), text).values_list("name", flat=True))


def _three(organisation: Organisation) -> None:
    first = make_client(
        organisation,
        name="ООО «Бетонспецторг»",
        inn="7707083893",
        email="Info@zavod.test",
        contact={"name": "Анна Климова", "phone": "+7 916 823-34-54"},
    )
    make_client(organisation, name="Общество с ограниченной ответственностью «Ёлка»", inn=company_inn(9001))
    make_client(organisation, ClientType.PERSON, name="Зимин Олег Павлович", inn="500100732259", phone="+79031112233")
    make_contract(first)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("бетонспец", ["ООО «Бетонспецторг»"]),
        ("БЕТОНСПЕЦТОРГ ооо", ["ООО «Бетонспецторг»"]),
        ("бетонспецторк", ["ООО «Бетонспецторг»"]),
        (",tnjycgtw", ["ООО «Бетонспецторг»"]),
        ("елка", ["Общество с ограниченной ответственностью «Ёлка»"]),
        ("770708", ["ООО «Бетонспецторг»"]),
        ("8 (916) 823-34-54", ["ООО «Бетонспецторг»"]),
        ("info@ZAVOD", ["ООО «Бетонспецторг»"]),
        ("климова", ["ООО «Бетонспецторг»"]),
        ("ТКС-ОМИ-1-", ["ООО «Бетонспецторг»"]),
        ("зимин олег", ["Зимин Олег Павлович"]),
        ("олег зимин", ["Зимин Олег Павлович"]),
        ("100%_", []),
        ("'; --", []),
        ("неттакого", []),
        ("климофа", ["ООО «Бетонспецторг»"]),
        ("глимова анна", ["ООО «Бетонспецторг»"]),
    ],
)
def test_a_client_is_found_by_any_part_in_any_writing(organisation: Organisation, text: str, names: list[str]) -> None:
    _three(organisation)
    assert _found(organisation, text) == names


def test_search_stays_in_the_organisation(organisation: Organisation, other_organisation: Organisation) -> None:
    make_client(other_organisation, name="ООО «Бетонспецторг»")
    assert [_found(organisation, text) for text in ("бетонспец", "бетонспецторк")] == [[], []]


def test_those_who_see_personal_data_masked_do_not_find_by_it(organisation: Organisation) -> None:
    _three(organisation)
    found = {text: _found(organisation, text, Role.WAREHOUSE) for text in ("зимин", "9031112233", "500100732259")}
    assert found == {"зимин": ["Зимин Олег Павлович"], "9031112233": [], "500100732259": []}
    assert _found(organisation, "9031112233") == ["Зимин Олег Павлович"]


def test_what_is_found_follows_every_change(organisation: Organisation) -> None:
    _three(organisation)
    client = make_client(organisation, name="ООО «Прежнее»", contact={"name": "Иван Грозов"})
    with system_scope(SystemJob.MAINTENANCE):
        client.contacts.update(name="Пётр Тихонов")
        Client.objects.filter(pk=client.pk).update(name="ООО «Новейшее»")
    assert [_found(organisation, text) for text in ("прежнее", "грозов", "новейшее", "тихонов")] == [
        [], [], ["ООО «Новейшее»"], ["ООО «Новейшее»"],
    ]  # fmt: skip


def test_a_contract_is_found_by_its_number_and_its_client_and_not_by_a_sister(organisation: Organisation) -> None:
    client = make_client(organisation, name="ООО «Полюс»")
    first, second = make_contract(client), make_contract(client)
    actor = actor_for(make_user(organisation, Role.MANAGER))

    def found(text: str) -> set[int]:
        with scope(actor):
            return set(contracts_matching(actor, contracts(actor), text).values_list("pk", flat=True))

    assert [found(str(first.number)), found("полюс"), found("нет такого")] == [
        {first.pk}, {first.pk, second.pk}, set(),
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["полюс", "gjk.c", "полюз", "77", "ТКС-ОМИ-1-", "8 916 823", "ооо", "нет такого", " "])
@pytest.mark.parametrize("most", [50, 1])
def test_looking_for_several_kinds_at_once_finds_what_each_finds_by_itself(
    organisation: Organisation, other_organisation: Organisation, text: str, most: int
) -> None:
    for number in range(3):
        client = make_client(organisation, name=f"ООО «Полюс {number}»", contact={"name": "Анна Климова"})
        make_contract(client)
        make_deal(organisation, client, title=f"Полюс, очередь {number}")
    make_client(organisation, ClientType.PERSON, name="Зимин Олег Павлович", phone="+79168230000")
    make_lead(organisation, name="Полюсов Алексей", phone="+7 916 823-34-54")
    make_client(other_organisation, name="ООО «Полюс»")
    kinds = [("crm.client", True), ("crm.contract", True), ("crm.lead", True), ("crm.deal", False)]
    with scope(actor_for(make_user(organisation, Role.MANAGER))) as actor:
        alone = [len(finding.keys(actor, kind, text, personal=personal, at_most=most)) for kind, personal in kinds]
        everything = [set(finding.keys(actor, kind, text, personal=personal)) for kind, personal in kinds]
        with finding.together(actor, kinds, text, at_most=most):
            at_once = [finding.keys(actor, kind, text, personal=personal, at_most=most) for kind, personal in kinds]
    assert [len(keys) for keys in at_once] == alone
    assert all(set(keys) <= every for keys, every in zip(at_once, everything, strict=True))


def test_a_kind_is_not_hidden_by_another_of_which_there_are_very_many(organisation: Organisation) -> None:
    client = make_client(organisation, name="ООО «Полюс»")
    for number in range(45):
        make_contract(client, registered=False, note=str(number))
    deal = make_deal(organisation, client, title="Полюс, очередь")
    with scope(actor_for(make_user(organisation, Role.MANAGER))) as actor:
        kinds = [("crm.contract", True), ("crm.deal", True)]
        with finding.together(actor, kinds, "полюс", at_most=1), CaptureQueriesContext(connection) as captured:
            found = [finding.keys(actor, kind, "полюс", personal=True, at_most=1) for kind, _personal in kinds]
    assert (len(found[0]), found[1], len(captured)) == (1, [deal.pk], 0)


def test_only_what_was_asked_together_is_answered_from_there(organisation: Organisation) -> None:
    client = make_client(organisation, name="ООО «Полюс»")
    make_client(organisation, name="ООО «Кварц»")
    with scope(actor_for(make_user(organisation, Role.MANAGER))) as actor:
        with finding.together(actor, [("crm.client", True)], "нет такого", at_most=50):
            other_text = finding.keys(actor, "crm.client", "полюс", personal=True, at_most=50)
            other_reach = finding.keys(actor, "crm.client", "полюс", personal=False)
        after = finding.keys(actor, "crm.client", "полюс", personal=True, at_most=50)
    assert other_text == other_reach == after == [client.pk]


def test_leads_deals_and_activities_are_found_by_their_words_and_by_what_they_are_about(
    organisation: Organisation, other_organisation: Organisation
) -> None:
    client = make_client(organisation, name="ООО «Полюс»")
    lead = make_lead(organisation, name="Тихонов Алексей", company="ООО «Кварц»", phone="+7 916 823-34-54")
    make_lead(other_organisation, name="Тихонов Алексей")
    deal = make_deal(organisation, client, title="Сорок машин")
    call = make_activity(organisation, deal, title="Звонок о тарифе", text="Просят скидку")
    actor = actor_for(make_user(organisation, Role.MANAGER))

    def found(text: str) -> tuple[list[int], list[int], list[int]]:
        with scope(actor):
            sets = (
                leads.matching(actor, leads.leads(actor), text),
                deals.matching(actor, deals.deals(actor), text),
                activities.matching(actor, activities.activities(actor), text),
            )
            return tuple(list(rows.values_list("pk", flat=True)) for rows in sets)  # type: ignore[return-value]

    one, two, three = [lead.pk], [deal.pk], [call.pk]
    assert {text: found(text) for text in ("тихоноф", "кварц", "8 916 823", "сорок", "полюс", "скидк", "нет")} == {
        "тихоноф": (one, [], []),
        "кварц": (one, [], []),
        "8 916 823": (one, [], []),
        "сорок": ([], two, three),
        "полюс": ([], two, []),
        "скидк": ([], [], three),
        "нет": ([], [], []),
    }
    with scope(actor):
        remove_activity(call, by=actor, version=1)
    with system_scope(SystemJob.MAINTENANCE):
        assert finding.keys(actor, "crm.activity", "скидк", personal=True) == []


def test_of_very_many_the_newest_are_found(organisation: Organisation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finding, "MOST", 3)
    monkeypatch.setattr(finding, "_NEWEST", 2)
    made = [make_deal(organisation, title=f"Сорок машин {number}").pk for number in range(6)]
    actor = actor_for(make_user(organisation, Role.MANAGER))
    with scope(actor):
        keys = finding.keys(actor, "crm.deal", "сорок", personal=True, at_most=3)
    assert (keys[:2], len(keys) <= 5) == ([made[5], made[4]], True)
