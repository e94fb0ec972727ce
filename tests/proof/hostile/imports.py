"""Hostile import files: each is read in a process of its own that has little memory and time."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from tests.common.imports.hostile import FILES, workbook
from tests.proof.hostile.cases import Canary, Case, Group

MEGABYTES = 800
SECONDS = 20
_ROOT = Path(__file__).resolve().parents[3]
_HEAD = '<row r="1"><c r="A1" t="inlineStr"><is><t>name</t></is></c></row>'
_ENTITY = '<!DOCTYPE a [<!ENTITY e SYSTEM "{0}">]><worksheet><sheetData>&e;</sheetData></worksheet>'


def _formula(canary: Canary) -> bytes:
    cell = f'<c r="A2"><f>WEBSERVICE("http://127.0.0.1:{canary.port}/")</f><v>1</v></c>'
    return workbook(f'{_HEAD}<row r="2">{cell}</row>')


def _called(canary: Canary) -> bytes:
    return workbook(_ENTITY.format(f"http://127.0.0.1:{canary.port}/"), whole_sheet=True)


def _dde(canary: Canary) -> bytes:
    cell = f"<c r=\"A2\"><f>cmd|'/c touch {canary.file}'!A1</f><v>1</v></c>"
    return workbook(f'{_HEAD}<row r="2">{cell}</row>')


def _ask(data: bytes) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.proof.import_reader", str(MEGABYTES), str(SECONDS)],
        input=data,
        cwd=_ROOT,
        env=os.environ | {"PYTHONPATH": f"{_ROOT}:{_ROOT / 'bin'}"},
        capture_output=True,
        check=False,
        timeout=SECONDS * 10,
    )
    if done.returncode:
        # A process that its limits ended has refused nothing: the reader itself must say no.
        message = done.stderr.decode(errors="replace")[-300:]
        raise RuntimeError(message)
    return done.stdout.decode().splitlines()


def _case(name: str, make: Callable[[], bytes], word: str) -> Case:
    return Case(name, lambda _canary: make(), says=word)


_CASES = (
    *(_case(name, make, word) for name, (make, word) in FILES.items()),
    Case("formula that calls", _formula, says="formula"),
    Case("formula that starts a program", _dde, says="formula"),
    Case("entity that calls", _called, says="entities"),
)

GROUP = Group("import files", _CASES, _ask, seconds=SECONDS, megabytes=MEGABYTES, fewest=30)
