"""Digest authentication, answered by another implementation (httpx)."""

from __future__ import annotations

import time

import httpx

from simulator.wire import digest
from simulator.wire.http import HttpRequest

REALM = "antMiner Configuration"


def answer(challenge: str, password: str, target: str = "/cgi-bin/stats.cgi") -> HttpRequest:
    request = httpx.Request("GET", f"http://127.0.0.1{target}")
    flow = httpx.DigestAuth("root", password).auth_flow(request)
    next(flow)
    signed = flow.send(httpx.Response(401, headers={"WWW-Authenticate": challenge}, request=request))
    return HttpRequest("GET", target, {"authorization": signed.headers["Authorization"]})


def right(request: HttpRequest, now: float | None = None) -> bool:
    return digest.authorised(request, realm=REALM, username="root", password="word", now=now)


def test_the_right_password_opens() -> None:
    assert right(answer(digest.challenge(REALM).headers["WWW-Authenticate"], "word"))


def test_another_password_does_not() -> None:
    assert not right(answer(digest.challenge(REALM).headers["WWW-Authenticate"], "other"))


def test_an_answer_for_another_page_does_not() -> None:
    signed = answer(digest.challenge(REALM).headers["WWW-Authenticate"], "word")
    assert not right(HttpRequest("GET", "/cgi-bin/reboot.cgi", signed.headers))


def test_an_old_challenge_does_not() -> None:
    now = time.time()
    signed = answer(digest.challenge(REALM, now).headers["WWW-Authenticate"], "word")
    assert right(signed, now + digest.NONCE_LIFE_S - 1)
    assert not right(signed, now + digest.NONCE_LIFE_S + 2)


def test_a_challenge_that_is_not_ours_does_not() -> None:
    assert not right(answer(f'Digest realm="{REALM}", nonce="{"0" * 32}", qop="auth"', "word"))


def test_no_authorisation_or_another_scheme_does_not() -> None:
    assert not right(HttpRequest("GET", "/", {}))
    assert not right(HttpRequest("GET", "/", {"authorization": "Basic cm9vdDp3b3Jk"}))
