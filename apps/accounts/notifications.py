"""Kinds of notifications and the channels they go by; apps register theirs in `ready()`.

A kind's sentence is a translatable template (`_("Intake act %(number)s was registered")`): what is kept is the kind and
its parameters, so that each reader reads it in the own language.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import Promise

    from apps.accounts.models import Notification
    from apps.common.models import OutboxMessage

IN_APP: Final = "in_app"
EMAIL: Final = "email"
TELEGRAM: Final = "telegram"

# The parameter of a sentence that is a day; it is kept as 2026-03-14.
_DAY: Final = "day"
Sender = Callable[[Sequence["Notification"], "OutboxMessage"], None]
# Of these people of an organisation, the ones that a channel can reach now.
Reached = Callable[[int, Collection[int]], set[int]]


@dataclass(frozen=True, slots=True)
class Kind:
    """What a notification says, and the channels it goes by unless the person chose others; urgent ones always ring."""

    key: str
    title: str | Promise
    sentence: str | Promise
    channels: tuple[str, ...]
    is_urgent: bool = False


@dataclass(frozen=True, slots=True)
class Channel:
    """A way to a person. `send(notifications, message)` delivers; None for the bell, which is the row itself.

    Whom it cannot reach (`reached`, None: everybody), the channel `instead` tells. A channel that rings keeps to the
    person's quiet hours, and what waited for their end comes as one message.
    """

    key: str
    title: str | Promise
    send: Sender | None
    reached: Reached | None = None
    instead: str = ""
    rings: bool = False


_kinds: dict[str, Kind] = {}
_channels: dict[str, Channel] = {}


def register_kind(
    key: str,
    sentence: str | Promise,
    default_channels: tuple[str, ...] = (IN_APP,),
    *,
    title: str | Promise = "",
    urgent: bool = False,
) -> Kind:
    """Declare a kind such as «logistics.intake.registered»; raises ValueError when the key is taken.

    `title` names the kind on the preferences page (the sentence itself when empty). An urgent kind rings in quiet
    hours too and is never gathered.
    """
    if key in _kinds:
        message = f"notification kind {key} is registered twice"
        raise ValueError(message)
    _kinds[key] = Kind(key, title or sentence, sentence, default_channels, urgent)
    return _kinds[key]


def register_channel(channel: Channel) -> None:
    """Add a way to reach people; raises ValueError when the key is taken."""
    if channel.key in _channels:
        message = f"notification channel {channel.key} is registered twice"
        raise ValueError(message)
    _channels[channel.key] = channel


def kind(key: str) -> Kind:
    """Return a kind; raises KeyError for one that nobody registered (a defect of the caller)."""
    return _kinds[key]


def kinds() -> list[Kind]:
    """Return every kind by key."""
    return [_kinds[key] for key in sorted(_kinds)]


def channels() -> list[Channel]:
    """Return every channel, the bell first."""
    return list(_channels.values())


def channel(key: str) -> Channel:
    """Return a channel; raises KeyError for an unknown one."""
    return _channels[key]


def sentence_of(key: str, params: dict[str, Any]) -> str:
    """Return the sentence in the reader's language; a kind that is no more shows its key.

    The parameter `day` is written as the reader writes days; whatever else looks like one (a number) stays as it is.
    """
    found = _kinds.get(key)
    if found is None:
        return key
    text = str(found.sentence)
    if _DAY in params:
        params = params | {_DAY: date_format(date.fromisoformat(params[_DAY]), "SHORT_DATE_FORMAT")}
    return text % params if params else text


register_channel(Channel(IN_APP, _("Bell"), None))
