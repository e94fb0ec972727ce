"""HouseAdmin: read-only by default; every write is a registered service under a named permission."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar, cast

from django.contrib import messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.db.models import ForeignKey, Model, QuerySet
from django.forms import BaseInlineFormSet, ModelForm
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from apps.common import access
from apps.common.admin import exporting, history
from apps.common.admin.forms import VERSION, keep_refusal, with_refusal, with_version
from apps.common.admin.seam import ThemedAdmin
from apps.common.admin.services import AdminServices, Write
from apps.common.errors import AccessDenied, DomainError
from apps.common.http import actor_of
from apps.common.models import VersionedModel
from apps.common.navigation import Group

if TYPE_CHECKING:
    from django.urls import URLPattern

    from apps.common.access import Permission

ModelT = TypeVar("ModelT", bound=Model)
EXPORT = "export"


class ServiceRights:
    """Rights of admin and inline classes: a write needs its service and that service's permission."""

    view_permission: ClassVar[Permission]
    services: ClassVar[AdminServices] = AdminServices()

    def _may(self, request: HttpRequest, write: Write | None, row: Model | None = None) -> bool:
        """Whether a write is registered and allowed, for this row when one is given; nobody writes what is hidden."""
        actor = actor_of(request)
        return (
            write is not None
            and access.holds(actor, self.view_permission)
            and access.may(actor, write.permission, _stored(row))
        )

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Whether the model is shown at all."""
        return access.holds(actor_of(request), self.view_permission)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Whether the rows, or this row, may be seen."""
        return access.may(actor_of(request), self.view_permission, _stored(obj))

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Whether a row may be added."""
        return self._may(request, self.services.add)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Whether the rows, or this row, may be changed."""
        return self._may(request, self.services.change, None)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Whether the rows, or this row, may be deleted."""
        return self._may(request, self.services.delete, None)


def _stored(row: Model | None) -> Model | None:
    """Return the row when it is stored; a new one is decided by the right alone."""
    return row if row is not None and row.pk is not None else None


class HouseAdmin(ServiceRights, ThemedAdmin[ModelT]):
    """Admin of one model.

    Declare `view_permission`, and `services` for what may be written; `group`, `order` and `icon` (a Material
    symbol) place it in the sidebar. Operations are methods under `@operation`, named in `actions` (selected rows),
    `actions_row`, `actions_detail` or `actions_list`. Nothing is ever written past a service.
    """

    group: ClassVar[Group] = Group.SETTINGS
    order: ClassVar[int] = 100
    icon: ClassVar[str] = "table"
    actions: Sequence[Any] = ()
    actions_row: Sequence[str] = ()
    actions_detail: Sequence[str] = ()
    actions_list: Sequence[str] = ()
    list_per_page = 50
    show_full_result_count = False
    list_filter_submit = True
    save_as = False
    delete_confirmation_template = "admin/house_delete.html"

    # Rights -------------------------------------------------------------------------------------------

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Whether the rows, or this row, may be changed."""
        return self._may(request, self.services.change, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Whether the rows, or this row, may be deleted."""
        return self._may(request, self.services.delete, obj)

    def get_queryset(self, request: HttpRequest) -> QuerySet[ModelT]:
        """Return the rows that the person may see."""
        return access.narrow(actor_of(request), self.view_permission, super().get_queryset(request))

    def _get_obj_does_not_exist_redirect(self, request: HttpRequest, opts: Any, object_id: str) -> HttpResponse:
        """Answer 404 for a row that is not there or not in reach, as every page does."""
        raise Http404

    def formfield_for_foreignkey(self, db_field: ForeignKey[Any, Any], request: HttpRequest, **kwargs: Any) -> Any:
        """Offer only rows that the person may see, where the other model has an admin too."""
        other = self.admin_site._registry.get(db_field.remote_field.model)  # noqa: SLF001 - Django has no other way to ask
        if isinstance(other, HouseAdmin):
            kwargs.setdefault("queryset", other.choices_for_others(request))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def choices_for_others(self, request: HttpRequest) -> QuerySet[ModelT]:
        """Return the rows that forms of other classes offer: what the person may see, unless a class says otherwise."""
        return self.get_queryset(request)

    def get_urls(self) -> list[URLPattern]:
        """Return the addresses, each with the permission that opens it and the HTTP methods that it takes."""
        urls = super().get_urls()
        for url in urls:
            if hasattr(url, "callback"):
                url.callback.permission = self.view_permission  # type: ignore[attr-defined]  # read by the matrix test
                methods = ["GET", "HEAD", "POST"] if self._takes_posts(url.name or "") else ["GET", "HEAD"]
                url.callback = require_http_methods(methods)(url.callback)
        return urls

    def _takes_posts(self, name: str) -> bool:
        """Whether a page writes at all: the history never does, forms and lists only what is registered."""
        model_name = f"{self.opts.app_label}_{self.opts.model_name}_"
        writes = {
            "": False,  # leads from a bare key to the page of changes
            "history": False,
            "add": self.services.add is not None,
            "change": self.services.change is not None or bool(self.inlines),
            "delete": self.services.delete is not None,
            "changelist": bool(self.actions),
        }
        return writes.get(name.removeprefix(model_name), True)

    # Lists --------------------------------------------------------------------------------------------

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Show the list, or with `?export=csv` (`xlsx`) return it as a file: the same rows, filters and columns."""
        form = request.GET.get(EXPORT)
        if form is None or request.method == "POST":
            return super().changelist_view(request, extra_context)
        if not self.has_view_permission(request):
            raise AccessDenied
        rest: Any = request.GET.copy()
        del rest[EXPORT]  # Django would take it for a filter
        request.GET = rest
        try:
            changelist = self.get_changelist_instance(request)
        except IncorrectLookupParameters:
            return super().changelist_view(request, extra_context)  # says so, as for a list
        return exporting.exported(self, changelist, form)

    # Operations ---------------------------------------------------------------------------------------

    def _filter_unfold_actions_by_permissions(
        self, request: HttpRequest, actions: list[Any], object_id: Any = None
    ) -> list[Any]:
        """Show the operations the person may run."""
        actor = actor_of(request)
        return [one for one in actions if access.holds(actor, one.method.operation.permission)]

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Return the operations on selected rows; Django's «delete selected» is not among them."""
        actor = actor_of(request)
        found = super().get_actions(request)
        found.pop("delete_selected", None)
        return {
            name: one
            for name, one in found.items()
            if one is not None and access.holds(actor, cast("Any", one[0]).operation.permission)
        }

    # Forms --------------------------------------------------------------------------------------------

    @property
    def _is_versioned(self) -> bool:
        """Whether rows carry a version that a change must name."""
        return issubclass(self.model, VersionedModel)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Return the field sets, with the version that was read."""
        sets = list(super().get_fieldsets(request, obj))
        if self._is_versioned and obj is not None and self.has_change_permission(request, obj):
            shown = {name for _title, options in sets for name in options["fields"]}
            if VERSION not in shown:
                sets.append((None, {"fields": (VERSION,), "classes": ("hidden",)}))
        return sets

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:  # noqa: FBT001, FBT002 - Django's signature
        """Return the form that knows the version read and the service's refusal."""
        if self._is_versioned and change and self.has_change_permission(request, obj):
            kwargs.setdefault("form", with_version(self.form))
        return with_refusal(super().get_form(request, obj, change=change, **kwargs), request)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Return an empty form: its address fills nothing in, so nothing hostile can."""
        return {}

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """Save through the service; a refusal rolls everything back and is shown in the form."""
        if "_saveasnew" in request.POST:
            # Django would take a change for an addition; no service copies a row.
            raise PermissionDenied
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except AccessDenied:
            raise
        except DomainError as refusal:
            keep_refusal(request, refusal)
            return super().changeform_view(request, object_id, form_url, extra_context)

    # Writes -------------------------------------------------------------------------------------------

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:  # noqa: FBT001 - Django's signature
        """Call the service for adding or changing; the row shown afterwards is what the service returned."""
        write = self.services.change if change else self.services.add
        if write is None or not self._may(request, write, obj if change else None):
            raise PermissionDenied
        stored = self.get_queryset(request).get(pk=obj.pk) if change else None
        made = write.run(actor_of(request), stored, dict(form.cleaned_data))
        if made is not None:
            obj.__dict__.update(made.__dict__)

    def save_form(self, request: HttpRequest, form: Any, change: bool) -> Any:  # noqa: FBT001 - Django's signature
        """Return the row as the form describes it, unsaved; many-to-many values reach the service in its data."""
        return form.save(commit=False)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:  # noqa: FBT001 - Django's signature
        """Save the inlines; the form's own relations belong to the service."""
        for formset in formsets:
            self.save_formset(request, form, formset, change=change)

    def save_formset(
        self,
        request: HttpRequest,
        form: ModelForm[Any],
        formset: BaseInlineFormSet[Any, Any, Any],
        change: bool,  # noqa: FBT001 - Django's signature
    ) -> None:
        """Hand the inline's rows to its own services."""
        inline = getattr(formset, "house_inline", None)
        if inline is None:
            if formset.has_changed():
                raise PermissionDenied
            return
        inline.save_rows(request, form.instance, formset)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        """Call the service for deleting."""
        write = self.services.delete
        if write is None or not self._may(request, write, obj):
            raise PermissionDenied
        write.run(actor_of(request), obj, {})

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        """Refuse: rows are deleted one by one through their service."""
        raise PermissionDenied

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Name the rows themselves; what else goes with them is the service's decision."""
        return [str(one) for one in objs], {self.opts.verbose_name_plural: len(objs)}, set(), []

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None) -> Any:
        """Delete through the service; a refusal is shown as a message and changes nothing."""
        try:
            return super().delete_view(request, object_id, extra_context)
        except AccessDenied:
            raise
        except DomainError as refusal:
            messages.error(request, refusal.message)
            name = f"{self.admin_site.name}:{self.opts.app_label}_{self.opts.model_name}_change"
            return HttpResponseRedirect(reverse(name, args=(object_id,)))

    # The record ---------------------------------------------------------------------------------------

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """Write nothing: the service has written its record."""

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """Write nothing: the service has written its record."""

    def log_deletions(self, request: HttpRequest, queryset: Any) -> Any:
        """Write nothing: the service has written its record."""

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show the records of this row."""
        row = self.get_object(request, object_id)
        if not self.has_view_permission(request, row):
            raise AccessDenied
        if row is None:
            raise Http404
        context = {
            **self.admin_site.each_context(request),
            "title": _("History"),
            "subtitle": str(row),
            "opts": self.opts,
            "object": row,
            "original": row,
            "entries": history.entries(actor_of(request), row),
            **(extra_context or {}),
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "admin/house_history.html", context)
