"""Enrolment: a one-time code becomes this agent's identity and key."""

from __future__ import annotations

import platform
import sys
from typing import Any

from neurohost_agent import __version__, clock
from neurohost_agent.config import Config, parse_config
from neurohost_agent.errors import AgentError
from neurohost_agent.files import write_json
from neurohost_agent.local import Enrolment, Folder
from neurohost_agent.server import Answer, Server, checked_address
from neurohost_agent.wire.enrolment import enrolment_request

_DONE = frozenset({200, 201})
_CLOCK = "enrol.clock"
_REASONS = {
    "enrol.code": "the server does not take this code: it is wrong, used, withdrawn or too old",
    "enrol.signature": "the server does not accept this agent's signature",
    "enrol.replayed": "the server has seen this request before: try again",
}


async def enrol(folder: Folder, *, server: str, code: str) -> Enrolment:
    """Enrol with the code and keep the answer; a repeated call with the same code and folder gives the same agent.

    Raises AgentError with one sentence that says why not.
    """
    base = checked_address(server)
    client = Server(base)
    try:
        answer = await client.send_json("enrol", _request(folder, code, clock.wall_ms()))
        server_ms = answer.integer("server_time_ms")
        if answer.code == _CLOCK and server_ms is not None:
            answer = await client.send_json("enrol", _request(folder, code, server_ms))
    finally:
        await client.close()
    if answer.status not in _DONE:
        raise AgentError(_why(base, answer))
    enrolment, config = _content(base, answer)
    write_json(folder.path / "config.json", config)
    folder.save_enrolment(enrolment)
    return enrolment


def _request(folder: Folder, code: str, at_ms: int) -> dict[str, Any]:
    identity, sealing = folder.keys()
    agent = {
        "version": __version__,
        "hostname": platform.node()[:200],
        "platform": platform.platform()[:200],
        "python": ".".join(map(str, sys.version_info[:3])),
    }
    return enrolment_request(code=code, identity=identity, sealing=sealing, signed_at_ms=at_ms, agent=agent)


def _content(base: str, answer: Answer) -> tuple[Enrolment, Config]:
    body = answer.body
    texts = [body.get(name) for name in ("agent_uid", "key", "server_ed25519_public")]
    if not all(isinstance(text, str) and text for text in texts):
        raise AgentError("the server's answer lacks the agent's uid, key or the server's public key")
    return Enrolment(base, *map(str, texts)), parse_config(body.get("config") or {})


def _why(base: str, answer: Answer) -> str:
    if answer.status == 0:
        return f"the server {base} does not answer: {answer.reason}"
    return f"not enrolled: {_REASONS.get(answer.code, answer.reason)}"
