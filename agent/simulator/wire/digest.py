"""HTTP digest authentication (RFC 2617, MD5, qop auth) as the web servers of miners ask for it."""

from __future__ import annotations

import hashlib
import hmac
import os
import re
import time

from simulator.wire.http import HttpRequest, HttpResponse

_FIELD = re.compile(r'(\w+)=(?:"([^"]*)"|([^\s,]+))')
_SECRET = os.urandom(16)
NONCE_LIFE_S = 300


def _md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


def _nonce(at: int) -> str:
    stamp = f"{at:x}"
    return stamp + hmac.new(_SECRET, stamp.encode(), hashlib.sha256).hexdigest()[:24]


def _fresh(nonce: str, now: float) -> bool:
    stamp = nonce[:-24]
    try:
        at = int(stamp, 16)
    except ValueError:
        return False
    return hmac.compare_digest(_nonce(at), nonce) and now - at <= NONCE_LIFE_S


def authorised(request: HttpRequest, *, realm: str, username: str, password: str, now: float | None = None) -> bool:
    """Whether the request carries a right answer to one of our challenges."""
    now = time.time() if now is None else now
    scheme, _, rest = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "digest":
        return False
    given = {match[1]: match[2] or match[3] or "" for match in _FIELD.finditer(rest)}
    if (
        given.get("username") != username
        or given.get("uri") != request.target
        or not _fresh(given.get("nonce", ""), now)
    ):
        return False
    first = _md5(f"{username}:{realm}:{password}")
    second = _md5(f"{request.method}:{given['uri']}")
    middle = given["nonce"]
    if given.get("qop"):
        middle += f":{given.get('nc', '')}:{given.get('cnonce', '')}:{given['qop']}"
    return hmac.compare_digest(given.get("response", ""), _md5(f"{first}:{middle}:{second}"))


def challenge(realm: str, now: float | None = None) -> HttpResponse:
    """Return the 401 answer that asks for a digest."""
    at = int(time.time() if now is None else now)
    header = f'Digest realm="{realm}", nonce="{_nonce(at)}", qop="auth"'
    body = b"<html><head><title>401 - Unauthorized</title></head><body><h1>401 - Unauthorized</h1></body></html>"
    return HttpResponse(401, body, "text/html", {"WWW-Authenticate": header})
