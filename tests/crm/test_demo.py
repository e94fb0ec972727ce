"""The demonstration of crm: whole, lawful, the same each time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from apps.common.demo import DemoContext, DemoOrganisation
from apps.common.roles import CLIENT_ROLES, Role
from apps.common.scope import SystemJob, system_scope
from apps.crm import demo
from apps.crm.models import (
    Addendum,
    Client,
    ClientUserBinding,
    Contract,
    Document,
    DocumentPackage,
    DocumentTemplate,
    DuplicatePair,
)
from tests.factories import actor_for, make_user

if TYPE_CHECKING:
    from apps.accounts.models import Organisation

pytestmark = pytest.mark.django_db


def test_both_companies_get_clients_of_every_kind_and_bound_client_users(
    organisation: Organisation, other_organisation: Organisation
) -> None:
    roles = (Role.ADMIN, Role.MANAGER, *sorted(CLIENT_ROLES))
    organisations = [
        DemoOrganisation(one.pk, one.slug, is_main, {role: actor_for(make_user(one, role)) for role in roles})
        for one, is_main in ((organisation, True), (other_organisation, False))
    ]
    context = DemoContext(organisations=organisations)
    demo.load(context)
    with system_scope(SystemJob.MAINTENANCE):
        mine = Client.objects.filter(organisation=organisation)
        assert (mine.count(), Client.objects.filter(organisation=other_organisation).count()) == (202, 10)
        assert mine.values("type").distinct().count() == 4
        assert {frozenset(pair.reasons) for pair in DuplicatePair.objects.all()} >= {frozenset({"phone", "name"})}
        assert ClientUserBinding.objects.count() == 6
        assert set(Contract.objects.values_list("status", flat=True)) == {
            "active", "draft", "suspended", "ended", "voided",
        }  # fmt: skip
        assert set(Addendum.objects.filter(organisation=organisation).values_list("kind", "status")) == {
            ("change", "active"), ("change", "draft"), ("change", "voided"), ("registration", "active"),
        }  # fmt: skip
        packages = DocumentPackage.objects.filter(organisation=organisation)
        assert list(packages.order_by("pk").values_list("state", "language", "done")) == [
            ("ready", "ru", 4), ("ready", "en", 4), ("ready", "ru", 4),
        ]  # fmt: skip
        own = DocumentTemplate.objects.get(organisation=organisation)
        assert (own.kind, own.language, own.is_default) == ("addendum", "ru", True)
        assert Document.objects.filter(organisation=organisation, template=own).count() == 6
    contracts = context.notes["crm.contracts"]
    assert isinstance(contracts, dict)
    assert len(contracts[organisation.pk]) > 20
