"""Problems in the admin: what was wrong with which machine, from when to when."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin

from apps.common.admin import HouseAdmin, register
from apps.common.navigation import Group
from apps.telemetry.models import Problem
from apps.telemetry.permissions import TELEMETRY_VIEW


@register(Problem)
class ProblemAdmin(HouseAdmin[Problem]):
    """The problems, the newest first."""

    view_permission = TELEMETRY_VIEW
    group = Group.TELEMETRY
    order = 30
    icon = "warning"
    list_display = ("severity", "code", "device", "opened_at", "resolved_at", "value")
    list_filter: ClassVar[Any] = (
        "severity",
        "code",
        ("resolved_at", admin.EmptyFieldListFilter),
        "device__site",
    )
    list_select_related = ("device",)
    search_fields = ("device__serial", "device__unit__serial", "device__model")
    ordering = ("-opened_at",)
