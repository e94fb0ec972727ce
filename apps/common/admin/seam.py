"""The seam: what the house takes from unfold, with Django's own types for the checker."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any

    from django.contrib.admin import AdminSite as ThemedSite
    from django.contrib.admin import ModelAdmin as ThemedAdmin
    from django.contrib.admin import StackedInline as ThemedStackedInline
    from django.contrib.admin import TabularInline as ThemedTabularInline

    DEFAULT_VARIANT: Any
    DANGER_VARIANT: Any
else:
    from unfold.admin import ModelAdmin, StackedInline, TabularInline
    from unfold.enums import ActionVariant
    from unfold.sites import UnfoldAdminSite as ThemedSite

    DEFAULT_VARIANT = ActionVariant.DEFAULT
    DANGER_VARIANT = ActionVariant.DANGER

    class _Subscriptable:
        """Lets a class be written with its model, `HouseAdmin[Site]`, as the checker wants it."""

        def __class_getitem__(cls, item: object) -> type:
            return cls

    class ThemedAdmin(_Subscriptable, ModelAdmin):
        """Unfold's admin of a model."""

    class ThemedStackedInline(_Subscriptable, StackedInline):
        """Unfold's inline as forms."""

    class ThemedTabularInline(_Subscriptable, TabularInline):
        """Unfold's inline as a table."""


__all__ = [
    "DANGER_VARIANT",
    "DEFAULT_VARIANT",
    "ThemedAdmin",
    "ThemedSite",
    "ThemedStackedInline",
    "ThemedTabularInline",
]
