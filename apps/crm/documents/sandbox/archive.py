"""The archive of a .docx: opened with limits that do not trust its own words."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections import Counter
from typing import TYPE_CHECKING, Final
from xml.parsers import expat

from apps.crm.documents.sandbox.faults import Refused

if TYPE_CHECKING:
    from collections.abc import Mapping

MOST_ENTRIES: Final = 400
MOST_BYTES: Final = 40_000_000
MOST_OF_ONE: Final = 15_000_000
MOST_ELEMENTS: Final = 300_000
MOST_DEPTH: Final = 200
_CHUNK: Final = 65_536
_ENCRYPTED: Final = 0x1
_METHODS: Final = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_NEEDED: Final = ("[Content_Types].xml", "_rels/.rels", "word/document.xml")
_XML: Final = re.compile(r"\.(xml|rels|vml)\Z", re.IGNORECASE)
_FORBIDDEN: Final = (
    ("macro", re.compile(r"vba|macro", re.IGNORECASE)),
    (
        "embedded_object",
        re.compile(
            r"(^|/)(embeddings|activex|ctrlprops)/|oleobject|\.(bin|ole|exe|dll|js|vbs|hta|lnk)\Z", re.IGNORECASE
        ),
    ),
    (
        "embedded_document",
        re.compile(r"\.(docx?|docm|dotx?|dotm|rtf|x?html?|mht|zip|jar|xls[xmb]?|ppt[xm]?)\Z", re.IGNORECASE),
    ),
)


def opened(data: bytes) -> dict[str, bytes]:
    """Return the parts of the archive by name. Raises Refused at whatever is not a plain .docx of modest size."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _judge_names(archive)
            parts = _read(archive)
    except (
        zipfile.BadZipFile,
        NotImplementedError,
        RuntimeError,
        EOFError,
        OSError,
        ValueError,
        zlib.error,
    ) as error:
        raise Refused("no_archive") from error
    for name in _NEEDED:
        if name not in parts:
            raise Refused("no_document", name)
    for name, part in parts.items():
        if _XML.search(name):
            judge_xml(name, part)
    _judge_types(parts)
    return parts


def _judge_names(archive: zipfile.ZipFile) -> None:
    """Refuse by what the directory of the archive says."""
    entries = archive.infolist()
    if len(entries) > MOST_ENTRIES:
        raise Refused("too_many_parts", str(len(entries)))
    if twice := [name for name, count in Counter(entry.filename.lower() for entry in entries).items() if count > 1]:
        raise Refused("part_twice", twice[0])
    for entry in entries:
        name = entry.filename
        if name.startswith(("/", "\\")) or ":" in name or ".." in re.split(r"[/\\]", name):
            raise Refused("bad_part_name", name)
        if entry.flag_bits & _ENCRYPTED or entry.compress_type not in _METHODS:
            raise Refused("locked_part", name)
        for code, pattern in _FORBIDDEN:
            if pattern.search(name):
                raise Refused(code, name)


def _read(archive: zipfile.ZipFile) -> dict[str, bytes]:
    """Return the parts, counting the bytes that come out, not those that are announced."""
    parts: dict[str, bytes] = {}
    total = 0
    for entry in archive.infolist():
        pieces, size = [], 0
        with archive.open(entry) as stream:
            while piece := stream.read(_CHUNK):
                size += len(piece)
                total += len(piece)
                if size > MOST_OF_ONE or total > MOST_BYTES:
                    raise Refused("too_large", entry.filename)
                pieces.append(piece)
        parts[entry.filename] = b"".join(pieces)
    return parts


def judge_xml(name: str, part: bytes) -> None:
    """Refuse a part that declares a document type or entities, is too deep, too long, or broken."""
    depth = elements = 0

    def start(_tag: str, _attributes: Mapping[str, str]) -> None:
        nonlocal depth, elements
        depth, elements = depth + 1, elements + 1
        if depth > MOST_DEPTH or elements > MOST_ELEMENTS:
            raise Refused("too_deep", part=name)

    def end(_tag: str) -> None:
        nonlocal depth
        depth -= 1

    def doctype(*_words: object) -> None:
        raise Refused("document_type", part=name)

    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = doctype
    parser.ExternalEntityRefHandler = lambda *_words: 0
    try:
        parser.Parse(part, True)
    except (expat.ExpatError, LookupError, ValueError) as error:
        raise Refused("broken_xml", part=name) from error


def _judge_types(parts: Mapping[str, bytes]) -> None:
    """Refuse an archive whose table of types names macros or objects, or whose document is none of Word's."""
    types = parts["[Content_Types].xml"].decode("utf-8", "replace")
    if re.search(r"macroEnabled|vbaProject|vbaData", types, re.IGNORECASE):
        raise Refused("macro", "[Content_Types].xml")
    if re.search(r"oleObject|activeX", types, re.IGNORECASE):
        raise Refused("embedded_object", "[Content_Types].xml")
    if "wordprocessingml.document.main+xml" not in types:
        raise Refused("no_document", "word/document.xml")
