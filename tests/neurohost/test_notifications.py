"""Every kind of notification of every app has a second way to its reader."""

from __future__ import annotations

from apps.accounts import notifications


def test_every_kind_rings_in_telegram_and_has_a_second_channel() -> None:
    kinds = [kind for kind in notifications.kinds() if not kind.key.startswith("tests.")]
    assert len(kinds) >= 12
    assert [kind.key for kind in kinds if notifications.TELEGRAM not in kind.channels] == []
    assert [kind.key for kind in kinds if not {notifications.IN_APP, notifications.EMAIL} & set(kind.channels)] == []


def test_a_channel_that_does_not_reach_everybody_has_one_that_takes_over() -> None:
    partial = [channel for channel in notifications.channels() if channel.reached is not None]
    assert [(channel.key, channel.instead) for channel in partial] == [(notifications.TELEGRAM, notifications.EMAIL)]
