"""The templates that are delivered: every version stays, so that a document can be made again."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from apps.crm.documents.errors import TemplateMissing
from apps.crm.enums import DocumentKind

FOLDER: Final = Path(__file__).resolve().parent / "templates"


@dataclass(frozen=True, slots=True)
class Template:
    """A named template of one version, kept as `NAME.VERSION.docx`."""

    name: str
    version: str

    @property
    def path(self) -> Path:
        """Where its file lies."""
        return FOLDER / f"{self.name}.{self.version}.docx"

    def data(self) -> bytes:
        """Return the file's bytes. Raises TemplateMissing."""
        if not self.path.is_file():
            raise TemplateMissing(name=self.name, version=self.version)
        return self.path.read_bytes()


# What new documents are made from.
CURRENT: Final = {DocumentKind.HOSTING_CONTRACT: Template("hosting_contract", "1")}
