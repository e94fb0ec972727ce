"""The reader's words for what records keep as codes: kinds of objects, their fields, roles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.utils.text import capfirst

from apps.common.roles import Role

if TYPE_CHECKING:
    from django.db.models import Model

_ROLES = dict(Role.choices)


def kind_word(kind: str) -> str:
    """Return the name of the objects of a kind («app.model»); the code itself when no model has it."""
    model = _model(kind)
    return kind if model is None else str(capfirst(model._meta.verbose_name))


def field_word(kind: str, name: str) -> str:
    """Return the name of a field of a kind; the code itself when it is no field with a name of its own."""
    model = _model(kind)
    if model is None:
        return name
    try:
        field = model._meta.get_field(name)
    except FieldDoesNotExist:
        return name
    return str(capfirst(getattr(field, "verbose_name", name)))


def role_word(role: str) -> str:
    """Return the name of a role; the code itself when there is no such role now."""
    return str(_ROLES.get(role, role))


def _model(kind: str) -> type[Model] | None:
    app_label, _, model_name = kind.partition(".")
    # A record outlives the model that it tells of.
    return apps.all_models.get(app_label, {}).get(model_name)
