"""The access questions: reach decides the rows, and one answer serves list and single page."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.http import Http404
from pytest_django import DjangoAssertNumQueries

from apps.accounts.models import ApiToken, LegalEntity, Organisation
from apps.common import access
from apps.common.access import Permission, Reach
from apps.common.actor import ANONYMOUS, Actor, ActorKind
from apps.common.errors import AccessDenied
from apps.common.roles import Role
from apps.common.scope import SystemJob, system_scope

READ = Permission("test.entity.read", "read", {Role.MANAGER: Reach.ORGANISATION, Role.DRIVER: Reach.OWN})


def _actor(organisation: Organisation | None, role: Role, **values: object) -> Actor:
    actor = Actor(
        kind=ActorKind.USER,
        id=7,
        label="x",
        organisation_id=organisation.pk if organisation else None,
        role=role,
        site_ids=None,
    )
    return replace(actor, **values)  # type: ignore[arg-type]  # fields by name


def test_a_role_that_is_not_listed_has_no_right() -> None:
    assert access.holds(_actor(None, Role.ACCOUNTANT), READ) is False


def test_nobody_signed_in_has_no_right() -> None:
    assert access.holds(ANONYMOUS, READ) is False


def test_the_owner_may_what_the_admin_may() -> None:
    permission = access.declare("test.owner.like_admin", "x", {Role.ADMIN: Reach.SITES})
    assert access.reach_of(_actor(None, Role.OWNER), permission) is Reach.SITES


def test_a_permission_is_declared_once() -> None:
    access.declare("test.declared.once", "x", {})
    with pytest.raises(ValueError, match="declared twice"):
        access.declare("test.declared.once", "x", {})


def test_a_token_holds_no_more_than_it_names() -> None:
    manager = _actor(None, Role.MANAGER)
    assert access.holds(replace(manager, token_permissions=frozenset({"test.entity.read"})), READ) is True
    assert access.holds(replace(manager, token_permissions=frozenset({"another"})), READ) is False


@pytest.mark.django_db
def test_rows_of_another_organisation_are_out_of_reach(
    organisation: Organisation, other_organisation: Organisation
) -> None:
    manager = _actor(organisation, Role.MANAGER)
    with system_scope(SystemJob.MAINTENANCE):
        foreign = LegalEntity.objects.get(organisation=other_organisation)
        seen = access.narrow(manager, READ, LegalEntity.objects.all())
        assert [row.organisation_id for row in seen] == [organisation.pk]
        assert access.may(manager, READ, foreign) is False
        with pytest.raises(Http404):
            access.fetch(manager, READ, LegalEntity.objects.all(), uid=foreign.uid)


@pytest.mark.django_db
def test_a_row_that_was_read_tells_itself_whether_the_whole_organisation_reaches_it(
    organisation: Organisation, other_organisation: Organisation, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    bound = Permission("test.entity.bound", "read", {Role.TECHNICIAN: Reach.SITES})
    manager, technician = _actor(organisation, Role.MANAGER), _actor(organisation, Role.TECHNICIAN)
    with system_scope(SystemJob.MAINTENANCE):
        own, foreign = (LegalEntity.objects.get(organisation=one) for one in (organisation, other_organisation))
        with django_assert_num_queries(0):
            assert access.may(manager, READ, own) is True
            assert access.may(manager, READ, foreign) is False
            assert access.may(technician, bound, own) is True
        # Bound to sites, and the model has none: narrow is asked, and shows nothing.
        with django_assert_num_queries(0):
            assert access.may(replace(technician, site_ids=(1,)), bound, foreign) is False
        assert access.may(replace(technician, site_ids=(1,)), bound, own) is False


@pytest.mark.django_db
def test_without_the_right_a_fetch_is_denied_whether_the_row_exists_or_not(organisation: Organisation) -> None:
    with system_scope(SystemJob.MAINTENANCE), pytest.raises(AccessDenied):
        access.fetch(_actor(organisation, Role.AUDITOR), READ, LegalEntity.objects.all(), pk=0)


@pytest.mark.django_db
@pytest.mark.parametrize("model", [LegalEntity, ApiToken])
def test_a_reach_without_a_path_on_the_model_shows_nothing(
    organisation: Organisation, model: type[LegalEntity | ApiToken]
) -> None:
    nowhere = Permission("test.nowhere", "x", {Role.DRIVER: Reach.SITES, Role.BROKER: Reach.CLIENT})
    with system_scope(SystemJob.MAINTENANCE):
        for role in (Role.DRIVER, Role.BROKER):
            actor = _actor(organisation, role, site_ids=(1,), client_ids=(1,))
            assert list(access.narrow(actor, nowhere, model.objects.all())) == []
