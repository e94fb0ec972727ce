"""VNish."""

from __future__ import annotations

import msgspec

from neurohost_agent.drivers.base import Driver
from neurohost_agent.errors import BadReplyError, DeniedError, RefusedError
from neurohost_agent.fields import text
from neurohost_agent.parsers import vnish as parser
from neurohost_agent.reading import Device, Reading
from neurohost_agent.transport.http import Answer, request
from neurohost_agent.transport.line import Line

_API = "/api/v1/"


class VNish(Driver):
    """`info` is open; `summary` needs a login; without one the CGMiner port is read."""

    family = "vnish"

    def __init__(self) -> None:
        self._tokens: dict[str, str] = {}

    async def identify(self, line: Line) -> Device:
        """Return who it is: from the web page, else from the label in `stats`."""
        try:
            return parser.parse_device(line.ip, (await request(line, "GET", _API + "info")).mapping())
        except (BadReplyError, DeniedError, RefusedError):
            model, version = parser.model_of_stats(await line.rpc("stats"))
            plain = parser.parse_device(line.ip, {})
            return msgspec.structs.replace(plain, model=model, firmware_version=version)

    async def read(self, line: Line) -> Reading:
        """Read `summary` of the web API with a login, else summary, stats and pools of TCP 4028."""
        if line.login is not None:
            try:
                return parser.parse_reading((await self._summary(line)).mapping())
            except (DeniedError, BadReplyError, RefusedError):
                self._tokens.pop(line.ip, None)
        replies = {"stats": await line.rpc("stats")}
        for name in ("summary", "pools"):
            replies[name] = await line.rpc_if_offered(name)
        return parser.parse_rpc_reading(replies)

    async def _summary(self, line: Line) -> Answer:
        token = self._tokens.get(line.ip)
        if token is not None:
            answer = await request(line, "GET", _API + "summary", headers={"Authorization": f"Bearer {token}"})
            if answer.status not in {401, 403}:
                return answer
        password = line.login.password if line.login else ""
        token = text((await request(line, "POST", _API + "unlock", body={"pw": password})).mapping(), "token")
        if token is None:
            raise DeniedError("unlocking gave no token")
        self._tokens[line.ip] = token
        return await request(line, "GET", _API + "summary", headers={"Authorization": f"Bearer {token}"})
