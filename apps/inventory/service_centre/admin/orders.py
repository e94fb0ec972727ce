"""Repair orders in the admin: read-only; cancelling is an operation, the work is done on their pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.common.admin import AdminServices, HouseAdmin, HouseTabularInline, Write, operation, register
from apps.common.navigation import Group
from apps.inventory.service_centre import services
from apps.inventory.service_centre.models import (
    RepairFinding,
    RepairOrder,
    RepairPart,
    RepairStep,
    RepairWork,
    ServiceSettings,
)
from apps.inventory.service_centre.permissions import PART_MANAGE, REPAIR_COST, REPAIR_VIEW, REPAIR_WORK
from apps.inventory.service_centre.services.settings import FIELDS

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from apps.common.actor import Actor


class ReasonForm(forms.Form):
    """Why an order is cancelled."""

    why = forms.CharField(label=gettext_lazy("Reason"), max_length=300)


class FindingInline(HouseTabularInline[RepairFinding, RepairOrder]):
    """What was found."""

    model = RepairFinding
    view_permission = REPAIR_VIEW
    fields = ("code", "position", "note")


class WorkInline(HouseTabularInline[RepairWork, RepairOrder]):
    """Works of an order."""

    model = RepairWork
    view_permission = REPAIR_COST
    fields = ("name", "quantity", "price", "minutes", "payer", "by_label")


class PartInline(HouseTabularInline[RepairPart, RepairOrder]):
    """Parts of an order."""

    model = RepairPart
    view_permission = REPAIR_COST
    fields = ("name", "quantity", "returned", "price", "payer", "by_label")


class StepInline(HouseTabularInline[RepairStep, RepairOrder]):
    """What happened."""

    model = RepairStep
    view_permission = REPAIR_WORK
    fields = ("verb", "before", "after", "at", "by_label", "note")


@register(RepairOrder)
class RepairOrderAdmin(HouseAdmin[RepairOrder]):
    """Repair orders, newest first."""

    view_permission = REPAIR_VIEW
    group = Group.EQUIPMENT
    order = 80
    icon = "build"
    list_display = (
        "number",
        "state",
        "unit",
        "client",
        "site",
        "complaint_code",
        "technician",
        "opened_at",
        "closed_at",
    )
    list_select_related = ("unit", "client", "site", "technician")
    list_filter: ClassVar[Any] = ("state", "site", "complaint_code", "payer")
    search_fields = ("number", "unit__serial", "client__name")
    date_hierarchy = "opened_at"
    ordering = ("-ordinal",)
    inlines = (FindingInline, WorkInline, PartInline, StepInline)
    actions_detail = ("cancel",)

    @operation(
        title=gettext_lazy("Cancel the repair order"),
        permission=REPAIR_WORK,
        confirm=gettext_lazy("Order «%(name)s» will end without a repair; the number stays used."),
        form=ReasonForm,
        icon="block",
        danger=True,
    )
    def cancel(self, by: Actor, rows: QuerySet[RepairOrder], data: dict[str, Any]) -> str:
        """Cancel one order."""
        done = services.cancel_order(rows.select_related("site").get(), by=by, why=data["why"])
        return _("Repair order %(number)s was cancelled.") % {"number": done.number}


@register(ServiceSettings)
class ServiceSettingsAdmin(HouseAdmin[ServiceSettings]):
    """Settings of the service centre."""

    view_permission = PART_MANAGE
    services = AdminServices(
        change=Write(
            PART_MANAGE,
            lambda by, _row, data: services.change_settings(
                by=by,
                version=data["expected_version"],
                **{name: data[name] for name in FIELDS if name in data},
            ),
        )
    )
    group = Group.SETTINGS
    order = 60
    icon = "handyman"
    list_display = ("order_mask", "count_mask", "promised_days", "repeat_days", "warranty_days", "currency")
