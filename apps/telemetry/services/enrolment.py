"""Enrolment: a one-time code and two public keys become an agent (docs/protocol/enrolment.md)."""

from __future__ import annotations

import base64
import binascii
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.core.cache import cache
from django.db import transaction

from apps.audit.services import record
from apps.common.actor import Actor, ActorKind
from apps.common.clock import now
from apps.common.events import announce
from apps.common.scope import scope
from apps.telemetry.enums import AgentStatus
from apps.telemetry.exceptions import ProtocolRefusal
from apps.telemetry.models import Agent, EnrolmentCode
from apps.telemetry.rules.keys import KEY_PREFIX, key_digest
from apps.telemetry.services.codes import digest, normalise
from apps.telemetry.signals import agent_enrolled

if TYPE_CHECKING:
    from collections.abc import Callable

CLOCK_TOLERANCE_MS = 600_000
FAILURES_PER_MINUTE = 10
_KEY_BYTES = 32
_MAX_TEXT = 200


class AgentFacts(msgspec.Struct):
    """What the agent says of its computer; for people, not signed."""

    version: str = ""
    hostname: str = ""
    platform: str = ""
    python: str = ""


class EnrolmentRequest(msgspec.Struct):
    """The body of an enrolment, as on the wire."""

    version: int
    code: str
    ed25519_public: str
    x25519_public: str
    signed_at_ms: int
    signature: str
    agent: AgentFacts = msgspec.field(default_factory=AgentFacts)


@dataclass(frozen=True, slots=True)
class Enrolled:
    """The result: the agent, its key (shown this once), whether it is a new one."""

    agent: Agent
    key: str
    is_new: bool


def _malformed(detail: str) -> ProtocolRefusal:
    """Return the refusal of a body that is not what the protocol says."""
    return ProtocolRefusal(400, "request.malformed", detail)


def _public_key(text: str, name: str) -> bytes:
    """Decode a public key; all zero bytes are no key."""
    try:
        raw = base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise _malformed(f"{name} is not base64") from error
    if len(raw) != _KEY_BYTES:
        raise _malformed(f"{name} has {len(raw)} bytes, not {_KEY_BYTES}")
    return raw


def parse(body: bytes) -> EnrolmentRequest:
    """Decode the body. Raises ProtocolRefusal 400."""
    try:
        request = msgspec.json.decode(body, type=EnrolmentRequest)
    except msgspec.MsgspecError as error:
        raise _malformed(str(error)) from error
    facts = request.agent
    if any(len(text) > _MAX_TEXT for text in (facts.version, facts.hostname, facts.platform, facts.python)):
        raise _malformed(f"a text of agent is longer than {_MAX_TEXT} characters")
    return request


def enrol_agent(request: EnrolmentRequest, *, ip: str, request_id: str = "") -> Enrolled:
    """Make the agent of a code, or give the same agent a fresh key when the answer was lost.

    The caller holds a system scope; the writes happen in the organisation of the code. Effects in order: code
    locked, signature and clock checked, agent made or its key replaced, audit record, `agent_enrolled` on commit.
    Raises ProtocolRefusal with the codes of the protocol page; failures are counted per address.
    """
    ed25519 = _public_key(request.ed25519_public, "ed25519_public")
    x25519 = _public_key(request.x25519_public, "x25519_public")
    failed = _failure_counter(ip)
    with transaction.atomic():
        # The code's row is the lock: two requests with one code come one after the other.
        code = EnrolmentCode.objects.select_for_update().filter(digest=digest(request.code)).first()
        if code is None or code.withdrawn_at or code.expires_at <= now():
            failed()
            raise ProtocolRefusal(403, "enrol.code", "the code is not valid")
        _check_signature(request, ed25519, x25519, failed)
        _check_clock(request)
        agent = code.agent
        # A revoked agent does not come back with the code it once used.
        if agent is not None and (agent.status == AgentStatus.REVOKED or _keys_of(agent) != (ed25519, x25519)):
            failed()
            raise ProtocolRefusal(403, "enrol.code", "the code is not valid")
        if agent is not None and request.signed_at_ms <= agent.enrolled_signed_at_ms:
            raise ProtocolRefusal(409, "enrol.replayed", "this enrolment was already answered")
        return _accept(code, request, ed25519, x25519, ip, request_id)


def _keys_of(agent: Agent) -> tuple[bytes, bytes]:
    """Return an agent's public keys."""
    return bytes(agent.ed25519_public), bytes(agent.x25519_public)


def _failure_counter(ip: str) -> Callable[[], None]:
    """Refuse an address that guessed too often; return what counts one more failure."""
    name = f"enrol-failures:{ip}"
    if int(cache.get(name) or 0) >= FAILURES_PER_MINUTE:
        raise ProtocolRefusal(429, "enrol.too_many", "too many failures from this address", retry_after_s=60)

    def failed() -> None:
        cache.add(name, 0, timeout=60)
        cache.incr(name)

    return failed


def _check_signature(request: EnrolmentRequest, ed25519: bytes, x25519: bytes, failed: Callable[[], None]) -> None:
    """The agent holds the private key of what it shows."""
    signed = "\n".join(
        (
            "neurohost-enrol-v1",
            normalise(request.code),
            request.ed25519_public,
            request.x25519_public,
            str(request.signed_at_ms),
            "",
        )
    )
    try:
        Ed25519PublicKey.from_public_bytes(ed25519).verify(base64.b64decode(request.signature), signed.encode())
        genuine = any(x25519)
    except (InvalidSignature, ValueError):
        genuine = False
    if not genuine:
        failed()
        raise ProtocolRefusal(403, "enrol.signature", "the signature does not fit the keys")


def _check_clock(request: EnrolmentRequest) -> None:
    """The request was signed about now."""
    server_ms = int(now().timestamp() * 1000)
    if abs(request.signed_at_ms - server_ms) > CLOCK_TOLERANCE_MS:
        raise ProtocolRefusal(422, "enrol.clock", "the agent's clock is wrong", server_time_ms=server_ms)


def _accept(
    code: EnrolmentCode, request: EnrolmentRequest, ed25519: bytes, x25519: bytes, ip: str, request_id: str
) -> Enrolled:
    """Write the agent with a fresh key, and the record of it."""
    key = KEY_PREFIX + secrets.token_urlsafe(32)
    agent = code.agent
    is_new = agent is None
    if agent is None:
        ports = code.ports
        agent = Agent(
            organisation_id=code.organisation_id,
            site_id=code.site_id,
            name=code.agent_name,
            ed25519_public=ed25519,
            x25519_public=x25519,
            scan_ranges=code.scan_ranges,
            port_rpc=ports.get("rpc", 4028),
            port_http=ports.get("http", 80),
            port_whatsminer_v3=ports.get("whatsminer_v3", 4433),
            scan_request=1,
        )
    agent.status = AgentStatus.ACTIVE
    agent.key_digest = key_digest(key)
    agent.enrolled_signed_at_ms = request.signed_at_ms
    agent.agent_version = request.agent.version
    agent.hostname = request.agent.hostname
    agent.platform = request.agent.platform
    agent.save()
    if is_new:
        code.agent = agent
        code.save(update_fields=["agent", "updated_at"])
    actor = agent_actor(agent, ip=ip, request_id=request_id)
    with scope(actor):
        record(
            by=actor,
            action="telemetry.agent.enrol" if is_new else "telemetry.agent.enrol_again",
            subject=agent,
            after={"name": agent.name, "hostname": agent.hostname, "version": agent.agent_version},
        )
    announce(agent_enrolled, by=actor, sender=Agent, agent_id=agent.pk)
    return Enrolled(agent, key, is_new)


def agent_actor(agent: Agent, *, ip: str | None = None, request_id: str = "") -> Actor:
    """Return the actor that an agent is: its organisation, its site, no role."""
    return Actor(
        kind=ActorKind.AGENT,
        id=agent.pk,
        uid=agent.uid,
        label=f"agent {agent.name}",
        organisation_id=agent.organisation_id,
        site_ids=(agent.site_id,),
        ip=ip,
        request_id=request_id,
    )
