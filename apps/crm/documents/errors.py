"""Refusals of the document engine."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from apps.common.errors import Conflict, Invalid, NotReady

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.utils.functional import Promise

    from apps.crm.documents.sandbox.faults import Fault

_SENTENCES: Final[Mapping[str, str | Promise]] = {
    "no_archive": _("This is not a .docx file, or it is damaged."),
    "no_document": _("This is not a .docx document of Word (%(what)s)."),
    "too_many_parts": _("The file has too many parts (%(what)s)."),
    "part_twice": _("The file holds a part twice: %(what)s."),
    "bad_part_name": _("The file holds a part with a dangerous name: %(what)s."),
    "locked_part": _("A part of the file is encrypted or packed in an unusual way: %(what)s."),
    "macro": _("The file holds macros: %(what)s."),
    "embedded_object": _("The file holds an embedded object: %(what)s."),
    "embedded_document": _("The file holds another document: %(what)s."),
    "too_large": _("The file is too large, or grows too large when it is opened."),
    "too_deep": _("A part of the file is nested too deeply: %(part)s."),
    "document_type": _("A part of the file declares a document type or entities: %(part)s."),
    "broken_xml": _("A part of the file is damaged: %(part)s."),
    "external_reference": _("The file refers to something outside itself: %(what)s."),
    "field": _("The file holds a field that reads from outside: %(what)s."),
    "torn_tag": _("A tag is opened and not closed, or the other way round: %(what)s."),
    "broken_tag": _("A tag is written wrongly: %(what)s."),
    "forbidden": _("A tag does what a template may not do: %(what)s."),
    "unknown_filter": _("A tag uses a filter that is not known here: %(what)s."),
    "unknown_variable": _("There is no variable «%(what)s»."),
    "too_slow": _("Filling the template takes too long."),
}
_MOST_SHOWN: Final = 20


class TemplateBroken(Conflict):
    """A template cannot be filled."""

    code = "template_broken"
    sentence = _("The document template cannot be filled: %(reason)s.")


class TemplateMissing(NotReady):
    """The version of a template that a document was made from is not here."""

    code = "template_missing"
    sentence = _("The template %(name)s of version %(version)s is not here.")


class TemplateRefused(Invalid):
    """An uploaded template is not taken; `faults` say why, each with its place."""

    code = "template_refused"
    sentence = _("The template is refused. %(reasons)s")

    def __init__(self, faults: Sequence[Fault]) -> None:
        """Keep the faults; their sentences are said in the reader's language."""
        self.faults = tuple(faults)
        super().__init__(field="file")

    @property
    def message(self) -> str:
        """The sentence with every reason, in the language of the reader."""
        return str(self.template) % {"reasons": " ".join(self.reasons)}

    @property
    def reasons(self) -> list[str]:
        """Each fault as a sentence with its place."""
        return [reason(fault) for fault in self.faults[:_MOST_SHOWN]]


class PdfUnavailable(NotReady):
    """LibreOffice is not installed, so that there is no PDF."""

    code = "pdf_unavailable"
    sentence = _("LibreOffice is not installed on the server: PDF files cannot be made, .docx files can.")


class PdfFailed(Conflict):
    """LibreOffice did not make the PDF in time or within its memory."""

    code = "pdf_failed"
    sentence = _("The PDF could not be made: LibreOffice did not finish.")


def reason(fault: Fault) -> str:
    """Return a fault as a sentence with its place."""
    text = str(_SENTENCES[fault.code]) % {"what": fault.what, "part": fault.part}
    if not fault.paragraph:
        return text
    place = _("Paragraph %(number)s of %(part)s, «%(text)s».") % {
        "number": fault.paragraph,
        "part": fault.part.removeprefix("word/").removesuffix(".xml"),
        "text": fault.text,
    }
    return f"{text} {place}"
