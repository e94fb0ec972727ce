"""System checks of the admin: no operation on a plain GET, no write past a service, no class outside the house."""

from __future__ import annotations

from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register

from apps.common.admin.base import HouseAdmin
from apps.common.admin.site import site

_PLACES = ("actions", "actions_row", "actions_detail", "actions_list")


@register(Tags.admin)
def check_admin(**_: Any) -> list[CheckMessage]:
    """common.E020-E024: every class of the site keeps the rules of the house."""
    found: list[CheckMessage] = []
    for model, admin in site._registry.items():  # noqa: SLF001 - Django has no other way to ask
        name = f"{type(admin).__module__}.{type(admin).__qualname__}"
        if not isinstance(admin, HouseAdmin):
            found.append(Error(f"{name} is not a HouseAdmin.", hint="Derive it from apps.common.admin.HouseAdmin.", id="common.E020"))
            continue
        found += _check_class(admin, name, model.__name__)
    return found


def _check_class(admin: HouseAdmin[Any], name: str, model: str) -> list[CheckMessage]:
    """Check one class."""
    found: list[CheckMessage] = []
    if getattr(admin, "view_permission", None) is None:
        found.append(Error(f"{name} declares no view_permission.", hint=f"Name the permission that shows {model}.", id="common.E021"))
    for place in _PLACES:
        for action in _names(getattr(admin, place) or ()):
            method = action if callable(action) else getattr(admin, action, None)
            if not hasattr(method, "operation"):
                found.append(Error(f"{name}.{place}: {action} is not an operation.", hint="Put it under @operation: a dialog, POST only.", id="common.E022"))
    if getattr(admin, "actions_submit_line", ()):
        found.append(Error(f"{name} has actions_submit_line.", hint="Use actions_detail with @operation.", id="common.E023"))
    if admin.list_editable or getattr(admin, "ordering_field", None):
        found.append(Error(f"{name} edits rows in the list.", hint="Leave list_editable and ordering_field empty.", id="common.E024"))
    return found


def _names(actions: Any) -> list[Any]:
    """Return the names of a list of actions; unfold allows groups as dictionaries."""
    flat: list[Any] = []
    for action in actions:
        flat += action["items"] if isinstance(action, dict) else [action]
    return flat
