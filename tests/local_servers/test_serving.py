"""The frame of the local outside services: one port, a path for each."""

from __future__ import annotations

import httpx
import pytest

from local_servers.serving import Answer, Request, serving


class Echo:
    """Answers with what it was asked."""

    prefix = "/echo"

    def answer(self, request: Request) -> Answer:
        return Answer.of({"path": request.path, "query": dict(request.query), "sent": request.json()}, 201)


class Silent:
    """Closes the connection."""

    prefix = "/silent"

    def answer(self, request: Request) -> Answer:
        return Answer(status=0)


def test_a_service_is_found_by_its_prefix() -> None:
    with serving(Echo(), Silent()) as url:
        answer = httpx.post(f"{url}/echo/one?a=1", json={"b": 2})
    assert (answer.status_code, answer.json()) == (201, {"path": "/one", "query": {"a": "1"}, "sent": {"b": 2}})


def test_an_address_of_no_service_is_not_found() -> None:
    with serving(Echo()) as url:
        assert httpx.get(f"{url}/other").status_code == 404


def test_a_service_can_close_the_connection_without_a_word() -> None:
    with serving(Silent()) as url, pytest.raises(httpx.RemoteProtocolError, match="without sending"):
        httpx.get(f"{url}/silent")
