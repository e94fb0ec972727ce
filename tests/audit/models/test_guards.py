"""What PostgreSQL itself refuses, and what each role sees."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace

import pytest
from django.db import DatabaseError, connection, transaction

from apps.accounts.models import Organisation
from apps.audit.models import AuditChain, AuditRecord, PersonalValue
from apps.audit.services import record
from apps.common.actor import Actor
from apps.common.roles import Role
from apps.common.scope import SystemJob, scope, system_scope
from tests.factories import actor_for, make_user

pytestmark = pytest.mark.django_db


@contextmanager
def owner() -> Iterator[None]:
    """Work as the owner of the tables."""
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
    yield
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE nh_app")


def refusal(statement: str) -> str:
    """The first line of PostgreSQL's refusal."""
    with pytest.raises(DatabaseError) as refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    return str(refused.value).splitlines()[0]


@pytest.fixture
def recorded(person: Actor) -> AuditRecord:
    with scope(person):
        return record(by=person, action="a.b.c", subject=None, after={"phone": "1"}, personal=("phone",))


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("UPDATE audit_record SET reason = 'x'", "UPDATE of audit_record is refused: the record is append-only"),
        ("DELETE FROM audit_record", "DELETE of audit_record is refused: the record is append-only"),
        ("UPDATE audit_chain SET seq = 0", "the head of an audit chain moves by one record at a time"),
        ("UPDATE audit_chain SET seq = seq + 1", "the head of an audit chain moves by one record at a time"),
        ("DELETE FROM audit_chain", "DELETE of audit_chain is refused: the record is append-only"),
        (
            "UPDATE audit_personal_value SET sealed = '\\x00'",
            "a personal value of the record may be erased, not changed",
        ),
        ("DELETE FROM audit_personal_value", "DELETE of audit_personal_value is refused: the record is append-only"),
    ],
)
def test_even_the_owner_may_change_nothing(recorded: AuditRecord, statement: str, words: str) -> None:
    with owner():
        assert refusal(statement) == words


@pytest.mark.parametrize("role", ["nh_staff", "nh_client", "nh_system"])
@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO audit_record (uid) VALUES (gen_random_uuid())",
        "UPDATE audit_record SET reason = 'x'",
        "DELETE FROM audit_record",
        "TRUNCATE audit_record CASCADE",
        "INSERT INTO audit_chain (uid) VALUES (gen_random_uuid())",
        "UPDATE audit_chain SET seq = 0",
        "TRUNCATE audit_chain CASCADE",
        "UPDATE audit_personal_value SET path = 'x'",
        "TRUNCATE audit_personal_value",
    ],
)
def test_no_role_of_the_application_has_the_privilege(role: str, statement: str) -> None:
    with owner():
        assert refusal(f"SET LOCAL ROLE {role}; {statement}").startswith("permission denied for table audit_")


def test_without_a_scope_nothing_is_read_or_appended() -> None:
    assert refusal("SELECT * FROM audit_record") == "permission denied for table audit_record"
    nothing = ", ".join(["NULL"] * 18)
    assert refusal(f"SELECT audit_append({nothing})").startswith("permission denied for function audit_append")


@pytest.mark.parametrize(
    ("changed", "constraint"),
    [
        ("uid, prev_hash", "audit_record_no_gap"),
        ("uid, seq", "audit_record_no_fork"),
    ],
)
def test_a_chain_takes_each_number_and_each_predecessor_once(
    recorded: AuditRecord, changed: str, constraint: str
) -> None:
    fresh = {"uid": "gen_random_uuid()", "prev_hash": "hash", "seq": "seq + 1"}
    columns = [str(field.column) for field in AuditRecord._meta.concrete_fields if field.column != "id"]
    values = [fresh[column] if column in changed.split(", ") else column for column in columns]
    copy = f"INSERT INTO audit_record ({', '.join(columns)}) SELECT {', '.join(values)} FROM audit_record"  # noqa: S608 - our own names
    with owner():
        assert refusal(copy) == f'duplicate key value violates unique constraint "{constraint}"'


def seen(actor: Actor) -> set[str]:
    with scope(actor):
        return set(AuditRecord.objects.values_list("action", flat=True))


def test_staff_see_the_records_of_their_organisation_and_clients_their_own(
    actors: Mapping[Role, Actor], other_organisation: Organisation
) -> None:
    admin, client = actors[Role.ADMIN], actors[Role.CLIENT_ADMIN]
    stranger = actor_for(make_user(other_organisation, Role.ADMIN))
    for actor, action in ((admin, "by.admin.x"), (client, "by.client.x"), (stranger, "by.stranger.x")):
        with scope(actor):
            record(by=actor, action=action, subject=None, after={"phone": action}, personal=("phone",))
    with system_scope(SystemJob.MAINTENANCE) as job:
        record(by=job, action="by.job.x", subject=None)

    assert seen(admin) == {"by.admin.x", "by.client.x"}
    assert seen(client) == {"by.client.x"}
    assert seen(stranger) == {"by.stranger.x"}
    with scope(client):
        assert [value.value for value in PersonalValue.objects.filter(path="after.phone")] == ["by.client.x"]
    with scope(stranger):
        assert AuditChain.objects.count() == 1
    with system_scope(SystemJob.AUDIT_VERIFY):
        assert (AuditRecord.objects.count(), AuditChain.objects.count()) == (4, 3)


def test_a_client_does_not_see_an_agents_record_of_the_same_number(actors: Mapping[Role, Actor]) -> None:
    client, admin = actors[Role.CLIENT_ADMIN], actors[Role.ADMIN]
    agent = Actor.job("agent", admin.organisation_id)
    with scope(admin):
        record(by=replace(agent, id=client.id), action="a.b.c", subject=None)

    assert seen(client) == set()
