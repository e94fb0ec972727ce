"""The command: verdict, exit code, export and proof."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from apps.audit.models import AuditRecord
from apps.audit.services import record
from apps.audit.services.root_files import trusted_keys
from apps.common.actor import Actor
from apps.common.scope import scope
from tests.audit.second import second_verifier

pytestmark = pytest.mark.django_db


@pytest.fixture
def made(person: Actor, roots: Path) -> AuditRecord:
    with scope(person):
        return record(by=person, action="a.b.c", subject=None)


def said(*arguments: str) -> list[str]:
    out = io.StringIO()
    call_command("audit", *arguments, stdout=out)
    return out.getvalue().splitlines()


def test_untouched_chains_hold(made: AuditRecord) -> None:
    said("seal")
    (line,) = said("verify")

    assert line.startswith("HOLDS: 1 records in 1 chains, 1 signed roots, ")


def test_without_roots_it_says_what_is_not_seen(made: AuditRecord) -> None:
    assert said("verify")[1].startswith("No signed root was found")


def test_a_root_signed_by_another_key_ends_with_one(made: AuditRecord, capsys: pytest.CaptureFixture[str]) -> None:
    said("seal")
    with pytest.raises(SystemExit) as ended:
        call_command("audit", "verify", "--key", "00" * 32)

    lines = capsys.readouterr().out.splitlines()
    assert ended.value.code == 1
    assert lines[0] == "FAULT roots chain=- seq=1: the root is signed with a key that is not trusted"


@pytest.mark.parametrize("form", ["organisation:{0.organisation_id}", "{0.chain_id}"])
def test_one_chain_is_named_by_organisation_or_identifier(made: AuditRecord, form: str) -> None:
    assert said("verify", "--chain", form.format(made))[0].startswith("HOLDS: 1 records in 1 chains")


@pytest.mark.parametrize(
    ("name", "words"),
    [("platform", "there is no chain"), ("organisation:0", "there is no chain"), ("x", "is no chain")],
)
def test_an_unknown_chain_is_refused(made: AuditRecord, name: str, words: str) -> None:
    with pytest.raises(CommandError, match=words):
        said("verify", "--chain", name)


def test_export_and_proof_convince_the_second_verifier(made: AuditRecord, tmp_path: Path) -> None:
    said("seal")
    said("export", "--out", str(tmp_path / "x.nha"))
    said("prove", str(made.uid), "--out", str(tmp_path / "p.json"))
    keys = list(trusted_keys())

    with (tmp_path / "x.nha").open("rb") as file:
        assert second_verifier().verify_export(file, keys) == ([], 1, 1)
    assert second_verifier().verify_proof(json.loads((tmp_path / "p.json").read_text()), keys) is None


def test_a_proof_before_the_first_root_is_refused(made: AuditRecord) -> None:
    with pytest.raises(CommandError, match="No signed root covers this record"):
        said("prove", str(made.uid))
