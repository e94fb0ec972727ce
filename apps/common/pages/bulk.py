"""Bulk actions: one operation for many rows, always behind a dialog that says what will happen and to how many."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django import forms
    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse
    from django.utils.functional import Promise

    from apps.common.access import Permission
    from apps.common.actor import Actor


@dataclass(frozen=True, slots=True)
class BulkAction:
    """An operation of the bulk bar.

    `run(by, rows, data)` calls one service and returns the sentence for the person; `data` are the cleaned values of
    `form` (empty without one). `confirm` is a translated sentence with `%(count)s`. A DomainError is shown in the
    dialog and changes nothing.
    """

    key: str
    title: str | Promise
    permission: Permission
    confirm: str | Promise
    run: Callable[[Actor, QuerySet[Any], dict[str, Any]], str]
    form: type[forms.Form] | None = None
    icon: str = ""
    danger: bool = False


@dataclass(frozen=True, slots=True)
class BulkPage:
    """An entry of the bulk bar that leads to a page of its own with the chosen rows; that page asks and does the work.

    `answer(request, rows)` returns the page; it writes nothing.
    """

    key: str
    title: str | Promise
    permission: Permission
    answer: Callable[[HttpRequest, QuerySet[Any]], HttpResponse]
    icon: str = ""
    danger: bool = False
