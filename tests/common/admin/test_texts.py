"""The list of the theme's words names only what the theme shows."""

from __future__ import annotations

from pathlib import Path

import unfold  # type: ignore[import-untyped]  # has no types; only its folder is looked at

from apps.common.admin.texts import THEME_TEXTS


def test_every_listed_text_stands_in_the_theme() -> None:
    theme = Path(unfold.__file__).parent
    sources = "\n".join(
        path.read_text(encoding="utf-8") for path in theme.rglob("*") if path.suffix in {".html", ".py"}
    )
    assert [text for text in THEME_TEXTS if f'"{text}"' not in sources and f"'{text}'" not in sources] == []


def test_no_text_is_listed_twice() -> None:
    assert sorted(set(THEME_TEXTS)) == sorted(THEME_TEXTS)
