"""The examples of docs/api.md: each call is asked as it stands there, and each refusal looks as it is shown."""

from __future__ import annotations

import argparse
import json
import re
import shlex
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

from apps.common.roles import Role
from apps.common.scope import SystemJob, system_scope
from apps.crm.models import Client, Contact
from tests.browser import Browser
from tests.crm.factories import make_client
from tests.factories import make_user

if TYPE_CHECKING:
    from apps.accounts.models import Organisation

pytestmark = pytest.mark.django_db
PAGE = (Path(__file__).parents[2] / "docs" / "api.md").read_text(encoding="utf-8")


@dataclass(frozen=True)
class Call:
    """One call of curl as the page shows it."""

    method: str
    path: str
    headers: dict[str, str]
    body: str

    @classmethod
    def read(cls, text: str) -> Call:
        """Read a command line; anything that we do not know of curl is refused."""
        reader = argparse.ArgumentParser(exit_on_error=False)
        reader.add_argument("-s", action="store_true")
        reader.add_argument("-X", default="GET")
        reader.add_argument("-H", action="append", default=[])
        reader.add_argument("-d", default="")
        reader.add_argument("url")
        program, *words = shlex.split(text.replace("\\\n", " "))
        assert program == "curl"
        given = reader.parse_args(words)
        url = urlsplit(given.url)
        assert url.netloc == "127.0.0.1:8000"
        headers = dict(header.split(": ", 1) for header in given.H)
        return cls(given.X, f"{url.path}?{url.query}" if url.query else url.path, headers, given.d)

    def ask(self) -> Any:
        """Ask it without a session."""
        kind = self.headers.get("Content-Type", "application/octet-stream")
        return Browser().generic(self.method, self.path, self.body, kind, headers=self.headers)


@pytest.fixture
def client(organisation: Organisation) -> Client:
    return make_client(organisation)


@pytest.fixture
def calls(organisation: Organisation, client: Client) -> list[Call]:
    """Return the page's calls with a real token and a real client in them."""
    browser = Browser()
    browser.sign_in_as(make_user(organisation, Role.ADMIN))
    rights = browser.get("/api/v1/me/").json()["permissions"]
    key = browser.post("/api/v1/tokens/", {"name": "page", "permissions": rights}).json()["key"]
    blocks = re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL)
    filled = [one.replace("$NEUROHOST_TOKEN", key).replace('"…"', f'"{client.uid}"') for one in blocks]
    return [Call.read(one) for one in filled]


def test_the_page_reads_clients_with_a_token(calls: list[Call], client: Client) -> None:
    answer = calls[0].ask()
    assert (answer.status_code, list(answer.json())) == (200, ["next", "previous", "results"])
    assert [row["uid"] for row in answer.json()["results"]] == [str(client.uid)]


def test_the_page_adds_a_contact_once(calls: list[Call], client: Client) -> None:
    first, second = calls[1].ask(), calls[1].ask()
    assert (first.status_code, second.status_code, second["Idempotent-Replay"]) == (201, 201, "true")
    with system_scope(SystemJob.MAINTENANCE):
        assert list(Contact.objects.filter(client=client).values_list("name", flat=True)) == ["Анна Климова"]


def test_every_call_of_the_page_is_asked_here(calls: list[Call]) -> None:
    assert [(one.method, one.path) for one in calls] == [
        ("GET", "/api/v1/crm/clients/?page_size=2"),
        ("POST", "/api/v1/crm/contacts/"),
    ]


def test_a_refusal_looks_as_the_page_shows_it(calls: list[Call]) -> None:
    shown = json.loads(re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)[0])
    wrong = Call(
        "POST", "/api/v1/crm/clients/", calls[1].headers, json.dumps({"type": "legal_entity", "name": "A", "inn": "1"})
    )
    answer = wrong.ask()
    told = answer.json()
    assert (answer.status_code, answer["Content-Type"]) == (422, "application/problem+json")
    assert told.keys() == shown.keys()
    assert {name: told[name] for name in ("type", "status", "code", "field")} == {
        name: shown[name] for name in ("type", "status", "code", "field")
    }
