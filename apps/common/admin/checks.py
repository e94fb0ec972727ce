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
    for admin in site._registry.values():  # noqa: SLF001 - Django has no other way to ask
        found += check_class(admin)
    return found


def check_class(admin: Any) -> list[CheckMessage]:
    """Check one class of the site."""
    name = f"{type(admin).__module__}.{type(admin).__qualname__}"
    if not isinstance(admin, HouseAdmin):
        return [_error("E020", f"{name} is not a HouseAdmin.", "Derive it from apps.common.admin.HouseAdmin.")]
    found: list[CheckMessage] = []
    if getattr(admin, "view_permission", None) is None:
        found.append(_error("E021", f"{name} declares no view_permission.", "Name the permission that shows the rows."))
    for place in _PLACES:
        for action in _names(getattr(admin, place) or ()):
            method = action if callable(action) else getattr(admin, action, None)
            if not hasattr(method, "operation"):
                sentence = f"{name}.{place}: {action} is not an operation."
                found.append(_error("E022", sentence, "Put it under @operation: a dialog, POST only."))
    if getattr(admin, "actions_submit_line", ()):
        found.append(_error("E023", f"{name} has actions_submit_line.", "Use actions_detail with @operation."))
    if admin.list_editable or getattr(admin, "ordering_field", None):
        found.append(_error("E024", f"{name} edits rows in the list.", "Leave list_editable and ordering_field empty."))
    return found


def _error(number: str, sentence: str, hint: str) -> CheckMessage:
    """Return one finding."""
    return Error(sentence, hint=hint, id=f"common.{number}")


def _names(actions: Any) -> list[Any]:
    """Return the names of a list of actions; unfold allows groups as dictionaries."""
    flat: list[Any] = []
    for action in actions:
        flat += action["items"] if isinstance(action, dict) else [action]
    return flat
