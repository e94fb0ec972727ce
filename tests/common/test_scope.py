"""The scope: whose rows a transaction sees."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from apps.accounts.models import LegalEntity, Organisation
from apps.common.actor import ANONYMOUS, Actor, ActorKind
from apps.common.errors import ScopeRefused
from apps.common.roles import Role
from apps.common.scope import SystemJob, current_actor, scope, system_scope

pytestmark = pytest.mark.django_db


def _entity(organisation: Organisation, name: str) -> LegalEntity:
    return LegalEntity.objects.create(
        organisation=organisation,
        name=name,
        short_name=name,
        inn="7701000019",
        ogrn="1257700000128",
        legal_address="-",
        signatory_post="-",
        signatory_name="-",
    )


@pytest.fixture
def two_companies() -> tuple[Organisation, Organisation]:
    with system_scope(SystemJob.MAINTENANCE):
        first = Organisation.objects.create(name="First", slug="first")
        second = Organisation.objects.create(name="Second", slug="second")
        _entity(first, "first entity")
        _entity(second, "second entity")
    return first, second


def _manager(organisation: Organisation) -> Actor:
    return Actor(
        kind=ActorKind.USER, id=1, label="m", organisation_id=organisation.pk, role=Role.MANAGER, site_ids=None
    )


def test_without_a_scope_the_database_refuses_every_table() -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        Organisation.objects.count()


def test_an_anonymous_actor_gets_no_scope() -> None:
    with pytest.raises(ScopeRefused), scope(ANONYMOUS):
        pass


def test_a_person_sees_the_rows_of_the_own_organisation_only(two_companies: tuple[Organisation, Organisation]) -> None:
    with scope(_manager(two_companies[0])):
        assert list(LegalEntity.objects.values_list("name", flat=True)) == ["first entity"]


def test_a_row_of_another_organisation_cannot_be_written(two_companies: tuple[Organisation, Organisation]) -> None:
    with pytest.raises(DatabaseError), scope(_manager(two_companies[0])):
        _entity(two_companies[1], "planted")


def test_an_inner_scope_gives_the_outer_one_back(two_companies: tuple[Organisation, Organisation]) -> None:
    outer = _manager(two_companies[0])
    with scope(outer):
        with scope(_manager(two_companies[1])):
            assert list(LegalEntity.objects.values_list("name", flat=True)) == ["second entity"]
        assert list(LegalEntity.objects.values_list("name", flat=True)) == ["first entity"]
        assert current_actor() == outer


def test_a_failed_inner_scope_gives_the_outer_one_back(two_companies: tuple[Organisation, Organisation]) -> None:
    with scope(_manager(two_companies[0])):
        with pytest.raises(DatabaseError), scope(_manager(two_companies[1])):
            _entity(two_companies[0], "planted")
        assert list(LegalEntity.objects.values_list("name", flat=True)) == ["first entity"]


def test_a_client_user_cannot_read_a_table_that_is_not_for_clients(
    two_companies: tuple[Organisation, Organisation],
) -> None:
    actor = Actor(
        kind=ActorKind.USER,
        id=2,
        label="c",
        organisation_id=two_companies[0].pk,
        role=Role.CLIENT_ADMIN,
        client_ids=(5,),
    )
    with pytest.raises(DatabaseError), scope(actor):
        LegalEntity.objects.count()


def test_leaving_the_outermost_scope_leaves_no_role_behind(two_companies: tuple[Organisation, Organisation]) -> None:
    with scope(_manager(two_companies[0])):
        pass
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone()[0] == "nh_app"
