"""Who a machine is: serial numbers, MAC address and names, the same for the same seed and address."""

from __future__ import annotations

import hashlib
import ipaddress
from dataclasses import dataclass

_ALPHABET = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_TAIL = 5


@dataclass(frozen=True, slots=True)
class Identity:
    """Identity of one machine.

    `serial` is the sticker's number; only some firmware reports it. `token` is a stable random
    text for ids that a firmware invents.
    """

    ip: str
    seed: int
    serial: str
    mac: str
    hostname: str
    psu_serial: str
    board_serials: tuple[str, ...]
    token: str


def _text(number: int, length: int) -> str:
    letters: list[str] = []
    for _ in range(length):
        number, index = divmod(number, len(_ALPHABET))
        letters.append(_ALPHABET[index])
    return "".join(reversed(letters))


def _mac(prefix: tuple[int, ...], host: int, digest: bytes) -> str:
    free = 6 - len(prefix) - 3
    octets = (*prefix, *digest[:free], *host.to_bytes(3, "big"))
    return ":".join(f"{octet:02X}" for octet in octets)


def make_identity(
    *,
    seed: int,
    ip: str,
    serial_prefix: str,
    serial_length: int,
    mac_prefix: tuple[int, ...],
    hostname: str,
    boards: int,
) -> Identity:
    """Make the identity of the machine at `ip`; serials and MACs of a site never collide.

    The last 24 bits of the address go into the serial's tail and the MAC, the rest is a digest of
    seed and address.
    """
    host = int(ipaddress.IPv4Address(ip)) & 0xFFFFFF
    digest = hashlib.sha256(f"{seed}|{ip}".encode()).digest()
    number = int.from_bytes(digest[:8], "big")
    tail = _text(host, _TAIL)
    middle = _text(number, max(serial_length - len(serial_prefix) - _TAIL, 0))
    stem = _text(int.from_bytes(digest[8:16], "big"), 8)
    return Identity(
        ip=ip,
        seed=number,
        serial=f"{serial_prefix}{middle}{tail}",
        mac=_mac(mac_prefix, host, digest[16:]),
        hostname=hostname,
        psu_serial=f"PS{stem}{tail}",
        board_serials=tuple(f"HB{stem}{tail}{_ALPHABET[slot + 1]}" for slot in range(boards)),
        token=digest.hex()[:32],
    )
