"""Requests and replies of the CGMiner API as bytes."""

from __future__ import annotations

import pytest

from simulator.wire import rpc


@pytest.mark.parametrize(
    ("data", "command", "parameter", "as_text"),
    [
        (b'{"command":"stats"}', "stats", "", False),
        (b'{"command":"ascset","parameter":"0,led,1-1"}\n', "ascset", "0,led,1-1", False),
        (b'{"cmd":"summary"}\x00', "summary", "", False),
        (b'{"command":"switchpool","parameter":1}', "switchpool", "1", False),
        (b"summary", "summary", "", True),
        (b"switchpool|0", "switchpool", "0", True),
    ],
)
def test_a_request_is_read_in_all_its_forms(data: bytes, command: str, parameter: str, *, as_text: bool) -> None:
    request = rpc.parse_request(data)
    assert request is not None
    assert (request.command, request.parameter, request.as_text) == (command, parameter, as_text)


@pytest.mark.parametrize("data", [b"", b"\n", b'{"command":"st', b'{"command":"a","parameter":{"b":1}'])
def test_an_unfinished_request_waits(data: bytes) -> None:
    assert rpc.parse_request(data) is None


def test_a_finished_request_that_is_no_json_is_refused() -> None:
    with pytest.raises(rpc.BadRequestError):
        rpc.parse_request(b"{command:stats}")


def test_the_text_form_escapes_its_own_signs() -> None:
    reply = {
        "STATUS": rpc.status(11, "Summary", "cgminer", 5),
        "SUMMARY": [{"User": r"a|b,c=d\e", "On": True}],
        "id": 1,
    }
    expected = rb"STATUS=S,When=5,Code=11,Msg=Summary,Description=cgminer|SUMMARY,User=a\|b\,c\=d\\e,On=true|"
    assert rpc.as_text(reply) == expected


def test_several_rows_are_numbered_in_the_text_form() -> None:
    assert rpc.as_text({"POOLS": [{"POOL": 0}, {"POOL": 1}]}) == b"POOLS0,POOL=0|POOLS1,POOL=1|"
