"""Likely duplicates: found by INN, phone, e-mail and name, told apart for good."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from apps.audit.models import AuditRecord
from apps.common.roles import Role
from apps.common.scope import SystemJob, scope, system_scope
from apps.crm import services
from apps.crm.enums import ClientType
from apps.crm.models import DuplicatePair
from apps.crm.selectors.duplicates import pairs, twins_of_typed
from tests.crm.factories import company_inn, make_client, person_inn
from tests.factories import actor_for, make_user

if TYPE_CHECKING:
    from apps.accounts.models import Organisation

pytestmark = pytest.mark.django_db


def _look() -> int:
    with system_scope(SystemJob.SCHEDULE):
        return services.look_for_duplicates()


def _found(organisation: Organisation) -> list[tuple[str, str, list[str]]]:
    actor = actor_for(make_user(organisation, Role.MANAGER))
    with scope(actor):
        return sorted((str(one.first), str(one.second), one.reasons) for one in pairs(actor))


@pytest.mark.parametrize(
    ("first", "second", "reasons"),
    [
        ({"name": "ООО «Ёлочка-Плюс»"}, {"name": "Общество с ограниченной ответственностью \"Елочка плюс\""}, ["name"]),
        ({"name": "ООО «Байкал Майнинг»"}, {"name": "ООО «Байкал Майнинк»"}, ["name"]),
        # The second name is written with Latin letters that look like Cyrillic ones.
        ({"name": "ООО «Ресурс Тобол»"}, {"name": "OOO «Рecyрc Тoбoл»"}, ["name"]),
        ({"phone": "+7 495 000-00-01"}, {"contact": {"name": "Анна", "phone": "8 495 000 00 01"}}, ["phone"]),
        ({"email": "Boss@firm.test"}, {"contact": {"name": "Анна", "email": "boss@firm.test"}}, ["email"]),
        ({"name": "ООО «Вектор»"}, {"name": "ООО «Каскад»"}, []),
        ({"inn": company_inn(5), "kpp": "770101001"}, {"inn": company_inn(5), "kpp": "540101001"}, []),
    ],
)  # fmt: skip
def test_clients_alike_become_a_pair(
    organisation: Organisation, first: dict[str, Any], second: dict[str, Any], reasons: list[str]
) -> None:
    apart: tuple[dict[str, Any], ...] = (
        {"name": "ООО «Гранит»", "phone": "", "email": ""},
        {"name": "ЗАО «Меридиан»", "phone": "", "email": ""},
    )
    one, other = (make_client(organisation, **(base | more)) for base, more in zip(apart, (first, second), strict=True))
    assert _look() == 2
    assert _found(organisation) == ([(str(one), str(other), reasons)] if reasons else [])
    assert _look() == 0


def test_a_person_and_the_own_business_are_no_duplicates(organisation: Organisation) -> None:
    for kind in (ClientType.PERSON, ClientType.SOLE_TRADER):
        make_client(organisation, kind, name="Зимин Олег Павлович", inn=person_inn(7), phone="")
    _look()
    assert _found(organisation) == []


def test_a_pair_that_is_no_longer_alike_is_gone_and_one_told_apart_does_not_come_back(
    organisation: Organisation,
) -> None:
    first, second = (make_client(organisation, name="ООО «Полюс»", phone="", email="") for _ in range(2))
    _look()
    actor = actor_for(make_user(organisation, Role.MANAGER))
    with scope(actor):
        services.update_client(second, by=actor, version=1, changes={"name": "ООО «Гранит»"})
    _look()
    assert _found(organisation) == []
    with scope(actor):
        services.update_client(second, by=actor, version=2, changes={"name": "ООО «Полюс»"})
    _look()
    with scope(actor):
        pair = DuplicatePair.objects.get()
        services.tell_apart(pair, by=actor)
        services.tell_apart(pair, by=actor)
        services.update_client(first, by=actor, version=1, changes={"note": "x", "short_name": "Полюс"})
    _look()
    assert _found(organisation) == []
    with system_scope(SystemJob.MAINTENANCE):
        assert AuditRecord.objects.filter(action="crm.client.tell_apart").count() == 1


def test_what_is_typed_is_compared_within_the_own_organisation(
    organisation: Organisation, other_organisation: Organisation
) -> None:
    make_client(other_organisation, name="ООО «Полюс»")
    mine = make_client(organisation, name="ООО «Полюс»", email="a@b.test")
    actor = actor_for(make_user(organisation, Role.MANAGER))
    with scope(actor):
        found = twins_of_typed(actor, inn="", name="полюс", phones=("12", ""), emails=("A@B.test",))
    assert [(twin.client, twin.likeness.reasons) for twin in found] == [(mine, ("email", "name"))]
