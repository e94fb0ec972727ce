"""Every address of the product, as the resolver knows it, with the right it declares."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.urls import URLPattern, URLResolver, get_resolver

from apps.common.access import Permission

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import Model

    from apps.common.roles import Role

SIGNED_OUT = "signed out"
_ADMIN_MODEL = re.compile(r"^admin:(?P<app>[a-z]+)_(?P<model>[a-z]+)_\w+$")
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


def addresses() -> list[Address]:
    """Return every address with every method it may be asked with."""
    found = {}
    for name, template, entry in _walk(get_resolver().url_patterns, "", ""):
        parts = frozenset(re.findall(r"<(?:[^:<>]+:)?(\w+)>", template))
        if parts == {"format"} or "<format>" in template:
            continue  # the same view under an ending
        actions: dict[str, str] = getattr(entry.callback, "actions", None) or {"get": "get", "post": "post"}
        for method, action in actions.items():
            permission, is_public = _declared(entry.callback, action)
            address = Address(name, template, parts, method.upper(), permission, is_public)
            found[str(address)] = address
    return list(found.values())
