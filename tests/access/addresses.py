"""Every address of the product, as the resolver knows it, with the right it declares."""

from __future__ import annotations

import inspect
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.urls import URLPattern, URLResolver, get_resolver

from apps.common.access import Permission
from apps.common.pages.lists import ListPage

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import Model

    from apps.common.roles import Role

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
# What leads nowhere is 404 whatever it is asked.
ANSWERS_EVERYTHING = frozenset({"api_unknown"})
_ADMIN_MODEL = re.compile(r"^admin:(?P<app>[a-z]+)_(?P<model>[a-z]+)_\w+$")
_ADMIN_LIST = re.compile(r"^admin:[a-z]+_[a-z]+_changelist$")
# Django's unnamed address of one object, which leads to its page of changes.
_ADMIN_REDIRECT = re.compile(r"admin/(?P<app>\w+)/(?P<model>\w+)/<path:object_id>/$")


@dataclass(frozen=True, slots=True)
class Address:
    """One pattern with one method: `permission` opens it, `is_public` needs none, with neither it is undeclared."""

    name: str
    template: str
    parts: frozenset[str]
    method: str
    permission: Permission | None
    is_public: bool
    exports: bool = False

    @property
    def is_api(self) -> bool:
        """Whether problems are answered as documents, not pages."""
        return self.template.startswith("api/")

    @property
    def is_admin(self) -> bool:
        """Whether it belongs to the admin, whose writes need a second right of their own."""
        return self.template.startswith("admin/")

    @property
    def model(self) -> type[Model] | None:
        """The model of an admin page of one object."""
        if "object_id" not in self.parts:
            return None
        match = _ADMIN_MODEL.match(self.name) or _ADMIN_REDIRECT.match(self.template)
        return apps.get_model(match["app"], match["model"]) if match else None

    @property
    def leads_on(self) -> bool:
        """Whether it only leads to another address, the same for every key, and so tells nothing of a row."""
        return bool(_ADMIN_REDIRECT.match(self.template))

    def url(self, values: dict[str, Any]) -> str:
        """Return the address with its captured parts filled in."""
        return "/" + re.sub(r"<(?:[^:<>]+:)?(\w+)>", lambda part: str(values[part[1]]), self.template)

    def reaches(self, role: Role) -> bool:
        """Whether the role holds the declared right at all."""
        return self.is_public or (self.permission is not None and role in self.permission.reach)

    def __str__(self) -> str:
        """Return method and pattern, as pytest shows them."""
        return f"{self.method} /{self.template}"


def _plain(pattern: Any) -> str:
    """Return a route as text with `<part>` for what it captures; regular expressions of DRF are simplified."""
    text = str(pattern.pattern)
    if "(?P<" in text or text.startswith("^") or "\\" in text:
        text = re.sub(r"\(\?P<(\w+)>(?:[^()]|\([^()]*\))*\)", r"<\1>", text)
        text = text.lstrip("^").removesuffix("$").removesuffix("\\Z").replace("\\.", ".").replace("/?", "/")
    return text


def _walk(patterns: Any, prefix: str, space: str) -> Iterator[tuple[str, str, URLPattern]]:
    """Yield full name, template and pattern of every address."""
    for entry in patterns:
        template = prefix + _plain(entry)
        if isinstance(entry, URLResolver):
            inner = f"{space}{entry.namespace}:" if entry.namespace else space
            yield from _walk(entry.url_patterns, template, inner)
        else:
            yield f"{space}{entry.name or ''}", template, entry


def _declared(callback: Any, action: str) -> tuple[Permission | None, bool]:
    """Return the permission of a view (of its action), and whether it is public."""
    view = getattr(callback, "cls", None) or getattr(callback, "view_class", None)
    for holder in (callback, view):
        if holder is None:
            continue
        if getattr(holder, "public", False):
            return None, True
        by_action = getattr(holder, "permissions", None)
        if isinstance(by_action, dict) and action in by_action:
            return by_action[action], False
        permission = getattr(holder, "permission", None)
        if isinstance(permission, Permission):
            return permission, False
    return None, False


def methods_of(callback: Any) -> dict[str, str]:
    """Return the methods that a view declares, each with the name of its action; empty when it declares none.

    DRF's viewsets map methods to actions, class views have a handler for each, and functions say them with
    `require_GET`, `require_safe`, `require_POST` or `require_http_methods`, which keep them in their closure.
    """
    actions: dict[str, str] | None = getattr(callback, "actions", None)
    if actions:
        return {method.upper(): action for method, action in actions.items() if method.upper() in METHODS}
    view = callback
    while view is not None:
        kept = inspect.getclosurevars(view).nonlocals if inspect.isfunction(view) else {}
        if "request_method_list" in kept:
            return {method: method.lower() for method in METHODS if method in kept["request_method_list"]}
        view = getattr(view, "__wrapped__", None)
    view = getattr(callback, "cls", None) or getattr(callback, "view_class", None)
    names = view.http_method_names if view is not None else []
    return {name.upper(): name for name in names if name.upper() in METHODS and hasattr(view, name)}


def _entries() -> Iterator[tuple[str, str, frozenset[str], Any]]:
    """Yield name, template, captured parts and view of every pattern."""
    for name, template, entry in _walk(get_resolver().url_patterns, "", ""):
        parts = frozenset(re.findall(r"<(?:[^:<>]+:)?(\w+)>", template))
        # Under `format` stands the same view with an ending.
        if "format" not in parts and name not in ANSWERS_EVERYTHING:
            yield name, template, parts, entry.callback


def addresses() -> list[Address]:
    """Return every address with every method it declares."""
    found = {}
    for name, template, parts, callback in _entries():
        for method, action in methods_of(callback).items():
            permission, is_public = _declared(callback, action)
            lists = issubclass(getattr(callback, "view_class", type), ListPage) or bool(_ADMIN_LIST.match(name))
            address = Address(name, template, parts, method, permission, is_public, exports=lists)
            found[str(address)] = address
    return list(found.values())


def undeclared() -> list[tuple[Address, Any, list[str]]]:
    """Return each pattern with its view and the methods that it does not declare."""
    found = []
    for name, template, parts, callback in _entries():
        declared = methods_of(callback)
        method, action = next(iter(declared.items()), ("GET", ""))
        permission, is_public = _declared(callback, action)
        address = Address(name, template, parts, method, permission, is_public)
        found.append((address, callback, [one for one in METHODS if one not in declared]))
    return found


def silent() -> list[str]:
    """Return the patterns whose view declares no method at all."""
    return [f"/{template} ({name})" for name, template, _parts, callback in _entries() if not methods_of(callback)]
