"""Erasure of personal values leaves the chain valid."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from apps.accounts.models import Organisation
from apps.audit.models import AuditRecord, PersonalValue
from apps.audit.services import erase_personal_values, record, verify
from apps.common.actor import Actor
from apps.common.errors import AccessDenied
from apps.common.roles import Role
from apps.common.scope import SystemJob, scope, system_scope

pytestmark = pytest.mark.django_db


def test_values_are_erased_and_the_chain_still_holds(person: Actor, organisation: Organisation, roots: Path) -> None:
    with scope(person):
        about = {"subject": organisation, "personal": ("phone",)}
        record(by=person, action="a.b.c", before={"phone": "1"}, after={"phone": "2"}, **about)  # type: ignore[arg-type]
        erased = erase_personal_values(by=person, subject=organisation, reason="asked by the person")
        values = {value.path: (value.value, value.erased_at is not None) for value in PersonalValue.objects.all()}
        newest = AuditRecord.objects.order_by("-seq")[0]

    assert erased == 2
    assert values["before.phone"] == values["after.phone"] == (None, True)
    assert values["ip"] == ("10.20.30.40", False)
    assert (newest.action, newest.change_set, newest.reason) == (
        "audit.personal.erase",
        {"after": {"values": 2}},
        "asked by the person",
    )
    with system_scope(SystemJob.AUDIT_VERIFY) as job:
        assert verify(by=job).holds


def test_who_may_not_erase_changes_and_records_nothing(
    actors: Mapping[Role, Actor], organisation: Organisation
) -> None:
    manager = actors[Role.MANAGER]
    with scope(manager):
        record(by=manager, action="a.b.c", subject=organisation, after={"phone": "2"}, personal=("phone",))
        with pytest.raises(AccessDenied):
            erase_personal_values(by=manager, subject=organisation, reason="")
        assert PersonalValue.objects.filter(erased_at=None).count() == 1
        assert AuditRecord.objects.count() == 1
