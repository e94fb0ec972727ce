"""The seam: what the house takes from unfold, with Django's own types for the checker."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any

    from django.contrib.admin import AdminSite as ThemedSite
    from django.contrib.admin import ModelAdmin as ThemedAdmin
    from django.contrib.admin import StackedInline as ThemedStackedInline
    from django.contrib.admin import TabularInline as ThemedTabularInline
    from import_export.forms import ExportForm, ImportForm

    DEFAULT_VARIANT: Any
    DANGER_VARIANT: Any
else:
    from unfold.admin import ModelAdmin as ThemedAdmin
    from unfold.admin import StackedInline as ThemedStackedInline
    from unfold.admin import TabularInline as ThemedTabularInline
    from unfold.contrib.import_export.forms import ExportForm, ImportForm
    from unfold.enums import ActionVariant
    from unfold.sites import UnfoldAdminSite as ThemedSite

    DEFAULT_VARIANT = ActionVariant.DEFAULT
    DANGER_VARIANT = ActionVariant.DANGER

__all__ = [
    "DANGER_VARIANT",
    "DEFAULT_VARIANT",
    "ExportForm",
    "ImportForm",
    "ThemedAdmin",
    "ThemedSite",
    "ThemedStackedInline",
    "ThemedTabularInline",
]
