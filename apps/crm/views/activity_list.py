"""The list of activities: calls, letters, meetings, notes and tasks of everybody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.common import people
from apps.common.pages import BooleanFilter, ChoiceFilter, Column, DateRangeFilter, EmptyState, Kind, ListPage
from apps.crm.enums import ActivityKind
from apps.crm.models import Activity
from apps.crm.permissions import ACTIVITY_VIEW
from apps.crm.selectors.activities import listed, matching
from apps.crm.selectors.clients import managers
from apps.crm.services.telling import address_of

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from apps.common.actor import Actor


class ActivityList(ListPage[Activity]):
    """Everything done and to be done, the newest first."""

    permission = ACTIVITY_VIEW
    key = "activities"
    title = _("Activities")
    columns = (
        Column("title", _("What"), card_title=True, sort="title", link=lambda row: address_of(row.subject)),
        Column("kind", _("Kind"), "get_kind_display", sort="kind"),
        Column("subject", _("About"), lambda row: str(row.subject)),
        Column("state", _("Status"), lambda row: "waiting" if row.is_waiting else "done", Kind.STATUS),
        Column("due", _("Due"), "due_at", Kind.DATETIME, "due_at"),
        Column("owner", pgettext_lazy("activity", "Who"), "owner.name"),
        Column("outcome", _("Outcome")),
        Column("happened", _("When"), "happened_at", Kind.DATETIME, "happened_at"),
        Column("done", _("Done"), "done_at", Kind.DATETIME, "done_at", hidden=True),
        Column("author", _("Written by"), lambda row: people.name_of(row.author_label), hidden=True),
    )
    filters = (
        ChoiceFilter(key="kind", title=_("Kind"), lookup="kind", choices=ActivityKind.choices),
        BooleanFilter(key="waiting", title=_("Waiting"), lookup="done_at__isnull"),
        ChoiceFilter(
            key="owner",
            title=pgettext_lazy("activity", "Who"),
            lookup="owner__uid",
            choices=lambda actor: [(one.uid, one.name) for one in managers(actor)],
        ),
        DateRangeFilter(key="due", title=_("Due"), lookup="due_at"),
        DateRangeFilter(key="happened", title=_("When"), lookup="happened_at"),
    )
    search = ("title__icontains",)
    search_hint = _("Words, client, deal, lead or contract")
    order = "-happened_at"
    empty = EmptyState(
        _("Nothing is written down yet"),
        _("Open a client, a lead or a deal: the quick form stands beside what happened there."),
        icon="checkbox",
    )

    def rows(self, actor: Actor) -> QuerySet[Activity]:
        """Return the activities in reach."""
        return listed(actor)

    def matching(self, rows: QuerySet[Activity], text: str) -> QuerySet[Activity]:
        """Search over words and subjects."""
        return matching(self.actor, rows, text)
