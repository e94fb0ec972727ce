"""The life of a contract: every pair of state and verb."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import pytest

from apps.audit.models import AuditRecord
from apps.common.errors import Invalid
from apps.common.scope import scope
from apps.crm.enums import ContractStatus, ContractVerb
from apps.crm.exceptions import TermsFixed, TransitionRefused
from apps.crm.models import Contract
from apps.crm.services import change_contract_status, register_contract, update_contract, void_contract
from apps.crm.transitions import CONTRACT
from tests.crm.factories import make_contract

if TYPE_CHECKING:
    from apps.common.actor import Actor
    from apps.crm.models import Client

pytestmark = pytest.mark.django_db
S, V = ContractStatus, ContractVerb
_WAYS: dict[ContractStatus, tuple[ContractVerb, ...]] = {
    S.DRAFT: (),
    S.ACTIVE: (V.REGISTER,),
    S.SUSPENDED: (V.REGISTER, V.SUSPEND),
    S.ENDED: (V.REGISTER, V.END),
    S.VOIDED: (V.REGISTER, V.VOID),
}


def _step(contract: Contract, verb: ContractVerb, by: Actor) -> Contract:
    if verb is V.REGISTER:
        return register_contract(contract, by=by, version=contract.version)
    if verb is V.VOID:
        return void_contract(contract, by=by, version=contract.version, reason="Why")
    return change_contract_status(contract, by=by, verb=verb, version=contract.version, reason="Why")


@pytest.mark.parametrize(("status", "verb"), list(product(ContractStatus, ContractVerb)))
def test_every_verb_leads_from_every_state_where_the_table_says(
    manager: Actor, customer: Client, status: ContractStatus, verb: ContractVerb
) -> None:
    contract = make_contract(customer, registered=False)
    with scope(manager):
        for way in _WAYS[status]:
            contract = _step(contract, way, manager)
        target = CONTRACT.get((status, verb))
        if target is None:
            with pytest.raises(TransitionRefused):
                _step(contract, verb, manager)
            assert Contract.objects.get(pk=contract.pk).status == status
            return
        assert _step(contract, verb, manager).status == target
        record = AuditRecord.objects.order_by("-id").first()
        assert record is not None
        assert record.action == f"crm.contract.{verb}"


def test_a_contract_is_not_voided_without_a_reason(manager: Actor, customer: Client) -> None:
    contract = make_contract(customer)
    with scope(manager), pytest.raises(Invalid) as refusal:
        void_contract(contract, by=manager, version=2, reason="  ")
    assert refusal.value.field == "reason"


def test_registering_by_the_plain_door_is_refused(manager: Actor, customer: Client) -> None:
    contract = make_contract(customer, registered=False)
    with scope(manager), pytest.raises(Invalid):
        change_contract_status(contract, by=manager, verb=V.REGISTER, version=1)


def test_terms_of_a_registered_contract_stand_but_its_note_does_not(manager: Actor, customer: Client) -> None:
    contract = make_contract(customer)
    with scope(manager):
        with pytest.raises(TermsFixed) as refusal:
            update_contract(contract, by=manager, version=2, changes={"tariff_rate": "1"})
        assert refusal.value.field == "tariff_rate"
        assert update_contract(contract, by=manager, version=2, changes={"note": "x"}).note == "x"


@pytest.mark.parametrize(
    ("terms", "field"),
    [
        ({"tariff_rate": "x"}, "tariff_rate"),
        ({"tariff_rate": "-1"}, "tariff_rate"),
        ({"tariff_rate": "NaN"}, "tariff_rate"),
        ({"max_power_kw": "0"}, "max_power_kw"),
        ({"availability_percent": "101"}, "availability_percent"),
        ({"starts_on": "2026-02-01", "ends_on": "2026-01-01"}, "ends_on"),
        ({"ends_on": "2026-13-01"}, "ends_on"),
        ({"tariff_currency": "BTC"}, "tariff_currency"),
    ],
)
def test_wrong_terms_are_refused_at_their_field(
    manager: Actor, customer: Client, terms: dict[str, str], field: str
) -> None:
    contract = make_contract(customer, registered=False)
    with scope(manager), pytest.raises(Invalid) as refusal:
        update_contract(contract, by=manager, version=1, changes=terms)
    assert refusal.value.field == field


def test_an_end_before_the_stored_start_is_refused(manager: Actor, customer: Client) -> None:
    contract = make_contract(customer, registered=False, starts_on="2026-05-01")
    with scope(manager), pytest.raises(Invalid):
        update_contract(contract, by=manager, version=1, changes={"ends_on": "2026-04-30"})
