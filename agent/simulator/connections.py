"""Conversations on accepted connections: read a request, ask the firmware, send what the faults leave of the answer."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from simulator.families.base import Firmware
from simulator.faults import Fault
from simulator.machine import Machine
from simulator.wire import frames, rpc
from simulator.wire.http import HttpError, HttpRequest, HttpResponse, json_response, parse_http
from simulator.wire.quirks import WITHOUT_END_MARK, damage

IDLE_S = 10.0
HUNG_S = 600.0
MAX_BUFFER = 2 * 1024 * 1024

HttpHandler = Callable[[HttpRequest], HttpResponse]


class Conversation(asyncio.Protocol):
    """One connection: collects bytes, closes when idle, tells its owner when it ends."""

    def __init__(self, conversations: set[Conversation], machine: Machine | None) -> None:
        self.machine = machine
        self._all = conversations
        self._buffer = b""
        self._transport: asyncio.Transport | None = None
        self._timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Start the idle clock."""
        assert isinstance(transport, asyncio.Transport)  # noqa: S101  (sockets always give this)
        self._transport = transport
        self._all.add(self)
        limit_s = HUNG_S if self._hung() else IDLE_S
        self._timer = asyncio.get_running_loop().call_later(limit_s, self.abort)

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the connection."""
        del exc
        self._all.discard(self)
        if self._timer is not None:
            self._timer.cancel()
        self._transport = None

    def data_received(self, data: bytes) -> None:
        """Collect bytes and let the protocol look at them."""
        if self._hung():
            return
        if len(self._buffer) + len(data) > MAX_BUFFER:
            self.abort()
            return
        self._buffer += data
        self.look()

    def look(self) -> None:
        """Take complete requests off the buffer."""
        raise NotImplementedError

    def abort(self) -> None:
        """End the connection at once."""
        if self._transport is not None:
            self._transport.abort()

    def send(self, data: bytes, *, close: bool) -> None:
        """Send now, or later when the machine is slow."""
        latency_s = 0.0
        if self.machine is not None and Fault.SLOW in self.machine.faults:
            latency_s = self.machine.faults[Fault.SLOW]["latency_s"]
        if latency_s:
            asyncio.get_running_loop().call_later(latency_s, self._write, data, close)
        else:
            self._write(data, close)

    def _write(self, data: bytes, close: bool) -> None:  # noqa: FBT001  (called by call_later)
        if self._transport is None:
            return
        self._transport.write(data)
        if close:
            self._transport.close()

    def _hung(self) -> bool:
        return self.machine is not None and Fault.HUNG in self.machine.faults


class RpcConversation(Conversation):
    """The CGMiner port: one request, one reply, then the device closes."""

    def __init__(self, conversations: set[Conversation], machine: Machine, firmware: Firmware) -> None:
        super().__init__(conversations, machine)
        self._device = machine
        self._firmware = firmware

    def look(self) -> None:
        """Answer as soon as the request is complete."""
        if len(self._buffer) > rpc.MAX_REQUEST:
            self.abort()
            return
        now = time.time()
        try:
            request = rpc.parse_request(self._buffer)
        except rpc.BadRequestError:
            self._answer(self._firmware.rpc_bad_json(now), as_text=False)
            return
        if request is None:
            return
        if Fault.REFUSES in self._device.faults:
            reply = self._firmware.rpc_refusal(request, now)
        else:
            reply = self._firmware.rpc(self._device, request, now)
        self._answer(reply, as_text=request.as_text or Fault.TEXT_REPLY in self._device.faults)

    def eof_received(self) -> bool:
        """Answer a request that will never be completed."""
        if self._buffer and not self._hung():
            self._answer(self._firmware.rpc_bad_json(time.time()), as_text=False)
            return True
        return False

    def _answer(self, reply: rpc.Reply, *, as_text: bool) -> None:
        self._buffer = b""
        faults = self._device.faults
        data = rpc.as_text(reply) if as_text else rpc.as_json(reply)
        if faults:
            data = damage(data, faults)
        if self._firmware.closing_nul and WITHOUT_END_MARK.isdisjoint(faults):
            data += b"\x00"
        self.send(data, close=True)


class FrameConversation(Conversation):
    """Whatsminer's API 3 port: length-framed JSON, many requests on one connection."""

    def __init__(self, conversations: set[Conversation], machine: Machine, firmware: Firmware) -> None:
        super().__init__(conversations, machine)
        self._device = machine
        self._firmware = firmware

    def look(self) -> None:
        """Answer every complete frame."""
        while True:
            try:
                found = frames.parse_frame(self._buffer)
            except frames.BadFrameError:
                self.abort()
                return
            if found is None:
                return
            message, used = found
            self._buffer = self._buffer[used:]
            now = time.time()
            if Fault.REFUSES in self._device.faults:
                reply = self._firmware.frame_refusal(message, now)
            else:
                reply = self._firmware.frame(self._device, message, now)
            body = damage(frames.encode_body(reply), self._device.faults)
            self.send(frames.encode_frame(body), close=not self._device.reachable(now))


class HttpConversation(Conversation):
    """A web server: keeps the connection as long as the client likes."""

    def __init__(self, conversations: set[Conversation], handler: HttpHandler, machine: Machine | None = None) -> None:
        super().__init__(conversations, machine)
        self._handler = handler

    def look(self) -> None:
        """Answer every complete request."""
        while True:
            try:
                found = parse_http(self._buffer)
            except HttpError as error:
                self._refuse(error)
                return
            if found is None:
                return
            request, used = found
            self._buffer = self._buffer[used:]
            try:
                response = self._handler(request)
            except HttpError as error:
                response = json_response({"error": str(error)}, error.status)
            keep = request.keep_alive and (self.machine is None or self.machine.reachable(time.time()))
            self.send(response.encode(keep_alive=keep), close=not keep)

    def _refuse(self, error: HttpError) -> None:
        self._buffer = b""
        self.send(json_response({"error": str(error)}, error.status).encode(keep_alive=False), close=True)


def machine_handler(machine: Machine, firmware: Firmware) -> HttpHandler:
    """Return the web handler of one machine, with its faults applied to the answers."""

    def handle(request: HttpRequest) -> HttpResponse:
        if Fault.REFUSES in machine.faults:
            return firmware.http_refusal(request)
        response = firmware.http(machine, request, time.time())
        if not machine.faults or not response.body:
            return response
        body = damage(response.body, machine.faults)
        return HttpResponse(response.status, body, response.content_type, response.headers)

    return handle
