"""The tags of a template: a short list of what they may do; everything else is refused before anything runs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from jinja2 import StrictUndefined, TemplateSyntaxError, nodes
from jinja2.exceptions import SecurityError
from jinja2.runtime import LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment

from apps.crm.documents.sandbox.faults import Fault

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from apps.crm.documents.sandbox.parts import Paragraph

FILTERS: Final = ("upper", "lower", "title", "capitalize", "trim", "default", "first", "last", "length")
TESTS: Final = ("defined", "undefined", "none", "odd", "even", "string", "number", "in")
LOOP: Final = ("index", "index0", "first", "last", "length")
MOST_NESTED_LOOPS: Final = 2
_ALLOWED: Final = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Getattr, nodes.Getitem, nodes.Const, nodes.If,
    nodes.For, nodes.CondExpr, nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not, nodes.Filter, nodes.Test,
    nodes.Concat, nodes.Add, nodes.Sub, nodes.Tuple, nodes.List,
)  # fmt: skip
# docxtpl's own marks of a whole paragraph, row, cell or run.
_MARKS: Final = re.compile(r"(\{[{%#])(?:p|tr|tc|r) ")
_QUOTES: Final = str.maketrans("“”„‘’", '"""\'\'')
_TAG: Final = re.compile(r"\{\{|\}\}|\{%|%\}|\{#|#\}")
_PAIRS: Final = {"{{": "}}", "{%": "%}", "{#": "#}"}
_ANYTHING: Final = object()


class Environment(ImmutableSandboxedEnvironment):
    """What a stranger's template is filled in: values, a few filters, and nothing that can be called.

    Whatever is compiled, wherever it stood in the file, is judged first.
    """

    def __init__(self) -> None:
        super().__init__(undefined=StrictUndefined, autoescape=True)
        self.globals.clear()
        self.filters = {name: self.filters[name] for name in FILTERS}
        self.tests = {name: self.tests[name] for name in TESTS}

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        """Return the parsed source. Raises SecurityError at a node that is not allowed."""
        tree = super()._parse(source, name, filename)
        for fault in _judged(tree, None):
            raise SecurityError(fault.what)
        return tree

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Return a value by its name: of a dictionary, or what a loop counts; nothing has attributes here."""
        if isinstance(obj, dict) and attribute in obj:
            return obj[attribute]
        if isinstance(obj, LoopContext) and attribute in LOOP:
            return getattr(obj, attribute)
        return self.undefined(obj=obj, name=attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        """Return an entry of a dictionary or a list."""
        if isinstance(obj, dict) and argument in obj:
            return obj[argument]
        if isinstance(obj, list) and isinstance(argument, int) and -len(obj) <= argument < len(obj):
            return obj[argument]
        return self.undefined(obj=obj, name=str(argument))

    def call(self, *_arguments: Any, **_named: Any) -> Any:
        """Refuse: nothing is called."""
        raise SecurityError("nothing is called here")


def faults(paragraphs: Sequence[Paragraph], example: Mapping[str, Any]) -> list[Fault]:
    """Return what is wrong with the tags, each with its paragraph; `example` holds every variable that may be used."""
    found: list[Fault] = []
    for part in dict.fromkeys(paragraph.part for paragraph in paragraphs):
        own = [paragraph for paragraph in paragraphs if paragraph.part == part]
        torn = [fault for paragraph in own for fault in _torn(paragraph)]
        found += torn or _of_part(own, example)
    return found


def _torn(paragraph: Paragraph) -> Iterator[Fault]:
    """Yield a tag that is opened and not closed, or closed and not opened, within its paragraph."""
    opened = ""
    for mark in _TAG.findall(paragraph.text):
        if mark in _PAIRS and not opened:
            opened = mark
        elif opened and mark == _PAIRS[opened]:
            opened = ""
        elif not opened:
            # Braces of a text are no tag, but a closing pair alone is what is left of one.
            yield _at(paragraph, "torn_tag", mark)
    if opened:
        yield _at(paragraph, "torn_tag", opened)


def _of_part(paragraphs: Sequence[Paragraph], example: Mapping[str, Any]) -> list[Fault]:
    """Return the faults of one part: its paragraphs are the lines of one template, so a line is a place."""
    lines = [_MARKS.sub(r"\1 ", _straight(paragraph.text)) for paragraph in paragraphs]
    environment = ImmutableSandboxedEnvironment()
    try:
        tree = environment.parse("\n".join(lines))
    except TemplateSyntaxError as error:
        place = paragraphs[min(error.lineno, len(paragraphs)) - 1]
        return [_at(place, "broken_tag", (error.message or "").rstrip("."))]
    return [_at(paragraphs[fault.paragraph - 1], fault.code, fault.what) for fault in _judged(tree, example)]


def _straight(text: str) -> str:
    """Return the text with the quotes that Word bends straight again inside tags."""
    return re.sub(r"\{[{%].*?[%}]\}", lambda found: found[0].translate(_QUOTES), text)


def _at(paragraph: Paragraph, code: str, what: str) -> Fault:
    return Fault(code, what, paragraph.part, paragraph.number, paragraph.text.strip())


def _judged(tree: nodes.Node, example: Mapping[str, Any] | None) -> Iterator[Fault]:
    """Yield every fault of a parsed template; names are compared with the example when there is one."""
    yield from _walk(tree, _ANYTHING if example is None else dict(example), 0)


def _walk(node: nodes.Node, scope: Any, loops: int) -> Iterator[Fault]:
    """Yield the faults of a node and of what is below it."""
    if not isinstance(node, _ALLOWED):
        yield Fault("forbidden", type(node).__name__.lower(), paragraph=node.lineno)
    elif isinstance(node, nodes.For):
        yield from _loop(node, scope, loops)
    elif isinstance(node, nodes.Name | nodes.Getattr | nodes.Getitem):
        yield from _variable(node, scope, loops)
    else:
        if isinstance(node, nodes.Filter) and node.name not in FILTERS:
            yield Fault("unknown_filter", node.name, paragraph=node.lineno)
        if isinstance(node, nodes.Test) and node.name not in TESTS:
            yield Fault("unknown_filter", node.name, paragraph=node.lineno)
        for child in node.iter_child_nodes():
            yield from _walk(child, scope, loops)


def _loop(node: nodes.For, scope: Any, loops: int) -> Iterator[Fault]:
    """Yield the faults of a loop, whose variable is an entry of what it runs over."""
    if loops >= MOST_NESTED_LOOPS or node.recursive or not isinstance(node.target, nodes.Name):
        yield Fault("forbidden", "for", paragraph=node.lineno)
        return
    yield from _walk(node.iter, scope, loops)
    inner = scope
    if scope is not _ANYTHING:
        rows = _found(node.iter, scope)
        entry = rows[0] if isinstance(rows, list) and rows else _ANYTHING
        inner = scope | {node.target.name: entry, "loop": dict.fromkeys(LOOP, 1)}
    for child in (*node.body, *node.else_, *([node.test] if node.test else [])):
        yield from _walk(child, inner, loops + 1)


def _variable(node: nodes.Node, scope: Any, loops: int) -> Iterator[Fault]:
    """Yield a name that hides something or that the example does not know."""
    path = _path(node)
    if any(part.startswith("_") for part in path.split(".")):
        yield Fault("forbidden", path, paragraph=node.lineno)
    elif isinstance(node, nodes.Getitem) and not isinstance(node.arg, nodes.Const):
        yield from _walk(node.node, scope, loops)
        yield from _walk(node.arg, scope, loops)
    elif scope is not _ANYTHING and _found(node, scope) is None:
        yield Fault("unknown_variable", path, paragraph=node.lineno)


def _path(node: nodes.Node) -> str:
    """Return a name as it is written: client.name."""
    if isinstance(node, nodes.Name):
        return node.name
    if isinstance(node, nodes.Getattr):
        return f"{_path(node.node)}.{node.attr}"
    if isinstance(node, nodes.Getitem):
        argument = node.arg.value if isinstance(node.arg, nodes.Const) else "?"
        return f"{_path(node.node)}.{argument}"
    return "?"


def _found(node: nodes.Node, scope: Any) -> Any:
    """Return what a name stands for in the example, None when it is not there."""
    if isinstance(node, nodes.Name):
        return scope.get(node.name)
    if isinstance(node, nodes.Getattr | nodes.Getitem):
        holder = _found(node.node, scope)
        if holder is _ANYTHING:
            return holder
        key = (
            node.attr if isinstance(node, nodes.Getattr) else node.arg.value if isinstance(node.arg, nodes.Const) else 0
        )
        if isinstance(holder, dict):
            return holder.get(key)
        return holder[0] if isinstance(holder, list) and isinstance(key, int) and holder else None
    return _ANYTHING
