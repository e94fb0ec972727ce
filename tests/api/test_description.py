"""The API's description: complete, without a warning, with the right and the tag of every operation."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.management import call_command

from apps.common import access
from apps.common.api.description import SchemaView
from tests.browser import Browser

_METHODS = {"get", "post", "put", "patch", "delete"}
# Imports are of every app, so common serves them.
_APPS = {"audit", "crm", "inventory", "logistics", "telemetry", "accounts", "common"}


def _operations(description: dict[str, Any]) -> dict[str, Any]:
    return {
        f"{method.upper()} {path}": operation
        for path, methods in description["paths"].items()
        for method, operation in methods.items()
        if method in _METHODS
    }


def test_the_description_is_drawn_without_a_warning(
    db: None, tmp_path: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("spectacular", file=str(tmp_path / "schema.yml"), validate=True, fail_on_warn=True)
    assert "Warning" not in capsys.readouterr().err


def test_every_operation_names_a_declared_right_and_its_app(description: dict[str, Any]) -> None:
    operations = _operations(description)
    wrong = [
        name
        for name, operation in operations.items()
        if access.named(operation.get("x-permission") or "") is None or set(operation["tags"]) - _APPS
    ]
    assert (len(operations) > 40, wrong) == (True, [])


def test_every_operation_describes_its_problems(description: dict[str, Any]) -> None:
    missing = [
        name
        for name, operation in _operations(description).items()
        if not {"401", "403", "404", "422"} <= operation["responses"].keys()
    ]
    assert missing == []


def test_every_write_asks_for_a_key(description: dict[str, Any]) -> None:
    missing = [
        name
        for name, operation in _operations(description).items()
        if not name.startswith("GET")
        and "Idempotency-Key" not in {parameter["name"] for parameter in operation["parameters"]}
    ]
    assert missing == []


@pytest.mark.parametrize("path", ["/api/", "/api/v1/", "/api/v1/nothing/", "/api/v1/crm/clients"])
def test_an_unknown_address_is_a_problem_document(db: None, path: str) -> None:
    answer = Browser().get(path)
    assert (answer.status_code, answer["Content-Type"], answer.json()["code"]) == (
        404,
        "application/problem+json",
        "not_found",
    )


def test_the_page_of_the_description_loads_nothing_from_outside(db: None) -> None:
    text = Browser().get("/api/docs/").content.decode()
    assert ("https://" in text, "//cdn" in text) == (False, False)


def test_the_description_is_written_once_for_everybody(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Anybody may ask for it, and writing it takes seconds: a second reader must not cost them again."""
    first = Browser().get("/api/schema/?lang=ru&format=json")
    monkeypatch.setattr(SchemaView, "generator_class", None)
    again = Browser().get("/api/schema/?lang=ru&format=json")
    other = Browser().get("/api/schema/?lang=nonsense&format=json", headers={"Accept-Language": "ru"})
    assert (again.status_code, again.content, other.content) == (200, first.content, first.content)
