"""Families are told apart by what they say, and no password is sent for it."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from neurohost_agent.identify import family_of_page, family_of_text, find_family
from neurohost_agent.transport.http import Answer
from neurohost_agent.transport.line import Line, Ports
from tests.agent.servers import always, serving


@pytest.mark.parametrize(
    ("answer", "family"),
    [
        (Answer(401, {"www-authenticate": 'Digest realm="antMiner Configuration"'}, b""), "antminer_stock"),
        (Answer(200, {}, b"<title>Braiins OS</title> Antminer"), "braiins"),
        (Answer(200, {}, b"<title>AnthillOS</title>"), "vnish"),
        (Answer(200, {}, b"Luxor Firmware"), "luxos"),
        (Answer(200, {}, b"<title>Avalon Device</title>"), "avalon"),
        (Answer(307, {"location": "https://10.0.0.1/cgi-bin/luci"}, b""), "whatsminer_v2"),
        (Answer(401, {"www-authenticate": 'Digest realm="blackMiner Configuration"'}, b""), "other"),
        (Answer(200, {}, b"<title>AxeOS</title>"), "other"),
        (Answer(200, {}, b"<h1>A printer</h1>"), None),
    ],
)
def test_a_web_page_gives_its_family_away(answer: Answer, family: str | None) -> None:
    assert family_of_page(answer) == family


@pytest.mark.parametrize(
    ("heard", "family"),
    [
        ('{"BOSer":"boser-openwrt","Type":"Antminer"}', "braiins"),
        ('{"Driver":"bitmicro","Model":"M50S"}', "whatsminer_v2"),
        ('{"LUXminer":"2025","Type":"Antminer S19"}', "luxos"),
        ('{"Type":"Antminer S21 Pro (Vnish 1.2.7)"}', "vnish"),
        ('{"PROD":"AvalonMiner 1246"}', "avalon"),
        ('{"BMMiner":"1.0.0","Type":"Antminer S19 Pro"}', "antminer_stock"),
        ('{"rwglr":"1"}', "other"),
        ('{"CGMiner":"4.9"}', None),
    ],
)
def test_third_party_firmware_is_not_taken_for_stock(heard: str, family: str | None) -> None:
    assert family_of_text(heard) == family


def _find(reply: dict[str, Any]) -> tuple[str, list[bytes]]:
    seen: list[bytes] = []

    async def answer(request: bytes) -> bytes:
        seen.append(request)
        return json.dumps(reply).encode() + b"\x00"

    async def run() -> str:
        async with serving(answer) as port:
            line = Line("127.0.0.1", Ports(port, 1, 2), deadline_s=2)
            return await find_family(line, frozenset({port}))

    return asyncio.run(run()), seen


def test_a_plain_cgminer_is_left_to_the_general_library() -> None:
    assert _find({"STATUS": [{"STATUS": "S"}], "VERSION": [{"CGMiner": "4.9"}]})[0] == "other"


def test_no_login_is_tried_to_find_out() -> None:
    _, seen = _find({"STATUS": [{"STATUS": "E", "Msg": "Invalid command"}]})
    assert [json.loads(request)["command"] for request in seen] == ["version", "devdetails", "stats"]


def test_what_answers_and_is_no_miner_is_unknown() -> None:
    async def run() -> str:
        async with serving(always(b"220 ftp ready\r\n")) as port:
            line = Line("127.0.0.1", Ports(port, 1, 2), deadline_s=2)
            return await find_family(line, frozenset({port}))

    assert asyncio.run(run()) == "unknown"
