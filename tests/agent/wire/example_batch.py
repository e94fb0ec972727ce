"""The example batch of docs/protocol/vectors.json; run as a script it prints that file."""

from __future__ import annotations

import json
import sys
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from neurohost_agent.reading import (
    Board,
    Device,
    Fan,
    Fault,
    Pool,
    PoolStatus,
    PowerSource,
    Reading,
    Sample,
    State,
)
from neurohost_agent.wire.batch import Gap, GapReason, Row, Stamp, encode_payload, pack
from neurohost_agent.wire.enrolment import canonical_bytes, enrolment_request

AGENT = "0b7c9a52-6f0e-4c7e-9f4e-0a8d3b1f2c11"
EPOCH = "1f0c3a5e9d27b684"
BOOT = "c9f1a0d2-7b3e-4a58-8e61-2f4d5c6b7a89"
EARLIER_BOOT = "11d0b7c4-3a55-4f0e-9b7e-64b1f0a2c3d4"
STAMP = Stamp(at_ms=1_790_000_060_000, mono_ms=360_000, boot=BOOT)

_MINING = Device(
    ip="10.20.0.17",
    family="whatsminer_v2",
    mac="02:11:22:33:44:55",
    serial="WMX30000017",
    make="MicroBT",
    model="M50S_VH50",
    firmware="stock",
    firmware_version="20230803.11.REL",
    hostname="цех-1",
)
_DEAD = Device(ip="10.20.0.18", family="antminer_stock")


def rows() -> list[Row]:
    """A mining machine with two boards, a zero that means zero, and a machine that does not answer."""
    mining = Reading(
        state=State.MINING,
        hashrate_ths=124.5,
        hashrate_avg_ths=125.0,
        expected_hashrate_ths=126.0,
        power_w=3200.0,
        power_source=PowerSource.MEASURED,
        power_limit_w=3300.0,
        chip_temp_max_c=81.0,
        board_temp_max_c=66.5,
        inlet_temp_c=-12.5,
        uptime_s=25_000,
        accepted=5_412,
        rejected=0,
        latency_ms=41,
        boards=(
            Board(slot=0, hashrate_ths=62.25, chips_ok=135, chips_expected=140, serial="BH0001", chip_map="ooxo"),
            Board(slot=1, hashrate_ths=62.25, board_temp_c=66.5, chip_temp_c=81.0, hw_errors=0),
        ),
        fans=(Fan(position=0, rpm=5400), Fan(position=1, rpm=0)),
        pools=(
            Pool(url="stratum+tcp://a.example:3333", user="w.1", status=PoolStatus.DEAD, active=False),
            Pool(url="stratum+tcp://b.example:3333", status=PoolStatus.ALIVE, active=True, accepted=5_412, rejected=0),
        ),
        faults=(Fault(code="110", text="Intake fan speed error"),),
    )
    dead = Reading(state=State.UNREACHABLE, detail="no connection within 5 s")
    return [
        Row(7, _DEAD, Sample(1_789_999_000_000, 7_200_000, EARLIER_BOOT, dead)),
        Row(12, _MINING, Sample(1_790_000_000_000, 300_000, BOOT, mining)),
        Row(13, _DEAD, Sample(1_790_000_000_500, 300_500, BOOT, dead)),
    ]


GAPS = [Gap(8, 11, GapReason.DISK_FULL, 1_789_999_030_000, 1_789_999_120_000)]


def payload() -> bytes:
    """The uncompressed payload of the example."""
    return encode_payload(agent_uid=AGENT, epoch=EPOCH, rows=rows(), gaps=GAPS, stamp=STAMP)


def enrolment() -> dict[str, Any]:
    """An enrolment request by two fixed key pairs, with the bytes that were signed."""
    request = enrolment_request(
        code="7q4k-9f2m-xr8t",
        identity=Ed25519PrivateKey.from_private_bytes(bytes(range(32))),
        sealing=X25519PrivateKey.from_private_bytes(bytes(range(32, 64))),
        signed_at_ms=1_790_000_000_000,
        agent={"version": "1.0.0", "hostname": "site-pc", "platform": "Linux", "python": "3.11.2"},
    )
    keys = ("code", "ed25519_public", "x25519_public", "signed_at_ms")
    return {"request": request, "signed_text": canonical_bytes(**{key: request[key] for key in keys}).decode()}


def document() -> dict[str, Any]:
    """The whole of vectors.json."""
    from tests.agent.wire.wire_reader import read_payload  # noqa: PLC0415 -- only the script and its test need it

    header, columns = read_payload(payload())
    return {
        "about": "An example batch of protocol version 1. null in columns: unknown (NaN or -1 on the wire). "
        "payload_hex is exact; body_hex is one valid body (another zstd may compress it to other bytes).",
        "body_hex": pack(payload()).hex(),
        "payload_hex": payload().hex(),
        "header": header,
        "columns": columns,
        "enrolment": enrolment(),
    }


if __name__ == "__main__":
    json.dump(document(), sys.stdout, ensure_ascii=False, indent=1)
    sys.stdout.write("\n")
