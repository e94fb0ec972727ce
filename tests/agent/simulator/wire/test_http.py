"""The small web server's reading of requests."""

from __future__ import annotations

import pytest

from simulator.wire.http import HttpError, HttpResponse, json_response, parse_http


def test_a_request_with_a_body_is_read_and_the_rest_stays() -> None:
    data = b"POST /a?b=c HTTP/1.1\r\nContent-Length: 2\r\nX-One: two\r\n\r\n{}GET /"
    found = parse_http(data)
    assert found is not None
    request, used = found
    assert (request.method, request.path, request.query, request.body) == ("POST", "/a", {"b": "c"}, b"{}")
    assert request.headers["x-one"] == "two"
    assert data[used:] == b"GET /"


@pytest.mark.parametrize("data", [b"", b"GET / HTTP/1.1\r\n", b"POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\nabc"])
def test_an_unfinished_request_waits(data: bytes) -> None:
    assert parse_http(data) is None


@pytest.mark.parametrize(
    ("data", "status"),
    [
        (b"hello\r\n\r\n", 400),
        (b"GET / SPDY/3\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nno colon\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nContent-Length: -1\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nContent-Length: 99999999\r\n\r\n", 413),
        (b"G" * 20_000, 413),
    ],
)
def test_what_is_no_request_is_refused(data: bytes, status: int) -> None:
    with pytest.raises(HttpError) as caught:
        parse_http(data)
    assert caught.value.status == status


def test_an_answer_says_its_length_and_whether_it_keeps_the_connection() -> None:
    assert json_response({"a": 1}).encode(keep_alive=False) == (
        b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 7\r\nConnection: close\r\n\r\n{"a":1}'
    )
    assert HttpResponse(204).encode(keep_alive=True) == b"HTTP/1.1 204 No Content\r\nConnection: keep-alive\r\n\r\n"
