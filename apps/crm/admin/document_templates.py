"""Uploaded templates in the admin: which is in use; files come in by the page, where they are checked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.common.admin import HouseAdmin, operation, register
from apps.common.navigation import Group
from apps.crm import services
from apps.crm.models import DocumentPackage, DocumentPdf, DocumentTemplate
from apps.crm.permissions import DOCUMENT_VIEW, TEMPLATE_MANAGE

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from apps.common.actor import Actor


@register(DocumentTemplate)
class DocumentTemplateAdmin(HouseAdmin[DocumentTemplate]):
    """Every uploaded version; one of a kind, a language and a legal entity is in use."""

    view_permission = TEMPLATE_MANAGE
    group = Group.CLIENTS
    order = 55
    icon = "edit_document"
    fields = (
        "kind",
        "language",
        "legal_entity",
        "ordinal",
        "sha256",
        "note",
        "is_default",
        "uploaded_at",
        "uploaded_by",
    )
    list_display = ("kind", "language", "legal_entity", "ordinal", "is_default", "uploaded_at", "uploaded_by")
    list_filter = ("kind", "language", "is_default")
    list_select_related = ("legal_entity",)
    search_fields = ("kind", "note", "sha256")
    actions_detail = ("use", "retire")

    @operation(
        title=gettext_lazy("Use"),
        permission=TEMPLATE_MANAGE,
        confirm=gettext_lazy("New documents are made from this version."),
        icon="check",
    )
    def use(self, by: Actor, rows: QuerySet[DocumentTemplate], data: dict[str, Any]) -> str:
        """Use the version."""
        for row in rows:
            services.use_template(row, by=by, version=row.version)
        return _("The choice is kept.")

    @operation(
        title=gettext_lazy("Back to the delivered one"),
        permission=TEMPLATE_MANAGE,
        confirm=gettext_lazy("New documents are made from the delivered template."),
        icon="undo",
    )
    def retire(self, by: Actor, rows: QuerySet[DocumentTemplate], data: dict[str, Any]) -> str:
        """Go back to the delivered template."""
        for row in rows:
            services.use_delivered_template(row, by=by, version=row.version)
        return _("The choice is kept.")


@register(DocumentPackage)
class DocumentPackageAdmin(HouseAdmin[DocumentPackage]):
    """Packages that were ordered."""

    view_permission = DOCUMENT_VIEW
    group = Group.CLIENTS
    order = 57
    icon = "folder_zip"
    fields = ("client", "contract", "language", "state", "with_pdf", "pdf_fault", "done", "created_at", "requested_by")
    list_display = ("contract", "client", "language", "state", "created_at", "requested_by")
    list_filter = ("state", "language")
    list_select_related = ("client", "contract")
    search_fields = ("client__name", "contract__number")


@register(DocumentPdf)
class DocumentPdfAdmin(HouseAdmin[DocumentPdf]):
    """PDFs of issued documents, as they were made."""

    view_permission = DOCUMENT_VIEW
    group = Group.CLIENTS
    order = 58
    icon = "picture_as_pdf"
    fields = ("client", "document", "sha256", "created_at")
    list_display = ("document", "client", "sha256", "created_at")
    list_select_related = ("client", "document")
    search_fields = ("client__name", "sha256")
