"""Import and export in the admin: under the same rights as pages, one service call per row, a dry run before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from django.contrib import messages
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from import_export.formats.base_formats import CSV, XLSX

from apps.common import access
from apps.common.actor import Actor
from apps.common.admin.base import HouseAdmin
from apps.common.admin.seam import ExportForm, ImportExportMixin, ImportForm, ModelResource
from apps.common.errors import AccessDenied
from apps.common.http import actor_of
from apps.common.pages.export import safe

if TYPE_CHECKING:
    from apps.common.admin.services import AdminServices

ModelT = TypeVar("ModelT", bound=Model)
MAX_NAMED = 10


class HouseResource(ModelResource):
    """Rows of a file: an import calls the admin's `import_row` service, an export is safe for spreadsheets."""

    def __init__(self, *, actor: Actor, services: AdminServices, **kwargs: Any) -> None:
        """Keep who acts and by which services."""
        super().__init__(**kwargs)
        self.actor = actor
        self.services = services
        self.row_data: dict[str, Any] = {}

    def before_import_row(self, row: Any, **kwargs: Any) -> None:
        """Remember the row as the service will get it."""
        self.row_data = dict(row)

    def do_instance_save(self, instance: Any, is_create: bool) -> None:  # noqa: FBT001 - the library's signature
        """Call the service instead of saving. In a dry run the library rolls the transaction back."""
        write = self.services.import_row
        if write is None:
            raise AccessDenied
        access.require(self.actor, write.permission)
        made = write.run(self.actor, None if is_create else instance, dict(self.row_data))
        if made is not None:
            instance.__dict__.update(made.__dict__)

    def after_import(self, dataset: Any, result: Any, **kwargs: Any) -> None:
        """Leave the sequences alone: services never set keys, and the application's roles may not reset them."""

    def save_m2m(self, instance: Any, row: Any, **kwargs: Any) -> None:
        """Leave relations to the service."""

    def delete_instance(self, instance: Any, row: Any, **kwargs: Any) -> None:
        """Refuse: an import never deletes."""
        raise AccessDenied

    def export_field(self, field: Any, instance: Any, **kwargs: Any) -> Any:
        """Return a value that no spreadsheet takes for a formula."""
        return safe(super().export_field(field, instance, **kwargs))


class ImportExportHouseAdmin(ImportExportMixin, HouseAdmin[ModelT]):
    """HouseAdmin with import (when `services.import_row` is set) and export (`services.export`)."""

    resource_classes: list[type[HouseResource]]
    import_form_class = ImportForm
    export_form_class = ExportForm
    formats = [CSV, XLSX]
    skip_import_confirm = False
    skip_export_form = False

    def has_import_permission(self, request: HttpRequest) -> bool:
        """Whether rows may be imported."""
        return self._may(request, self.services.import_row)

    def has_export_permission(self, request: HttpRequest) -> bool:
        """Whether rows may be exported."""
        right = self.services.export
        return right is not None and access.holds(actor_of(request), right)

    def get_resource_kwargs(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Give the resource the actor and the services."""
        return {"actor": actor_of(request), "services": self.services}

    def get_export_queryset(self, request: HttpRequest) -> Any:
        """Return the rows of the list, narrowed to what the export right reaches."""
        rows = super().get_export_queryset(request)
        right = self.services.export
        return rows.none() if right is None else access.narrow(actor_of(request), right, rows)

    def process_result(self, result: Any, request: HttpRequest) -> HttpResponse:
        """Say how it ended; a row that failed now, though the dry run was clean, has rolled the file back."""
        if not result.has_errors():
            done: HttpResponse = super().process_result(result, request)
            return done
        for _row, problems in result.row_errors()[:MAX_NAMED]:
            messages.error(request, "; ".join(str(problem.error) for problem in problems))
        for problem in result.base_errors[:MAX_NAMED]:
            messages.error(request, str(problem.error))
        messages.error(request, _("Nothing was imported."))
        return HttpResponseRedirect(request.path.removesuffix("process_import/") + "import/")

    def generate_log_entries(self, result: Any, request: HttpRequest) -> None:
        """Write nothing: each service has written its record."""
