"""Addresses of the admin tests: the product's own, and an admin site with example classes."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.admin import display
from django.db.models import QuerySet
from django.urls import include, path
from django.utils.html import format_html

from apps.accounts.models import Brand, LegalEntity, Organisation, User
from apps.accounts.permissions import ORGANISATION_MANAGE, SETTINGS_MANAGE, USER_VIEW
from apps.common.actor import Actor
from apps.common.admin import (
    AdminServices,
    HouseAdmin,
    HouseSite,
    Write,
    operation,
)
from apps.common.errors import Conflict, StaleVersion
from apps.common.http import public
from apps.common.navigation import Group

handler403 = "apps.common.http.errors.forbidden"
handler404 = "apps.common.http.errors.not_found"
site = HouseSite(name="admin")


class Reason(forms.Form):
    reason = forms.CharField()


def change_brand(by: Actor, row: Brand, data: dict[str, Any]) -> Brand:
    if data["name"] == "refuse":
        raise Conflict("The name is taken.", field="name")
    if data["expected_version"] != row.version:
        raise StaleVersion
    row.name = data["name"]
    row.save_version(data["expected_version"], ["name"])
    return row


class BrandAdmin(HouseAdmin[Brand]):
    view_permission = SETTINGS_MANAGE
    services = AdminServices(change=Write(SETTINGS_MANAGE, change_brand))
    group = Group.SETTINGS
    fields = ("name", "accent_color")
    list_display = ("name",)
    actions = ("rename",)
    actions_detail = ("rename",)

    @operation(title="Rename", permission=SETTINGS_MANAGE, confirm="%(count)s brand becomes another.", form=Reason)
    def rename(self, by: Actor, rows: QuerySet[Brand], data: dict[str, Any]) -> str:
        if data["reason"] == "refuse":
            rows.update(name="half done")
            raise Conflict("Not now.")
        return f"{rows.update(name=data['reason'])} renamed"


class UserAdmin(HouseAdmin[User]):
    view_permission = USER_VIEW
    group = Group.PEOPLE
    fields = ("login", "name", "role")
    list_display = ("login", "role")


class OrganisationAdmin(HouseAdmin[Organisation]):
    view_permission = ORGANISATION_MANAGE


class EntityAdmin(HouseAdmin[LegalEntity]):
    view_permission = SETTINGS_MANAGE
    list_display = ("inn", "name", "is_main", "marked")
    search_fields = ("inn",)

    @display(description="Marked")
    def marked(self, row: LegalEntity) -> str:
        return format_html("<b>{}</b>", row.short_name)


site.register(Brand, BrandAdmin)
site.register(User, UserAdmin)
site.register(Organisation, OrganisationAdmin)
site.register(LegalEntity, EntityAdmin)


@public
def home(request: Any) -> Any:
    raise AssertionError


urlpatterns = [
    path("", home, name="home"),
    path("", include("apps.accounts.urls")),
    path("", include("apps.common.urls")),
    path("admin/", site.urls),
]
