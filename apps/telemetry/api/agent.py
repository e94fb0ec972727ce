"""The agents' addresses, exactly as docs/protocol says: enrolment, configuration, batches, discoveries, heartbeat.

They open their own scope (job `telemetry-ingest`), since the raw table is the system's, and answer problems with the
codes of the protocol.
"""

from __future__ import annotations

import base64
from functools import wraps
from typing import TYPE_CHECKING, Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from apps.accounts.policy import client_ip
from apps.common.clock import now
from apps.common.http import actor_of, public
from apps.common.http.bearer import bearer_key
from apps.common.http.scope import outside_scope
from apps.common.scope import SystemJob, system_scope
from apps.telemetry.exceptions import ProtocolRefusal
from apps.telemetry.permissions import AGENT_CONNECT
from apps.telemetry.rules.batch import MAX_BODY_BYTES
from apps.telemetry.selectors.agents import agent_of_key, configuration
from apps.telemetry.services.enrolment import agent_actor, enrol_agent, parse
from apps.telemetry.services.ingest import accept_batch
from apps.telemetry.services.reports import MAX_DISCOVERY_BYTES, accept_discoveries, accept_heartbeat

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

    from apps.telemetry.models import Agent

PROTOCOL = "1"
MAX_ENROLMENT_BYTES = 16 * 1024


def _problem(refusal: ProtocolRefusal) -> JsonResponse:
    """Return a refusal as a problem document."""
    body = {
        "type": "about:blank",
        "title": refusal.detail,
        "status": refusal.http_status,
        "detail": refusal.detail,
        "code": refusal.problem_code,
        **refusal.members,
    }
    response = JsonResponse(body, status=refusal.http_status, content_type="application/problem+json")
    if "retry_after_s" in refusal.members:
        response["Retry-After"] = str(refusal.members["retry_after_s"])
    return response


def _speaking(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Check the protocol's version and turn refusals into problem documents."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.headers.get("X-NeuroHost-Agent-Protocol", PROTOCOL) != PROTOCOL:
            return _problem(ProtocolRefusal(426, "protocol.version", f"this server speaks version {PROTOCOL}"))
        try:
            return view(request, *args, **kwargs)
        except ProtocolRefusal as refusal:
            return _problem(refusal)

    return outside_scope(csrf_exempt(answered))


def _for_agents(view: Callable[[HttpRequest, Agent], HttpResponse]) -> Callable[..., HttpResponse]:
    """Let through the holder of an agent's key only, inside the scope of the ingest job."""

    @_speaking
    @wraps(view)
    def known(request: HttpRequest) -> HttpResponse:
        with system_scope(SystemJob.TELEMETRY_INGEST):
            agent = agent_of_key(bearer_key(request)) if bearer_key(request) else None
            if agent is None:
                if actor_of(request).is_known:
                    raise ProtocolRefusal(403, "key.not_an_agent", "this address is for agents")
                raise ProtocolRefusal(401, "key.revoked", "the key is not known here")
            return view(request, agent)

    known.permission = AGENT_CONNECT  # type: ignore[attr-defined]  # read by the matrix test
    return known


def _limited_body(request: HttpRequest, limit: int, code: str) -> bytes:
    """Return the body, reading no further than one byte past the limit."""
    body: bytes = request.read(limit + 1)
    if len(body) > limit:
        raise ProtocolRefusal(413, code, f"the body may have {limit} bytes")
    return body


def _server_public_key() -> str:
    """Return the server's Ed25519 public key, by which agents will verify commands."""
    seed = base64.b64decode(settings.NEUROHOST_SIGNING_KEY)
    return base64.b64encode(Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()).decode()


@public
@require_POST
@_speaking
def enrol(request: HttpRequest) -> HttpResponse:
    """POST enrol: a code and two public keys become an agent."""
    body = parse(_limited_body(request, MAX_ENROLMENT_BYTES, "request.too_large"))
    with system_scope(SystemJob.AGENT_ENROL):
        enrolled = enrol_agent(body, ip=client_ip(request), request_id=getattr(request, "request_id", ""))
        answer = {
            "version": 1,
            "agent_uid": str(enrolled.agent.uid),
            "key": enrolled.key,
            "server_ed25519_public": _server_public_key(),
            "server_time_ms": int(now().timestamp() * 1000),
            "config": configuration(enrolled.agent),
            "config_etag": _etag(enrolled.agent),
        }
    return JsonResponse(answer, status=201 if enrolled.is_new else 200)


def _etag(agent: Agent) -> str:
    """Return the ETag of an agent's configuration."""
    return f'"{agent.config_revision}"'


@require_GET
@_for_agents
def config(request: HttpRequest, agent: Agent) -> HttpResponse:
    """GET config: what the agent is told to do."""
    if request.headers.get("If-None-Match") == _etag(agent):
        return HttpResponse(status=304, headers={"ETag": _etag(agent)})
    return JsonResponse(configuration(agent), headers={"ETag": _etag(agent)})


@require_POST
@_for_agents
def batches(request: HttpRequest, agent: Agent) -> HttpResponse:
    """POST batches: readings; answered only after the commit, since the scope closes before the answer leaves."""
    done = accept_batch(agent, _limited_body(request, MAX_BODY_BYTES, "batch.too_large"))
    return JsonResponse(
        {
            "epoch": done.epoch,
            "accepted_through": done.accepted_through,
            "rows": done.rows,
            "duplicates": done.duplicates,
            "config_revision": done.config_revision,
        }
    )


@require_POST
@_for_agents
def discoveries(request: HttpRequest, agent: Agent) -> HttpResponse:
    """POST discoveries: a part of a scan."""
    by = agent_actor(agent, ip=client_ip(request), request_id=getattr(request, "request_id", ""))
    body = _limited_body(request, MAX_DISCOVERY_BYTES, "request.too_large")
    accepted = accept_discoveries(agent, body, by=by)
    return JsonResponse({"accepted": accepted, "config_revision": agent.config_revision})


@require_POST
@_for_agents
def heartbeat(request: HttpRequest, agent: Agent) -> HttpResponse:
    """POST heartbeat: a sign of life."""
    accept_heartbeat(agent, _limited_body(request, MAX_DISCOVERY_BYTES, "request.too_large"))
    return JsonResponse({"server_time_ms": int(now().timestamp() * 1000), "config_revision": agent.config_revision})
