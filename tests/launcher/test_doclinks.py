"""Links in Markdown lead somewhere."""

from pathlib import Path

from launcher.doclinks import anchors, broken_links


def write(root: Path, name: str, text: str) -> None:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def test_good_links_are_passed(tmp_path: Path) -> None:
    write(tmp_path, "docs/a.md", "# First part\n\n[b](b.md#second-part) [self](#first-part) [out](https://x.invalid/y)")
    write(tmp_path, "docs/b.md", "## Second part\n\n[up](../README.md) ![picture](p.png) `[code](gone.md)`")
    write(tmp_path, "docs/p.png", "")
    write(tmp_path, "README.md", "```\n[fenced](gone.md)\n```\n")

    assert list(broken_links(tmp_path)) == []


def test_a_missing_file_and_a_missing_heading_are_named(tmp_path: Path) -> None:
    write(tmp_path, "docs/a.md", "[x](gone.md) [y](b.md#nothing) ![z](gone.png)")
    write(tmp_path, "docs/b.md", "# Something")

    assert list(broken_links(tmp_path)) == [
        "docs/a.md: gone.md: there is no such file",
        "docs/a.md: b.md#nothing: there is no such heading",
        "docs/a.md: gone.png: there is no such file",
    ]


def test_anchors_are_made_as_forges_make_them() -> None:
    text = "# Two commands\n## `make run`: how?\n## Same\n## Same\n### Что это [x](y.md)\n"

    assert anchors(text) == {"two-commands", "make-run-how", "same", "same-1", "что-это-x"}
