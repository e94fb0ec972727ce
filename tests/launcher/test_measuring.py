"""Benchmarks and proofs speak in one JSON object and exit codes."""

import json
from pathlib import Path

import pytest

from launcher.failure import Failure
from launcher.measuring import Outcome, last_line, needs_database, page

RESULT = {
    "name": "audit",
    "value": 250000,
    "unit": "records/s",
    "floor": 1.5e6,
    "ratio": 6.0,
    "bar": 200000,
    "holds": True,
}


def test_the_last_line_is_the_result() -> None:
    assert last_line(f"a table\n\n{json.dumps(RESULT)}\n\n") == RESULT


@pytest.mark.parametrize("output", ["", "words", "[1]", '{"name": "audit"}', json.dumps(RESULT) + "\nmore words"])
def test_another_last_line_is_refused(output: str) -> None:
    with pytest.raises(Failure, match="The last line must be one JSON object"):
        last_line(output)


@pytest.mark.parametrize(
    ("text", "needs"),
    [("NEEDS_DATABASE = True\n", True), ("NEEDS_DATABASE = False\n", False), ("x = 1\n", False), ("", False)],
)
def test_a_file_says_whether_it_needs_the_database(tmp_path: Path, text: str, needs: bool) -> None:
    path = tmp_path / "bench_x.py"
    path.write_text(text, encoding="utf-8")

    assert needs_database(path) is needs


@pytest.mark.parametrize(("code", "holds", "expected"), [(0, True, True), (1, False, False), (1, True, False)])
def test_a_bar_is_held_only_when_code_and_result_agree(code: int, holds: bool, expected: bool) -> None:
    assert Outcome("audit", code, RESULT | {"holds": holds}).holds is expected


def test_the_page_has_a_row_for_each_benchmark_and_each_proof() -> None:
    failed = Outcome("ingest", 1, RESULT | {"name": "ingest", "holds": False})
    lines = page([Outcome("audit", 0, RESULT), failed], [Outcome("numbers", 0, RESULT)]).splitlines()

    assert [line for line in lines if line.startswith("| ") and "---" not in line] == [
        "| benchmark | value | unit | floor | ratio | bar | holds |",
        "| audit | 250,000 | records/s | 1,500,000 | 6 | 200,000 | yes |",
        "| ingest | 250,000 | records/s | 1,500,000 | 6 | 200,000 | **no** |",
        "| proof | value | unit | floor | ratio | bar | holds |",
        "| numbers | 250,000 | records/s | 1,500,000 | 6 | 200,000 | yes |",
    ]
