"""Duplicates and merges in the admin: reading, telling apart and undoing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.common.admin import HouseAdmin, operation, register
from apps.common.navigation import Group
from apps.crm import services
from apps.crm.models import ClientMerge, DuplicatePair
from apps.crm.permissions import CLIENT_MANAGE

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from apps.common.actor import Actor


@register(DuplicatePair)
class DuplicatePairAdmin(HouseAdmin[DuplicatePair]):
    """Pairs of clients that look like one."""

    view_permission = CLIENT_MANAGE
    group = Group.CLIENTS
    order = 60
    icon = "content_copy"
    fields = ("first", "second", "reasons", "likeness", "found_at", "told_apart_at", "told_apart_by")
    list_display = ("first", "second", "likeness", "found_at", "told_apart_at")
    list_select_related = ("first", "second")
    search_fields = ("first__name", "second__name")
    actions_detail = ("apart",)

    @operation(
        title=gettext_lazy("They are different"),
        permission=CLIENT_MANAGE,
        confirm=gettext_lazy("They will not be offered as duplicates again."),
        icon="call_split",
    )
    def apart(self, by: Actor, rows: QuerySet[DuplicatePair], data: dict[str, Any]) -> str:
        """Tell the two clients apart."""
        for pair in rows:
            services.tell_apart(pair, by=by)
        return _("They will not be offered as duplicates again.")


@register(ClientMerge)
class ClientMergeAdmin(HouseAdmin[ClientMerge]):
    """Merges; the values they replaced are not shown, since they may be personal."""

    view_permission = CLIENT_MANAGE
    group = Group.CLIENTS
    order = 61
    icon = "merge"
    fields = ("source", "target", "merged_at", "merged_by", "reason", "undone_at", "undone_by")
    list_display = ("source", "target", "merged_at", "merged_by", "undone_at")
    list_select_related = ("source", "target")
    search_fields = ("source__name", "target__name")
    actions_detail = ("undo",)

    @operation(
        title=gettext_lazy("Undo the merge"),
        permission=CLIENT_MANAGE,
        confirm=gettext_lazy("Both cards become what they were; refused when something was changed since."),
        icon="undo",
        danger=True,
    )
    def undo(self, by: Actor, rows: QuerySet[ClientMerge], data: dict[str, Any]) -> str:
        """Put back what was moved."""
        for merge in rows:
            services.undo_merge(merge, by=by)
        return _("The merge is undone: both cards are as they were.")
