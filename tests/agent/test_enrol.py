"""A one-time code becomes an identity."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from neurohost_agent.enrol import enrol
from neurohost_agent.errors import AgentError
from neurohost_agent.files import prepare_folder
from neurohost_agent.local import Enrolment, Folder
from tests.agent.small_server import Scripted, SmallServer

GOOD = {"agent_uid": "u-1", "key": "k-1", "server_ed25519_public": "s", "config": {"revision": 3}}


def _enrol(folder: Folder, answer: Callable[[dict[str, Any]], Scripted]) -> Enrolment:
    async def run() -> Enrolment:
        small = SmallServer()
        small.on_enrol = answer
        async with small.running():
            return await enrol(folder, server=small.url, code="7q4k-9f2m-xr8t")

    return asyncio.run(run())


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(prepare_folder(tmp_path / "data"))


def _check(request: dict[str, Any]) -> None:
    lines = ["neurohost-enrol-v1", "7Q4K9F2MXR8T", request["ed25519_public"], request["x25519_public"]]
    message = "".join(f"{line}\n" for line in [*lines, request["signed_at_ms"]]).encode()
    public = Ed25519PublicKey.from_public_bytes(base64.b64decode(request["ed25519_public"]))
    public.verify(base64.b64decode(request["signature"]), message)


def test_the_answer_is_kept_and_possession_was_proved(folder: Folder) -> None:
    def answer(request: dict[str, Any]) -> Scripted:
        _check(request)
        return 201, GOOD, {}

    enrolment = _enrol(folder, answer)
    assert folder.enrolment() == enrolment
    assert (enrolment.agent_uid, enrolment.key) == ("u-1", "k-1")
    assert '"revision": 3' in (folder.path / "config.json").read_text()


def test_a_lost_answer_is_asked_for_again_with_the_same_keys_and_a_later_moment(folder: Folder) -> None:
    seen: list[dict[str, Any]] = []

    def answer(request: dict[str, Any]) -> Scripted:
        seen.append(request)
        return (503, {}, {}) if len(seen) == 1 else (200, GOOD, {})

    with pytest.raises(AgentError):
        _enrol(folder, answer)
    assert _enrol(folder, answer).agent_uid == "u-1"
    assert seen[0]["ed25519_public"] == seen[1]["ed25519_public"]
    assert seen[0]["x25519_public"] == seen[1]["x25519_public"]
    assert seen[0]["signed_at_ms"] < seen[1]["signed_at_ms"]


def test_a_wrong_clock_is_signed_again_with_the_servers_time(folder: Folder) -> None:
    def answer(request: dict[str, Any]) -> Scripted:
        _check(request)
        if request["signed_at_ms"] != 1_234:
            return 422, {"code": "enrol.clock", "server_time_ms": 1_234}, {}
        return 201, GOOD, {}

    assert _enrol(folder, answer).agent_uid == "u-1"


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        ((403, {"code": "enrol.code"}, {}), "does not take this code"),
        ((409, {"code": "enrol.replayed"}, {}), "try again"),
        ((500, {}, {}), "HTTP 500"),
        ((201, {"agent_uid": "u"}, {}), "lacks"),
        ((201, GOOD | {"config": {"poll": {"interval_s": 1}}}, {}), "refused"),
    ],
)
def test_a_refusal_is_one_sentence_and_nothing_is_kept(folder: Folder, answer: Scripted, sentence: str) -> None:
    with pytest.raises(AgentError, match=sentence):
        _enrol(folder, lambda _request: answer)
    assert folder.enrolment() is None


def test_plain_http_to_another_machine_is_refused(folder: Folder) -> None:
    with pytest.raises(AgentError, match="https"):
        asyncio.run(enrol(folder, server="http://10.0.0.1", code="x"))
