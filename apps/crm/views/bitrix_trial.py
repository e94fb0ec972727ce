"""What a trial run found: one line for each record and step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from apps.common import access
from apps.common.pages import ChoiceFilter, Column, EmptyState, ListPage
from apps.crm.enums import ExchangeKind, PlannedStep
from apps.crm.models import BitrixPlanItem
from apps.crm.permissions import BITRIX_DECIDE
from apps.crm.selectors import bitrix as selectors

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from apps.common.actor import Actor


class BitrixTrial(ListPage[BitrixPlanItem]):
    """The list of one trial run."""

    permission = BITRIX_DECIDE
    key = "bitrix-trial"
    title = _("Trial of the exchange")
    pretitle = "Bitrix24"
    columns = (
        Column("label", _("Record"), card_title=True),
        Column("kind", _("Kind"), lambda row: row.get_kind_display(), sort="kind"),
        Column("step", _("What would be done"), lambda row: row.get_step_display(), sort="step"),
        Column("detail", _("Details")),
    )
    filters = (
        ChoiceFilter(key="step", title=_("What would be done"), lookup="step", choices=PlannedStep.choices),
        ChoiceFilter(key="kind", title=_("Kind"), lookup="kind", choices=ExchangeKind.choices),
    )
    order = "id"
    empty = EmptyState(_("Nothing would be done"), _("Both sides say the same."), icon="refresh")

    def rows(self, actor: Actor) -> QuerySet[BitrixPlanItem]:
        """Return the lines of the run of the address; 404 when it is out of reach."""
        run = access.fetch(actor, BITRIX_DECIDE, selectors.runs(actor), uid=self.kwargs["uid"])
        return selectors.plan_items(actor, run)
