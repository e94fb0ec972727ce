"""Enrolment codes in the admin: which were made and used; the code itself is shown once, on its own page."""

from __future__ import annotations

from typing import Any, ClassVar

from apps.common.admin import HouseAdmin, register
from apps.common.navigation import Group
from apps.telemetry.models import EnrolmentCode
from apps.telemetry.permissions import AGENT_MANAGE


@register(EnrolmentCode)
class EnrolmentCodeAdmin(HouseAdmin[EnrolmentCode]):
    """The codes, the newest first."""

    view_permission = AGENT_MANAGE
    group = Group.TELEMETRY
    order = 40
    icon = "password"
    list_display = ("agent_name", "site", "created_at", "expires_at", "withdrawn_at", "agent")
    list_filter: ClassVar[Any] = ("site",)
    list_select_related = ("site", "agent")
    search_fields = ("agent_name",)
    ordering = ("-created_at",)
    exclude = ("digest",)
