"""The list page over real rows: rights, filters, order, paging, files, bulk actions, constant queries."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from django import forms
from django.contrib.messages.storage.fallback import FallbackStorage
from django.db import connection
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from apps.accounts.models import Organisation, User
from apps.accounts.permissions import USER_MANAGE, USER_VIEW
from apps.common import access
from apps.common.actor import ANONYMOUS, Actor
from apps.common.errors import AccessDenied, Conflict
from apps.common.pages import BulkAction, ChoiceFilter, Column, EmptyState, HeaderAction, Kind, ListPage
from apps.common.roles import Role
from apps.common.scope import scope
from tests.factories import actor_for, make_user


class Reason(forms.Form):
    reason = forms.CharField()


def rename(by: Actor, rows: QuerySet[User], data: dict[str, Any]) -> str:
    if data["reason"] == "refuse":
        raise Conflict("Not now.")
    return f"{rows.update(name=data['reason'])} renamed"


class People(ListPage[User]):
    permission = USER_VIEW
    key = "people"
    title = "People"
    order = "login"
    page_size = 3
    columns = (
        Column("login", "Login", sort="login", card_title=True, link=lambda user: f"/people/{user.uid}/"),
        Column("name", "Name", sort="name"),
        Column("status", "Status", kind=Kind.STATUS, sort="status"),
        Column("email", "E-mail", hidden=True),
    )
    filters = (ChoiceFilter(key="role", title="Role", lookup="role", choices=Role.choices),)
    search = ("login__icontains", "name__icontains")
    bulk = (BulkAction("rename", "Rename", USER_MANAGE, "%(count)s will be renamed.", rename, Reason),)
    empty = EmptyState("Nobody yet", "Add the first one.", "Add", "/people/new/", permission=USER_MANAGE)

    def rows(self, actor: Actor) -> QuerySet[User]:
        return access.narrow(actor, USER_VIEW, User.objects.filter(login__startswith="p-"))

    def header_actions(self, actor: Actor) -> Sequence[HeaderAction]:
        return (HeaderAction("Add", "/people/new/", USER_MANAGE),)


@pytest.fixture
def admin(organisation: Organisation, other_organisation: Organisation) -> Iterator[Actor]:
    for number in range(5):
        make_user(
            organisation, Role.MANAGER if number % 2 else Role.TECHNICIAN, login=f"p-{number}", name=f"N{9 - number}"
        )
    make_user(other_organisation, Role.MANAGER, login="p-foreign")
    actor = actor_for(make_user(organisation, Role.ADMIN))
    with scope(actor):
        yield actor


def ask(
    actor: Actor, query: str = "", data: dict[str, Any] | None = None, headers: dict[str, str] | None = None
) -> HttpResponse:
    factory = RequestFactory()
    path = f"/people/{query}"
    request = factory.get(path, headers=headers) if data is None else factory.post(path, data, headers=headers)
    request.actor = actor  # type: ignore[attr-defined]
    request.session = {}  # type: ignore[assignment]
    request._messages = FallbackStorage(request)  # type: ignore[attr-defined]
    response = People.as_view()(request)
    return response.render() if hasattr(response, "render") else response


def logins(response: Any) -> list[str]:
    return [line["row"].login for line in response.context_data["table_rows"]]


def test_only_rows_of_the_own_organisation_are_listed(admin: Actor) -> None:
    response: Any = ask(admin)
    assert (logins(response), response.context_data["page_obj"].total) == (["p-0", "p-1", "p-2"], 5)


def test_a_page_without_the_right_is_refused(admin: Actor, organisation: Organisation) -> None:
    with pytest.raises(AccessDenied):
        ask(actor_for(make_user(organisation, Role.DRIVER)))


def test_a_visitor_is_sent_to_sign_in() -> None:
    response = ask(ANONYMOUS)
    assert (response.status_code, response["Location"]) == (302, "/sign-in/?next=/people/")


def test_the_view_carries_its_permission() -> None:
    assert People.as_view().permission is USER_VIEW  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?role=manager", ["p-1", "p-3"]),
        ("?q=N9", ["p-0"]),
        ("?q=nothing", []),
        ("?sort=name", ["p-4", "p-3", "p-2"]),
        ("?sort=-login", ["p-4", "p-3", "p-2"]),
        ("?sort=password", ["p-0", "p-1", "p-2"]),
        ("?page=2", ["p-3", "p-4"]),
        ("?page=99", ["p-3", "p-4"]),
        ("?page=²", ["p-0", "p-1", "p-2"]),
        ("?role=%00&q=%00", ["p-0", "p-1", "p-2"]),
    ],
)
def test_the_address_decides_what_is_shown(admin: Actor, query: str, found: list[str]) -> None:
    assert logins(ask(admin, query)) == found


def test_the_number_of_queries_does_not_grow_with_the_rows(admin: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    counts = []
    for size in (1, 5):
        monkeypatch.setattr(People, "page_size", size)
        with CaptureQueriesContext(connection) as queries:
            ask(admin)
        counts.append(len(queries))
    assert counts == [4, 4]  # the count, the rows; of the shell the brand and the site switcher


def test_columns_are_chosen_by_the_address(admin: Actor) -> None:
    response: Any = ask(admin, "?columns=email,login,password")
    assert [header.column.key for header in response.context_data["headers"]] == ["login", "email"]


def test_htmx_gets_the_list_alone(admin: Actor) -> None:
    response = ask(admin, headers={"HX-Request": "true", "HX-Target": "list-people"})
    assert response.content.strip().startswith(b'<section class="card" id="list-people"')


def test_a_list_narrowed_to_nothing_offers_to_clear_the_filters(admin: Actor) -> None:
    assert b"Nothing fits" in ask(admin, "?q=zzz").content


def test_an_empty_list_says_what_to_do_next(admin: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(People, "rows", lambda _self, _actor: User.objects.none())
    text = ask(admin).content.decode()
    assert ("Nobody yet" in text, 'href="/people/new/">Add</a>' in text) == (True, True)


def test_the_whole_list_becomes_a_file(admin: Actor) -> None:
    response = ask(admin, "?export=csv&role=manager")
    assert response.content.decode("utf-8-sig") == "Login,Name,Status\r\np-1,N8,Active\r\np-3,N6,Active\r\n"


def test_an_unknown_kind_of_file_is_not_found(admin: Actor) -> None:
    with pytest.raises(Http404):
        ask(admin, "?export=pdf")


def test_a_dialog_says_how_many_rows_are_meant(admin: Actor) -> None:
    sentences = [b"2 will be renamed.", b"5 will be renamed."]
    assert [
        s in ask(admin, q).content
        for s, q in zip(sentences, ("?bulk=rename&count=2", "?bulk=rename&all=1"), strict=True)
    ] == [
        True,
        True,
    ]


def test_a_bulk_action_changes_the_chosen_rows_only(admin: Actor, other_organisation: Organisation) -> None:
    chosen = User.objects.get(login="p-1")
    response = ask(admin, data={"bulk": "rename", "selected": [str(chosen.uid)], "reason": "New"})
    assert (response.status_code, list(User.objects.filter(name="New").values_list("login", flat=True))) == (
        302,
        ["p-1"],
    )


def test_a_bulk_action_on_everything_keeps_to_the_filters(admin: Actor) -> None:
    ask(admin, "?role=manager", data={"bulk": "rename", "all": "1", "reason": "New"})
    assert sorted(User.objects.filter(name="New").values_list("login", flat=True)) == ["p-1", "p-3"]


def test_a_form_of_a_bulk_action_is_checked(admin: Actor) -> None:
    response = ask(admin, data={"bulk": "rename", "all": "1", "reason": ""})
    assert (response.status_code, User.objects.filter(name="").count()) == (422, 0)


def test_a_refusal_is_shown_in_the_dialog(admin: Actor) -> None:
    response = ask(admin, data={"bulk": "rename", "all": "1", "reason": "refuse"})
    assert (response.status_code, b"Not now." in response.content) == (409, True)


@pytest.mark.parametrize("data", [{"bulk": "drop"}, {"bulk": "rename", "selected": ["no-uid"], "reason": "x"}])
def test_what_does_not_exist_is_not_found(admin: Actor, data: dict[str, Any]) -> None:
    with pytest.raises(Http404):
        ask(admin, data=data)


def test_a_bulk_action_needs_its_own_right(admin: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    closed = access.Permission("test.closed", "Closed", {})
    monkeypatch.setattr(People, "bulk", (BulkAction("rename", "Rename", closed, "%(count)s", rename),))
    with pytest.raises(AccessDenied):
        ask(admin, data={"bulk": "rename", "all": "1"})
