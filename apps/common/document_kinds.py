"""Kinds of documents: each app says which of its documents the one engine fills, and with which values.

An app registers in `ready()`; the pages of templates, uploads and previews know nothing but what stands here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from django.utils.functional import Promise

LANGUAGES = ("ru", "en", "zh")
# Each as pages and enums know it.
LOCALES = {"ru": "ru", "en": "en", "zh": "zh-hans"}


@dataclass(frozen=True, slots=True)
class DocumentKind:
    """One kind: where its delivered templates lie and what fills them.

    `versions` names the delivered version in use for each language it is delivered in; the file is
    `folder/KEY.LANGUAGE.VERSION.docx`. `values(subject, language)` returns plain JSON, everything written as the
    document shows it; `example(language)` returns the same tree for an invented subject, so it is the list of
    variables a template may use. `subject_of(client)` finds what a preview is filled with, None when the client has
    nothing of the kind.
    """

    key: str
    title: str | Promise
    folder: Path
    versions: Mapping[str, str]
    values: Callable[[Any, str], dict[str, Any]]
    example: Callable[[str], dict[str, Any]]
    subject_of: Callable[[Any], Any] | None = None
    order: int = 100


_kinds: dict[str, DocumentKind] = {}


def register(kind: DocumentKind) -> None:
    """Add a kind; raises ValueError when the key is taken."""
    if kind.key in _kinds:
        message = f"document kind {kind.key} is registered twice"
        raise ValueError(message)
    _kinds[kind.key] = kind


def kinds() -> list[DocumentKind]:
    """Return every kind in order."""
    return sorted(_kinds.values(), key=lambda one: (one.order, one.key))


def named(key: str) -> DocumentKind:
    """Return the kind of this key. Raises KeyError when nobody registered it."""
    return _kinds[key]


def is_known(key: str) -> bool:
    """Whether somebody registered the key."""
    return key in _kinds
