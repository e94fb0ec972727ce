"""Speaking to DaData: one long-lived pool of connections per process, answers kept for a few minutes.

DaData counts new connections (60 a minute), so the pool is never opened per request. The vendor's own package binds
a key to a pool and opens three of them; organisations here have keys of their own, so one pool serves them all and
the key travels with the request. Never call any of this inside a scope: an outside answer must not hold a transaction.
"""

from __future__ import annotations

import hashlib
import json
import os
import threading
from collections.abc import Callable, Mapping
from typing import Any, Final, TypeVar

import httpx
from django.conf import settings
from django.core.cache import cache

from apps.common.crypto import decrypt, encrypt
from apps.common.errors import ScopeRefused
from apps.common.scope import current_actor
from apps.crm.integrations.dadata import errors, payloads

FoundT = TypeVar("FoundT")
KEPT_SECONDS: Final = 15 * 60
PAUSE_SECONDS: Final = {errors.QuotaUsedUp: 10 * 60, errors.TooManyRequests: 3, errors.KeyRefused: 30}
COUNT: Final = 10
_LONGEST_QUERY = 300
_QUOTA_WORDS = ("limit", "quota", "лимит", "exceed")
_CONTEXT = "crm.dadata.answer"
_KEEP_ALIVE_SECONDS = 300.0

_pools: dict[int, httpx.Client] = {}
_lock = threading.Lock()


def suggest_parties(key: str, text: str, *, type_: str = "") -> list[payloads.Party]:
    """Return companies and sole traders that fit a name or a beginning of a number."""
    more = {"type": type_} if type_ else {}
    return _read(payloads.party, _ask(key, "suggest/party", {"query": text, "count": COUNT, **more}))


def find_party(key: str, number: str, *, kpp: str = "") -> list[payloads.Party]:
    """Return the company with its branches, or the sole trader, of an INN or OGRN; empty when there is none."""
    more = {"kpp": kpp} if kpp else {}
    return _read(payloads.party, _ask(key, "findById/party", {"query": number, "count": COUNT, **more}))


def find_bank(key: str, bic: str) -> payloads.Bank | None:
    """Return the bank of a BIC."""
    found = _read(payloads.bank, _ask(key, "findById/bank", {"query": bic}))
    return next((one for one in found if one.bic == bic), None)


def suggest_banks(key: str, text: str) -> list[payloads.Bank]:
    """Return working banks that fit a name or a beginning of a BIC."""
    return _read(payloads.bank, _ask(key, "suggest/bank", {"query": text, "count": COUNT, "status": ["ACTIVE"]}))


def suggest_addresses(key: str, text: str) -> list[payloads.Address]:
    """Return addresses that fit what was typed so far."""
    return _read(payloads.address, _ask(key, "suggest/address", {"query": text, "count": COUNT}))


def suggest_issuers(key: str, code: str) -> list[payloads.Issuer]:
    """Return the offices that issue passports under a department code."""
    return _read(payloads.issuer, _ask(key, "suggest/fms_unit", {"query": code, "count": COUNT}))


def check(key: str) -> None:
    """Ask one cheap question anew, past what is kept. Raises what is wrong."""
    cache.delete(_pause_name(key))
    _post(key, "findById/bank", {"query": "044525225"})


def _read(shape: Callable[[Mapping[str, Any]], FoundT], rows: list[Mapping[str, Any]]) -> list[FoundT]:
    """Return the rows as plain values. Raises LookupFailed for an answer of another shape."""
    try:
        return [shape(row) for row in rows]
    except (AttributeError, KeyError, TypeError, ValueError, OverflowError) as error:
        raise errors.LookupFailed from error


def _ask(key: str, path: str, body: dict[str, Any]) -> list[Mapping[str, Any]]:
    """Return the suggestions, from what is kept or from DaData. Raises LookupFailed."""
    if not key:
        raise errors.KeyMissing
    body["query"] = str(body["query"])[:_LONGEST_QUERY].strip()
    if not body["query"]:
        return []
    name = _answer_name(key, path, body)
    kept = cache.get(name)
    if kept is not None:
        rows: list[Mapping[str, Any]] = json.loads(decrypt(kept, _CONTEXT))
        return rows
    paused = cache.get(_pause_name(key))
    for fault in PAUSE_SECONDS:
        if fault.code == paused:
            raise fault
    try:
        rows = _post(key, path, body)
    except tuple(PAUSE_SECONDS) as fault:
        cache.set(_pause_name(key), fault.code, PAUSE_SECONDS[type(fault)])
        raise
    # Answers hold personal data of sole traders: kept encrypted, and not for long.
    cache.set(name, encrypt(json.dumps(rows), _CONTEXT), KEPT_SECONDS)
    return rows


def _answer_name(key: str, path: str, body: Mapping[str, Any]) -> str:
    """Return the name of a kept answer: neither key nor question can be read from it."""
    text = json.dumps([key, settings.DADATA_URL, path, body], sort_keys=True)
    return f"crm:dadata:{hashlib.sha256(text.encode()).hexdigest()}"


def _pause_name(key: str) -> str:
    text = json.dumps([key, settings.DADATA_URL])
    return f"crm:dadata:pause:{hashlib.sha256(text.encode()).hexdigest()}"


def _post(key: str, path: str, body: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Ask DaData and return its suggestions. Raises LookupFailed; no error carries the key."""
    if current_actor() is not None:
        message = "DaData is asked inside a scope; open the scope after the call"
        raise ScopeRefused(message)
    try:
        response = _pool().post(
            f"{settings.DADATA_URL}{path}",
            json=body,
            headers={"Authorization": f"Token {key}"},
            timeout=settings.DADATA_TIMEOUT_SECONDS,
        )
    except httpx.HTTPError as error:
        raise errors.Unreachable from error
    if response.status_code != httpx.codes.OK:
        raise _fault(response)
    try:
        document = response.json()
    except ValueError as error:
        raise errors.LookupFailed from error
    rows = document.get("suggestions") if isinstance(document, dict) else None
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise errors.LookupFailed
    return rows


def _fault(response: httpx.Response) -> errors.LookupFailed:
    """Return the error of a refused request. 403 stands for a wrong key as well as for a used-up quota."""
    if response.status_code in (httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN):
        words = response.text.lower()
        return errors.QuotaUsedUp() if any(word in words for word in _QUOTA_WORDS) else errors.KeyRefused()
    if response.status_code == httpx.codes.TOO_MANY_REQUESTS:
        return errors.TooManyRequests()
    if response.status_code >= httpx.codes.INTERNAL_SERVER_ERROR:
        return errors.Unreachable()
    return errors.LookupFailed()


def _pool() -> httpx.Client:
    """Return this process's pool; a forked worker opens its own."""
    with _lock:
        if os.getpid() not in _pools:
            _pools.clear()
            limits = httpx.Limits(max_connections=8, max_keepalive_connections=8, keepalive_expiry=_KEEP_ALIVE_SECONDS)
            headers = {"Accept": "application/json", "User-Agent": "NeuroHost"}
            _pools[os.getpid()] = httpx.Client(limits=limits, headers=headers, follow_redirects=False)
        return _pools[os.getpid()]
