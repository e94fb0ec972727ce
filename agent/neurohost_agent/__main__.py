"""The command line: enrol, run, scan, read, login, status."""

from __future__ import annotations

import argparse
import asyncio
import getpass
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from neurohost_agent import __version__, log
from neurohost_agent.addresses import RangeRefusedError, parse_address, parse_ranges
from neurohost_agent.agent import Agent, enrolled
from neurohost_agent.config import Config, PortsConfig, ScanConfig
from neurohost_agent.drivers.registry import FACTORY_LOGINS, OTHER
from neurohost_agent.enrol import enrol
from neurohost_agent.errors import AgentError, DeviceError
from neurohost_agent.files import only_one, prepare_folder, read_struct
from neurohost_agent.general.library import Library
from neurohost_agent.known import KnownDevices
from neurohost_agent.local import Folder
from neurohost_agent.reader import Reader
from neurohost_agent.reading import PowerSource, State
from neurohost_agent.scanner import Scan, look_at
from neurohost_agent.transport.line import Login


def parser() -> argparse.ArgumentParser:
    """Return the argument parser."""
    top = argparse.ArgumentParser(prog="neurohost-agent", description="Reads mining machines, delivers what they say.")
    top.add_argument("--version", action="version", version=__version__)
    commands = top.add_subparsers(dest="command", required=True)
    joining = commands.add_parser("enrol", help="turn a one-time code into this agent's identity")
    joining.add_argument("code")
    joining.add_argument("--server", required=True, help="https://server")
    joining.add_argument("--factory-logins", default=None, help="families that may get default passwords, with commas")
    running = commands.add_parser("run", help="scan, read and deliver until SIGTERM")
    running.add_argument("--verbose", action="store_true")
    scanning = commands.add_parser("scan", help="look through ranges once and print what is there")
    scanning.add_argument("ranges", nargs="*", help="default: the ranges of the configuration")
    reading = commands.add_parser("read", help="read one machine once")
    reading.add_argument("ip")
    login = commands.add_parser("login", help="keep a family's user and password, encrypted, on this machine")
    login.add_argument("family", choices=sorted({*FACTORY_LOGINS, OTHER}))
    login.add_argument("username")
    status = commands.add_parser("status", help="print how the agent stands")
    for command in (joining, running, scanning, reading, login, status):
        command.add_argument("--data", type=Path, required=True, help="the agent's data folder")
    for command in (scanning, reading):
        command.add_argument("--ports", default=None, help="rpc,http,whatsminer_v3; default: the configuration's")
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Carry out one command; return the exit code (1: it did not work, with one sentence on standard error)."""
    options = parser().parse_args(arguments)
    log.set_up(verbose=getattr(options, "verbose", False))
    actions = {"enrol": _enrol, "run": _run, "scan": _scan, "read": _read, "login": _login, "status": _status}
    try:
        folder = Folder(prepare_folder(options.data))
        return actions[options.command](folder, options)
    except (AgentError, RangeRefusedError, DeviceError) as error:
        print(f"neurohost-agent: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _enrol(folder: Folder, options: argparse.Namespace) -> int:
    if options.factory_logins is not None:
        folder.allow_factory_logins([name for name in options.factory_logins.split(",") if name])
    enrolment = asyncio.run(enrol(folder, server=options.server, code=options.code))
    _show({"agent_uid": enrolment.agent_uid, "server": enrolment.server})
    return 0


def _run(folder: Folder, options: argparse.Namespace) -> int:
    del options
    enrolment = enrolled(folder)

    async def work() -> None:
        stop = asyncio.Event()
        for name in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(name, stop.set)
        await Agent(folder, enrolment).run(stop)

    with only_one(folder.path):
        asyncio.run(work())
    return 0


def _scan(folder: Folder, options: argparse.Namespace) -> int:
    config = _config(folder, options)
    if options.ranges:
        parse_ranges(options.ranges)
        config = msgspec.structs.replace(config, scan=ScanConfig(ranges=tuple(options.ranges)))
    if not config.scan.ranges:
        raise AgentError("no ranges to scan: name them, as in `scan 10.0.0.0/24`")

    async def work() -> list[dict[str, Any]]:
        async def quiet(_part: dict[str, Any]) -> None:
            return

        library = _library(folder)
        try:
            finds = await Scan(
                _reader(folder, config, library), KnownDevices(folder.path / "devices.json"), config, quiet
            ).run()
        finally:
            if library is not None:
                await library.close()
        return [find.document() for find in finds]

    _show(asyncio.run(work()))
    return 0


def _read(folder: Folder, options: argparse.Namespace) -> int:
    ip = str(parse_address(options.ip))
    config = _config(folder, options)

    async def work() -> dict[str, Any]:
        library = _library(folder)
        reader = _reader(folder, config, library)
        try:
            find = await look_at(reader, ip)
            if find is None:
                raise AgentError(f"{ip}: no port of a miner opens")
            reading = await reader.read(ip, find.device.family)
        finally:
            if library is not None:
                await library.close()
        shown = msgspec.to_builtins(msgspec.structs.asdict(reading))
        boards, fans, pools, faults = (
            [msgspec.to_builtins(msgspec.structs.asdict(item)) for item in group]
            for group in (reading.boards, reading.fans, reading.pools, reading.faults)
        )
        names = {
            "state": State(reading.state).name.lower(),
            "power_source": PowerSource(reading.power_source).name.lower(),
        }
        groups = {"boards": boards, "fans": fans, "pools": pools, "faults": faults}
        return {"device": find.document(), "reading": shown | names | groups}

    _show(asyncio.run(work()))
    return 0


def _login(folder: Folder, options: argparse.Namespace) -> int:
    password = getpass.getpass("password: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
    folder.set_login(options.family, Login(options.username, password))
    return 0


def _status(folder: Folder, options: argparse.Namespace) -> int:
    del options
    found = read_struct(folder.path / "status.json", dict[str, Any])
    if found is None:
        raise AgentError(f"no agent has run with the data folder {folder.path} yet")
    _show(found)
    return 0


def _config(folder: Folder, options: argparse.Namespace) -> Config:
    config = read_struct(folder.path / "config.json", Config) or Config()
    if options.ports is None:
        return config
    try:
        rpc, http, v3 = (int(part) for part in options.ports.split(","))
    except ValueError as error:
        raise AgentError("--ports takes three numbers: rpc,http,whatsminer_v3") from error
    return msgspec.structs.replace(config, ports=PortsConfig(rpc, http, v3))


def _library(folder: Folder) -> Library | None:
    return Library() if OTHER in folder.local().factory_logins else None


def _reader(folder: Folder, config: Config, library: Library | None) -> Reader:
    return Reader(
        ports=config.device_ports(), deadline_s=config.poll.deadline_s, logins=folder.logins(), library=library
    )


def _show(value: Any) -> None:
    print(msgspec.json.format(msgspec.json.encode(value), indent=2).decode())


if __name__ == "__main__":
    sys.exit(main())
