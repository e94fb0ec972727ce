"""A chart's data: categories with one number per series, the same for the picture, its table and its file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format

Number = int | float | Decimal | None


@dataclass(frozen=True, slots=True)
class Series:
    """One row of numbers; None is a gap."""

    name: str
    values: Sequence[Number]


@dataclass(frozen=True, slots=True)
class Chart:
    """Categories and series; `stacked` bars are added up, `kind` is what the chart script draws."""

    categories: Sequence[str]
    series: Sequence[Series]
    unit: str = ""
    kind: str = "bar"
    stacked: bool = False
    option: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        """Whether there is no number but nought."""
        return not any(value for one in self.series for value in one.values)

    def as_json(self) -> dict[str, Any]:
        """Return what the chart script reads; without any number no series, so that the page says so."""
        told: dict[str, Any] = {
            "kind": self.kind if not self.is_empty else "bar",
            "unit": self.unit,
            "stacked": self.stacked,
            "categories": list(self.categories),
            "series": [
                {
                    "name": one.name,
                    "values": [None if value is None else round(float(value), 3) for value in one.values],
                }
                for one in self.series
            ]
            if not self.is_empty
            else [],
        }
        return told | ({"option": dict(self.option)} if self.option and not self.is_empty else {})


def month_names(months: Iterable[date]) -> list[str]:
    """Return months as the reader writes them."""
    return [date_format(month, "YEAR_MONTH_FORMAT") for month in months]


def by_month(months: Sequence[date], rows: Iterable[tuple[date | datetime | None, Any]]) -> list[Number]:
    """Return one number per month from rows of (month, number); nought where there is none."""
    found: dict[date, Any] = {}
    for month, value in rows:
        if month is not None:
            day = month.date() if isinstance(month, datetime) else month
            found[day.replace(day=1)] = value
    return [found.get(month) or 0 for month in months]
