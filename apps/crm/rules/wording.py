"""Names that an organisation gives in several languages: `{"ru": …, "zh": …, "en": …}`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from apps.common.errors import Invalid
from apps.crm.rules import texts

LANGUAGES: Final = ("ru", "zh", "en")
_LIMIT = 80


def in_language(names: Mapping[str, str] | object, code: str | None) -> str:
    """Return the name in the language of `code` (such as «zh-hans»), in another one when that is missing.

    What is being typed into a form may be anything; it is refused there, and shown as it is until then.
    """
    if not isinstance(names, Mapping):
        return str(names)
    wanted = (code or "")[:2]
    for language in (wanted, "en", *LANGUAGES):
        if names.get(language):
            return str(names[language])
    return ""


def clean(names: Mapping[str, Any] | object, field: str = "name") -> dict[str, str]:
    """Return the names tidied; one language at least is needed.

    Raises Invalid at `name` for anything else than names by language, and at `name_ru`, `name_zh`, `name_en`.
    """
    if not isinstance(names, Mapping):
        raise Invalid(field=field)
    tidy = {}
    for language in LANGUAGES:
        text = texts.line(str(names.get(language) or ""), f"{field}_{language}", _LIMIT)
        if text:
            tidy[language] = text
    if not tidy:
        raise Invalid(_("Give a name in one language at least."), field=f"{field}_ru")
    return tidy
