"""Stock Antminer of the S19 and S21 generations: the CGMiner port and the web interface behind a digest."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from simulator.catalogue import S19_PRO, S19_XP, S19J_PRO, S21, S21_PRO, S21_XP, ModelSpec
from simulator.families import antminer_rpc as rpc_side
from simulator.families import antminer_web as web_side
from simulator.families.base import Channel, Firmware
from simulator.machine import Machine
from simulator.sensors import read
from simulator.wire import digest
from simulator.wire.http import HttpRequest, HttpResponse, json_response
from simulator.wire.rpc import Reply, RpcRequest, status

REALM = "antMiner Configuration"
_KNOWN = frozenset(
    {"config", "devdetails", "edevs", "estats", "coin", "check", "notify", "asccount", "restart", "quit"}
)


class StockAntminer(Firmware):
    """What both generations share; the read commands of the default API groups are open to all."""

    channels: ClassVar[frozenset[Channel]] = frozenset({Channel.RPC, Channel.HTTP})
    mac_prefix: ClassVar[tuple[int, ...]] = (0x02,)
    hostname: ClassVar[str] = "Antminer"
    description: ClassVar[str] = rpc_side.DESCRIPTION
    compile_time: ClassVar[str]
    miner_version: ClassVar[str]
    filesystem: ClassVar[str]
    kernel: ClassVar[str]
    release: ClassVar[str]
    unused_pool: ClassVar[str]
    with_power: ClassVar[bool]
    with_config: ClassVar[bool]

    def firmware_version(self, machine: Machine) -> str:
        """Return the file system version that the web page shows."""
        return f"{machine.spec.label} {self.filesystem}"

    def rpc(self, machine: Machine, request: RpcRequest, now: float) -> Reply:
        """Answer version, summary, stats, pools, devs (and config on the newer generation)."""
        makers: dict[str, Callable[[], Reply]] = {
            "version": lambda: self._version(machine, now),
            "summary": lambda: self._summary(machine, now),
            "stats": lambda: self._stats(machine, request, now),
            "pools": lambda: self._pools(machine, now),
            "devs": lambda: self._devs(machine, now),
        }
        if self.with_config:
            row = rpc_side.config_row(machine)
            makers["config"] = lambda: rpc_side.reply(33, "CGMiner config", "CONFIG", [row], now)
        if request.command in makers:
            return makers[request.command]()
        return self.rpc_refusal(request, now) if request.command in _KNOWN else self.rpc_unknown(now)

    def _version(self, machine: Machine, now: float) -> Reply:
        row = rpc_side.version_row(machine, self.miner_version, self.compile_time)
        return rpc_side.reply(22, "CGMiner versions", "VERSION", [row], now)

    def _summary(self, machine: Machine, now: float) -> Reply:
        return rpc_side.reply(11, "Summary", "SUMMARY", [rpc_side.summary_row(read(machine, now))], now)

    def _pools(self, machine: Machine, now: float) -> Reply:
        rows = rpc_side.pool_rows(machine, read(machine, now), unused_status=self.unused_pool)
        return rpc_side.reply(7, "3 Pool(s)", "POOLS", rows, now)

    def _devs(self, machine: Machine, now: float) -> Reply:
        key = "Temperature" if self.with_power else "Tenperature"
        row = rpc_side.device_row(read(machine, now), temperature_key=key, with_rate=self.with_power)
        return rpc_side.reply(9, "1 ASC(s)", "DEVS", [row], now)

    def _stats(self, machine: Machine, request: RpcRequest, now: float) -> Reply:
        reading = read(machine, now)
        if request.fields.get("new_api") is True and self.with_power:
            rows = web_side.stats_rows(machine, reading, with_power=True)
            return rpc_side.reply(70, "CGMiner stats", "STATS", rows, now)
        head = rpc_side.version_row(machine, "49.0.1.3", self.compile_time)
        del head["API"]
        miner_id = machine.identity.token[:16]
        row = rpc_side.stats_row(reading, miner_id=miner_id, with_power=self.with_power)
        return rpc_side.reply(70, "CGMiner stats", "STATS", [head, row], now)

    def http(self, machine: Machine, request: HttpRequest, now: float) -> HttpResponse:
        """Answer the cgi pages to a client that knows the login."""
        login = machine.access
        if not digest.authorised(request, realm=REALM, username=login.username, password=login.password):
            return digest.challenge(REALM)
        page = request.path.rpartition("/")[2]
        if page in {"", "index.html"}:
            return HttpResponse(200, b"<html><title>Ant Miner</title></html>", "text/html")
        if not request.path.startswith("/cgi-bin/"):
            return HttpResponse(404, b"404 - Not Found", "text/html")
        payload = self._control(machine, page, request, now) or self._page(machine, page, now)
        return HttpResponse(404, b"404 - Not Found", "text/html") if payload is None else json_response(payload)

    def http_refusal(self, request: HttpRequest) -> HttpResponse:
        """Ask for the login again, whatever was given."""
        del request
        return digest.challenge(REALM)

    def _page(self, machine: Machine, page: str, now: float) -> Reply | None:
        reading = read(machine, now)

        def section(name: str, rows: list[Reply]) -> Reply:
            return web_side.head(name.capitalize(), machine, self.compile_time, now) | {name: rows}

        def summary() -> Reply:
            # The summary page alone writes STATUS as a list, as the CGMiner port does.
            head = {"STATUS": status(11, "Summary", "bmminer", int(now))}
            return section("SUMMARY", web_side.summary_rows(machine, reading)) | head

        pages: dict[str, Callable[[], Reply]] = {
            "summary.cgi": summary,
            "stats.cgi": lambda: section("STATS", web_side.stats_rows(machine, reading, with_power=False)),
            "pools.cgi": lambda: section("POOLS", web_side.pool_rows(machine, reading)),
            "get_miner_conf.cgi": lambda: web_side.miner_conf(machine),
            "get_system_info.cgi": lambda: self.system_info(machine),
            "get_network_info.cgi": lambda: web_side.network(machine),
            "get_blink_status.cgi": lambda: {"blink": machine.led_on},
            "miner_type.cgi": lambda: {"miner_type": machine.spec.label, "subtype": "AMLCtrl"},
        }
        return pages[page]() if page in pages else None

    def _control(self, machine: Machine, page: str, request: HttpRequest, now: float) -> Reply | None:
        if page == "reboot.cgi":
            machine.reboot(now)
            return {"stats": "success", "code": "R000", "msg": "OK!"}
        if request.method != "POST":
            return None
        if page == "set_miner_conf.cgi":
            return web_side.set_miner_conf(machine, request.json(), now)
        if page == "blink.cgi":
            body = request.json()
            wanted = str(body.get("blink", "")).lower() if isinstance(body, dict) else ""
            if wanted not in {"true", "false"}:
                return {"code": "B001"}
            machine.set_led(now, on=wanted == "true")
            return {"code": "B000" if machine.led_on else "B100"}
        return None

    def system_info(self, machine: Machine) -> Reply:
        """Return the page that names model, addresses and, on newer firmware, the serial number."""
        info: Reply = {"minertype": machine.spec.label} | web_side.network(machine)
        info |= {
            "system_mode": "GNU/Linux",
            "system_kernel_version": self.kernel,
            "system_filesystem_version": self.filesystem,
            "firmware_type": self.release,
        }
        return info | {"serinum": machine.identity.serial} if self.serial_reported else info


class AntminerS19(StockAntminer):
    """The S19 generation: no power figure, no serial number, a misspelt temperature key."""

    key: ClassVar[str] = "antminer_s19"
    models: ClassVar[tuple[ModelSpec, ...]] = (S19_PRO, S19J_PRO, S19_XP)
    serial_prefix: ClassVar[str] = "SMTT"
    serial_reported: ClassVar[bool] = False
    compile_time: ClassVar[str] = "Mon Feb 20 11:04:52 CST 2023"
    miner_version: ClassVar[str] = "49.0.1.3"
    filesystem: ClassVar[str] = "Mon Feb 20 11:04:52 CST 2023"
    kernel: ClassVar[str] = "4.6.0"
    release: ClassVar[str] = "release"
    unused_pool: ClassVar[str] = "Dead"
    with_power: ClassVar[bool] = False
    with_config: ClassVar[bool] = False


class AntminerS21(StockAntminer):
    """The S21 generation: `chain_power` in stats, the serial number on the web, unused pools are "Deed"."""

    key: ClassVar[str] = "antminer_s21"
    models: ClassVar[tuple[ModelSpec, ...]] = (S21, S21_PRO, S21_XP)
    serial_prefix: ClassVar[str] = "THQF"
    compile_time: ClassVar[str] = "Wed Mar 12 14:20:09 CST 2025"
    miner_version: ClassVar[str] = "uart_trans.1.3"
    filesystem: ClassVar[str] = "FR-1.12(250312-S21)"
    kernel: ClassVar[str] = "Linux 4.9.113 #1 SMP PREEMPT Wed Mar 12 14:41:30 CST 2025"
    release: ClassVar[str] = "Release"
    unused_pool: ClassVar[str] = "Deed"
    with_power: ClassVar[bool] = True
    with_config: ClassVar[bool] = True
