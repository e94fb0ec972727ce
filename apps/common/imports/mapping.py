"""Which column of a file is which field: guessed by headers in three languages, put right by a person."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from apps.common.errors import Invalid

if TYPE_CHECKING:
    from django.utils.functional import Promise

_FORMULA: Final = re.compile(r"=|[+\-@][A-Za-z_.]+\s*[(|!]")
_QUOTED: Final = re.compile(r"'(?=[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20])")


@dataclass(frozen=True, slots=True)
class Field:
    """A field that rows may bring: its title (also the header of an export) and other names of its column."""

    name: str
    title: str | Promise
    also: tuple[str, ...] = ()
    needed: bool = False


def guess(headers: Sequence[str], fields: Sequence[Field]) -> dict[str, int]:
    """Return column by field name, for the headers that are known; the first column of a name wins."""
    known: dict[str, str] = {}
    for field in fields:
        for name in _names(field):
            known.setdefault(name, field.name)
    found: dict[str, int] = {}
    for column, header in enumerate(headers):
        field_name = known.get(_tidy(header))
        if field_name and field_name not in found:
            found[field_name] = column
    return found


def check(mapping: Mapping[str, int], width: int, fields: Sequence[Field]) -> dict[str, int]:
    """Return the mapping. Raises Invalid for an unknown field or column, one column named twice, a needed field."""
    names = {field.name for field in fields}
    for name, column in mapping.items():
        if name not in names or not 0 <= column < width:
            raise Invalid(_("The column of «%(name)s» is not in the file."), field=name, name=name)
    if len(set(mapping.values())) != len(mapping):
        raise Invalid(_("One column cannot be two fields."), field="mapping")
    for field in fields:
        if field.needed and field.name not in mapping:
            raise Invalid(_("Say which column is «%(name)s»."), field=field.name, name=field.title)
    return dict(mapping)


def values(cells: Sequence[str], mapping: Mapping[str, int]) -> dict[str, str]:
    """Return what a row brings, by field name. Raises Invalid, at its field, for what a spreadsheet would run."""
    found: dict[str, str] = {}
    for name, column in mapping.items():
        text = cells[column] if column < len(cells) else ""
        if _FORMULA.match(text):
            raise Invalid(_("This looks like a formula. Enter the value itself."), field=name)
        # Our own exports quote what a spreadsheet would take for a formula.
        found[name] = _QUOTED.sub("", text, count=1) if _QUOTED.match(text) else text
    return found


def _names(field: Field) -> set[str]:
    """Return every header by which a field is known: its title in each language, its name, and what it is also."""
    found = {_tidy(field.name), *map(_tidy, field.also)}
    for code, _title in settings.LANGUAGES:
        with translation.override(code):
            found.add(_tidy(str(field.title)))
    return found - {""}


def _tidy(text: str) -> str:
    """Return a header without case, signs and spaces; ё is е."""
    folded = unicodedata.normalize("NFKC", text).casefold().replace("ё", "е")
    return "".join(sign for sign in folded if sign.isalnum())
