"""Documents as a person gets them: downloaded by the buttons of a page, opened, held against what they must say."""

from __future__ import annotations

import io
import re
import shutil
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pypdfium2
import pytest
from docx import Document

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from tests.e2e.people import Person

UNFILLED: Final = re.compile(r"\{\{|\}\}|\{%|%\}|\bNone\b|\bundefined\b")


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper in both forms: the bytes of the .docx, and the text that each form shows."""

    docx: bytes
    words: str
    pdf_words: str

    def holds(self, *expected: str) -> None:
        """Hold that both forms say each of these, and that no tag of the template was left unfilled."""
        assert UNFILLED.findall(self.words) == []
        assert UNFILLED.findall(self.pdf_words) == []
        for form in (self.words, self.pdf_words):
            assert [text for text in expected if _squeezed(text) not in _squeezed(form)] == []


def take(person: Person, number: str) -> Paper:
    """Download the paper of the page as .docx, .pdf and .zip; hold that the archive has the first two in it.

    Skips where there is no LibreOffice, without which there is no .pdf.
    """
    if shutil.which("soffice") is None:
        pytest.skip("LibreOffice is not installed: the documents were not opened")
    document = download(person, ".nh-page-actions a[href$='/paper.docx']", f"{number}.docx")
    printed = download(person, ".nh-page-actions a[href$='/paper.pdf']", f"{number}.pdf")
    packed = download(person, ".nh-page-actions a[href$='/paper.zip']", f"{number}.zip")
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        papers = [name for name in archive.namelist() if not name.startswith("photos/")]
        assert sorted(papers) == [f"{number}.docx", f"{number}.pdf"]
        assert archive.read(f"{number}.docx") == document
        assert words_of_pdf(archive.read(f"{number}.pdf")) == words_of_pdf(printed)
    return Paper(document, words_of_docx(document), words_of_pdf(printed))


def download(person: Person, link: str, name: str) -> bytes:
    """Press a link that answers a file, hold the file's name, and return its bytes."""
    with person.page.expect_download() as coming:
        person.page.locator(link).click()
    assert coming.value.suggested_filename == name
    return coming.value.path().read_bytes()


def words_of_docx(data: bytes) -> str:
    """Return the text of a Word document as Word reads it: paragraphs and cells, then headers and footers."""
    document = Document(io.BytesIO(data))
    edges = [edge for section in document.sections for edge in (section.header, section.footer)]
    return "\n".join(line for part in (document, *edges) for line in _lines(part))


def words_of_pdf(data: bytes) -> str:
    """Return the text of all pages."""
    return "\n".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(data))


def _lines(part: Any) -> Iterator[str]:
    """Yield the paragraphs of a part and of the tables in it."""
    for paragraph in part.paragraphs:
        yield paragraph.text
    for table in part.tables:
        for row in table.rows:
            for cell in row.cells:
                yield from _lines(cell)


def _squeezed(text: str) -> str:
    """Return the text without white space, since lines of a page break where they must."""
    return "".join(text.split())
