"""The server's configuration is checked before it is used."""

from __future__ import annotations

from typing import Any

import pytest

from neurohost_agent.config import Config, ConfigRefusedError, parse_config


def test_what_is_left_out_has_its_default() -> None:
    assert parse_config(b'{"revision": 4}') == Config(revision=4)
    assert (Config().poll.interval_s, Config().poll.deadline_s, Config().ports.rpc) == (30, 5, 4028)


def test_unknown_members_are_ignored() -> None:
    assert parse_config({"revision": 1, "colour": "red", "poll": {"interval_s": 60, "x": 1}}).poll.interval_s == 60


@pytest.mark.parametrize(
    ("document", "named"),
    [
        ({"ports": {"rpc": 0}}, r"ports\.rpc"),
        ({"poll": {"interval_s": "fast"}}, r"poll\.interval_s"),
        ({"poll": {"interval_s": 5, "deadline_s": 9}}, "deadline_s"),
        ({"scan": {"ranges": ["8.8.8.0/24"]}}, "private"),
        ({"scan": {"ranges": ["10.0.0.0/8"]}}, "addresses"),
        ({"scan": {"exclude": ["x"]}}, "range"),
        ({"upload": {"max_rows": 9999}}, r"upload\.max_rows"),
    ],
)
def test_a_value_outside_its_bounds_refuses_the_whole_and_names_it(document: dict[str, Any], named: str) -> None:
    with pytest.raises(ConfigRefusedError, match=named):
        parse_config(document)
