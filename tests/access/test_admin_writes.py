"""Every write of the admin: done by a service with its record under its rights, refused without any one of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection, transaction
from django.urls import reverse
from psycopg.pq import TransactionStatus

from apps.accounts.models import Brand
from apps.common.admin import site
from apps.common.models import VersionedModel
from apps.common.roles import Role
from apps.common.scope import SystemJob, system_scope
from tests.access import admin_forms, objects
from tests.access.addresses import addresses
from tests.access.admin_pages import State, body, send, send_in_vain, shown, state
from tests.access.admin_walk import AdminWrite, admins, writes
from tests.access.one_world import db, world  # noqa: F401 - fixtures of this module
from tests.browser import Browser

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import Model

    from apps.common.admin import HouseAdmin
    from tests.access.world import World

objects.load()
admin_forms.load()
WRITES = writes()
ADMINS = admins()


@pytest.fixture(autouse=True)
def _healed(world: World) -> Iterator[None]:
    """Keep a failing test from breaking the transaction of those after it (its report may have asked the database)."""
    with transaction.atomic():
        yield
        if connection.connection.info.transaction_status == TransactionStatus.INERROR:
            world.own.made.clear()
            transaction.set_rollback(True)


def _browser(world: World, role: Role) -> Browser:
    browser = Browser(raise_request_exception=False)
    browser.sign_in_as(world.own.people[role])
    return browser


def _row(world: World, model: type[Model], role: Role, write: str = "") -> Model:
    """Return the row that a page is asked for."""
    filled = admin_forms.filled(model, write)
    makers = objects.makers_of("", frozenset({"object_id"}), model)
    assert makers is not None or (filled and filled.row), f"no object is registered for {model._meta.label}"
    maker = filled.row if filled and filled.row else (makers or {})["object_id"]
    found: Model = objects.made(world.own, world.own.people[role], maker)
    return found


def _prepared(world: World, write: AdminWrite) -> tuple[Browser, Any, Model | None, dict[str, Any]]:
    """Return the doer's browser, how the write succeeds, its row, and what the form sends."""
    filled = admin_forms.filled(write.model, write.name)
    assert filled is not None, f"«{write}» has no data: see tests/access/admin_forms.py"
    browser = _browser(world, write.doer)
    needs_row = write.place not in {"add", "actions_list"}
    row = _row(world, write.model, write.doer, write.name) if needs_row else None
    return browser, filled, row, body(write, filled, world.own, row, browser)


def test_the_admin_was_walked() -> None:
    assert len(ADMINS) > 4
    assert len({str(one) for one in WRITES}) == len(WRITES)


def test_no_data_is_kept_for_a_write_that_is_gone() -> None:
    assert admin_forms.known() - {(one.model, one.name) for one in WRITES} == set()


@pytest.mark.parametrize("write", WRITES, ids=str)
def test_a_write_of_the_admin_makes_its_record(write: AdminWrite, world: World) -> None:
    browser, filled, row, sent = _prepared(world, write)
    done = send(write, row, sent, browser)
    assert (done.answer.status_code, done.records, done.after.log) == (302, filled.records, 0), done.why()


@pytest.mark.parametrize("write", WRITES, ids=str)
def test_a_write_is_refused_when_any_right_is_taken_away(
    write: AdminWrite, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser, _filled, row, sent = _prepared(world, write)
    wrong = []
    for right in write.rights:
        with monkeypatch.context() as patch:
            for role in (write.doer, Role.OWNER):
                patch.delitem(right.reach, role, raising=False)
            tried = send_in_vain(write, row, sent, browser)
        # An operation on selected rows that is not offered leads back to the list, as Django does.
        refused = {403, 404} | ({302} if write.place == "actions" else set())
        wrong += [f"without {right}: {tried.answer.status_code}"] * (tried.answer.status_code not in refused)
        wrong += [f"without {right}: something was written"] * (tried.before != tried.after)
    assert wrong == []


@pytest.mark.parametrize("write", WRITES, ids=str)
def test_a_page_that_is_only_opened_writes_nothing(write: AdminWrite, world: World) -> None:
    browser, _filled, row, sent = _prepared(world, write)
    before = state()
    plain = {name: value for name, value in sent.items() if isinstance(value, str | list)}
    browser.get(write.url(row), plain)
    assert state() == before


@pytest.mark.parametrize(
    "write",
    [one for one in WRITES if one.place == "change" and issubclass(one.model, VersionedModel)],
    ids=str,
)
@pytest.mark.parametrize("version", ["0", "99", ""])
def test_a_change_of_a_stale_or_unnamed_version_is_refused(write: AdminWrite, version: str, world: World) -> None:
    browser, _filled, row, sent = _prepared(world, write)
    tried = send_in_vain(write, row, sent | {"expected_version": version}, browser)
    assert (tried.answer.status_code, tried.before == tried.after) == (200, True)


def _base(admin: HouseAdmin[Any]) -> str:
    return reverse(f"admin:{admin.model._meta.app_label}_{admin.model._meta.model_name}_changelist")


@pytest.mark.parametrize("admin", ADMINS, ids=lambda admin: admin.model._meta.label)
def test_what_no_service_serves_is_not_offered(admin: HouseAdmin[Any], world: World) -> None:
    doer = next(role for role in (Role.ADMIN, Role.PLATFORM) if role in admin.view_permission.reach)
    browser, row = _browser(world, doer), _row(world, admin.model, doer)
    base, before = _base(admin), state()
    answers: dict[str, set[int]] = {}
    if admin.services.add is None:
        answers["add"] = {browser.get(f"{base}add/").status_code, browser.post(f"{base}add/", {}).status_code}
    if admin.services.change is None:
        page = f"{base}{row.pk}/change/"
        sent = shown(browser.get(page).content.decode()) | {"_saveasnew": "1"}
        answers["change"] = {browser.post(page, sent).status_code}
    if admin.services.delete is None:
        page = f"{base}{row.pk}/delete/"
        answers["delete"] = {browser.get(page).status_code, browser.post(page, {"post": "yes"}).status_code}
    # A page that takes no POST at all says so before it asks for a right.
    assert {name: codes for name, codes in answers.items() if not codes <= {403, 405}} == {}
    assert state() == before


@pytest.mark.parametrize("admin", ADMINS, ids=lambda admin: admin.model._meta.label)
def test_the_list_writes_nothing_by_itself(admin: HouseAdmin[Any], world: World) -> None:
    """Neither Django's own deletion of selected rows nor an edited list is taken."""
    doer = next(role for role in (Role.ADMIN, Role.PLATFORM) if role in admin.view_permission.reach)
    browser, row = _browser(world, doer), _row(world, admin.model, doer)
    before = state()
    browser.post(_base(admin), {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"})
    browser.post(_base(admin), {"_save": "1", "form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "1", "form-0-id": row.pk})
    assert state() == before


def test_the_admin_has_neither_reverts_nor_object_permissions_nor_a_log_of_its_own() -> None:
    """Django-simple-history's revert, guardian's object permissions and Django's log would write past the services."""
    names = {one.name for one in addresses() if one.is_admin}
    wrong = [name for name in names if any(part in name for part in ("permissions", "simple_history", "revert"))]
    assert (wrong, LogEntry in site._registry) == ([], False)


@pytest.mark.parametrize("exact", [False, True])
def test_the_mark_sees_one_changed_row(world: World, *, exact: bool) -> None:
    """The tests above compare by it: a change of one row anywhere is seen."""
    before: State = state(exact=exact)
    with transaction.atomic():
        with system_scope(SystemJob.MAINTENANCE):
            Brand.objects.filter(organisation=world.sibling.organisation).update(name="north")
        changed = state(exact=exact)
        transaction.set_rollback(True)
    assert changed.mark != before.mark


def test_the_exact_mark_forgets_what_was_taken_back(world: World) -> None:
    before = state(exact=True)
    with transaction.atomic():
        with system_scope(SystemJob.MAINTENANCE):
            Brand.objects.filter(organisation=world.sibling.organisation).update(name="north")
        transaction.set_rollback(True)
    assert state(exact=True) == before
