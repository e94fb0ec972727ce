"""The audit log in the admin: read, search, filter, verify."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib import admin
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.audit import selectors, services
from apps.audit.exceptions import BrokenRecord
from apps.audit.models import AuditRecord
from apps.audit.permissions import RECORD_VERIFY, RECORD_VIEW
from apps.common.admin import HouseAdmin, operation, register
from apps.common.http import actor_of
from apps.common.navigation import Group

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest

    from apps.common.actor import Actor


class ActionFilter(admin.SimpleListFilter):
    """Filter by the actions that occur."""

    title = gettext_lazy("action")
    parameter_name = "action"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Offer the actions in reach."""
        return [(action, action) for action in selectors.actions(actor_of(request))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[AuditRecord]) -> QuerySet[AuditRecord]:
        """Keep the chosen action."""
        return queryset.filter(action=self.value()) if self.value() else queryset


@register(AuditRecord)
class AuditRecordAdmin(HouseAdmin[AuditRecord]):
    """The log, newest first; nothing in it can be changed."""

    view_permission = RECORD_VIEW
    group = Group.RECORD
    order = 10
    icon = "history"
    list_display = ("at", "actor_label", "action", "subject_label", "subject_type", "reason", "chain", "seq")
    list_filter: ClassVar[Any] = (ActionFilter, "actor_kind", "actor_role", ("at", admin.DateFieldListFilter), "chain")
    list_select_related = ("chain",)
    search_fields = ("actor_label", "action", "subject_label", "subject_key", "request_id", "reason", "changes")
    date_hierarchy = "at"
    ordering = ("-at", "-id")
    actions_list = ("verify",)
    exclude = ("prev_hash", "hash", "canonical", "ip_commitment")
    readonly_fields = ("hash_hex",)

    @admin.display(description=gettext_lazy("hash"))
    def hash_hex(self, row: AuditRecord) -> str:
        """Show the hash of the record."""
        return bytes(row.hash).hex()

    @operation(
        title=gettext_lazy("Verify the log"),
        permission=RECORD_VERIFY,
        confirm=gettext_lazy("Every record is compared with its hash, its chain and the signed roots."),
        icon="verified",
    )
    def verify(self, by: Actor, rows: QuerySet[AuditRecord], data: dict[str, Any]) -> str:
        """Verify the chains in reach and say what was found."""
        verdict = services.verify(by=by)
        if verdict.first is not None:
            raise BrokenRecord(fault=str(verdict.first))
        return _("The log holds: %(records)s records in %(chains)s chains, %(roots)s signed roots.") % {
            "records": verdict.records,
            "chains": verdict.chains,
            "roots": verdict.roots,
        }
