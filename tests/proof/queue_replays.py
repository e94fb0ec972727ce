"""A driver's phone with bad signal: its queue is sent over real HTTP, again, in any order, and answers get lost."""

from __future__ import annotations

import base64
import http.client
import io
import json
import os
import subprocess
import sys
import time
import uuid
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit, urlunsplit

from apps.accounts.models import User
from apps.common.scope import SystemJob, system_scope
from tests.browser import Browser
from tests.logistics.factories import make_movement, make_road
from tests.pictures import picture
from tests.proof.agent_kills import ROOT, free_port

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

    from apps.accounts.models import Organisation
    from apps.logistics.models import Movement

_START_S = 60
_HANDS = 4
_LOST_SHARE = 0.5
_OWN_KEY_SHARE = 0.5
_PASSES = 3


@contextmanager
def web_server(database: str) -> Iterator[int]:
    """Run the product's web server on a database; give its port."""
    parts = urlsplit(os.environ["DATABASE_OWNER_URL"])
    address = urlunsplit(parts._replace(path=f"/{database}"))
    port = free_port()
    words = ["--bind", f"127.0.0.1:{port}", "--workers", "2", "--worker-class", "gthread", "--threads", "4"]
    process = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "neurohost.wsgi:application", *words, "--log-level", "error"],
        cwd=ROOT,
        env=os.environ | {"DATABASE_OWNER_URL": address, "DATABASE_URL": address},
        stdout=subprocess.DEVNULL,
    )
    try:
        _wait(port, process)
        yield port
    finally:
        process.terminate()
        process.wait()


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    """Wait until it answers."""
    limit = time.monotonic() + _START_S
    while time.monotonic() < limit and process.poll() is None:
        with suppress(OSError, http.client.HTTPException):
            asked = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            asked.request("GET", "/health/live")
            asked.getresponse().close()
            return
        time.sleep(0.05)
    message = "the web server does not answer"
    raise RuntimeError(message)


@dataclass
class Phone:
    """A signed-in phone with the steps that wait in its queue."""

    port: int
    chance: Random
    movement: Movement
    serials: list[str]
    cookies: dict[str, str]
    queue: list[tuple[dict[str, Any], list[bytes]]] = field(default_factory=list)
    answers: Counter[str] = field(default_factory=Counter)

    @classmethod
    def of(cls, organisation: Organisation, port: int, chance: Random) -> Phone:
        """Give a driver a movement of three units and let the phone sign in; its queue holds the whole journey."""
        road = make_road(organisation, how_many=3)
        with system_scope(SystemJob.MAINTENANCE):
            driver = User.objects.get(pk=road.driver.person_id)
        browser = Browser()
        browser.sign_in_as(driver)
        cookies = {name: morsel.value for name, morsel in browser.cookies.items()} | {"nh_csrf": "c" * 32}
        phone = cls(port, chance, make_movement(road), road.serials, cookies)
        damaged = {"kind": "damaged", "serial": road.serials[0], "note": "dent"}
        signature = "data:image/png;base64," + _base64(picture())
        for told, photos in (
            ({"verb": "pick_up", "serials": road.serials[:2], "discrepancies": [damaged]}, [picture("JPEG")]),
            ({"verb": "pick_up", "serials": road.serials[2:], "discrepancies": []}, []),
            ({"verb": "hand_over", "receiver_name": "Ivan", "signature": signature}, []),
        ):
            phone.queue.append((told | {"key": str(uuid.UUID(int=chance.getrandbits(128), version=4))}, photos))
        return phone

    def replay(self, times: int) -> None:
        """Send the whole queue so often, by several hands in any order; half of the answers are never read."""
        sent = [step for _again in range(times) for step in self.queue]
        self.chance.shuffle(sent)
        plans = [(step, self.chance.random() < _LOST_SHARE, self._header(step[0])) for step in sent]
        with ThreadPoolExecutor(_HANDS) as hands:
            for answer in hands.map(lambda plan: self._send(*plan), plans):
                self.answers[str(answer or "lost")] += 1

    def finish(self) -> bool:
        """Send the queue in order until each step is answered well; return whether that came about."""
        for _pass in range(_PASSES):
            answers = [self._send(step, is_lost=False, header=step[0]["key"]) for step in self.queue]
            if answers == [200] * len(self.queue):
                return True
            time.sleep(1)
        return False

    def _header(self, told: dict[str, Any]) -> str:
        """Return the key of the request: the step's own, or a new one as of a phone that was started again."""
        return str(told["key"]) if self.chance.random() < _OWN_KEY_SHARE else uuid.uuid4().hex

    def _send(self, step: tuple[dict[str, Any], list[bytes]], is_lost: bool, header: str) -> int:
        """Send one step; return the status, nought when the signal is lost before the answer."""
        body, content_type = _form(step[0], step[1])
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            link.request(
                "POST",
                f"/logistics/tasks/{self.movement.uid}/step/",
                body,
                {
                    "Content-Type": content_type,
                    "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
                    "X-CSRFToken": self.cookies["nh_csrf"],
                    "Idempotency-Key": header,
                },
            )
            if is_lost:
                time.sleep(self.chance.random() / 100)
                return 0
            return link.getresponse().status
        finally:
            link.close()


def _base64(data: bytes) -> str:
    """Return bytes as an address of data holds them."""
    return base64.b64encode(data).decode()


def _form(told: dict[str, Any], photos: list[bytes]) -> tuple[bytes, str]:
    """Return the multipart body of a step and its type."""
    mark = uuid.uuid4().hex
    body = io.BytesIO()
    body.write(f'--{mark}\r\nContent-Disposition: form-data; name="step"\r\n\r\n{json.dumps(told)}\r\n'.encode())
    for number, photo in enumerate(photos):
        head = f'--{mark}\r\nContent-Disposition: form-data; name="photo-0-{number}"; filename="{number}.jpg"\r\n'
        body.write(f"{head}Content-Type: image/jpeg\r\n\r\n".encode() + photo + b"\r\n")
    body.write(f"--{mark}--\r\n".encode())
    return body.getvalue(), f"multipart/form-data; boundary={mark}"
