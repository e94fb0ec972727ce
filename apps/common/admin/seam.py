"""The seam: what the house takes from unfold and import-export, with Django's own types for the checker."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any

    from django.contrib.admin import AdminSite as ThemedSite
    from django.contrib.admin import ModelAdmin as ThemedAdmin
    from django.contrib.admin import StackedInline as ThemedStackedInline
    from django.contrib.admin import TabularInline as ThemedTabularInline
    from import_export.forms import ExportForm, ImportForm

    # The library's stubs lag behind it (arguments of hooks, class attributes beside Django's own).
    class ImportExportMixin:
        """Import and export of an admin class, as far as the house overrides it."""

        def get_export_queryset(self, request: Any) -> Any:
            """Return the rows to export."""

        def process_result(self, result: Any, request: Any) -> Any:
            """Answer after an import."""

    class ModelResource:
        """Rows of a file, as far as the house overrides it."""

        def __init__(self, **kwargs: Any) -> None: ...

        def export_field(self, field: Any, instance: Any, **kwargs: Any) -> Any:
            """Return one value of a row."""

    DEFAULT_VARIANT: Any
    DANGER_VARIANT: Any
else:
    from import_export.admin import ImportExportMixin
    from import_export.resources import ModelResource
    from unfold.admin import ModelAdmin, StackedInline, TabularInline
    from unfold.contrib.import_export.forms import ExportForm, ImportForm
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
    "ExportForm",
    "ImportExportMixin",
    "ImportForm",
    "ModelResource",
    "ThemedAdmin",
    "ThemedSite",
    "ThemedStackedInline",
    "ThemedTabularInline",
]
