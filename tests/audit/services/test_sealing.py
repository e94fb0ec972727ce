"""Sealing, verification, export and proof on real rows."""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction
from pytest_django import Settings

from apps.accounts.models import Organisation
from apps.audit.exceptions import BrokenRoots, NoSigningKey, NotSealed, TooLarge
from apps.audit.models import AuditChain, AuditRecord
from apps.audit.rules.roots import parse_root
from apps.audit.services import export, export_file, exporting, prove, record, seal, verify
from apps.audit.services.root_files import trusted_keys
from apps.common.actor import Actor
from apps.common.errors import AccessDenied
from apps.common.roles import Role
from apps.common.scope import SystemJob, scope, system_scope
from tests.audit.second import second_verifier
from tests.factories import actor_for, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def filled(person: Actor, other_organisation: Organisation) -> Actor:
    """Records in two organisations and the platform's chain; returns the other organisation's administrator."""
    stranger = actor_for(make_user(other_organisation, Role.ADMIN))
    for actor, count in ((person, 5), (stranger, 3)):
        with scope(actor):
            for number in range(count):
                record(by=actor, action="a.b.c", subject=None, after={"number": number})
    with system_scope(SystemJob.MAINTENANCE) as job:
        record(by=job, action="a.b.c", subject=None)
    return stranger


def second_verdict(content: bytes) -> tuple[list[Any], int, int]:
    verdict: tuple[list[Any], int, int] = second_verifier().verify_export(io.BytesIO(content), list(trusted_keys()))
    return verdict


def verify_all() -> Any:
    with system_scope(SystemJob.AUDIT_VERIFY) as job:
        return verify(by=job)


def test_roots_are_numbered_files_that_name_their_predecessor(filled: Actor, roots: Path) -> None:
    first, second = seal(), seal()
    one, two = parse_root(first.read_bytes()), parse_root(second.read_bytes())

    assert [path.name for path in (first, second)] == ["000000000001.root", "000000000002.root"]
    assert (one.number, one.chains, two.number, two.previous) == (1, 3, 2, one.identity)
    assert (first.stat().st_mode & 0o777, list(roots.glob("*/.0*"))) == (0o444, [])
    with system_scope(SystemJob.AUDIT_VERIFY):
        heads = {chain.uid: chain.seq for chain in AuditChain.objects.all()}
    assert {sealed.head.chain: sealed.head.seq for sealed in one.heads} == heads


def test_without_a_key_nothing_is_sealed(roots: Path, settings: Settings) -> None:
    settings.NEUROHOST_SIGNING_KEY = ""

    with pytest.raises(NoSigningKey):
        seal()
    assert not roots.exists()


def test_nothing_is_sealed_on_top_of_a_broken_root(filled: Actor, roots: Path) -> None:
    path = seal()
    path.chmod(0o644)
    path.write_bytes(b"x")

    with pytest.raises(BrokenRoots, match=r"000000000001\.root"):
        seal()


def test_untouched_chains_hold_for_everybody_who_may_verify(filled: Actor, person: Actor, roots: Path) -> None:
    seal()
    with scope(person):
        own = verify(by=person)
    whole = verify_all()

    assert (own.holds, own.chains, own.records, own.roots) == (True, 1, 5, 1)
    assert (whole.holds, whole.chains, whole.records) == (True, 3, 9)


def test_who_may_not_verify_or_export_is_refused(actors: Mapping[Role, Actor], roots: Path) -> None:
    manager = actors[Role.MANAGER]
    with scope(manager), pytest.raises(AccessDenied):
        verify(by=manager)
    with scope(manager), pytest.raises(AccessDenied):
        export(by=manager, out=io.BytesIO())


def spoil(statement: str) -> None:
    """Change the tables as somebody would who owns them and switches the triggers off."""
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        # Checks that wait for the end of the transaction would forbid to alter the tables now.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE audit_record DISABLE TRIGGER USER; ALTER TABLE audit_chain DISABLE TRIGGER USER")
        cursor.execute(statement)
        cursor.execute("ALTER TABLE audit_record ENABLE TRIGGER USER; ALTER TABLE audit_chain ENABLE TRIGGER USER")
        cursor.execute("SET ROLE nh_app")


@pytest.mark.parametrize(
    ("statement", "code", "seq"),
    [
        ("UPDATE audit_record SET reason = 'x' WHERE seq = 4", "columns", 4),
        ("UPDATE audit_record SET hash = prev_hash WHERE seq = 5", "hash", 5),
        ("UPDATE audit_chain SET seq = 4 WHERE seq = 5", "head", 5),
    ],
)
def test_a_change_behind_our_back_is_named_by_both_verifiers(
    filled: Actor, roots: Path, statement: str, code: str, seq: int
) -> None:
    seal()
    spoil(statement)
    verdict = verify_all()
    out = io.BytesIO()
    with system_scope(SystemJob.AUDIT_VERIFY) as job:
        export(by=job, out=out)
    faults, _, _ = second_verdict(out.getvalue())

    assert [(fault.code, fault.seq) for fault in verdict.faults] == [(code, seq)]
    assert [(fault.code, fault.chain, fault.seq) for fault in faults] == [
        (fault.code, fault.chain, fault.seq) for fault in verdict.faults
    ]


def test_after_a_fault_the_transaction_still_works(filled: Actor, roots: Path) -> None:
    spoil("UPDATE audit_record SET reason = 'x' WHERE seq = 1")
    with system_scope(SystemJob.AUDIT_VERIFY) as job:
        assert len(verify(by=job).faults) == 3
        assert AuditRecord.objects.count() == 9


def test_a_whole_export_holds_for_the_second_verifier(filled: Actor, roots: Path) -> None:
    seal()
    seal()
    out = io.BytesIO()
    with system_scope(SystemJob.AUDIT_VERIFY) as job:
        written = export(by=job, out=out)

    assert (written, second_verdict(out.getvalue())) == (9, ([], 9, 2))


def test_an_organisations_export_shows_nothing_of_another_and_is_recorded(
    filled: Actor, person: Actor, roots: Path
) -> None:
    seal()
    with system_scope(SystemJob.AUDIT_VERIFY):
        foreign = AuditChain.objects.get(organisation_id=filled.organisation_id)
    with scope(person):
        content = export_file(by=person)
        newest = AuditRecord.objects.order_by("-seq")[0]

    assert second_verdict(content) == ([], 5, 1)
    assert (foreign.uid.bytes in content, str(foreign.uid).encode() in content) == (False, False)
    assert (newest.action, newest.change_set) == ("audit.record.export", {"after": {"records": 5}})


def test_too_many_records_for_a_page_are_refused(
    filled: Actor, person: Actor, roots: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "MAX_RECORDS", 4)
    with scope(person):
        with pytest.raises(TooLarge, match="5 records"):
            export_file(by=person)
        assert AuditRecord.objects.count() == 5


def test_every_record_has_a_proof_under_the_first_root_that_seals_it(filled: Actor, person: Actor, roots: Path) -> None:
    seal()
    with scope(person):
        late = record(by=person, action="a.b.d", subject=None)
        uids = list(AuditRecord.objects.order_by("seq").values_list("uid", flat=True))
        proofs = [prove(by=person, uid=uid) for uid in uids[:5]]
        with pytest.raises(NotSealed):
            prove(by=person, uid=late.uid)
    seal()
    seal()
    with scope(person):
        proofs.append(prove(by=person, uid=late.uid))

    checked = [second_verifier().verify_proof(proof, list(trusted_keys())) for proof in proofs]
    assert checked == [None] * 6
    assert [len(proof["later"]) for proof in proofs] == [4, 3, 2, 1, 0, 0]
    assert '"number":2' in proofs[-1]["root"]


def test_the_index_is_read_in_order_without_sorting(filled: Actor) -> None:
    with system_scope(SystemJob.AUDIT_VERIFY), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("EXPLAIN SELECT hash FROM audit_record WHERE chain = %s ORDER BY seq", [UUID(int=1)])
        plan = " ".join(row[0] for row in cursor.fetchall())

    assert "audit_record_no_gap" in plan
