"""Export of a list of the admin: what the person sees in it, filtered and sorted as it stands, by the pages' engine."""

from __future__ import annotations

import html
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.contrib.admin.utils import display_for_field, label_for_field, lookup_field
from django.http import Http404
from django.utils.html import strip_tags

from apps.common.pages import export
from apps.common.pages.columns import Column

if TYPE_CHECKING:
    from django.contrib.admin.views.main import ChangeList
    from django.http import HttpResponse

    from apps.common.admin.base import HouseAdmin
    from apps.common.pages.columns import Exported

FORMATS = {"csv": export.as_csv, "xlsx": export.as_xlsx}


def exported(admin: HouseAdmin[Any], changelist: ChangeList, form: str) -> HttpResponse:
    """Return the rows of the list as `form` (csv, xlsx; 404 for any other), up to the row cap of every export.

    The rows are those of the change list, so they are narrowed to what the person may see; the columns are the list's
    own, so what it masks is masked in the file.
    """
    if form not in FORMATS:
        raise Http404
    # The change list's own query, before it is cut into pages.
    rows = list(changelist.queryset[: export.MAX_ROWS + 1])
    columns = [_column(admin, name) for name in changelist.list_display if name != "action_checkbox"]
    cut = len(rows) > export.MAX_ROWS
    return FORMATS[form](columns, rows[: export.MAX_ROWS], admin.opts.model_name or "rows", cut=cut)


def _column(admin: HouseAdmin[Any], name: Any) -> Column:
    """Return the column of one entry of `list_display`: a field's name, a method's name or a callable."""
    title = label_for_field(name, admin.model, admin)
    return Column(str(name), str(title), accessor=lambda row: _value(admin, name, row))


def _value(admin: HouseAdmin[Any], name: Any, row: Any) -> Exported:
    """Return a value: numbers, times and yes-or-no as they are, anything else as the words that the list shows."""
    field, _attribute, value = lookup_field(name, row, admin)
    if value is None or (
        isinstance(value, (bool, int, float, Decimal, date)) and not getattr(field, "flatchoices", None)
    ):
        return value
    shown = display_for_field(value, field, "") if field is not None else value
    return html.unescape(strip_tags(str(shown))).strip()
