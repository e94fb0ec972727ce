"""The admin is read-only unless a service is registered; every write is that service, under its right."""

from __future__ import annotations

import csv
import re
from io import BytesIO
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection
from openpyxl import load_workbook

from apps.accounts.models import Brand, LegalEntity, Organisation, User
from apps.common.access import Permission, Reach
from apps.common.roles import Role
from apps.common.scope import SystemJob, system_scope
from tests.browser import Browser
from tests.common.admin.addresses import UserAdmin
from tests.factories import make_user

BRANDS = "/admin/accounts/brand/"
USERS = "/admin/accounts/user/"
ENTITIES = "/admin/accounts/legalentity/"


@pytest.fixture(autouse=True)
def _addresses(settings: Any) -> None:
    settings.ROOT_URLCONF = "tests.common.admin.addresses"


def signed_in(organisation: Organisation, role: Role) -> Browser:
    browser = Browser()
    browser.sign_in_as(make_user(organisation, role))
    return browser


@pytest.fixture
def admin(organisation: Organisation) -> Browser:
    return signed_in(organisation, Role.ADMIN)


def brand_of(organisation: Organisation) -> Brand:
    with system_scope(SystemJob.MAINTENANCE):
        return Brand.objects.get(organisation=organisation)


def test_a_visitor_is_sent_to_our_own_sign_in_page(organisation: Organisation) -> None:
    response = Browser().get(BRANDS)
    assert (response.status_code, response["Location"]) == (302, f"/sign-in/?next={BRANDS}")


@pytest.mark.parametrize("role", [Role.DRIVER, Role.CLIENT_ADMIN, Role.BROKER])
def test_the_admin_is_closed_to_others(organisation: Organisation, role: Role) -> None:
    assert signed_in(organisation, role).get("/admin/").status_code == 403


def test_a_person_without_the_right_cannot_open_a_model(organisation: Organisation) -> None:
    assert signed_in(organisation, Role.MANAGER).get(BRANDS).status_code == 403


def test_the_sidebar_shows_only_what_may_be_seen(admin: Browser) -> None:
    groups = admin.get("/admin/").context["sidebar_navigation"]
    assert [[str(item["title"]) for item in group["items"]] for group in groups] == [
        ["Users"],
        ["Brands", "Own legal entities"],
    ]


def test_a_foreign_row_is_not_found(admin: Browser, other_organisation: Organisation) -> None:
    pk = brand_of(other_organisation).pk
    paths = [f"{BRANDS}{pk}/change/", f"{BRANDS}{pk}/history/", f"{BRANDS}{pk}/rename/"]
    assert [admin.get(path).status_code for path in paths] == [404, 404, 404]


def test_a_list_holds_the_own_rows_only(
    admin: Browser, organisation: Organisation, other_organisation: Organisation
) -> None:
    rows = admin.get(BRANDS).context["cl"].result_list
    assert [row.organisation_id for row in rows] == [organisation.pk]


def test_rows_are_narrowed_by_the_policy_inside_the_organisation(
    organisation: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Row-level security keeps organisations apart by itself; what a person may see within one is the policy's part.
    monkeypatch.setattr(UserAdmin, "view_permission", Permission("test.own", "Own", {Role.MANAGER: Reach.OWN}))
    other, me = make_user(organisation), make_user(organisation)
    browser = Browser()
    browser.sign_in_as(me)
    listed = [row.pk for row in browser.get(USERS).context["cl"].result_list]
    assert (listed, browser.get(f"{USERS}{other.pk}/change/").status_code) == ([me.pk], 404)


def test_a_class_without_services_refuses_every_write(admin: Browser, organisation: Organisation) -> None:
    user = make_user(organisation, login="kept")
    form = {"login": "other", "name": "x", "role": "owner"}
    statuses = [
        admin.get(f"{USERS}add/").status_code,
        admin.post(f"{USERS}add/", form).status_code,
        admin.post(f"{USERS}{user.pk}/change/", form).status_code,
        admin.post(f"{USERS}{user.pk}/delete/", {"post": "yes"}).status_code,
    ]
    with system_scope(SystemJob.MAINTENANCE):
        kept = User.objects.get(pk=user.pk)
    # A page that writes nothing takes no POST at all.
    assert (statuses, kept.login) == ([403, 405, 405, 405], "kept")


def test_deleting_the_selected_rows_is_not_offered(admin: Browser, organisation: Organisation) -> None:
    pk = brand_of(organisation).pk
    admin.post(BRANDS, {"action": "delete_selected", "_selected_action": [pk], "post": "yes"})
    assert brand_of(organisation).pk == pk


def test_a_change_goes_through_the_service_and_counts_the_version(admin: Browser, organisation: Organisation) -> None:
    brand = brand_of(organisation)
    form = {"name": "New", "accent_color": "#000000", "expected_version": brand.version}
    response = admin.post(f"{BRANDS}{brand.pk}/change/", form)
    after = brand_of(organisation)
    # The service decides what is written: the colour of the form is none of its business.
    assert (response.status_code, after.name, after.accent_color, after.version) == (302, "New", "#f7931a", 2)


def test_the_form_carries_the_version_that_was_read(admin: Browser, organisation: Organisation) -> None:
    text = admin.get(f"{BRANDS}{brand_of(organisation).pk}/change/").content.decode()
    assert re.findall(r'name="expected_version" value="(\d+)"', text) == ["1"]


def test_a_refusal_is_shown_at_its_field_and_changes_nothing(admin: Browser, organisation: Organisation) -> None:
    brand = brand_of(organisation)
    form = {"name": "refuse", "accent_color": "#000000", "expected_version": 1}
    response = admin.post(f"{BRANDS}{brand.pk}/change/", form)
    errors = dict(response.context["adminform"].form.errors)
    assert (response.status_code, errors, brand_of(organisation).name) == (
        200,
        {"name": ["The name is taken."]},
        brand.name,
    )


def test_a_stale_form_is_refused(admin: Browser, organisation: Organisation) -> None:
    brand = brand_of(organisation)
    form = {"name": "New", "accent_color": "#000000", "expected_version": 7}
    response = admin.post(f"{BRANDS}{brand.pk}/change/", form)
    assert (response.status_code, brand_of(organisation).name) == (200, brand.name)
    assert "Somebody changed this" in str(response.context["adminform"].form.non_field_errors())


def test_django_keeps_no_log_of_its_own(admin: Browser, organisation: Organisation) -> None:
    brand = brand_of(organisation)
    admin.post(f"{BRANDS}{brand.pk}/change/", {"name": "New", "accent_color": "#000000", "expected_version": 1})
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
    assert LogEntry.objects.count() == 0


def test_an_operation_by_get_only_asks(admin: Browser, organisation: Organisation) -> None:
    brand = brand_of(organisation)
    response = admin.get(f"{BRANDS}{brand.pk}/rename/?_confirmed=1&reason=x")
    assert (response.status_code, brand_of(organisation).name) == (200, brand.name)
    assert "1 brand becomes another." in response.content.decode()


def test_an_operation_runs_when_it_was_confirmed(admin: Browser, organisation: Organisation) -> None:
    brand = brand_of(organisation)
    path = f"{BRANDS}{brand.pk}/rename/"
    response = admin.post(path, {"_confirmed": "1", "reason": "Done"}, headers={"HX-Request": "true"})
    assert (response["HX-Redirect"], brand_of(organisation).name) == (f"{BRANDS}{brand.pk}/change/", "Done")


def test_an_operation_on_selected_rows_asks_first(admin: Browser, organisation: Organisation) -> None:
    brand = brand_of(organisation)
    form: dict[str, Any] = {"action": "rename", "_selected_action": [brand.pk], "reason": "Done"}
    admin.post(BRANDS, form)
    before = brand_of(organisation).name
    admin.post(BRANDS, form | {"_confirmed": "1"})
    assert (before, brand_of(organisation).name) == (brand.name, "Done")


def test_a_refused_operation_leaves_nothing_behind(admin: Browser, organisation: Organisation) -> None:
    brand = brand_of(organisation)
    response = admin.post(f"{BRANDS}{brand.pk}/rename/", {"_confirmed": "1", "reason": "refuse"})
    assert ("Not now." in response.content.decode(), brand_of(organisation).name) == (True, brand.name)


def test_an_operation_needs_its_right(organisation: Organisation) -> None:
    pk = brand_of(organisation).pk
    manager = signed_in(organisation, Role.MANAGER)
    assert manager.post(f"{BRANDS}{pk}/rename/", {"_confirmed": "1", "reason": "x"}).status_code == 403


def lines_of(response: Any) -> list[list[str]]:
    return list(csv.reader(response.content.decode("utf-8-sig").splitlines()))


def an_entity(organisation: Organisation, name: str, **values: Any) -> LegalEntity:
    with system_scope(SystemJob.MAINTENANCE):
        return LegalEntity.objects.create(organisation=organisation, name=name, short_name="<i>Short</i>", **values)


def test_a_list_is_exported_as_it_stands(admin: Browser, organisation: Organisation) -> None:
    an_entity(organisation, "=2+2", inn="7707083893")
    an_entity(organisation, "ООО «Другое»", inn="7736050003")
    header, *rows = lines_of(admin.get(f"{ENTITIES}?q=7707083893&export=csv"))
    # What the list shows as bold text is words in the file, and no spreadsheet takes a name for a formula.
    assert (header[3], [(row[0], row[1], row[3]) for row in rows]) == (
        "Marked",
        [("7707083893", "'=2+2", "<i>Short</i>")],
    )


def test_a_list_is_exported_as_a_workbook_whose_values_keep_their_type(
    admin: Browser, organisation: Organisation
) -> None:
    an_entity(organisation, "ООО «Одно»", inn="7707083893")
    book = load_workbook(BytesIO(admin.get(f"{ENTITIES}?export=xlsx").content))
    rows = [row for row in book.worksheets[0].iter_rows(min_row=2, values_only=True) if row[0] == "7707083893"]
    assert [row[2] for row in rows] == [False]


def test_a_list_is_exported_to_nothing_else(admin: Browser) -> None:
    assert admin.get(f"{ENTITIES}?export=exe").status_code == 404


def test_a_filter_that_does_not_exist_is_told_by_the_list(admin: Browser) -> None:
    assert admin.get(f"{ENTITIES}?export=csv&nonsense__x=1").status_code == 302


def test_an_export_needs_the_right_to_see_the_list(organisation: Organisation) -> None:
    assert signed_in(organisation, Role.MANAGER).get(f"{ENTITIES}?export=csv").status_code == 403
