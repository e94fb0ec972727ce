"""Inlines: rows shown with their parent; each write goes through a service of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from apps.common import access
from apps.common.admin.base import ServiceRights
from apps.common.admin.seam import ThemedStackedInline, ThemedTabularInline
from apps.common.http import actor_of

if TYPE_CHECKING:
    from django.forms import BaseInlineFormSet

    from apps.common.admin.services import Write

ChildT = TypeVar("ChildT", bound=Model)
ParentT = TypeVar("ParentT", bound=Model)


class _InlineWrites(ServiceRights):
    """What both inlines share; `services` and `view_permission` as in HouseAdmin.

    The parent is given to the service in the data, under the name of the foreign key.
    """

    extra = 0

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Return the rows that the person may see."""
        rows: QuerySet[Any] = super().get_queryset(request)  # type: ignore[misc]  # from Django's inline
        return access.narrow(actor_of(request), self.view_permission, rows)

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        """Return the set of forms that knows its inline, so that the parent's admin can hand it back."""
        made = super().get_formset(request, obj, **kwargs)  # type: ignore[misc]  # from Django's inline
        made.house_inline = self
        return made

    def save_rows(self, request: HttpRequest, parent: Model, formset: BaseInlineFormSet[Any, Any, Any]) -> None:
        """Call the service of each added, changed and deleted row."""
        for form in formset.deleted_forms:
            if form.instance.pk is not None:
                self._run(request, self.services.delete, parent, formset, form)
        for form in formset.forms:
            if form in formset.deleted_forms or not form.has_changed():
                continue
            write = self.services.change if form.instance.pk is not None else self.services.add
            self._run(request, write, parent, formset, form)
        formset.new_objects, formset.changed_objects, formset.deleted_objects = [], [], []

    def _run(
        self,
        request: HttpRequest,
        write: Write | None,
        parent: Model,
        formset: BaseInlineFormSet[Any, Any, Any],
        form: Any,
    ) -> None:
        """Call one service with the stored row, the cleaned values and the parent."""
        if write is None or not self._may(request, write):
            raise PermissionDenied
        pk = form.instance.pk
        stored = None if pk is None else self.get_queryset(request).get(pk=pk)
        data = {name: value for name, value in form.cleaned_data.items() if name not in ("DELETE", "id")}
        data[formset.fk.name] = parent
        write.run(actor_of(request), stored, data)


class HouseTabularInline(_InlineWrites, ThemedTabularInline[ChildT, ParentT]):
    """Rows as a table."""


class HouseStackedInline(_InlineWrites, ThemedStackedInline[ChildT, ParentT]):
    """Rows as forms under each other."""
