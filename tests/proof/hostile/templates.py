"""Hostile templates: tags that reach for more than values, archives that blow up, parts that call outside."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping

from docx import Document

from apps.common import document_kinds
from apps.crm.documents.errors import reason
from apps.crm.documents.sandbox import client as sandbox
from tests.proof.hostile.cases import Canary, Case, Group

_TYPES = "[Content_Types].xml"
_BODY = "word/document.xml"
_RELS = "word/_rels/document.xml.rels"
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def written(*paragraphs: str) -> bytes:
    """Return a plain document of these paragraphs."""
    document, raw = Document(), io.BytesIO()
    for text in ("{{ client.name }}", *paragraphs):
        document.add_paragraph(text)
    document.save(raw)
    return raw.getvalue()


def altered(data: bytes, changes: Mapping[str, bytes] | None = None, **swaps: tuple[str, str, str]) -> bytes:
    """Return the archive with parts added or replaced; each swap is (part, old text, new text)."""
    changes = dict(changes or {})
    with zipfile.ZipFile(io.BytesIO(data)) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    parts |= changes
    for part, old, new in swaps.values():
        if old not in parts[part].decode():
            raise AssertionError(old)
        parts[part] = parts[part].replace(old.encode(), new.encode(), 1)
    return packed(parts)


def packed(parts: Mapping[str, bytes]) -> bytes:
    """Return an archive of these parts."""
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as target:
        for name, part in parts.items():
            target.writestr(name, part)
    return raw.getvalue()


def _tag(name: str, *paragraphs: str) -> Case:
    return Case(name, lambda canary: written(*(text.replace("CANARY", canary.file) for text in paragraphs)))


def _body(name: str, markup: Callable[[Canary], str]) -> Case:
    """Return a case whose body begins with this markup."""
    return Case(name, lambda canary: altered(written(), body=(_BODY, "<w:body>", f"<w:body>{markup(canary)}")))


def _part(name: str, part: str, data: bytes) -> Case:
    return Case(name, lambda _canary: altered(written(), {part: data}))


def _related(name: str, kind: str, target: str, mode: str = ' TargetMode="External"') -> Case:
    def make(canary: Canary) -> bytes:
        there = target.replace("PORT", str(canary.port)).replace("CANARY", canary.file)
        row = f'<Relationship Id="rIdX" Type="{_REL}/{kind}" Target="{there}"{mode}/></Relationships>'
        return altered(written(), rels=(_RELS, "</Relationships>", row))

    return Case(name, make)


def _document(name: str, text: Callable[[Canary], str], encoding: str = "utf-8") -> Case:
    return Case(name, lambda canary: altered(written(), {_BODY: text(canary).encode(encoding)}))


def _field(*pieces: str) -> str:
    runs = "".join(f'<w:r><w:instrText xml:space="preserve">{piece}</w:instrText></w:r>' for piece in pieces)
    begin, end = ('<w:r><w:fldChar w:fldCharType="begin"/></w:r>', '<w:r><w:fldChar w:fldCharType="end"/></w:r>')
    return f"<w:p>{begin}{runs}{end}</w:p>"


def _runs(*pieces: str) -> str:
    return "<w:p>" + "".join(f"<w:r><w:t>{piece}</w:t></w:r>" for piece in pieces) + "</w:p>"


def _laughs(_canary: Canary) -> str:
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    return f'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a0 "ha">{entities}]><d>&a9;</d>'


def _locked(_canary: Canary) -> bytes:
    """Mark a part as encrypted, in the entry and in the directory."""
    data = bytearray(written())
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(signature) + offset] |= 1
    return bytes(data)


def _twice(_canary: Canary) -> bytes:
    data = io.BytesIO(written())
    with zipfile.ZipFile(data, "a") as archive:
        archive.writestr("WORD/document.xml", b"<d/>")
    return data.getvalue()


def _footer_tag(_canary: Canary) -> bytes:
    document, raw = Document(), io.BytesIO()
    document.sections[0].footer.paragraphs[0].text = "{{ operator.__class__ }}"
    document.save(raw)
    return raw.getvalue()


def _property_tag(_canary: Canary) -> bytes:
    document, raw = Document(), io.BytesIO()
    document.core_properties.title = "{{ cycler.__init__.__globals__.os.getcwd() }}"
    document.save(raw)
    return raw.getvalue()


_TAGS = (
    _tag("class of a text", "{{ ''.__class__.__mro__[1].__subclasses__() }}"),
    _tag("class of a value", "{{ client.__class__ }}"),
    _tag("class by index", "{{ client['__class__'] }}"),
    _tag("class by filter attr", "{{ client|attr('__class__') }}"),
    _tag("class built of pieces", "{{ client['__cl' ~ 'ass__'] }}"),
    _tag("shell by cycler", "{{ cycler.__init__.__globals__.os.popen('touch CANARY').read() }}"),
    _tag("shell by lipsum", "{{ lipsum.__globals__['os'].system('touch CANARY') }}"),
    _tag("shell by self", "{{ self.__init__.__globals__.__builtins__.open('CANARY', 'w') }}"),
    _tag("settings", "{{ config.SECRET_KEY }}"),
    _tag("request", "{{ request.application.__globals__ }}"),
    _tag("import", "{% import 'os' as os %}{{ os.system('touch CANARY') }}"),
    _tag("from import", "{% from 'os' import system %}"),
    _tag("include of a file", "{% include '/etc/passwd' %}"),
    _tag("extends of a file", "{% extends '/etc/passwd' %}"),
    _tag("endless macro", "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}"),
    _tag("huge loop", "{% for a in range(1000000000) %}x{% endfor %}"),
    _tag("huge text", "{{ 'a' * 1000000000 }}"),
    _tag("huge power", "{{ 9 ** 9 ** 9 }}"),
    _tag("huge format", "{{ '%1000000000d' % 1 }}"),
    _tag("huge filter", "{{ client.name|center(1000000000) }}"),
    _tag("format reads attributes", "{{ '{0.__class__}'.format(client) }}"),
    _tag("loops within loops", "{% for a in client.name %}" * 6 + "x" + "{% endfor %}" * 6),
    _tag("recursive loop", "{% for a in client.name recursive %}{{ loop(client.name) }}{% endfor %}"),
    _tag("assignment", "{% set x = client %}{{ x.__init__ }}"),
    _tag("call block", "{% call(x) client.name() %}{% endcall %}"),
    _tag("changing values", "{{ operator.pop('name') }}"),
    _tag("map over attributes", "{{ [client]|map(attribute='__class__')|list }}"),
    _tag("filter block", "{% filter wordwrap(1) %}{{ client.name }}{% endfilter %}"),
    _tag("debug", "{% debug %}"),
    _tag("ten thousand brackets", "{{ " + "(" * 10_000 + "1" + ")" * 10_000 + " }}"),
    _tag("a million torn tags", "{%" * 300_000),
    _body("tag over several runs", lambda _c: _runs("{{ client.__cl", "ass__", " }}")),
    _body("tag in an attribute", lambda _c: '<w:p w:rsidR="{{ cycler.__init__.__globals__ }}"/>'),
    Case("tag in a footer", _footer_tag),
    Case("tag in the properties", _property_tag),
)
_ARCHIVES = (
    Case("program with another name", lambda _c: b"MZ" + b"\0" * 5000),
    _part("bomb of zeros", "word/media/image1.png", b"\0" * 60_000_000),
    Case("ten thousand parts", lambda _c: altered(written(), {f"word/media/{n}.png": b"" for n in range(10_000)})),
    _part("archive in the archive", "word/media/a.zip", packed({"b": b"\0" * 100_000})),
    _part("part outside the folder", "../../../../tmp/escaped.xml", b"<a/>"),
    Case("document twice", _twice),
    Case("encrypted part", _locked),
    _document("billion laughs", _laughs),
    _document(
        "entity from a file",
        lambda _c: '<?xml version="1.0"?><!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><d>&x;</d>',
    ),
    _document(
        "document type from the network",
        lambda c: f'<?xml version="1.0"?><!DOCTYPE d SYSTEM "http://127.0.0.1:{c.port}/d.dtd"><d/>',
    ),
    _document(
        "entity in UTF-16",
        lambda _c: '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE d [<!ENTITY x "y">]><d>&x;</d>',
        "utf-16",
    ),
    _document("a hundred thousand levels", lambda _c: "<a>" * 100_000 + "</a>" * 100_000),
)
_PARTS = (
    _part("macros", "word/vbaProject.bin", b"\xd0\xcf\x11\xe0"),
    Case(
        "type with macros",
        lambda _c: altered(
            written(),
            types=(
                _TYPES,
                "openxmlformats-officedocument.wordprocessingml.document.main",
                "ms-word.document.macroEnabled.main",
            ),
        ),
    ),
    _part("embedded object", "word/embeddings/oleObject1.bin", b"\xd0\xcf\x11\xe0"),
    _part("control", "word/activeX/activeX1.xml", b"<a/>"),
    _part("another document", "word/afchunk.html", b"<script>fetch('/')</script>"),
    _related("template from the network", "attachedTemplate", "http://127.0.0.1:PORT/t.dotm"),
    _related("picture from the network", "image", "http://127.0.0.1:PORT/p.png"),
    _related("picture from a share", "image", "file://127.0.0.1/share/p.png"),
    _related("link that is a script", "hyperlink", "javascript:alert(1)"),
    _related("link to a file", "hyperlink", "file:///etc/passwd"),
    _related("object from the network", "oleObject", "http://127.0.0.1:PORT/o", ""),
    _related("part of another document", "subDocument", "file:///tmp/a.docx"),
    _body("chunk of another format", lambda _c: '<w:altChunk r:id="rId1"/>'),
    _body("field DDEAUTO", lambda _c: _field(' DDEAUTO c:\\\\windows\\\\cmd.exe "/c calc" ')),
    _body("field over several runs", lambda _c: _field(" INCLUDE", 'TEXT "file:///etc/passwd" ')),
    _body("simple field", lambda c: f'<w:fldSimple w:instr=" INCLUDEPICTURE http://127.0.0.1:{c.port}/p "/>'),
    _body("control in the text", lambda _c: '<w:p><w:r><w:object><w:control w:name="x"/></w:object></w:r></w:p>'),
)


def _ask(data: bytes) -> list[str]:
    example = document_kinds.named("hosting_contract").example("ru")
    return [reason(fault) for fault in sandbox.check(data, example)]


GROUP = Group("templates", (*_TAGS, *_ARCHIVES, *_PARTS), _ask, seconds=sandbox.SECONDS + 3, megabytes=900, fewest=50)
