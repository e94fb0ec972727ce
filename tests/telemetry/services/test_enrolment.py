"""Enrolment over real HTTP paths: one code, one agent, no second chance for a guesser."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from apps.common.errors import Invalid
from apps.common.scope import SystemJob, scope, system_scope
from apps.telemetry.models import Agent, EnrolmentCode
from apps.telemetry.services.codes import make_enrolment_code
from tests.telemetry.factories import Keys, make_site

if TYPE_CHECKING:
    from django.test import Client

    from apps.accounts.models import Organisation
    from apps.common.actor import Actor

pytestmark = pytest.mark.django_db


@pytest.fixture
def code(organisation: Organisation, actors: dict[str, Actor]) -> str:
    site = make_site(organisation)
    with scope(actors["admin"]):
        return make_enrolment_code(by=actors["admin"], site=site, agent_name="north", scan_ranges=["127.20.0.0/28"])[1]


def _enrol(client: Client, request: dict[str, Any]) -> Any:
    return client.post("/api/v1/agent/enrol", json.dumps(request), content_type="application/json")


def test_a_code_makes_one_agent_with_a_working_key(client: Client, code: str) -> None:
    answer = _enrol(client, Keys().request(code))
    assert answer.status_code == 201
    told = client.get("/api/v1/agent/config", headers={"Authorization": f"Bearer {answer.json()['key']}"})
    assert told.json()["scan"]["ranges"] == ["127.20.0.0/28"]


def test_a_lost_answer_gives_the_same_agent_a_fresh_key(client: Client, code: str) -> None:
    keys = Keys()
    first = _enrol(client, keys.request(code)).json()
    with system_scope(SystemJob.MAINTENANCE):
        signed = Agent.objects.get().enrolled_signed_at_ms
    second = _enrol(client, keys.request(code, signed + 1))
    assert second.status_code == 200
    assert second.json()["agent_uid"] == first["agent_uid"]
    old = client.get("/api/v1/agent/config", headers={"Authorization": f"Bearer {first['key']}"})
    assert (old.status_code, old.json()["code"]) == (401, "key.revoked")


def test_a_copy_of_an_old_request_gets_nothing(client: Client, code: str) -> None:
    request = Keys().request(code)
    _enrol(client, request)
    again = _enrol(client, request)
    assert (again.status_code, again.json()["code"]) == (409, "enrol.replayed")


def test_a_used_code_is_refused_to_other_keys_like_an_unknown_one(client: Client, code: str) -> None:
    _enrol(client, Keys().request(code))
    stolen = _enrol(client, Keys().request(code))
    unknown = _enrol(client, Keys().request("0000-0000-0000"))
    assert stolen.status_code == unknown.status_code == 403
    assert stolen.json() == unknown.json()
    with system_scope(SystemJob.MAINTENANCE):
        assert Agent.objects.count() == 1


def test_a_wrong_signature_is_refused(client: Client, code: str) -> None:
    mine, other = Keys().request(code), Keys().request(code)
    answer = _enrol(client, mine | {"signature": other["signature"]})
    assert (answer.status_code, answer.json()["code"]) == (403, "enrol.signature")


def test_an_expired_code_is_refused(client: Client, code: str) -> None:
    with system_scope(SystemJob.MAINTENANCE):
        row = EnrolmentCode.objects.get()
        row.expires_at -= timedelta(hours=2)
        row.save()
    assert _enrol(client, Keys().request(code)).json()["code"] == "enrol.code"


def test_a_wrong_clock_is_told_the_servers_time(client: Client, code: str) -> None:
    answer = _enrol(client, Keys().request(code, 1_000_000_000_000))
    assert (answer.status_code, answer.json()["code"]) == (422, "enrol.clock")
    assert answer.json()["server_time_ms"] > 1_700_000_000_000


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"version": 1}'])
def test_a_body_that_is_none_is_malformed(client: Client, body: bytes) -> None:
    answer = client.post("/api/v1/agent/enrol", body, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (400, "request.malformed")


def test_a_public_range_is_refused_at_its_field(organisation: Organisation, actors: dict[str, Actor]) -> None:
    site = make_site(organisation)
    with scope(actors["admin"]), pytest.raises(Invalid) as refusal:
        make_enrolment_code(by=actors["admin"], site=site, agent_name="n", scan_ranges=["8.8.8.0/24"])
    assert refusal.value.field == "scan_ranges"
