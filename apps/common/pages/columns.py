"""Columns of a list: how a value is found, shown, sorted and exported."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from django.template.loader import get_template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from apps.common import statuses
from apps.common.templatetags import ui

if TYPE_CHECKING:
    from django.utils.functional import Promise

Exported = str | int | float | Decimal | datetime | date | bool | None


class Kind(StrEnum):
    """What a value is; decides alignment, format and the type in an exported file."""

    TEXT = "text"
    MONO = "mono"  # serial numbers, addresses
    NUMBER = "number"
    STATUS = "status"
    DATE = "date"
    DATETIME = "datetime"
    BOOLEAN = "boolean"


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    `accessor` is a dotted path or a callable of the row, by default the key itself. `sort` is the ORM expression to
    order by (none: not sortable). `unit` is shown after numbers and put into the header of exports. `template` is
    rendered with `row`, `value`, `column`. `link` gives the address that the value leads to. `card_title` makes the
    column the heading of a row on phones; `card_hidden` leaves it out there; `hidden` columns start switched off. What
    is `whole` (numbers of documents; any day or time) is never broken over two lines.
    """

    key: str
    title: str | Promise
    accessor: str | Callable[[Any], Any] | None = None
    kind: Kind = Kind.TEXT
    sort: str = ""
    unit: str | Promise = ""
    digits: int | None = None
    template: str = ""
    link: Callable[[Any], str | None] | None = None
    export: Callable[[Any], Exported] | None = None
    hidden: bool = False
    card_title: bool = False
    card_hidden: bool = False
    whole: bool = False

    @property
    def css_class(self) -> str:
        """Classes of the cell."""
        parts = ["is-end"] if self.kind is Kind.NUMBER else []
        parts += ["is-card-title"] * self.card_title + ["is-card-hidden"] * self.card_hidden
        parts += ["is-whole"] * (self.whole or self.kind in (Kind.DATE, Kind.DATETIME))
        return " ".join(parts)

    def value(self, row: Any) -> Any:
        """Return the raw value of a row."""
        if callable(self.accessor):
            return self.accessor(row)
        value = row
        for name in (self.accessor or self.key).replace("__", ".").split("."):
            if value is None:
                return None
            value = getattr(value, name)
            if callable(value):
                value = value()
        return value

    def cell(self, row: Any) -> SafeString:
        """Return the value as a page shows it."""
        value = self.value(row)
        if self.template:
            return SafeString(get_template(self.template).render({"row": row, "value": value, "column": self}))
        shown = self._shown(value)
        address = self.link(row) if self.link else None
        return format_html('<a href="{}">{}</a>', address, shown) if address else shown

    def _shown(self, value: Any) -> SafeString:
        """Format a value by its kind."""
        if self.kind is Kind.STATUS:
            return ui.status(value)
        if self.kind is Kind.NUMBER:
            return ui.number(value, str(self.unit), self.digits)
        if value is None or value == "":
            return format_html('<span class="nh-muted">{}</span>', ui.EMPTY)
        if isinstance(value, date):
            return _moment(value, self.kind)
        text = (_("yes") if value else _("no")) if self.kind is Kind.BOOLEAN else value
        return format_html('<span class="nh-mono">{}</span>' if self.kind is Kind.MONO else "{}", text)

    def header(self) -> str:
        """Return the title for an exported file, with the unit."""
        return f"{self.title}, {ui.unit_text(self.unit)}" if self.unit else str(self.title)

    def exported(self, row: Any) -> Exported:
        """Return the value for a file: numbers and times stay numbers and times, statuses become words."""
        value = self.export(row) if self.export else self.value(row)
        if self.kind is Kind.STATUS and value not in (None, ""):
            return str(statuses.status(str(getattr(value, "value", value))).word)
        if value is None or isinstance(value, (bool, int, float, Decimal, datetime, date)):
            return value
        return str(value)


def _moment(value: date, kind: Kind) -> SafeString:
    """Return a day, or an instant in the reader's zone, as the language writes it."""
    if not isinstance(value, datetime):
        return format_html("{}", date_format(value, "SHORT_DATE_FORMAT"))
    shape = "SHORT_DATE_FORMAT" if kind is Kind.DATE else "SHORT_DATETIME_FORMAT"
    shown = date_format(timezone.localtime(value), shape)
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), shown)
