"""The catalogues in locale/: merged with what the code says, checked, compiled."""

import os
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import polib

from tools.locale_sources import Key, Text

_PLURALS = {
    "ru": (
        "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : "
        "n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2);"
    ),
    "zh_Hans": "nplurals=1; plural=0;",
}  # fmt: skip
_FORMS = {"ru": 3, "zh_Hans": 1}
LANGUAGES = tuple(_PLURALS)
_PLACEHOLDER = re.compile(r"%\(\w+\)[#0 +-]*\d*(?:\.\d+)?[a-zA-Z]|%[sdifr]|\{\w*(?:![rsa])?(?::[^{}]*)?\}")


def path_of(root: Path, language: str, domain: str) -> Path:
    """Return where a catalogue lies."""
    return root / "locale" / language / "LC_MESSAGES" / f"{domain}.po"


def merge(path: Path, language: str, texts: dict[Key, Text]) -> polib.POFile:
    """Return the catalogue with exactly the texts of the code, keeping the translations that it has."""
    known = {_key(entry): entry for entry in polib.pofile(str(path))} if path.exists() else {}
    merged = polib.POFile(wrapwidth=100)
    merged.metadata = {
        "Project-Id-Version": "NeuroHost",
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": _PLURALS[language],
    }
    for text in sorted(texts.values(), key=lambda text: (text.files[0], text.key.msgid, text.key.context or "")):
        merged.append(_entry(text, known.get(text.key), language))
    return merged


def _entry(text: Text, old: polib.POEntry | None, language: str) -> polib.POEntry:
    entry = polib.POEntry(
        msgid=text.key.msgid, msgctxt=text.key.context, occurrences=[(name, "") for name in text.files]
    )
    if _PLACEHOLDER.search(text.key.msgid) and "%" in text.key.msgid:
        entry.flags.append("python-format")
    if old is not None:
        entry.tcomment = old.tcomment
    if text.plural is None:
        entry.msgstr = old.msgstr if old is not None else ""
    else:
        entry.msgid_plural = text.plural
        kept = old.msgstr_plural if old is not None else {}
        entry.msgstr_plural = {form: kept.get(form, "") for form in range(_FORMS[language])}
    return entry


def problems(path: Path, language: str, texts: dict[Key, Text]) -> Iterator[str]:
    """Yield a sentence for everything that keeps the catalogue from being complete."""
    if not path.exists():
        if texts:
            yield f"{path.name} of {language} is missing ({len(texts)} texts)"
        return
    catalogue = polib.pofile(str(path))
    known: dict[Key, polib.POEntry] = {}
    for entry in catalogue:
        if entry.obsolete:
            yield f"{language}: obsolete entry «{entry.msgid}»"
            continue
        known[_key(entry)] = entry
    for key, text in texts.items():
        if key in known:
            yield from _entry_problems(known.pop(key), text, language)
        else:
            yield f"{language}: «{key.msgid}» ({text.files[0]}) is not in the catalogue"
    for key in known:
        yield f"{language}: «{key.msgid}» is no longer in the code"


def _entry_problems(entry: polib.POEntry, text: Text, language: str) -> Iterator[str]:
    if "fuzzy" in entry.flags:
        yield f"{language}: «{entry.msgid}» is fuzzy"
    if text.plural is None:
        if not entry.msgstr.strip():
            yield f"{language}: «{entry.msgid}» ({text.files[0]}) has no translation"
        elif _placeholders(entry.msgstr) != _placeholders(entry.msgid):
            yield f"{language}: placeholders of «{entry.msgid}» differ from «{entry.msgstr}»"
        return
    allowed = _placeholders(entry.msgid) | _placeholders(text.plural)
    for form in range(_FORMS[language]):
        translated = entry.msgstr_plural.get(form, "")
        if not translated.strip():
            yield f"{language}: plural form {form} of «{entry.msgid}» ({text.files[0]}) has no translation"
        elif not _placeholders(translated) <= allowed:
            yield f"{language}: placeholders of «{entry.msgid}» differ from «{translated}»"


def _placeholders(text: str) -> Counter[str]:
    return Counter(_PLACEHOLDER.findall(text.replace("%%", "")))


def _key(entry: polib.POEntry) -> Key:
    return Key(entry.msgid, entry.msgctxt)


def save(catalogue: polib.POFile, path: Path) -> None:
    """Write the catalogue, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    catalogue.save(str(draft))
    draft.replace(path)


def compile_all(root: Path) -> int:
    """Compile every catalogue; return how many."""
    count = 0
    for path in sorted((root / "locale").glob("*/LC_MESSAGES/*.po")):
        draft = path.with_name(f".{path.stem}.{os.getpid()}.mo")
        polib.pofile(str(path)).save_as_mofile(str(draft))
        draft.replace(path.with_suffix(".mo"))
        count += 1
    return count
