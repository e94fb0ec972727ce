"""Masks by type of contract: series without gaps, no number twice, refusals that change nothing."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from apps.accounts.models import OrganisationSettings
from apps.accounts.services import company
from apps.common.errors import AccessDenied, DomainError, Invalid, StaleVersion
from apps.common.roles import Role
from apps.common.scope import SystemJob, scope, system_scope
from apps.crm.enums import ClientType
from apps.crm.exceptions import MaskGivesAgain, MasksMeet
from apps.crm.models import ContractMask
from apps.crm.selectors.numbering import numberings
from apps.crm.services import set_contract_mask
from tests.crm.factories import make_client, make_contract

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from apps.accounts.models import Organisation
    from apps.common.actor import Actor
    from apps.crm.models import Client, Contract

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 20)
ORGANISATIONS = "ТКС-ОМИ-{N}-{ГГ}{Ю|Ф}"


@pytest.fixture
def boss(actors: Mapping[Role, Actor]) -> Actor:
    return actors[Role.ADMIN]


def _set(by: Actor, kind: str, mask: str, version: int = 0) -> ContractMask:
    with scope(by):
        return set_contract_mask(by=by, type=kind, mask=mask, version=version)


def _number(client: Client, kind: str, day: date = DAY) -> str:
    contract: Contract = make_contract(client, type=kind, signed_on=day)
    return contract.number or ""


def _refused(by: Actor, kind: str, mask: str, version: int = 0) -> DomainError:
    with scope(by), pytest.raises(DomainError) as refusal:
        set_contract_mask(by=by, type=kind, mask=mask, version=version)
    return refusal.value


def test_each_type_counts_by_its_own_mask_without_a_gap(boss: Actor, customer: Client) -> None:
    _set(boss, "service", "ТО-{N:3}/{ГГГГ}")
    given = [_number(customer, kind) for kind in ("hosting", "service", "service", "hosting", "service")]
    assert given == ["ТКС-ОМИ-1-26Ю", "ТО-001/2026", "ТО-002/2026", "ТКС-ОМИ-2-26Ю", "ТО-003/2026"]


def test_types_without_an_own_mask_and_types_of_one_mask_share_the_count(boss: Actor, customer: Client) -> None:
    assert [_number(customer, kind) for kind in ("hosting", "service")] == ["ТКС-ОМИ-1-26Ю", "ТКС-ОМИ-2-26Ю"]
    _set(boss, "service", "ТКС-ОМИ-{N:3}-{ГГ}{Ю|Ф}")
    assert [_number(customer, kind) for kind in ("hosting", "service")] == ["ТКС-ОМИ-3-26Ю", "ТКС-ОМИ-004-26Ю"]


def test_a_changed_mask_begins_at_one_and_the_former_goes_on_where_it_stopped(boss: Actor, customer: Client) -> None:
    _set(boss, "service", "ТО-{N}")
    assert [_number(customer, "service") for _ in range(2)] == ["ТО-1", "ТО-2"]
    _set(boss, "service", "СО-{N}", 1)
    assert _number(customer, "service") == "СО-1"
    _set(boss, "service", "ТО-{N}", 2)
    assert _number(customer, "service") == "ТО-3"
    _set(boss, "service", "", 3)
    assert _number(customer, "service") == "ТКС-ОМИ-1-26Ю"


@pytest.mark.parametrize("mask", ["ТКС-ОМИ-{N}-26{Ю|Ф}", "ТКС-ОМИ-{N:2}-{ГГ}{Ф|Ю}", "ТКС-ОМИ-1{N}-{ГГ}Ф"])
def test_masks_that_could_give_one_number_twice_are_refused(
    boss: Actor, actions: Callable[[], list[str]], mask: str
) -> None:
    refusal = _refused(boss, "service", mask)
    expected: tuple[object, ...] = (MasksMeet, "mask", {"type": "Hosting", "mask": ORGANISATIONS})
    assert (type(refusal), refusal.field, refusal.params) == expected
    with system_scope(SystemJob.MAINTENANCE):
        assert (ContractMask.objects.count(), actions()) == (0, [])


def test_a_mask_that_comes_to_a_number_given_is_refused(
    boss: Actor, customer: Client, actions: Callable[[], list[str]]
) -> None:
    _set(boss, "service", "ТО-{N}/{ГГ}")
    assert [_number(customer, "service") for _ in range(2)] == ["ТО-1/26", "ТО-2/26"]
    before = actions()
    refusal = _refused(boss, "service", "ТО-{N}/26", 1)
    assert (type(refusal), refusal.params["number"] in {"ТО-1/26", "ТО-2/26"}) == (MaskGivesAgain, True)
    assert actions() == before
    # A mask that only pads is the same series: its numbers lie behind the counter.
    _set(boss, "service", "ТО-{N:4}/{ГГ}", 1)
    assert _number(customer, "service") == "ТО-0003/26"


def test_the_organisations_mask_may_not_repeat_a_types_own(boss: Actor, actions: Callable[[], list[str]]) -> None:
    _set(boss, "service", "ТО-{N}")
    before = actions()
    values = {"contract_mask": "ТО-{N}{1|2}", "sole_trader_letter": "Ф"} | dict.fromkeys(
        ("addendum_mask", "intake_mask", "return_mask", "payout_mask", "movement_mask", "claim_mask"), "А{N}"
    )
    with scope(boss), pytest.raises(MasksMeet) as refusal:
        company.change_masks(by=boss, values=values, version=1)
    assert (refusal.value.field, actions()) == ("contract_mask", before)
    with scope(boss):
        company.change_masks(by=boss, values=values | {"contract_mask": "ДГ-{N}"}, version=1)
        assert [one.mask for one in numberings(boss)] == ["ДГ-{N}", "ТО-{N}"]


def test_bad_input_and_a_stale_page_are_refused_and_nothing_is_kept(
    boss: Actor, manager: Actor, actions: Callable[[], list[str]]
) -> None:
    assert (type(_refused(boss, "service", "ТО-{ДД}")), type(_refused(boss, "rent", "ТО-{N}"))) == (Invalid, Invalid)
    assert type(_refused(boss, "service", "ТО-{N}", 3)) is StaleVersion
    assert type(_refused(manager, "service", "ТО-{N}")) is AccessDenied
    assert actions() == []
    row = _set(boss, "service", "ТО-{N}")
    assert (row.version, actions()) == (1, ["crm.contract_mask.set"])
    assert type(_refused(boss, "service", "СО-{N}")) is StaleVersion
    assert actions() == ["crm.contract_mask.set"]


@pytest.mark.parametrize("letter", ["Ф", "Ю"])
def test_what_is_shown_as_next_is_what_registration_gives(
    boss: Actor, organisation: Organisation, customer: Client, letter: str
) -> None:
    with system_scope(SystemJob.MAINTENANCE):
        OrganisationSettings.objects.filter(organisation=organisation).update(sole_trader_letter=letter)
    _set(boss, "service", "ТО-{N}-{ММ}.{ГГГГ}{Ю|Ф}")
    make_contract(customer, type="service")
    kinds = {"company": ClientType.LEGAL_ENTITY, "person": ClientType.PERSON, "sole_trader": ClientType.SOLE_TRADER}
    for kind in ("hosting", "service"):
        for name, who in kinds.items():
            with scope(boss):
                shown = next(one for one in numberings(boss) if one.type == kind).upcoming[0]
            assert make_contract(make_client(organisation, who), type=kind).number == getattr(shown, name)
