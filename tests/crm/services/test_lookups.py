"""Asking DaData: what is found, what is told when it fails, what is kept, and that no transaction waits for it."""
# ruff: noqa: F811 - pytest gives fixtures by the names they are imported under

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

import pytest
from django.core.cache import cache

from apps.common.errors import AccessDenied, ScopeRefused
from apps.common.scope import scope
from apps.crm import services
from apps.crm.enums import ClientType, RegisterState
from apps.crm.exceptions import ClientNotSound
from apps.crm.integrations.dadata import errors
from apps.crm.models import Client
from apps.crm.services import lookups
from local_servers import dadata_register as register
from tests.crm.factories import make_client, make_contract
from tests.crm.registry import dadata, give_key  # noqa: F401 - a fixture

if TYPE_CHECKING:
    from collections.abc import Callable

    from apps.accounts.models import Organisation
    from apps.common.actor import Actor
    from local_servers.dadata import Dadata

pytestmark = pytest.mark.django_db
LIQUIDATED = register.company_inn(8)


def test_a_company_is_found_by_inn_with_its_branches_and_by_a_part_of_its_name(manager: Actor, dadata: Dadata) -> None:
    found = lookups.parties("7701000019", by=manager)
    assert [(one.type, one.kpp, one.state, one.is_branch) for one in found] == [
        (ClientType.LEGAL_ENTITY, "770101001", RegisterState.ACTIVE, False)
    ]
    assert found[0].fields == {
        "name": 'Общество с ограниченной ответственностью "ПРИМЕР МАЙНИНГ"',
        "short_name": 'ООО "ПРИМЕР МАЙНИНГ"',
        "inn": "7701000019",
        "kpp": "770101001",
        "ogrn": found[0].ogrn,
        "legal_address": "127642, г Москва, ул Сухонская, д 1",
        "signatory_post": "Генеральный директор",
        "signatory_name": "Тестова Анна Петровна",
        "signatory_basis": "Устава",
    }
    assert [one.is_branch for one in lookups.parties(register.company_inn(2), by=manager)] == [False, True, True]
    assert [one.inn for one in lookups.parties("пример май", by=manager)] == ["7701000019"]


def test_a_sole_trader_has_no_signatory_and_no_kpp(manager: Actor, dadata: Dadata) -> None:
    (one,) = lookups.parties(register.trader_inn(12345), by=manager)
    assert (one.type, one.kpp, one.signatory_name) == (ClientType.SOLE_TRADER, "", "")
    assert one.name == "Индивидуальный предприниматель Тестов Пётр Сергеевич"


def test_bank_address_and_passport_office_are_found(manager: Actor, dadata: Dadata) -> None:
    bank = lookups.bank("044525901", by=manager)
    assert bank is not None
    assert (bank.name, bank.correspondent_account[-3:], bank.is_active) == ("ПАО УЧЕБНЫЙ БАНК", "901", True)
    assert lookups.bank("044525", by=manager) is None
    assert lookups.addresses("москва сухонская", by=manager)[0].value == "127642, г Москва, ул Сухонская, д 1"
    assert {one.code for one in lookups.issuers("772-053", by=manager)} == {"772-053"}


def test_the_same_question_is_asked_once_and_kept_unreadable(manager: Actor, dadata: Dadata) -> None:
    for _ in range(3):
        lookups.parties(register.trader_inn(12345), by=manager)
    assert dadata.asked == 1
    kept = b"".join(bytes(value) for value in _cached().values() if isinstance(value, bytes))
    assert ("Тестов".encode() in kept, bool(kept)) == (False, True)


def _cached() -> dict[str, object]:
    client = cache._cache.get_client()  # type: ignore[attr-defined]
    names = [name.decode().rsplit(":1:", 1)[1] for name in client.keys("*crm:dadata:*")]
    found: dict[str, object] = cache.get_many(names)
    return found


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (500, errors.Unreachable),
        (503, errors.Unreachable),
        (1, errors.Unreachable),
        (429, errors.TooManyRequests),
        (403, errors.KeyRefused),
        (400, errors.LookupFailed),
        (200, errors.LookupFailed),
    ],
    ids=["500", "503", "closed", "429", "403", "400", "another shape"],
)
def test_a_fault_is_told_in_words_and_without_the_key(
    manager: Actor, dadata: Dadata, status: int, error: type[errors.LookupFailed], caplog: pytest.LogCaptureFixture
) -> None:
    dadata.fault = status
    with caplog.at_level(logging.DEBUG), pytest.raises(error) as caught:
        lookups.parties("7701000019", by=manager)
    assert caught.type is error
    assert (dadata.key in caplog.text, dadata.key in str(caught.value)) == (False, False)


def test_a_slow_answer_is_not_waited_for(manager: Actor, dadata: Dadata, settings: pytest.FixtureRequest) -> None:
    dadata.delay_s = 0.5
    settings.DADATA_TIMEOUT_SECONDS = 0.1  # type: ignore[attr-defined]  # pytest-django's settings
    with pytest.raises(errors.Unreachable):
        lookups.parties("7701000019", by=manager)


def test_a_used_up_quota_and_a_wrong_key_are_told_apart_and_not_asked_again_at_once(
    manager: Actor, dadata: Dadata, organisation: Organisation
) -> None:
    dadata.daily_quota = 0
    for text in ("7701000019", "7701000026"):
        with pytest.raises(errors.QuotaUsedUp):
            lookups.parties(text, by=manager)
    dadata.daily_quota = 100
    with pytest.raises(errors.QuotaUsedUp):
        lookups.parties("7701000019", by=manager)
    give_key(organisation, "another key")
    with pytest.raises(errors.KeyRefused):
        lookups.parties("7701000019", by=manager)
    give_key(organisation, "")
    with pytest.raises(errors.KeyMissing):
        lookups.parties("7701000019", by=manager)


def test_dadata_is_never_asked_inside_a_scope_and_only_by_who_manages_clients(
    manager: Actor, warehouse: Actor, dadata: Dadata
) -> None:
    with scope(manager), pytest.raises(ScopeRefused, match="inside a scope"):
        lookups.parties("7701000019", by=manager)
    with pytest.raises(AccessDenied):
        lookups.parties("7701000019", by=warehouse)
    assert dadata.asked == 0


def test_a_new_client_keeps_the_state_that_the_register_told_a_moment_ago(manager: Actor, dadata: Dadata) -> None:
    (found,) = lookups.parties(LIQUIDATED, by=manager)
    with scope(manager):
        client = services.create_client(by=manager, type=found.type, **dict[str, Any](found.fields))
        kept = Client.objects.get(pk=client.pk)
        assert (kept.register_state, kept.register_checked_at is not None) == ("liquidated", True)
        changed = services.update_client(kept, by=manager, version=1, changes={"inn": "7707083893"})
        assert (changed.register_state, changed.register_checked_at) == ("", None)


def test_checking_a_client_keeps_the_state_and_records_only_news(
    manager: Actor, dadata: Dadata, organisation: Organisation, actions: Callable[[], list[str]]
) -> None:
    client = make_client(organisation, inn=LIQUIDATED, kpp="")
    for _ in range(2):
        checked = lookups.check_client(client, by=manager)
    assert (checked.register_state, checked.register_checked_at is not None) == (RegisterState.LIQUIDATED, True)
    assert actions() == ["crm.client.create", "crm.client.check_register"]


def test_a_contract_with_a_liquidated_client_needs_a_word_that_stays_with_it(
    manager: Actor, dadata: Dadata, organisation: Organisation, actions: Callable[[], list[str]]
) -> None:
    client = make_client(organisation)
    draft = make_contract(client, registered=False)
    with scope(manager):
        Client.objects.filter(pk=client.pk).update(register_state=RegisterState.LIQUIDATED)
        before = actions()
        for accepted in ("", "bankrupt"):
            with pytest.raises(ClientNotSound) as caught:
                services.create_contract(by=manager, client=client, tariff_rate="5", register_accepted=accepted)
            assert caught.value.field == "register_accepted"
        with pytest.raises(ClientNotSound):
            services.register_contract(draft, by=manager, version=1)
        assert actions() == before
        made = services.create_contract(by=manager, client=client, tariff_rate="5", register_accepted="liquidated")
        registered = services.register_contract(made, by=manager, version=1)
        assert (registered.register_accepted, registered.status) == ("liquidated", "active")
        late = services.register_contract(draft, by=manager, version=1, register_accepted="liquidated")
        assert late.register_accepted == "liquidated"
