"""The command line: run a site, list its machines, switch faults and power of a running one."""

from __future__ import annotations

import argparse
import asyncio
import csv
import json
import os
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from simulator.config import TOKEN_VARIABLE, ConfigError, SiteConfig, example_config, load_config
from simulator.control import describe
from simulator.listeners import TooManySocketsError
from simulator.runner import serve
from simulator.site import Site

_CONTROL_TIMEOUT_S = 10.0


def parser() -> argparse.ArgumentParser:
    """Return the argument parser."""
    top = argparse.ArgumentParser(prog="simulator", description="A simulated mining site on loopback.")
    top.add_argument("--example", action="store_true", help="print an example site file and end")
    commands = top.add_subparsers(dest="command")
    run = commands.add_parser("run", help="run a site until SIGTERM or Ctrl-C")
    run.add_argument("--config", type=Path, required=True)
    run.add_argument("--pid-file", type=Path)
    table = commands.add_parser("list", help="print the machines of a site file")
    table.add_argument("--config", type=Path, required=True)
    table.add_argument("--format", choices=("json", "csv"), default="json")
    fault = commands.add_parser("fault", help="switch a fault of a running site")
    fault.add_argument("action", choices=("set", "clear"))
    fault.add_argument("ip")
    fault.add_argument("fault")
    fault.add_argument("--param", action="append", default=[], metavar="NAME=NUMBER")
    power = commands.add_parser("power", help="plug a machine in or out")
    power.add_argument("state", choices=("on", "off"))
    power.add_argument("ip")
    for command in (fault, power):
        command.add_argument("--control", default="http://127.0.0.1:14000", help="address of the control API")
        command.add_argument("--token", default=os.environ.get(TOKEN_VARIABLE, ""), help=f"default: {TOKEN_VARIABLE}")
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Carry out one command; return the exit code (2: wrong use or site file, 1: it didn't work)."""
    options = parser().parse_args(arguments)
    if options.example:
        sys.stdout.write(msgspec.json.format(msgspec.json.encode(example_config()), indent=2).decode() + "\n")
        return 0
    try:
        return _dispatch(options)
    except ConfigError as error:
        sys.stderr.write(f"simulator: {error}\n")
        return 2
    except (OSError, TooManySocketsError) as error:
        sys.stderr.write(f"simulator: {error}\n")
        return 1


def _dispatch(options: argparse.Namespace) -> int:
    if options.command == "run":
        asyncio.run(serve(load_config(options.config), pid_file=options.pid_file))
        return 0
    if options.command == "list":
        return _list(load_config(options.config), options.format)
    if options.command == "fault":
        body = {"fault": options.fault, "on": options.action == "set", "params": _params(options.param)}
        return _post(options, f"/machines/{options.ip}/faults", body)
    if options.command == "power":
        return _post(options, f"/machines/{options.ip}/power", {"on": options.state == "on"})
    parser().print_help(sys.stderr)
    return 2


def _list(config: SiteConfig, form: str) -> int:
    site = Site(config, time.time())
    rows = [describe(site, machine) for machine in site.machines.values()]
    if form == "json":
        sys.stdout.write(json.dumps(rows, indent=1) + "\n")
        return 0
    writer = csv.DictWriter(sys.stdout, fieldnames=list(rows[0]) if rows else ["ip"])
    writer.writeheader()
    writer.writerows(row | {"channels": " ".join(row["channels"])} for row in rows)
    return 0


def _params(texts: list[str]) -> dict[str, float]:
    params: dict[str, float] = {}
    for text in texts:
        name, _, value = text.partition("=")
        try:
            params[name] = float(value)
        except ValueError:
            message = f"--param {text}: not NAME=NUMBER"
            raise ConfigError(message) from None
    return params


def _post(options: argparse.Namespace, path: str, body: dict[str, Any]) -> int:
    if not options.control.startswith("http://127."):
        message = "the control API is on loopback: --control http://127.…"
        raise ConfigError(message)
    request = urllib.request.Request(  # noqa: S310  (checked above)
        options.control.rstrip("/") + path,
        data=json.dumps(body).encode(),
        headers={"Authorization": f"Bearer {options.token}", "Content-Type": "application/json"},
    )
    try:
        with urllib.request.urlopen(request, timeout=_CONTROL_TIMEOUT_S) as answer:  # noqa: S310
            sys.stdout.write(answer.read().decode() + "\n")
    except urllib.error.HTTPError as error:
        sys.stderr.write(f"simulator: {error.code}: {error.read().decode()}\n")
        return 1
    return 0
