"""The configuration the server gives (docs/protocol/config.md), checked before it is used."""

from __future__ import annotations

from ipaddress import IPv4Network
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from neurohost_agent.addresses import RangeRefusedError, parse_range, parse_ranges
from neurohost_agent.errors import AgentError
from neurohost_agent.transport.line import Ports

_Port = Annotated[int, Meta(ge=1, le=65_535)]
_Concurrency = Annotated[int, Meta(ge=1, le=2_000)]
_MAX_RANGES = 256
_MAX_EXCLUDED = 4_096


class PortsConfig(msgspec.Struct, frozen=True):
    """TCP ports of the machines."""

    rpc: _Port = 4028
    http: _Port = 80
    whatsminer_v3: _Port = 4433


class ScanConfig(msgspec.Struct, frozen=True):
    """Where and how often to look for machines."""

    ranges: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    interval_s: Annotated[float, Meta(ge=60, le=604_800)] = 3_600
    concurrency: _Concurrency = 256
    request: Annotated[int, Meta(ge=0)] = 0


class PollConfig(msgspec.Struct, frozen=True):
    """How often each machine is read."""

    interval_s: Annotated[float, Meta(ge=5, le=3_600)] = 30
    deadline_s: Annotated[float, Meta(ge=1, le=30)] = 5
    concurrency: _Concurrency = 256


class UploadConfig(msgspec.Struct, frozen=True):
    """How readings are gathered into batches."""

    interval_s: Annotated[float, Meta(ge=0.2, le=300)] = 2
    max_rows: Annotated[int, Meta(ge=1, le=5_000)] = 2_000


class QueueConfig(msgspec.Struct, frozen=True):
    """How much unsent data the disk may hold."""

    max_days: Annotated[float, Meta(ge=0.01, le=365)] = 14
    max_bytes: Annotated[int, Meta(ge=1_048_576, le=1_099_511_627_776)] = 2_147_483_648


class HeartbeatConfig(msgspec.Struct, frozen=True):
    """How often the agent says that it lives."""

    interval_s: Annotated[float, Meta(ge=5, le=3_600)] = 60


class Config(msgspec.Struct, frozen=True):
    """Everything the server may say; what it leaves out has a default."""

    revision: Annotated[int, Meta(ge=0)] = 0
    agent: dict[str, Any] = {}
    ports: PortsConfig = PortsConfig()
    scan: ScanConfig = ScanConfig()
    poll: PollConfig = PollConfig()
    upload: UploadConfig = UploadConfig()
    queue: QueueConfig = QueueConfig()
    heartbeat: HeartbeatConfig = HeartbeatConfig()

    def device_ports(self) -> Ports:
        """The ports as the transport takes them."""
        return Ports(self.ports.rpc, self.ports.http, self.ports.whatsminer_v3)

    def ranges(self) -> tuple[IPv4Network, ...]:
        """The ranges to scan; they were checked when the configuration was taken."""
        return parse_ranges(self.scan.ranges)

    def excluded(self) -> tuple[IPv4Network, ...]:
        """The addresses never to touch."""
        return tuple(network for text in self.scan.exclude for network in parse_range(text))


class ConfigRefusedError(AgentError):
    """The configuration is not usable; the one in force stays."""


def parse_config(data: bytes | dict[str, Any]) -> Config:
    """Return the checked configuration; raise ConfigRefusedError naming the field and the reason."""
    try:
        if isinstance(data, bytes):
            config = msgspec.json.decode(data, type=Config)
        else:
            config = msgspec.convert(data, type=Config)
    except (msgspec.DecodeError, msgspec.ValidationError) as error:
        raise ConfigRefusedError(f"configuration refused: {error}") from error
    if len(config.scan.ranges) > _MAX_RANGES or len(config.scan.exclude) > _MAX_EXCLUDED:
        raise ConfigRefusedError("configuration refused: too many ranges")
    if config.poll.deadline_s >= config.poll.interval_s:
        raise ConfigRefusedError("configuration refused: poll.deadline_s must be below poll.interval_s")
    try:
        config.ranges()
        config.excluded()
    except RangeRefusedError as error:
        raise ConfigRefusedError(f"configuration refused: scan: {error}") from error
    return config
