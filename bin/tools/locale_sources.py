"""Translatable texts as they stand in the code: Python, templates and scripts, without system gettext."""

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from babel.messages.extract import extract_from_file

_PYTHON_KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
_SCRIPT_KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "gettext": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
_LITERAL = r"""(?:u?"(?:[^"\\]|\\.)*"|u?'(?:[^'\\]|\\.)*')"""
# What Django's templatize writes for a template's texts; everything else it blanks out.
_CALL = re.compile(rf"(?<!\w)(_|gettext|ngettext|pgettext|npgettext)\(\s*({_LITERAL}(?:\s*,\s*{_LITERAL})*)\s*[,)]")
_EACH = re.compile(_LITERAL)
_F_STRING_CALL = re.compile(r"\{[^{}]*\b(?:_|n?p?gettext\w*)\(")


@dataclass(frozen=True)
class Key:
    """What identifies a text in a catalogue."""

    msgid: str
    context: str | None = None


@dataclass
class Text:
    """One translatable text, its plural, and the files that use it."""

    key: Key
    plural: str | None = None
    files: list[str] = field(default_factory=list)


def server_texts(root: Path) -> dict[Key, Text]:
    """Return the texts of Python code and templates."""
    texts: dict[Key, Text] = {}
    for path in _files(root, ("apps", "neurohost"), ".py"):
        if "migrations" not in path.parts:
            _collect(texts, path.relative_to(root), _from_file(path, "python", _PYTHON_KEYWORDS))
            _collect(texts, path.relative_to(root), from_f_strings(path.read_text(encoding="utf-8")))
    templates = [*_files(root, ("templates",), ".html", ".txt"), *_files(root, ("apps",), ".html", ".txt")]
    for path in templates:
        _collect(texts, path.relative_to(root), from_template(path.read_text(encoding="utf-8"), str(path)))
    return texts


def script_texts(root: Path) -> dict[Key, Text]:
    """Return the texts of our own scripts."""
    texts: dict[Key, Text] = {}
    for path in _files(root, ("static", "apps"), ".js"):
        if "vendor" not in path.parts:
            _collect(texts, path.relative_to(root), _from_file(path, "javascript", _SCRIPT_KEYWORDS))
    return texts


def from_f_strings(source: str) -> Iterator[tuple[Key, str | None]]:
    """Yield the texts inside the f-strings of a module: one word to the tokenizer before Python 3.12, and to Babel."""
    if not _F_STRING_CALL.search(source):
        return
    for whole in ast.walk(ast.parse(source)):
        if not isinstance(whole, ast.JoinedStr):
            continue
        for call in ast.walk(whole):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in _PYTHON_KEYWORDS:
                given = [one.value for one in call.args if isinstance(one, ast.Constant) and isinstance(one.value, str)]
                if given:
                    yield _message(call.func.id.removesuffix("_lazy"), given)


def from_template(source: str, origin: str) -> Iterator[tuple[Key, str | None]]:
    """Yield the texts of one template."""
    from django.utils.translation.template import templatize  # noqa: PLC0415 - needs configured settings

    for line in templatize(source, origin=origin).splitlines():
        for name, arguments in _CALL.findall(line):
            words = [str(ast.literal_eval(literal)) for literal in _EACH.findall(arguments)]
            yield _message(name, words)


def _message(name: str, words: list[str]) -> tuple[Key, str | None]:
    context = words.pop(0) if name in {"pgettext", "npgettext"} else None
    return Key(words[0], context), words[1] if name in {"ngettext", "npgettext"} else None


def _from_file(
    path: Path, method: str, keywords: dict[str, tuple[int | tuple[int, str], ...] | None]
) -> Iterator[tuple[Key, str | None]]:
    options = {"encoding": "utf-8"} if method == "python" else {}
    for _, message, _, context in extract_from_file(method, path, keywords=keywords, options=options):
        if isinstance(message, str):
            yield Key(message, context), None
        else:
            yield Key(message[0], context), message[1]


def _collect(texts: dict[Key, Text], place: Path, found: Iterable[tuple[Key, str | None]]) -> None:
    for key, plural in found:
        if not key.msgid:
            continue
        text = texts.setdefault(key, Text(key, plural))
        text.plural = text.plural or plural
        if str(place) not in text.files:
            text.files.append(str(place))


def _files(root: Path, folders: Iterable[str], *suffixes: str) -> list[Path]:
    found = (path for folder in folders for path in (root / folder).rglob("*") if path.suffix in suffixes)
    return sorted(path for path in found if "__pycache__" not in path.parts)
