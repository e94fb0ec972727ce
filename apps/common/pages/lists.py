"""The list page: columns, filters, search, order, paging, export and bulk actions from one declaration."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar, cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Field, Model, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from django.views import View
from django.views.decorators.http import require_http_methods

from apps.common import access
from apps.common.errors import DomainError
from apps.common.http import actor_of, guarded
from apps.common.pages import address as names
from apps.common.pages import export
from apps.common.pages.address import Address
from apps.common.pages.bulk import BulkPage
from apps.common.pages.paging import Page, paged
from apps.common.search import MAX_CODE

if TYPE_CHECKING:
    from django.utils.functional import Promise

    from apps.common.access import Permission
    from apps.common.actor import Actor
    from apps.common.pages.bulk import BulkAction
    from apps.common.pages.columns import Column
    from apps.common.pages.filters import Filter

ModelT = TypeVar("ModelT", bound=Model)
MAX_SELECTED = 1000
UNPROCESSABLE = 422


@dataclass(frozen=True, slots=True)
class EmptyState:
    """What an empty list says, and what to do next."""

    title: str | Promise
    text: str | Promise = ""
    action: str | Promise = ""
    url: str = ""
    icon: str = "inbox"
    permission: Permission | None = None


@dataclass(frozen=True, slots=True)
class HeaderAction:
    """A button beside the title; the first one is the primary one."""

    title: str | Promise
    url: str
    permission: Permission
    icon: str = "plus"


@dataclass(frozen=True, slots=True)
class Header:
    """A column's head as the table shows it."""

    column: Column
    url: str
    state: str  # ascending, descending or none, as aria-sort says it


class ListPage(View, Generic[ModelT]):
    """A list of one kind of row.

    A subclass declares the attributes below and `rows(actor)`, which calls the app's selector (already narrowed by
    the access policy, with its select_related, so that the number of queries does not grow with the rows). `search`
    holds whole lookups (`serial_number__icontains`). `heading` stands above a list that is a part of its page. Route it
    as `path("clients/", ClientList.as_view(), name="clients")`: the view carries its permission by itself.
    """

    permission: ClassVar[Permission]
    key: ClassVar[str]
    title: ClassVar[str | Promise]
    pretitle: ClassVar[str | Promise] = ""
    heading: ClassVar[str | Promise] = ""
    columns: ClassVar[Sequence[Column]]
    filters: ClassVar[Sequence[Filter]] = ()
    search: ClassVar[Sequence[str]] = ()
    search_hint: ClassVar[str | Promise] = _("Search in this list")
    order: ClassVar[str] = "-created_at"
    page_size: ClassVar[int] = 50
    bulk: ClassVar[Sequence[BulkAction | BulkPage]] = ()
    empty: ClassVar[EmptyState] = EmptyState(_("Nothing here yet"))
    row_key: ClassVar[str] = "uid"
    template: ClassVar[str] = "common/list_page.html"
    exports: ClassVar[Sequence[str]] = ("csv", "xlsx")

    @classmethod
    def as_view(cls, **initkwargs: Any) -> Callable[..., HttpResponse]:
        """Return the view, guarded by the page's permission; it takes POST when rows can be chosen for an action."""
        methods = ["GET", "HEAD", "POST"] if cls.bulk else ["GET", "HEAD"]
        return guarded(cls.permission)(require_http_methods(methods)(super().as_view(**initkwargs)))

    # What a subclass fills ------------------------------------------------------------------------

    def rows(self, actor: Actor) -> QuerySet[ModelT]:
        """Return the rows that this actor may see."""
        raise NotImplementedError

    def matching(self, rows: QuerySet[ModelT], text: str) -> QuerySet[ModelT]:
        """Return the rows that fit the text searched for: any lookup of `search`; override for a search over joins."""
        condition = Q()
        for lookup in self.search:
            condition |= Q(**{lookup: text})
        return rows.filter(condition)

    def header_actions(self, actor: Actor) -> Sequence[HeaderAction]:
        """Return the buttons beside the title."""
        return ()

    def variables(self, actor: Actor) -> dict[str, Any]:
        """Return further variables of the template (figures above the list, for example)."""
        return {}

    # Reading the address ----------------------------------------------------------------------------

    @property
    def actor(self) -> Actor:
        """Who asks."""
        return actor_of(self.request)

    def found(self) -> QuerySet[ModelT]:
        """Return the rows that fit search and filters, in order."""
        actor, params = self.actor, self.request.GET
        rows = self.rows(actor)
        for one in self.filters:
            rows = one.apply(rows, params, actor)
        text = params.get(names.SEARCH, "").strip()[:MAX_CODE].replace("\x00", "")
        if text and self.search:
            rows = self.matching(rows, text)
        return rows.order_by(*self._ordering())

    def _ordering(self) -> list[str]:
        """Return the order of the address when it names a sortable column, else the page's own; ties by id."""
        sort = self.request.GET.get(names.SORT, "")
        for column in self.columns:
            if column.sort and column.key == sort.removeprefix("-"):
                return [f"-{column.sort}" if sort.startswith("-") else column.sort, "-pk"]
        return [self.order, "-pk"]

    def shown(self) -> list[Column]:
        """Return the columns that are switched on."""
        raw = self.request.GET.get(names.COLUMNS, "")
        wanted = set(raw.split(",")) if raw else set()
        chosen = [column for column in self.columns if column.key in wanted]
        return chosen or [column for column in self.columns if not column.hidden]

    # Answers ------------------------------------------------------------------------------------------

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the list, one bulk dialog, or the list as a file."""
        if names.BULK in request.GET:
            return self._dialog(self._operation(request.GET[names.BULK]), None)
        if request.GET.get(names.EXPORT):
            return self._export(request.GET[names.EXPORT])
        target = request.headers.get("HX-Target", "")
        template = "common/partials/list.html" if target == f"list-{self.key}" else self.template
        return TemplateResponse(request, template, self.context())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Run a bulk action on the selected rows: one service call, or a refusal in the dialog."""
        action = self._action(request.POST.get(names.BULK, ""))
        if isinstance(action, BulkPage):
            return action.answer(request, self._selected())
        form = action.form(request.POST, request.FILES) if action.form else None
        if form is not None and not form.is_valid():
            return self._dialog(action, form, status=UNPROCESSABLE)
        try:
            sentence = action.run(self.actor, self._selected(), form.cleaned_data if form else {})
        except DomainError as refusal:
            request.scope_failed = True  # type: ignore[attr-defined]  # ScopeMiddleware rolls back
            return self._dialog(action, form, refusal=refusal.message, status=refusal.status)
        messages.success(request, sentence)
        back = Address(request.path, request.GET).cleared(())
        if request.headers.get("HX-Request"):
            return HttpResponse(status=204, headers={"HX-Redirect": back})
        return HttpResponseRedirect(back)

    def _operation(self, key: str) -> BulkAction:
        """Return a bulk action that has a dialog; 404 for any other."""
        action = self._action(key)
        if isinstance(action, BulkPage):
            raise Http404
        return action

    def _action(self, key: str) -> BulkAction | BulkPage:
        """Return a bulk action; 404 for an unknown one, 403 without its right."""
        for action in self.bulk:
            if action.key == key:
                access.require(self.actor, action.permission)
                return action
        raise Http404

    def _selected(self) -> QuerySet[ModelT]:
        """Return the chosen rows: those ticked, or all that fit the filters."""
        rows = self.found()
        if self.request.POST.get("all") == "1":
            return rows
        given = self.request.POST.getlist("selected")[:MAX_SELECTED]
        field = cast("Field[Any, Any]", rows.model._meta.get_field(self.row_key))
        try:
            wanted = [field.to_python(value) for value in given]
        except (ValueError, ValidationError) as wrong:
            raise Http404 from wrong
        return rows.filter(**{f"{self.row_key}__in": wanted})

    def _export(self, kind: str) -> HttpResponse:
        """Return the whole list as a file, up to the row cap."""
        if kind not in self.exports:
            raise Http404
        rows = list(self.found()[: export.MAX_ROWS + 1])
        write = export.as_csv if kind == "csv" else export.as_xlsx
        return write(self.shown(), rows[: export.MAX_ROWS], self.key, cut=len(rows) > export.MAX_ROWS)

    def _dialog(self, action: BulkAction, form: Any, *, refusal: str = "", status: int = 200) -> HttpResponse:
        """Return the confirmation dialog of a bulk action."""
        request = self.request
        data = request.POST if request.method == "POST" else request.GET
        whole = data.get("all") == "1"
        count = self.found().count() if whole else (data.get("count") or len(data.getlist("selected")))
        context = {
            "action": action,
            "form": form or (action.form() if action.form else None),
            "refusal": refusal,
            "sentence": str(action.confirm) % {"count": count},
            "whole": whole,
            "count": count,
            "post_url": Address(request.path, request.GET).cleared(("all", "count", "selected")),
        }
        return TemplateResponse(request, "common/partials/bulk_dialog.html", context, status=status)

    # Context -------------------------------------------------------------------------------------------

    def context(self) -> dict[str, Any]:
        """Return the variables of the template."""
        actor, params = self.actor, self.request.GET
        here = Address(self.request.path, params)
        page: Page[ModelT] = paged(self.found(), params.get(names.PAGE, ""), self.page_size)
        shown = self.shown()
        chips = [chip for one in self.filters for chip in one.chips(params, actor)]
        text = params.get(names.SEARCH, "").strip()
        return {
            "list": self,
            "page_obj": page,
            "headers": [self._header(column, here) for column in shown],
            "table_rows": [
                {"key": str(getattr(row, self.row_key)), "row": row, "cells": [(c, c.cell(row)) for c in shown]}
                for row in page.rows
            ],
            "chips": [(chip, here.without(chip.drop)) for chip in chips],
            "is_narrowed": bool(chips or text),
            "clear_url": here.cleared([names.SEARCH, *(name for one in self.filters for name in one.names)]),
            "search_value": text,
            "filter_controls": [self._control(one) for one in self.filters],
            "kept": here.kept(names.SEARCH, *(name for one in self.filters for name in one.names)),
            "kept_for_search": here.kept(names.SEARCH),
            "kept_for_columns": here.kept(names.COLUMNS),
            "column_choices": [(column, column in shown) for column in self.columns],
            "export_urls": [(kind.upper(), here.export(kind)) for kind in self.exports],
            "export_cap": export.MAX_ROWS,
            "pages": [(number, here.page(number)) for number in page.neighbours],
            "previous_url": here.page(page.number - 1) if page.has_previous else "",
            "next_url": here.page(page.number + 1) if page.has_next else "",
            "bulk_actions": [
                (one, self._bulk_url(one), isinstance(one, BulkPage))
                for one in self.bulk
                if access.holds(actor, one.permission)
            ],
            "actions": [one for one in self.header_actions(actor) if access.holds(actor, one.permission)],
            "show_empty_action": self.empty.permission is None or access.holds(actor, self.empty.permission),
            **self.variables(actor),
        }

    def _header(self, column: Column, here: Address) -> Header:
        """Return a column's head: a press sorts by it, a second press turns the order round."""
        if not column.sort:
            return Header(column, "", "")
        sort = self.request.GET.get(names.SORT, "")
        state = {column.key: "ascending", f"-{column.key}": "descending"}.get(sort, "none")
        return Header(column, here.sorted_by(f"-{column.key}" if state == "ascending" else column.key), state)

    def _control(self, one: Filter) -> dict[str, Any]:
        """Return a filter as the form shows it."""
        params = self.request.GET
        options = getattr(one, "options", None)
        return {
            "filter": one,
            "values": [(name, params.get(name, "")) for name in one.names],
            "options": options(params, self.actor) if options else [],
        }

    def _bulk_url(self, action: BulkAction | BulkPage) -> str:
        """Return the address that opens an action's dialog for the present filters."""
        params = self.request.GET.copy()
        for name in (names.PAGE, names.EXPORT):
            params.pop(name, None)
        params[names.BULK] = action.key
        return f"{self.request.path}?{params.urlencode()}"
