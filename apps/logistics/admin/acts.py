"""Intake acts in the admin: read-only; voiding is an operation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.common.admin import HouseAdmin, HouseTabularInline, operation, register
from apps.common.navigation import Group
from apps.logistics.admin.pictures import PictureInline
from apps.logistics.forms.intake import VoidForm
from apps.logistics.models import IntakeAct, IntakeLine
from apps.logistics.permissions import INTAKE_REGISTER, INTAKE_VIEW
from apps.logistics.services import void_intake

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from apps.common.actor import Actor


class IntakeLineInline(HouseTabularInline[IntakeLine, IntakeAct]):
    """Units of an act."""

    model = IntakeLine
    view_permission = INTAKE_VIEW
    fields = ("position", "serial", "model_name", "power_w", "completeness", "condition", "declared_value")


@register(IntakeAct)
class IntakeActAdmin(HouseAdmin[IntakeAct]):
    """Intake acts, newest first."""

    view_permission = INTAKE_VIEW
    group = Group.JOURNEYS
    order = 10
    icon = "description"
    list_display = ("number", "acted_on", "status", "client", "contract", "site", "unit_count", "power_w")
    list_select_related = ("client", "contract", "site")
    list_filter: ClassVar[Any] = ("status", "site")
    search_fields = ("number", "client__name", "contract__number")
    date_hierarchy = "acted_on"
    ordering = ("-ordinal",)
    exclude = ("document_values",)
    inlines = (IntakeLineInline, PictureInline)
    actions_detail = ("void",)

    @operation(
        title=gettext_lazy("Void the act"),
        permission=INTAKE_REGISTER,
        confirm=gettext_lazy("Act «%(name)s» will be voided; its units become expected again, the number stays used."),
        form=VoidForm,
        icon="block",
        danger=True,
    )
    def void(self, by: Actor, rows: QuerySet[IntakeAct], data: dict[str, Any]) -> str:
        """Void one act."""
        act = void_intake(by=by, act=rows.get(), why=data["why"])
        return _("Act %(number)s was voided.") % {"number": act.number}
