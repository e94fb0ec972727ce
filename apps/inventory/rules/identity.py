"""Serial numbers and MAC addresses in their one written form."""

from __future__ import annotations

import re
from typing import Final

SERIAL_MAX: Final = 64
SERIAL_MIN: Final = 4
TAIL: Final = 4
_SERIAL: Final = re.compile(r"[A-Z0-9][A-Z0-9._/-]*[A-Z0-9]")
_MAC_DIGITS: Final = re.compile(r"[0-9A-F]{12}")
_MAC_SEPARATORS: Final = re.compile(r"[\s:.-]")
_SPACES: Final = re.compile(r"\s+")


def normal_serial(text: str) -> str:
    """Return the serial number in upper case without spaces; checks nothing."""
    return _SPACES.sub("", text.replace("\x00", "")).upper()


def serial_is_well_formed(serial: str) -> bool:
    """Whether a normalised serial number has only Latin letters, digits and . _ / - inside, 4 to 64 characters."""
    return SERIAL_MIN <= len(serial) <= SERIAL_MAX and _SERIAL.fullmatch(serial) is not None


def serial_tail(serial: str) -> str:
    """Return the last four characters, by which people read a label out."""
    return serial[-TAIL:]


def normal_mac(text: str) -> str:
    """Return a MAC address as `AA:BB:CC:DD:EE:FF`; a text that is none is returned as upper case without spaces."""
    plain = _MAC_SEPARATORS.sub("", text).upper()
    if _MAC_DIGITS.fullmatch(plain) is None:
        return _SPACES.sub("", text).upper()
    return ":".join(plain[start : start + 2] for start in range(0, 12, 2))


def mac_is_well_formed(mac: str) -> bool:
    """Whether a normalised MAC address is six pairs of hexadecimal digits."""
    return _MAC_DIGITS.fullmatch(mac.replace(":", "")) is not None
