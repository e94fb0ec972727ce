"""How much a file may hold, and the refusal that names what was too much and where."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from apps.common.errors import Invalid

MAX_BYTES: Final = 10 * 1024 * 1024
MAX_UNPACKED_BYTES: Final = 64 * 1024 * 1024
MAX_PARTS: Final = 2_000
MAX_ROWS: Final = 20_000
MAX_LINES: Final = 200_000
MAX_COLUMNS: Final = 100
MAX_CELL: Final = 4_000
MAX_ELEMENTS: Final = 4_000_000


class FileRefused(Invalid):
    """A file that is not read, with the reason."""

    code = "file_refused"
    sentence = _("The file cannot be read.")

    def __init__(self, sentence: object = "", **params: object) -> None:
        """Name the file as the field at fault."""
        super().__init__(sentence, field="file", **params)  # type: ignore[arg-type]  # texts are lazy


def too_many_rows() -> FileRefused:
    """Return the refusal of a file with too many rows."""
    return FileRefused(_("At most %(count)s rows are read at once. Split the file."), count=MAX_ROWS)


def too_many_columns() -> FileRefused:
    """Return the refusal of a file with too many columns."""
    return FileRefused(_("At most %(count)s columns are read."), count=MAX_COLUMNS)


def too_long(place: str) -> FileRefused:
    """Return the refusal of a cell that is too long."""
    return FileRefused(_("The cell %(place)s is too long: at most %(count)s characters."), place=place, count=MAX_CELL)
