"""The delivered templates: their kinds, folder, versions in use, and the wording of each language."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from apps.logistics.documents.wording.chinese import CHINESE
from apps.logistics.documents.wording.english import ENGLISH
from apps.logistics.documents.wording.russian import RUSSIAN

if TYPE_CHECKING:
    from collections.abc import Mapping

    from apps.logistics.documents.wording import Language

FOLDER: Final = Path(__file__).resolve().parents[1] / "templates"
WORDING: Final[Mapping[str, Language]] = {"ru": RUSSIAN, "en": ENGLISH, "zh": CHINESE}
INTAKE_ACT: Final = "intake_act"
RETURN_ACT: Final = "return_act"
TRANSFER_NOTE: Final = "transfer_note"
# The version in use of each delivered template; every earlier file stays beside it.
VERSIONS: Final[Mapping[str, Mapping[str, str]]] = {
    INTAKE_ACT: {"ru": "3", "en": "1", "zh": "1"},
    RETURN_ACT: {"ru": "2", "en": "1", "zh": "1"},
    TRANSFER_NOTE: {"ru": "2", "en": "1", "zh": "1"},
}
