"""The page of an act or a movement: what it says, and its units as a list that is found, sorted, paged and exported."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Final, TypeVar

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from apps.common.pages import Column, Kind, ListPage
from apps.logistics.models import IntakeLine, MovementLine, ReturnLine

if TYPE_CHECKING:
    from collections.abc import Sequence

LineT = TypeVar("LineT", IntakeLine, MovementLine, ReturnLine)


def _unit(line: IntakeLine | MovementLine | ReturnLine) -> str:
    """Return the address of a line's unit."""
    return reverse("inventory:unit", args=[line.unit.uid])


# What every line shows first.
FIRST: Final = (
    Column("position", "№", kind=Kind.NUMBER, sort="position", digits=0, card_hidden=True),
    Column("serial", _("Serial number"), kind=Kind.MONO, sort="serial", card_title=True, link=_unit),
    Column("model", _("Model"), "model_name", sort="model_name"),
    Column("power", _("Power"), "power_kw", Kind.NUMBER, "power_w", "kW", 3),
)
STATUS_NOW: Final = Column("now", _("Status now"), "unit.state", Kind.STATUS, "unit__state")


class UnitsPage(ListPage[LineT]):
    """The page of one document, named by `uid` in the address; a subclass adds the document and its template."""

    search: ClassVar[Sequence[str]] = ("serial__icontains", "model_name__icontains")
    search_hint = _("Serial number or model")
    order = "position"
    title = heading = _("Units")

    @property
    def uid(self) -> Any:
        """The identifier in the address."""
        return self.kwargs["uid"]
