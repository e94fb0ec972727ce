"""The templates that are delivered: every version stays, so that a document can be made again."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from apps.common import document_kinds
from apps.crm.documents.errors import TemplateMissing


@dataclass(frozen=True, slots=True)
class Template:
    """A delivered template of one version, kept as `NAME.VERSION.docx`; the name ends with its language."""

    folder: Path
    name: str
    version: str

    def data(self) -> bytes:
        """Return the file's bytes. Raises TemplateMissing."""
        path = self.folder / f"{self.name}.{self.version}.docx"
        if not path.is_file():
            raise TemplateMissing(name=self.name, version=self.version)
        return path.read_bytes()


def delivered(key: str, language: str) -> Template:
    """Return the template in use of a kind, in Russian where the language has none.

    Raises KeyError, TemplateMissing.
    """
    kind = document_kinds.named(key)
    spoken = language if language in kind.versions else "ru"
    if spoken not in kind.versions:
        raise TemplateMissing(name=key, version=language)
    return Template(kind.folder, f"{key}.{spoken}", kind.versions[spoken])


def earlier(key: str, name: str, version: str) -> Template:
    """Return a template by what a document wrote down when it was made."""
    return Template(document_kinds.named(key).folder, name, version)
