"""The size of modules and functions, as ARCHITECTURE sets it: 300 lines are long, 500 fail."""

import ast
from collections.abc import Iterator
from pathlib import Path

LONG_MODULE = 300
TOO_LONG_MODULE = 500
LONG_FUNCTION = 40
_FOLDERS = ("apps", "neurohost", "agent", "bin", "tests")


def modules(root: Path) -> list[Path]:
    """Return every Python file that people write (migrations are written by Django)."""
    found = (path for folder in _FOLDERS for path in (root / folder).rglob("*.py"))
    return sorted(path for path in found if not {"migrations", "__pycache__"} & set(path.parts))


def long_modules(root: Path) -> Iterator[tuple[Path, int]]:
    """Yield modules over the long limit with their lines."""
    for path in modules(root):
        lines = len(path.read_text(encoding="utf-8").splitlines())
        if lines > LONG_MODULE:
            yield path.relative_to(root), lines


def long_functions(root: Path) -> Iterator[tuple[Path, str, int]]:
    """Yield functions over the long limit: file, name, lines of the body without its docstring."""
    for path in modules(root):
        tree = ast.parse(path.read_text(encoding="utf-8"), filename=str(path))
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = _body_lines(node)
                if lines > LONG_FUNCTION:
                    yield path.relative_to(root), node.name, lines


def _body_lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    body = node.body[1:] if ast.get_docstring(node) is not None else node.body
    if not body:
        return 0
    return (body[-1].end_lineno or body[-1].lineno) - body[0].lineno + 1
