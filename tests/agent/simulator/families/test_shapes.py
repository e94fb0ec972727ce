"""Every reply has the keys and types of the recorded one of its firmware."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import msgspec
import pytest

from simulator.config import Group, SiteConfig
from simulator.families import braiins_rest, vnish_pages
from simulator.families.antminer import AntminerS19, AntminerS21
from simulator.families.registry import FAMILIES
from simulator.faults import parse_fault
from simulator.machine import Machine
from simulator.sensors import read
from simulator.site import Site
from simulator.wire.rpc import RpcRequest

NOW = 1_800_000_000.0
WEB_EXTRA = {"miner-mode", "freq-level", "eeprom_loaded", "asic"}
BRAIINS_PAGES = {
    "miner_details": "miner/details",
    "miner_stats": "miner/stats",
    "miner_errors": "miner/errors",
    "miner_hw_hashboards": "miner/hw/hashboards",
    "cooling_state": "cooling/state",
    "configuration_miner": "configuration/miner",
    "performance_tuner_state": "performance/tuner-state",
    "actions_locate": "actions/locate",
}


def machine(family: str, faults: tuple[str, ...] = ()) -> Machine:
    site = Site(SiteConfig("x", [Group(family, 1, "127.66.0.1")]), NOW)
    one = site.machines["127.66.0.1"]
    for name in faults:
        one.set_fault(NOW, *parse_fault(name, {}))
    return one


def shape(value: Any) -> Any:
    """Return the value with every leaf replaced by its type; a list keeps one element, an empty one is [None]."""
    if isinstance(value, dict):
        return {key: shape(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [shape(value[0])] if value else [None]
    return type(value).__name__


def recorded(facts_dir: Path, name: str, part: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((facts_dir / "miner_payloads" / f"{name}.json").read_text(encoding="utf-8"))[
        part
    ]
    return found


def ask(family: str, command: str, parameter: str = "", faults: tuple[str, ...] = ()) -> Any:
    reply = FAMILIES[family].rpc(machine(family, faults), RpcRequest(command, parameter), NOW)
    return json.loads(msgspec.json.encode(reply))


def first_two(value: Any) -> Any:
    """Return sections with at most their first two rows, since rows may be of two kinds (STATS)."""
    return {
        key: [shape(row) for row in rows[:2]] if isinstance(rows, list) else shape(rows) for key, rows in value.items()
    }


@pytest.mark.parametrize("command", ["version", "summary", "stats", "pools", "devs"])
def test_antminer_s19_rpc(facts_dir: Path, command: str) -> None:
    assert first_two(ask("antminer_s19", command)) == first_two(
        recorded(facts_dir, "antminer_s19pro_stock_rpc", "rpc")[command]
    )


@pytest.mark.parametrize("command", ["version", "summary", "pools", "devs", "config"])
def test_antminer_s21_rpc(facts_dir: Path, command: str) -> None:
    assert first_two(ask("antminer_s21", command)) == first_two(
        recorded(facts_dir, "antminer_s21_stock_rpc", "rpc")[command]
    )


def test_antminer_s21_stats_have_at_least_the_recorded_keys(facts_dir: Path) -> None:
    was = first_two(recorded(facts_dir, "antminer_s21_stock_rpc", "rpc")["stats"])["STATS"][1]
    now = first_two(ask("antminer_s21", "stats"))["STATS"][1]
    assert {key: now.get(key) for key in was} == was


def test_antminer_s21_system_info(facts_dir: Path) -> None:
    was = recorded(facts_dir, "antminer_s21_stock_rpc", "web")["cgi-bin/get_system_info.cgi"]
    assert shape(AntminerS21().system_info(machine("antminer_s21"))) == shape(was)


@pytest.mark.parametrize("page", ["summary.cgi", "stats.cgi", "get_system_info.cgi", "get_miner_conf.cgi"])
def test_antminer_s19_web(facts_dir: Path, page: str) -> None:
    def without(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: without(inner) for key, inner in value.items() if key not in WEB_EXTRA}
        return [without(inner) for inner in value] if isinstance(value, list) else value

    was = recorded(facts_dir, "antminer_s19_stock_web", "web")[f"cgi-bin/{page}"]
    assert shape(without(AntminerS19()._page(machine("antminer_s19"), page, NOW))) == shape(was)


@pytest.mark.parametrize(
    "command", ["get_version", "summary", "devs", "pools", "status", "get_psu", "get_miner_info", "get_error_code"]
)
def test_whatsminer_v2(facts_dir: Path, command: str) -> None:
    assert shape(ask("whatsminer_v2", command)) == shape(recorded(facts_dir, "whatsminer_m50s_v2", "rpc")[command])


def test_whatsminer_v2_errors_are_code_and_time(facts_dir: Path) -> None:
    was = recorded(facts_dir, "whatsminer_m50s_v2", "rpc")["get_error_code_with_errors"]["Msg"]["error_code"][0]
    now = ask("whatsminer_v2", "get_error_code", faults=("stopped_fan",))["Msg"]["error_code"]
    pattern = {
        key.isdigit(): bool(re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", value)) for key, value in was.items()
    }
    assert [
        {key.isdigit(): bool(re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", value)) for key, value in now[0].items()}
    ] == [pattern]
    assert list(now[0]) == ["111"]


@pytest.mark.parametrize(
    ("name", "command", "param"),
    [
        ("get_device_info", "get.device.info", None),
        ("get_miner_status_summary", "get.miner.status", "summary"),
        ("get_miner_status_edevs", "get.miner.status", "edevs"),
        ("get_miner_status_pools", "get.miner.status", "pools"),
    ],
)
def test_whatsminer_v3(facts_dir: Path, name: str, command: str, param: str | None) -> None:
    now = FAMILIES["whatsminer_v3"].frame(machine("whatsminer_v3"), {"cmd": command, "param": param}, NOW)
    assert shape(now) == shape(recorded(facts_dir, "whatsminer_m60s_v3", "v3")[name])


def test_avalon_stats(facts_dir: Path) -> None:
    was, now = recorded(facts_dir, "avalon_1246_stock_rpc", "rpc")["stats"], ask("avalon", "stats")
    assert first_two(now) == first_two(was)
    pattern = re.compile(r"(\w+)\[([^\]]*)\]")
    old, new = (pattern.findall(reply["STATS"][0]["MM ID0"]) for reply in (was, now))
    assert [(key, len(value.split())) for key, value in new] == [(key, len(value.split())) for key, value in old]


@pytest.mark.parametrize("command", ["summary", "devs", "devdetails", "pools", "config"])
def test_avalon_rpc(facts_dir: Path, command: str) -> None:
    assert shape(ask("avalon", command)) == shape(recorded(facts_dir, "avalon_q_stock_rpc", "rpc")[command])


@pytest.mark.parametrize(
    "name",
    [
        "miner_details",
        "miner_stats",
        "miner_hw_hashboards",
        "cooling_state",
        "network",
        "configuration_miner",
        "performance_tuner_state",
        "pools",
        "actions_locate",
    ],
)
def test_braiins(facts_dir: Path, name: str) -> None:
    one = machine("braiins")
    page = braiins_rest.PAGES[BRAIINS_PAGES.get(name, name)]
    assert shape(page(one, read(one, NOW))) == shape(recorded(facts_dir, "braiins_s21pro_26_04_rest", "rest")[name])


def test_braiins_errors(facts_dir: Path) -> None:
    one = machine("braiins", ("dead_board",))
    was = recorded(facts_dir, "braiins_s21pro_26_04_rest", "rest")["miner_errors"]
    assert shape(braiins_rest.errors(one, read(one, NOW))) == shape(was)


@pytest.mark.parametrize("page", ["info", "summary", "perf-summary", "settings", "autotune/presets"])
def test_vnish_web(facts_dir: Path, page: str) -> None:
    one = machine("vnish")
    now = (vnish_pages.OPEN | vnish_pages.CLOSED)[page](one, read(one, NOW))
    assert shape(now) == shape(recorded(facts_dir, "vnish_s21pro_1_2_7", "web")[page])


@pytest.mark.parametrize("command", ["version", "summary", "stats", "pools", "devdetails"])
def test_vnish_rpc(facts_dir: Path, command: str) -> None:
    assert first_two(ask("vnish", command)) == first_two(recorded(facts_dir, "vnish_s21pro_1_2_7", "rpc")[command])


@pytest.mark.parametrize(
    "command",
    [
        "version",
        "config",
        "summary",
        "stats",
        "devs",
        "fans",
        "temps",
        "power",
        "pools",
        "profiles",
        "voltageget_0",
        "healthchipget_0",
    ],
)
def test_luxos(facts_dir: Path, command: str) -> None:
    name, _, parameter = command.partition("_")
    was = recorded(facts_dir, "luxos_s19kpro_2025_4", "rpc")[command]
    now = ask("luxos", name, parameter)
    keys = slice(0, 2) if command == "stats" else slice(0, 1)
    assert {k: [shape(r) for r in v[keys]] if isinstance(v, list) else shape(v) for k, v in now.items()} == {
        k: [shape(r) for r in v[keys]] if isinstance(v, list) else shape(v) for k, v in was.items()
    }


def test_luxos_devices_are_not_in_slot_order() -> None:
    assert [row["ASC"] for row in ask("luxos", "devs")["DEVS"]] == [2, 0, 1]
