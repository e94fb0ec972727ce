"""Links in the project's Markdown: the file is there and so is the heading."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

_LINK = re.compile(r"(?<!!)\[[^\]]*\]\(\s*<?([^)\s>]+)>?(?:\s+\"[^\"]*\")?\s*\)|!\[[^\]]*\]\(\s*<?([^)\s>]+)>?\s*\)")
_FENCE = re.compile(r"^(```|~~~).*?^\1\s*$", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"`[^`\n]*`")
_HEADING = re.compile(r"^#{1,6}\s+(.*?)\s*#*\s*$", re.MULTILINE)
_ELSEWHERE = re.compile(r"^(?:[a-z][a-z0-9+.-]*:|//)", re.IGNORECASE)
_LEFT_OUT = {"var", "node_modules", ".git", "vendor", "__pycache__"}


def documents(root: Path) -> list[Path]:
    """Return every Markdown file of the project."""
    found = (path for path in root.rglob("*.md") if not _LEFT_OUT & set(path.relative_to(root).parts))
    return sorted(found)


def anchors(text: str) -> set[str]:
    """Return the anchors of a document's headings, as forges make them; repeated ones are numbered."""
    seen: dict[str, int] = {}
    result: set[str] = set()
    for heading in _HEADING.findall(_FENCE.sub("", text)):
        plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).replace("`", "")
        slug = re.sub(r"[^\w\- ]", "", plain.lower()).replace(" ", "-")
        count = seen.get(slug, 0)
        seen[slug] = count + 1
        result.add(f"{slug}-{count}" if count else slug)
    return result


def broken_links(root: Path) -> Iterator[str]:
    """Yield a sentence for every link into the project that leads nowhere."""
    for path in documents(root):
        text = _CODE.sub("", _FENCE.sub("", path.read_text(encoding="utf-8")))
        for first, second in _LINK.findall(text):
            target = first or second
            if _ELSEWHERE.match(target):
                continue
            problem = _problem(root, path, unquote(target))
            if problem:
                yield f"{path.relative_to(root)}: {target}: {problem}"


def _problem(root: Path, source: Path, target: str) -> str:
    place, _, anchor = target.partition("#")
    path = source if not place else (root / place[1:] if place.startswith("/") else source.parent / place)
    if not path.exists():
        return "there is no such file"
    if anchor and path.suffix == ".md" and anchor.lower() not in anchors(path.read_text(encoding="utf-8")):
        return "there is no such heading"
    return ""
