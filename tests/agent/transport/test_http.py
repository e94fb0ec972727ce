"""The small HTTP client: whole answers, digest, and nothing else."""

from __future__ import annotations

import asyncio

import pytest

from neurohost_agent.errors import BadReplyError, DeniedError
from neurohost_agent.transport.http import Answer, digest_answer, get_with_digest, parse_answer, request
from neurohost_agent.transport.line import Line, Login, Ports
from tests.agent.servers import always, serving


def test_an_answer_is_cut_at_its_length() -> None:
    answer = parse_answer(b'HTTP/1.1 200 OK\r\nContent-Length: 7\r\nX-A: b\r\n\r\n{"a":1}rest')
    assert (answer.status, answer.headers["x-a"], answer.mapping()) == (200, "b", {"a": 1})


def test_chunks_are_put_together() -> None:
    raw = b'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n{"a\r\n4;x=y\r\n":1}\r\n0\r\n\r\n'
    assert parse_answer(raw).mapping() == {"a": 1}


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"<html>",
        b"HTTP/1.1 abc\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nshort",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nshort",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    ],
)
def test_a_broken_answer_is_refused(raw: bytes) -> None:
    with pytest.raises(BadReplyError):
        parse_answer(raw)


@pytest.mark.parametrize(("status", "error"), [(401, DeniedError), (403, DeniedError), (500, BadReplyError)])
def test_a_refusal_is_not_read_as_data(status: int, error: type[Exception]) -> None:
    with pytest.raises(error):
        Answer(status, {}, b"{}").mapping()


def test_the_digest_is_that_of_the_standard() -> None:
    challenge = 'Digest realm="testrealm@host.com", qop="auth,auth-int", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093"'
    login = Login("Mufasa", "Circle Of Life")
    header = digest_answer(challenge, "GET", "/dir/index.html", login, nonce_of_ours="0a4f113b")
    assert 'response="6629fae49393a05397450978507c4ef1"' in header


def test_a_page_behind_digest_is_asked_twice_and_the_password_never_sent() -> None:
    seen: list[bytes] = []

    async def answer(asked: bytes) -> bytes:
        seen.append(asked)
        if b"Authorization: Digest" in asked:
            return b'HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\n{"a":1}'
        return (
            b'HTTP/1.1 401 No\r\nWWW-Authenticate: Digest realm="antMiner", nonce="n", qop="auth"\r\n'
            b"Content-Length: 0\r\n\r\n"
        )

    async def ask() -> Answer:
        async with serving(answer) as port:
            line = Line("127.0.0.1", Ports(http=port), deadline_s=2)
            return await get_with_digest(line, "/x.cgi", Login("root", "geheim"))

    assert asyncio.run(ask()).mapping() == {"a": 1}
    assert [b"geheim" in asked for asked in seen] == [False, False]


def test_a_body_is_sent_as_json() -> None:
    seen: list[bytes] = []

    async def answer(asked: bytes) -> bytes:
        seen.append(asked)
        return b"HTTP/1.1 204 No\r\nContent-Length: 0\r\n\r\n"

    async def ask() -> Answer:
        async with serving(answer) as port:
            return await request(Line("127.0.0.1", Ports(http=port), deadline_s=2), "POST", "/p", body={"pw": "x"})

    assert asyncio.run(ask()).status == 204
    assert seen[0].endswith(b'\r\n\r\n{"pw":"x"}')


def test_a_silent_web_server_ends_at_the_deadline() -> None:
    async def ask() -> float:
        loop = asyncio.get_running_loop()
        async with serving(always(None)) as port:
            began = loop.time()
            with pytest.raises(Exception, match="no answer"):
                await request(Line("127.0.0.1", Ports(http=port), deadline_s=0.3), "GET", "/")
            return loop.time() - began

    assert 0.2 < asyncio.run(ask()) < 1.0
