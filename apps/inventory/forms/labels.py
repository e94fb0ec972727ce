"""The form of labels: on what paper, from which place on the sheet."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from apps.inventory.rules.labels import ROLLS, SHEETS, Grid, GridError

OWN_GRID = "own"
_MM: dict[str, Any] = {"min_value": Decimal(0), "max_value": Decimal(300), "decimal_places": 2, "required": False}


class LabelForm(forms.Form):
    """What labels are printed on; `grid` gives the checked geometry."""

    paper = forms.ChoiceField(
        label=_("Paper"),
        choices=[
            *((key, format_lazy(_("A4 sheet {key}"), key=key.replace("x", " × "))) for key in SHEETS),
            (OWN_GRID, _("A4 sheet with an own grid")),
            *((f"roll-{key}", format_lazy(_("Roll {key} mm"), key=key.replace("x", " × "))) for key in ROLLS),
        ],
        initial="3x8",
    )
    start = forms.IntegerField(
        label=_("First label at position"),
        min_value=1,
        initial=1,
        required=False,
        help_text=_("On a sheet that was begun: counted from the left above, row by row."),
    )
    with_client = forms.BooleanField(label=_("Print the client"), required=False)
    columns = forms.IntegerField(label=_("Columns"), required=False)
    rows = forms.IntegerField(label=_("Rows"), required=False)
    width = forms.DecimalField(label=_("Width of a label, mm"), **_MM)
    height = forms.DecimalField(label=_("Height of a label, mm"), **_MM)
    left = forms.DecimalField(label=_("Left margin, mm"), **_MM)
    top = forms.DecimalField(label=_("Top margin, mm"), **_MM)
    gap_x = forms.DecimalField(label=_("Gap between columns, mm"), **_MM)
    gap_y = forms.DecimalField(label=_("Gap between rows, mm"), **_MM)

    def clean(self) -> dict[str, Any]:
        """Add `grid`; an own grid must fit on its page, and the first position be on it."""
        data = super().clean() or {}
        paper = data.get("paper")
        if paper is None or self.errors:
            return data
        grid = SHEETS.get(paper) or ROLLS.get(paper.removeprefix("roll-")) or self._own(data)
        try:
            grid.check()
        except GridError as wrong:
            self.add_error(wrong.field, _("Labels of this size do not fit on the page."))
            return data
        data["start"] = data.get("start") or 1
        if data["start"] > grid.count:
            self.add_error("start", _("This sheet has %(count)d positions.") % {"count": grid.count})
        return data | {"grid": grid}

    def _own(self, data: dict[str, Any]) -> Grid:
        """Return the grid that was typed; what is left empty is nought, and refused where it must not be."""
        sizes: dict[str, Any] = {
            name: float(data.get(name) or 0) for name in ("width", "height", "left", "top", "gap_x", "gap_y")
        }
        return Grid(data.get("columns") or 0, data.get("rows") or 0, **sizes)
