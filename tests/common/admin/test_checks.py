"""The system checks find what would get past the house's rules."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib import admin
from django.contrib.admin import AdminSite

from apps.accounts.models import Brand
from apps.accounts.permissions import SETTINGS_MANAGE
from apps.common.admin import HouseAdmin
from apps.common.admin.checks import check_class


class Plain(admin.ModelAdmin):  # type: ignore[type-arg]
    pass


class Nameless(HouseAdmin[Brand]):
    pass


class OnGet(HouseAdmin[Brand]):
    view_permission = SETTINGS_MANAGE
    actions_row = ("run",)

    def run(self, request: Any, object_id: str) -> None:
        pass


class Grouped(OnGet):
    actions_row = ()  # type: ignore[assignment]
    actions_detail = ({"title": "More", "items": ["run"]},)  # type: ignore[assignment]


class SubmitLine(HouseAdmin[Brand]):
    view_permission = SETTINGS_MANAGE
    actions_submit_line = ("run",)


class Editable(HouseAdmin[Brand]):
    view_permission = SETTINGS_MANAGE
    list_editable = ("name",)


class Good(HouseAdmin[Brand]):
    view_permission = SETTINGS_MANAGE


@pytest.mark.parametrize(
    ("kind", "ids"),
    [
        (Plain, ["common.E020"]),
        (Nameless, ["common.E021"]),
        (OnGet, ["common.E022"]),
        (Grouped, ["common.E022"]),
        (SubmitLine, ["common.E023"]),
        (Editable, ["common.E024"]),
        (Good, []),
    ],
)
def test_a_class_that_breaks_a_rule_is_named(kind: Any, ids: list[str]) -> None:
    assert [finding.id for finding in check_class(kind(Brand, AdminSite()))] == ids
