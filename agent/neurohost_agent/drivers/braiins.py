"""Braiins OS+."""

from __future__ import annotations

from typing import Any

from neurohost_agent.drivers.base import Driver
from neurohost_agent.errors import BadReplyError, DeniedError, RefusedError
from neurohost_agent.fields import text
from neurohost_agent.parsers import braiins as parser
from neurohost_agent.reading import Device, Reading
from neurohost_agent.transport.http import request
from neurohost_agent.transport.line import Line

_API = "/api/v1/"


class Braiins(Driver):
    """The REST API with a login, else the CGMiner port. Session tokens live in memory, one per machine."""

    family = "braiins"

    def __init__(self) -> None:
        self._tokens: dict[str, str] = {}

    async def identify(self, line: Line) -> Device:
        """Return who it is; without a login only the firmware is known."""
        if line.login is None:
            return parser.parse_device(line.ip, {}, await line.rpc_if_offered("version"))
        return parser.parse_device(line.ip, await self._get(line, "miner/details"), {})

    async def read(self, line: Line) -> Reading:
        """Read details, stats, boards, cooling, pools and tuner; a firmware without the API is read on 4028."""
        if line.login is None:
            return await self._read_rpc(line)
        try:
            details = await self._get(line, "miner/details")
        except (BadReplyError, RefusedError):
            return await self._read_rpc(line)
        return parser.parse_reading(
            details=details,
            stats=await self._get(line, "miner/stats"),
            boards=await self._get(line, "miner/hw/hashboards"),
            cooling=await self._get(line, "cooling/state"),
            pools=await self._json(line, "pools/"),
            tuner=await self._get(line, "performance/tuner-state"),
        )

    async def _read_rpc(self, line: Line) -> Reading:
        replies = {"summary": await line.rpc("summary")}
        for name in ("pools", "fans", "temps"):
            replies[name] = await line.rpc_if_offered(name)
        return parser.parse_rpc_reading(replies)

    async def _get(self, line: Line, page: str) -> dict[str, Any]:
        value = await self._json(line, page)
        return value if isinstance(value, dict) else {}

    async def _json(self, line: Line, page: str) -> Any:
        """Ask with the token we have; when it has run out, log in once and ask again."""
        token = self._tokens.get(line.ip)
        if token is not None:
            try:
                return (await request(line, "GET", _API + page, headers={"Authorization": token})).json()
            except DeniedError:
                self._tokens.pop(line.ip, None)
        token = await self._log_in(line)
        return (await request(line, "GET", _API + page, headers={"Authorization": token})).json()

    async def _log_in(self, line: Line) -> str:
        if line.login is None:
            raise DeniedError("the REST API asks for a login and none is given")
        body = {"username": line.login.username, "password": line.login.password}
        answer = (await request(line, "POST", _API + "auth/login", body=body)).mapping()
        token = text(answer, "token")
        if token is None:
            raise DeniedError("the login gave no token")
        self._tokens[line.ip] = token
        return token
