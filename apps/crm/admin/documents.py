"""Documents in the admin: reading only, since an issued document never changes."""

from __future__ import annotations

from apps.common.admin import HouseAdmin, register
from apps.common.navigation import Group
from apps.crm.models import Document
from apps.crm.permissions import DOCUMENT_VIEW


@register(Document)
class DocumentAdmin(HouseAdmin[Document]):
    """Issued documents; the values they were made from are not shown, since they hold passports."""

    view_permission = DOCUMENT_VIEW
    group = Group.CLIENTS
    order = 50
    icon = "draft"
    fields = (
        "kind", "language", "client", "contract", "addendum", "sha256", "template_name", "template_version", "made_at",
        "made_by",
    )  # fmt: skip
    list_display = ("kind", "language", "client", "contract", "made_at", "made_by")
    list_filter = ("kind", "language")
    list_select_related = ("client", "contract")
    search_fields = ("client__name", "contract__number", "sha256")
