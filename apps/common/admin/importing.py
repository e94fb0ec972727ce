"""Importing from a list of the admin: the file goes the one way that imports go, under the same right."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.common.admin.operations import Led, operation
from apps.common.imports import kinds, limits, runs

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import QuerySet
    from django.http import HttpResponse

    from apps.common.access import Permission
    from apps.common.actor import Actor


class FileForm(forms.Form):
    """The file with the rows."""

    file = forms.FileField(label=gettext_lazy("File"), widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}))


def import_operation(key: str, permission: Permission) -> Callable[..., HttpResponse]:
    """Return the operation «Import a file» of the kind of rows `key`; `permission` is the importer's own.

    It keeps the rows and leads to the page of the import: columns, dry run, report.
    """

    def import_rows(_admin: Any, by: Actor, _rows: QuerySet[Any], data: dict[str, Any]) -> Led:
        importer = kinds.named(key)
        if importer is None:
            raise Http404
        file = data["file"]
        run = runs.open_run(importer, by=by, data=file.read(limits.MAX_BYTES + 1), filename=file.name or "")
        return Led(_("The file is read. Nothing is written yet."), reverse("common:import", args=[run.uid]))

    return operation(
        title=gettext_lazy("Import a file"),
        permission=permission,
        confirm=gettext_lazy("The rows are tried first; nothing is written before you have seen what would be."),
        form=FileForm,
        icon="upload_file",
    )(import_rows)
