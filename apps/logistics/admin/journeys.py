"""Movements, return acts and claims in the admin: read-only; cancelling is an operation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.common.admin import HouseAdmin, HouseTabularInline, operation, register
from apps.common.navigation import Group
from apps.logistics.admin.pictures import PictureInline
from apps.logistics.models import Claim, Movement, MovementLine, MovementStep, ReturnAct, ReturnLine
from apps.logistics.permissions import CLAIM_VIEW, MOVEMENT_CREATE, MOVEMENT_VIEW, RETURN_REGISTER, RETURN_VIEW
from apps.logistics.services import cancel_movement, cancel_return

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from apps.common.actor import Actor


class ReasonForm(forms.Form):
    """Why something is undone."""

    why = forms.CharField(label=gettext_lazy("Reason"), max_length=300)


class MovementLineInline(HouseTabularInline[MovementLine, Movement]):
    """Units of a movement."""

    model = MovementLine
    view_permission = MOVEMENT_VIEW
    fields = ("position", "serial", "model_name", "power_w", "state", "was_extra", "picked_up_at", "closed_at")


class MovementStepInline(HouseTabularInline[MovementStep, Movement]):
    """What was done to a movement."""

    model = MovementStep
    view_permission = MOVEMENT_VIEW
    fields = ("verb", "done_at", "by_label")


@register(Movement)
class MovementAdmin(HouseAdmin[Movement]):
    """Movements, newest first."""

    view_permission = MOVEMENT_VIEW
    group = Group.JOURNEYS
    order = 20
    icon = "local_shipping"
    list_display = ("number", "planned_on", "status", "from_site", "to_site", "driver", "unit_count", "power_w")
    list_select_related = ("from_site", "to_site", "driver")
    list_filter: ClassVar[Any] = ("status", "from_site", "to_site")
    search_fields = ("number", "reason")
    ordering = ("-ordinal",)
    inlines = (MovementLineInline, MovementStepInline, PictureInline)
    actions_detail = ("cancel",)

    @operation(
        title=gettext_lazy("Cancel the movement"),
        permission=MOVEMENT_CREATE,
        confirm=gettext_lazy("Movement «%(name)s» will be cancelled; its units stay, the number stays used."),
        form=ReasonForm,
        icon="block",
        danger=True,
    )
    def cancel(self, by: Actor, rows: QuerySet[Movement], data: dict[str, Any]) -> str:
        """Cancel one movement."""
        row = rows.get()
        done = cancel_movement(row, by=by, why=data["why"], version=row.version)
        return _("Movement %(number)s was cancelled.") % {"number": done.number}


class ReturnLineInline(HouseTabularInline[ReturnLine, ReturnAct]):
    """Units of a return act."""

    model = ReturnLine
    view_permission = RETURN_VIEW
    fields = ("position", "serial", "model_name", "power_w", "site", "condition", "state", "closed_at")


@register(ReturnAct)
class ReturnActAdmin(HouseAdmin[ReturnAct]):
    """Return acts, newest first."""

    view_permission = RETURN_VIEW
    group = Group.JOURNEYS
    order = 30
    icon = "assignment_return"
    list_display = ("number", "acted_on", "status", "client", "contract", "unit_count", "power_w")
    list_select_related = ("client", "contract")
    list_filter: ClassVar[Any] = ("status",)
    search_fields = ("number", "client__name", "contract__number")
    date_hierarchy = "acted_on"
    ordering = ("-ordinal",)
    exclude = ("document_values",)
    inlines = (ReturnLineInline, PictureInline)
    actions_detail = ("cancel",)

    @operation(
        title=gettext_lazy("Cancel the return"),
        permission=RETURN_REGISTER,
        confirm=gettext_lazy("The units of act «%(name)s» that still wait will be free again; the number stays used."),
        form=ReasonForm,
        icon="block",
        danger=True,
    )
    def cancel(self, by: Actor, rows: QuerySet[ReturnAct], data: dict[str, Any]) -> str:
        """Release the units of one act."""
        done = cancel_return(rows.get(), by=by, why=data["why"])
        return _("The units of act %(number)s are free again.") % {"number": done.number}


@register(Claim)
class ClaimAdmin(HouseAdmin[Claim]):
    """Claims, newest first; they are settled on their pages."""

    view_permission = CLAIM_VIEW
    group = Group.JOURNEYS
    order = 40
    icon = "report"
    list_display = ("number", "status", "kind", "stage", "movement", "unit", "serial_seen", "responsible", "created_at")
    list_select_related = ("movement", "unit", "responsible")
    list_filter: ClassVar[Any] = ("status", "kind", "stage")
    search_fields = ("number", "serial_seen", "unit__serial")
    ordering = ("-ordinal",)
    inlines = (PictureInline,)
