"""Refusals of telemetry, for people and for agents."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from apps.common.errors import Conflict, DomainError


class ProtocolRefusal(DomainError):
    """A refusal to an agent: `code` and `status` are those of the agent protocol, `detail` is in English."""

    def __init__(self, status: int, code: str, detail: str, **members: object) -> None:
        """Keep what the problem document says."""
        super().__init__(detail)
        self.http_status = status
        self.problem_code = code
        self.detail = detail
        self.members = members


class BatchRefused(ProtocolRefusal):
    """A batch breaks the protocol; the agent sets it aside."""

    def __init__(self, detail: str) -> None:
        """Name the first thing that is wrong."""
        super().__init__(422, "batch.refused", detail)


class DeviceAlreadyMatched(Conflict):
    """A device or a unit already belongs to another."""

    code = "device_already_matched"
    sentence = _("Unit %(serial)s already has the device at %(address)s.")


class AgentRevoked(Conflict):
    """The agent is revoked already."""

    code = "agent_revoked"
    sentence = _("The agent is already revoked.")
