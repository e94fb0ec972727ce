"""Pages: the one list machinery of the product; an app's list page is a declaration."""

from apps.common.pages.bulk import BulkAction, BulkPage
from apps.common.pages.columns import Column, Kind
from apps.common.pages.filters import BooleanFilter, ChoiceFilter, DateRangeFilter, Filter, TextFilter
from apps.common.pages.lists import EmptyState, HeaderAction, ListPage

__all__ = [
    "BooleanFilter",
    "BulkAction",
    "BulkPage",
    "ChoiceFilter",
    "Column",
    "DateRangeFilter",
    "EmptyState",
    "Filter",
    "HeaderAction",
    "Kind",
    "ListPage",
    "TextFilter",
]
