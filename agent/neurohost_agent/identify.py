"""Which family of firmware answers at an address: signs of the web page first, then of the CGMiner port."""

from __future__ import annotations

import re
from typing import Final

import msgspec

from neurohost_agent.drivers.registry import OTHER, UNKNOWN
from neurohost_agent.errors import DeviceError, HungError, UnreachableError
from neurohost_agent.transport.decode import decode_reply
from neurohost_agent.transport.exchange import exchange
from neurohost_agent.transport.http import Answer, request
from neurohost_agent.transport.line import NORMAL_LIMIT, Line

_WEB_SIGNS: Final = (
    ("antminer_stock", re.compile(r"antminer configuration", re.IGNORECASE)),
    (OTHER, re.compile(r"blackMiner|Daoge|Miner Web Dashboard|AxeOS|amazeui")),
    ("braiins", re.compile(r"Braiins OS|BOSminer", re.IGNORECASE)),
    ("luxos", re.compile(r"Luxor Firmware|LuxOS", re.IGNORECASE)),
    ("vnish", re.compile(r"AnthillOS|VNish", re.IGNORECASE)),
    ("avalon", re.compile(r"Avalon")),
)
_RPC_SIGNS: Final = (
    ("braiins", re.compile(r"BOSMINER|BOSER")),
    ("whatsminer_v2", re.compile(r"BTMINER|BITMICRO|WHATSMINER")),
    ("luxos", re.compile(r"LUXMINER")),
    (OTHER, re.compile(r"HIVEON|KAONSU|MARAFW|RWGLR|BDMINER|GCMINER|FLUXOS")),
    ("vnish", re.compile(r"VNISH")),
    ("avalon", re.compile(r"AVALON")),
    ("antminer_stock", re.compile(r"ANTMINER|BMMINER")),
)
"""Stock Antminer last: third-party firmware also calls itself Antminer."""

_REDIRECTS: Final = frozenset({301, 302, 307, 308})
_UNAUTHORISED: Final = 401


def family_of_page(answer: Answer) -> str | None:
    """Return the family that a web page gives away, or None. Never sends a password."""
    realm = answer.headers.get("www-authenticate", "") if answer.status == _UNAUTHORISED else ""
    if answer.status in _REDIRECTS and "/cgi-bin/luci" in answer.headers.get("location", ""):
        return "whatsminer_v2"
    shown = realm + " " + answer.body.decode("utf-8", "replace")
    return next((family for family, sign in _WEB_SIGNS if sign.search(shown)), None)


def family_of_text(replies: str) -> str | None:
    """Return the family that the raw text of `version`, `devdetails` and `stats` gives away, or None."""
    upper = replies.upper()
    return next((family for family, sign in _RPC_SIGNS if sign.search(upper)), None)


async def find_family(line: Line, open_ports: frozenset[int]) -> str:
    """Return the family behind these open ports; UNKNOWN when something answers that is not understood."""
    if line.ports.whatsminer_v3 in open_ports and await _speaks_v3(line):
        return "whatsminer_v3"
    if line.ports.http in open_ports:
        page = await _page(line)
        family = family_of_page(page) if page is not None else None
        if family is not None:
            return family
    if line.ports.rpc in open_ports:
        return await _family_by_rpc(line)
    return UNKNOWN


async def _speaks_v3(line: Line) -> bool:
    try:
        return bool(await line.v3("get.device.info"))
    except DeviceError:
        return False


async def _page(line: Line) -> Answer | None:
    try:
        return await request(line, "GET", "/")
    except DeviceError:
        return None


async def _family_by_rpc(line: Line) -> str:
    heard = ""
    for command in ("version", "devdetails", "stats"):
        try:
            raw = await exchange(
                line.ip,
                line.ports.rpc,
                msgspec.json.encode({"command": command, "cmd": command}),
                limit=NORMAL_LIMIT,
                deadline=line.deadline,
                complete=lambda buffer: buffer.endswith(b"\x00"),
                looks_whole=lambda buffer: buffer[-1] in b"}|\n",
            )
        except (UnreachableError, HungError):
            return UNKNOWN
        except DeviceError:
            continue
        heard += raw.decode("utf-8", "replace")
        family = family_of_text(heard)
        if family is not None:
            return family
    return OTHER if _is_cgminer(heard) else UNKNOWN


def _is_cgminer(heard: str) -> bool:
    try:
        return "STATUS" in decode_reply(heard.split("\x00", maxsplit=1)[0].encode())
    except DeviceError:
        return False
