"""Everything that can go wrong, each with one sentence for a person."""

from __future__ import annotations

from typing import ClassVar

from neurohost_agent.reading import State


class AgentError(Exception):
    """The agent cannot go on with what it was asked; the text is for a person."""


class DeviceError(Exception):
    """A machine could not be read; `state` is what that says about it."""

    state: ClassVar[State] = State.ERROR


class UnreachableError(DeviceError):
    """No connection could be made."""

    state = State.UNREACHABLE


class HungError(DeviceError):
    """The connection stands and no whole answer came before the deadline."""

    state = State.HUNG


class RefusedError(DeviceError):
    """The port is closed, or the connection ended without a byte."""

    state = State.REFUSING


class DeniedError(DeviceError):
    """The machine answers and does not allow what was asked."""

    state = State.REFUSING


class BadReplyError(DeviceError):
    """The answer cannot be understood; the beginning of its text is in the message."""

    state = State.ERROR
