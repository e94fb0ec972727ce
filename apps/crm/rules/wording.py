"""Names that an organisation gives in several languages: `{"ru": …, "zh": …, "en": …}`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext_lazy as _

from apps.common.errors import Invalid
from apps.crm.rules import texts

if TYPE_CHECKING:
    from collections.abc import Mapping

LANGUAGES: Final = ("ru", "zh", "en")
_LIMIT = 80


def in_language(names: Mapping[str, str], code: str | None) -> str:
    """Return the name in the language of `code` (such as «zh-hans»), in another one when that is missing."""
    wanted = (code or "")[:2]
    for language in (wanted, "en", *LANGUAGES):
        if names.get(language):
            return names[language]
    return ""


def clean(names: Mapping[str, Any], field: str = "name") -> dict[str, str]:
    """Return the names tidied; one language at least is needed. Raises Invalid at `name_ru`, `name_zh`, `name_en`."""
    tidy = {}
    for language in LANGUAGES:
        text = texts.line(str(names.get(language) or ""), f"{field}_{language}", _LIMIT)
        if text:
            tidy[language] = text
    if not tidy:
        raise Invalid(_("Give a name in one language at least."), field=f"{field}_ru")
    return tidy
