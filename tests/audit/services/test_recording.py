"""`record`: one statement, the right chain, nothing personal in the open."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import replace
from types import SimpleNamespace

import pytest
from django.db import ProgrammingError, transaction
from pytest_django import DjangoAssertNumQueries

from apps.accounts.models import Organisation
from apps.audit.exceptions import NoTransaction
from apps.audit.models import AuditChain, AuditRecord
from apps.audit.rules.hashing import commitment, genesis, link
from apps.audit.rules.layout import decode, encode
from apps.audit.services import PLATFORM_CHAIN, Entry, record, record_many, recording
from apps.common.actor import Actor
from apps.common.crypto import blind_index
from apps.common.roles import Role
from apps.common.scope import SystemJob, scope, system_scope
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def test_a_record_says_who_what_where_and_why(person: Actor, organisation: Organisation) -> None:
    with scope(person):
        made = record(
            by=person, action="crm.client.rename", subject=organisation, before={"n": 1}, after={"n": 2}, reason="asked"
        )

    said = (made.actor_kind, made.actor_id, made.actor_uid, made.actor_label, made.actor_role, made.action)
    assert said == ("user", person.id, person.uid, person.label, "admin", "crm.client.rename")
    about = (made.subject_type, made.subject_key, made.subject_label, made.organisation_id)
    assert about == ("accounts.organisation", str(organisation.uid), str(organisation), organisation.pk)
    assert (made.request_id, made.reason) == ("req-7", "asked")
    assert made.change_set == {"before": {"n": 1}, "after": {"n": 2}}


def test_a_record_costs_one_statement(person: Actor, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with scope(person), django_assert_num_queries(1):
        record(by=person, action="a.b.c", subject=None, after={"phone": "1", "n": 2}, personal=("phone",))


def test_bytes_columns_and_hashes_agree_with_the_rules(person: Actor) -> None:
    with scope(person):
        first = record(by=person, action="a.b.c", subject=None, reason="первый")
        second = record(by=person, action="a.b.d", subject=None)

    for made in (first, second):
        values = decode(bytes(made.canonical))
        assert encode(values) == bytes(made.canonical)
        assert {name: getattr(made, name) for name in values if name not in {"chain", "ip_commitment"}} == {
            name: value for name, value in values.items() if name not in {"chain", "ip_commitment"}
        }
        assert (values["chain"], values["ip_commitment"]) == (made.chain_id, bytes(made.ip_commitment or b""))
        assert bytes(made.hash) == link(bytes(made.prev_hash), bytes(made.canonical))
    assert (first.seq, second.seq) == (1, 2)
    assert bytes(first.prev_hash) == genesis(first.chain_id)
    assert bytes(second.prev_hash) == bytes(first.hash)
    assert second.at > first.at


def test_many_records_cost_one_statement_and_follow_each_other_in_the_chain(
    person: Actor, organisation: Organisation, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    entries = [
        Entry(f"a.b.n{number}", organisation, after={"phone": str(number), "n": number}, personal=("phone",))
        for number in range(12)
    ]
    with scope(person):
        record(by=person, action="a.b.before", subject=None)
        with django_assert_num_queries(1):
            record_many(by=person, entries=entries)
        record(by=person, action="a.b.after", subject=None)
        made = list(AuditRecord.objects.order_by("seq"))
        assert [one.personal_values.count() for one in made] == [1, *[2] * 12, 1]

    assert [one.action for one in made] == ["a.b.before", *[entry.action for entry in entries], "a.b.after"]
    for earlier, later in itertools.pairwise(made):
        assert (later.seq, bytes(later.prev_hash)) == (earlier.seq + 1, bytes(earlier.hash))
        assert bytes(later.hash) == link(bytes(later.prev_hash), bytes(later.canonical))
        assert later.at > earlier.at
    assert made[5].change_set["after"]["n"] == 4


def test_no_entries_cost_nothing(person: Actor, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with scope(person), django_assert_num_queries(0):
        record_many(by=person, entries=[])


def test_the_head_follows_the_newest_record(person: Actor) -> None:
    with scope(person):
        made = [record(by=person, action="a.b.c", subject=None) for _ in range(3)][-1]
        head = AuditChain.objects.get()

    assert (head.pk, head.seq, bytes(head.hash), head.at) == (made.chain_id, 3, bytes(made.hash), made.at)


def test_personal_values_stand_beside_the_chain_under_commitments(person: Actor) -> None:
    with scope(person):
        made = record(
            by=person, action="a.b.c", subject=None, after={"phone": "+7 900 1", "kw": 3}, personal=("phone",)
        )
        values = {value.path: value for value in made.personal_values.all()}

    assert {path: value.value for path, value in values.items()} == {"after.phone": "+7 900 1", "ip": "10.20.30.40"}
    phone, address = values["after.phone"], values["ip"]
    expected = commitment(made.uid, "after.phone", phone.salt or b"", b'"+7 900 1"').hex()
    assert made.change_set == {"after": {"phone": {"$commitment": expected}, "kw": 3}}
    assert bytes(made.ip_commitment or b"") == commitment(made.uid, "ip", address.salt or b"", b'"10.20.30.40"')
    assert (phone.blind_index, bytes(address.blind_index or b"")) == (None, blind_index("10.20.30.40", "audit.ip"))
    assert b"+7 900" not in bytes(made.canonical)


def test_a_label_that_gives_a_person_away_is_committed_to(person: Actor, organisation: Organisation) -> None:
    with scope(person):
        made = record(
            by=person, action="a.b.c", subject=organisation, after={"name": organisation.name}, personal=("name",)
        )
        label = made.personal_values.get(path="label")

    assert (made.subject_label, label.value) == ("", str(organisation))
    assert set(made.change_set["label"]) == {"$commitment"}


def test_zero_characters_are_taken_out(person: Actor) -> None:
    with scope(person):
        made = record(by=person, action="a.b.c", subject=None, reason="a\x00b", after={"x": "c\x00d"})

    assert (made.reason, made.change_set) == ("ab", {"after": {"x": "c\x00d"}})


def test_outside_a_transaction_nothing_is_recorded(person: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recording, "connection", SimpleNamespace(in_atomic_block=False))

    with pytest.raises(NoTransaction):
        record(by=person, action="a.b.c", subject=None)


def test_the_chain_is_the_named_ones_then_the_subjects_then_the_actors(
    person: Actor, organisation: Organisation, other_organisation: Organisation
) -> None:
    user = make_user(other_organisation, Role.MANAGER)
    with system_scope(SystemJob.MAINTENANCE) as job:
        chains = [
            record(by=person, action="a.b.c", subject=user, organisation_id=organisation.pk),
            record(by=person, action="a.b.c", subject=user),
            record(by=person, action="a.b.c", subject=None),
            record(by=person, action="a.b.c", subject=user, organisation_id=PLATFORM_CHAIN),
            record(by=job, action="a.b.c", subject=None),
        ]

    expected = [organisation.pk, other_organisation.pk, organisation.pk, None, None]
    assert [made.organisation_id for made in chains] == expected
    assert len({made.chain_id for made in chains}) == 3


def test_another_organisations_chain_is_refused_in_a_staff_scope(
    person: Actor, other_organisation: Organisation
) -> None:
    with scope(person), pytest.raises(ProgrammingError, match="may not be appended"), transaction.atomic():
        record(by=person, action="a.b.c", subject=None, organisation_id=other_organisation.pk)
    with scope(person), pytest.raises(ProgrammingError, match="may not be appended"), transaction.atomic():
        record(by=person, action="a.b.c", subject=None, organisation_id=PLATFORM_CHAIN)
    with system_scope(SystemJob.AUDIT_VERIFY):
        assert AuditRecord.objects.count() == 0


def test_a_client_user_appends_to_the_chain_of_its_organisation(actors: Mapping[Role, Actor], person: Actor) -> None:
    client = actors[Role.CLIENT_OPERATOR]
    with scope(person):
        first = record(by=person, action="a.b.c", subject=None)
    with scope(client):
        second = record(by=client, action="a.b.d", subject=None)

    assert (second.chain_id, second.seq) == (first.chain_id, 2)


def test_a_rolled_back_record_leaves_no_gap(person: Actor) -> None:
    with scope(person):
        record(by=person, action="a.b.c", subject=None)
        with transaction.atomic():
            record(by=person, action="a.b.d", subject=None)
            transaction.set_rollback(True)
        made = record(by=person, action="a.b.e", subject=None)

    assert made.seq == 2


def test_an_actor_without_address_leaves_no_commitment(person: Actor) -> None:
    with scope(person):
        made = record(by=replace(person, ip=None), action="a.b.c", subject=None)
        kept = made.personal_values.count()

    assert (made.ip_commitment, kept) == (None, 0)
