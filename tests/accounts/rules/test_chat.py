"""What a bot says: words are no markup, lists are cut to fit, buttons survive the queue."""

from __future__ import annotations

import json

from apps.accounts.rules.chat import LONGEST_TEXT, Button, Said, buttons_of, listed, text


def test_words_are_no_markup() -> None:
    assert text("a < b & <b>") == "a &lt; b &amp; &lt;b&gt;"


def test_a_list_that_is_too_long_says_how_much_is_left() -> None:
    lines = [f"{number:>4} {'x' * 95}" for number in range(100)]
    shown = listed(lines, "and %(count)s more")
    assert len(shown) <= LONGEST_TEXT
    assert shown.endswith("and 62 more")
    assert listed(lines[:2], "-") == "\n".join(lines[:2])


def test_buttons_come_out_of_the_queue_as_they_went_in() -> None:
    said = Said("x", ((Button("a", data="d"), Button("b", url="https://x.example", is_app=True)),), replaces=True)
    assert buttons_of(json.loads(json.dumps(said.kept()))) == said.buttons
