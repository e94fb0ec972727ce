"""The site file is read strictly."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import msgspec
import pytest

from simulator.config import ConfigError, Group, SiteConfig, addresses, example_config, load_config, parse_config
from simulator.families.registry import FAMILIES
from simulator.site import Site


def raw(**changes: Any) -> bytes:
    return json.dumps(
        {"site": "x", "machines": [{"family": "luxos", "count": 1, "first_ip": "127.5.0.1"}]} | changes
    ).encode()


def test_the_defaults_are_ports_an_ordinary_user_may_open() -> None:
    config = parse_config(raw())
    assert (config.ports.rpc, config.ports.http, config.ports.v3, config.control.port) == (14028, 18080, 14433, 14000)


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"sit": "x"}, "unknown field `sit`"),
        ({"machines": [{"family": "luxos", "count": "many", "first_ip": "127.5.0.1"}]}, "count"),
        ({"machines": [{"family": "luxos", "count": 1, "first_ip": "10.0.0.1"}]}, "outside 127.0.0.0/8"),
        ({"machines": [{"family": "luxos", "count": 3, "first_ip": "127.255.255.253"}]}, "outside 127.0.0.0/8"),
        ({"machines": [{"family": "luxos", "count": 1, "first_ip": "home"}]}, "home"),
        ({"machines": [{"family": "luxos", "count": 0, "first_ip": "127.5.0.1"}]}, "at least 1"),
        ({"control": {"host": "192.0.2.1"}}, "127.0.0.0/8 only"),
        ({"control": {"host": "localhost"}}, "127.0.0.0/8 only"),
    ],
)
def test_what_cannot_be_is_refused_with_its_reason(changes: dict[str, Any], text: str) -> None:
    with pytest.raises(ConfigError, match=text):
        parse_config(raw(**changes))


@pytest.mark.parametrize(
    ("group", "text"),
    [
        (Group("toaster", 1, "127.5.0.1"), "no family 'toaster'"),
        (Group("luxos", 1, "127.5.0.1", model="Antminer S21"), "has no model 'Antminer S21'"),
    ],
)
def test_unknown_families_and_models_are_refused(group: Group, text: str) -> None:
    with pytest.raises(ConfigError, match=text):
        Site(SiteConfig("x", [group]), time.time())


def test_two_machines_cannot_share_an_address() -> None:
    groups = [Group("luxos", 5, "127.5.0.1"), Group("avalon", 1, "127.5.0.3")]
    with pytest.raises(ConfigError, match=r"two machines at 127\.5\.0\.3"):
        Site(SiteConfig("x", groups), time.time())


def test_a_missing_file_is_named() -> None:
    with pytest.raises(ConfigError, match="nowhere"):
        load_config(Path("/nowhere/site.json"))


def test_the_example_is_a_site_of_every_family() -> None:
    config = parse_config(msgspec.json.encode(example_config()))
    site = Site(config, time.time())
    assert {one.family for one in site.machines.values()} == set(FAMILIES)
    assert len(site.machines) == sum(len(addresses(group)) for group in config.machines)
