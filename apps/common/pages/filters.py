"""Filters of a list: read from the address, applied to the rows, shown as chips that can be taken away."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import QueryDict
    from django.utils.functional import Promise

    from apps.common.actor import Actor

Choices = Iterable[tuple[Any, Any]]
MAX_TEXT = 100


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter that is on: its words and the parameters that switch it off. `wrong` says that the value was refused."""

    text: str
    drop: tuple[tuple[str, str], ...]
    wrong: bool = False


@dataclass(frozen=True, slots=True)
class Option:
    """One choice as the form shows it."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, kw_only=True)
class Filter(ABC):
    """A filter named by its key in the address; `lookup` is the ORM lookup it uses."""

    key: str
    title: str | Promise
    lookup: str

    @property
    def control(self) -> str:
        """Which control the form shows: choice, text, dates or boolean."""
        return type(self).__name__.removesuffix("Filter").lower()

    @property
    def names(self) -> tuple[str, ...]:
        """Return the parameters that belong to this filter."""
        return (self.key,)

    @abstractmethod
    def condition(self, params: QueryDict, actor: Actor) -> Q | None:
        """Return the condition of the present parameters, None when the filter is off or its value is refused."""

    @abstractmethod
    def chips(self, params: QueryDict, actor: Actor) -> list[Chip]:
        """Return the chips of the present parameters."""

    def apply(self, rows: QuerySet[Any], params: QueryDict, actor: Actor) -> QuerySet[Any]:
        """Return the rows that fit."""
        condition = self.condition(params, actor)
        return rows if condition is None else rows.filter(condition)


@dataclass(frozen=True, kw_only=True)
class ChoiceFilter(Filter):
    """One or more of a list of values; `choices` may depend on the actor (sites, clients)."""

    choices: Choices | Callable[[Actor], Choices]

    def options(self, params: QueryDict, actor: Actor) -> list[Option]:
        """Return the choices with those in the address marked."""
        given = set(params.getlist(self.key))
        pairs = self.choices(actor) if callable(self.choices) else self.choices
        return [Option(str(value), str(label), str(value) in given) for value, label in pairs]

    def condition(self, params: QueryDict, actor: Actor) -> Q | None:
        """Return «in the chosen values»; values that are not among the choices are refused."""
        if self.key not in params:
            return None
        chosen = [option.value for option in self.options(params, actor) if option.chosen]
        return Q(**{f"{self.lookup}__in": chosen}) if chosen else None

    def chips(self, params: QueryDict, actor: Actor) -> list[Chip]:
        """Return one chip for each value."""
        given = params.getlist(self.key)
        if not given:
            return []
        labels = {option.value: option.label for option in self.options(params, actor)}
        unknown = _("unknown value")
        return [
            Chip(f"{self.title}: {labels.get(value, unknown)}", ((self.key, value),), wrong=value not in labels)
            for value in given
        ]


@dataclass(frozen=True, kw_only=True)
class TextFilter(Filter):
    """A text typed in; `lookup` carries the comparison, such as `name__icontains`."""

    def condition(self, params: QueryDict, actor: Actor) -> Q | None:
        """Return the comparison with the text."""
        text = params.get(self.key, "").strip()[:MAX_TEXT].replace("\x00", "")
        return Q(**{self.lookup: text}) if text else None

    def chips(self, params: QueryDict, actor: Actor) -> list[Chip]:
        """Return one chip with the text."""
        text = params.get(self.key, "")
        return [Chip(f"{self.title}: {text}", ((self.key, text),))] if text.strip() else []


@dataclass(frozen=True, kw_only=True)
class BooleanFilter(Filter):
    """Yes or no; `lookup` takes a boolean (`site__isnull`); `negate` turns it round."""

    negate: bool = False

    def condition(self, params: QueryDict, actor: Actor) -> Q | None:
        """Return the lookup with the boolean."""
        value = params.get(self.key)
        return Q(**{self.lookup: (value == "yes") is not self.negate}) if value in ("yes", "no") else None

    def chips(self, params: QueryDict, actor: Actor) -> list[Chip]:
        """Return one chip: yes, no, or a refused value."""
        value = params.get(self.key, "")
        if not value:
            return []
        words = {"yes": _("yes"), "no": _("no")}
        word = words.get(value, _("unknown value"))
        return [Chip(f"{self.title}: {word}", ((self.key, value),), wrong=value not in words)]


@dataclass(frozen=True, kw_only=True)
class DateRangeFilter(Filter):
    """From and to, both days included; `instant` says that the field is a time (days are then the reader's)."""

    instant: bool = True

    @property
    def control(self) -> str:
        """Which control the form shows."""
        return "dates"

    @property
    def names(self) -> tuple[str, ...]:
        """Return both parameters."""
        return (f"{self.key}_from", f"{self.key}_to")

    def condition(self, params: QueryDict, actor: Actor) -> Q | None:
        """Return the range."""
        first, last = (_day(params.get(name, "")) for name in self.names)
        condition = Q()
        if first:
            condition &= Q(**{f"{self.lookup}__gte": _start(first) if self.instant else first})
        if last:
            after = last + timedelta(days=1)
            condition &= Q(**{f"{self.lookup}__lt": _start(after) if self.instant else after})
        return condition or None

    def chips(self, params: QueryDict, actor: Actor) -> list[Chip]:
        """Return a chip for each end."""
        chips = []
        for name, word in zip(self.names, (_("from"), _("to")), strict=True):
            raw = params.get(name, "")
            if raw:
                day = _day(raw)
                text = date_format(day, "SHORT_DATE_FORMAT") if day else _("not a date")
                chips.append(Chip(f"{self.title} {word} {text}", ((name, raw),), wrong=day is None))
        return chips


def _day(raw: str) -> date | None:
    """Return the day of `YYYY-MM-DD`, None when it is none (the last day of the calendar has no day after it)."""
    try:
        day = date.fromisoformat(raw)
    except ValueError:
        return None
    return day if day < date.max else None


def _start(day: date) -> datetime:
    """Return the first instant of a day in the reader's zone, in UTC."""
    return timezone.make_aware(datetime.combine(day, time.min)).astimezone(UTC)
