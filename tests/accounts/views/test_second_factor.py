"""The second factor: enrolled by picture, asked at sign-in, each code good once."""

from __future__ import annotations

import base64
import json
import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from django.db import connection
from django_otp.oath import totp

from apps.accounts.models import Organisation, RecoveryCode, TotpDevice, User
from apps.accounts.services import second_factor
from apps.audit.models import AuditRecord
from apps.common.clock import now
from apps.common.models import IdempotencyRecord
from apps.common.roles import Role
from apps.common.scope import SystemJob, system_scope
from tests.browser import Browser
from tests.factories import PASSWORD, actor_for, make_user

if TYPE_CHECKING:
    from collections.abc import Callable

PAGE = "/profile/second-factor/"


def _code(user: User, at: datetime | None = None) -> str:
    with system_scope(SystemJob.MAINTENANCE):
        seed = TotpDevice.objects.get(user=user).seed
    moment = (at or now()).timestamp()
    return f"{totp(base64.b32decode(seed), t0=int(now().timestamp() - moment)):06}"


def _seed_code(seed: str) -> str:
    return f"{totp(base64.b32decode(seed), t0=0):06}"


@pytest.fixture
def person(organisation: Organisation) -> User:
    return make_user(organisation, Role.ADMIN, login="ada")


@pytest.fixture
def enrolled(person: User) -> User:
    by = actor_for(person)
    device = second_factor.begin_enrolment(by=by)
    with time_machine.travel(now() - timedelta(minutes=5)):
        second_factor.confirm_enrolment(by=by, code=_seed_code(device.seed))
    return person


def _half_way(user: User) -> Browser:
    browser = Browser()
    answer = browser.post("/sign-in/", {"username": user.login, "password": PASSWORD, "next": "/profile/"})
    assert answer["Location"] == "/sign-in/code/"
    return browser


def test_a_person_enrols_by_the_picture_and_gets_ten_codes_once(
    person: User, signed_in: Callable[[User], Browser]
) -> None:
    browser = signed_in(person)
    page = browser.get(PAGE).content.decode()
    assert 'src="data:image/svg+xml' in page
    seed = re.search(r"<code[^>]*>([A-Z2-7]{32})</code>", page)
    assert seed
    answer = browser.post(PAGE, {"code": _seed_code(seed[1])}, key="once")
    codes = re.findall(r"\b[2-9A-Z]{5}-[2-9A-Z]{5}\b", answer.content.decode())
    assert len(set(codes)) == 10
    assert "no-store" in answer["Cache-Control"]
    with system_scope(SystemJob.MAINTENANCE):
        assert RecoveryCode.objects.filter(user=person).count() == 10
        assert not any(codes[0].replace("-", "") in row.digest for row in RecoveryCode.objects.all())
        kept = b"".join(bytes(row.body) for row in IdempotencyRecord.objects.all())
        assert AuditRecord.objects.filter(action="accounts.second_factor.enrol").count() == 1
    assert codes[0].encode() not in kept
    repeated = browser.post(PAGE, {"code": _seed_code(seed[1])}, key="once")
    assert (repeated.status_code, codes[0] in repeated.content.decode()) == (409, False)


def test_the_seed_is_encrypted_at_rest(enrolled: User) -> None:
    with system_scope(SystemJob.MAINTENANCE), connection.cursor() as cursor:
        seed = TotpDevice.objects.get(user=enrolled).seed
        cursor.execute("SELECT seed FROM accounts_totpdevice")
        assert seed.encode() not in bytes(cursor.fetchone()[0])


def test_a_wrong_first_code_enrols_nothing(person: User, signed_in: Callable[[User], Browser]) -> None:
    browser = signed_in(person)
    browser.get(PAGE)
    assert browser.post(PAGE, {"code": "000000"}).status_code == 422
    assert not second_factor.is_enrolled(person)


def test_the_password_alone_does_not_open_the_account(enrolled: User) -> None:
    browser = _half_way(enrolled)
    assert browser.get("/profile/")["Location"].startswith("/sign-in/?next=")
    answer = browser.post("/sign-in/code/", {"code": _code(enrolled)})
    assert answer["Location"] == "/profile/"
    assert browser.get("/profile/").status_code == 200


def test_a_code_is_good_once(enrolled: User) -> None:
    code = _code(enrolled)
    with time_machine.travel(now(), tick=False):
        assert _half_way(enrolled).post("/sign-in/code/", {"code": code}).status_code == 302
        assert _half_way(enrolled).post("/sign-in/code/", {"code": code}).status_code == 422


def test_a_refused_code_is_recorded(enrolled: User) -> None:
    _half_way(enrolled).post("/sign-in/code/", {"code": "123456"})
    with system_scope(SystemJob.MAINTENANCE):
        row = AuditRecord.objects.filter(action="accounts.session.refuse").get()
    assert json.loads(row.changes)["after"]["outcome"] == "second factor"


def test_five_wrong_codes_lock_for_five_minutes(enrolled: User) -> None:
    browser = _half_way(enrolled)
    with time_machine.travel(now(), tick=False) as clock:
        statuses = [browser.post("/sign-in/code/", {"code": "000000"}).status_code for _ in range(6)]
        assert statuses == [422] * 5 + [429]
        assert browser.post("/sign-in/code/", {"code": _code(enrolled)}).status_code == 429
        clock.shift(301)
        assert browser.post("/sign-in/code/", {"code": _code(enrolled)}).status_code == 302


def test_a_recovery_code_stands_in_once(person: User) -> None:
    by = actor_for(person)
    device = second_factor.begin_enrolment(by=by)
    code = second_factor.confirm_enrolment(by=by, code=_seed_code(device.seed))[0]
    assert _half_way(person).post("/sign-in/code/", {"code": code.lower().replace("-", " ")}).status_code == 302
    assert _half_way(person).post("/sign-in/code/", {"code": code}).status_code == 422
    assert second_factor.codes_left(by=by) == 9


def test_the_second_step_ends_after_ten_minutes(enrolled: User) -> None:
    browser = _half_way(enrolled)
    with time_machine.travel(now() + timedelta(minutes=11)):
        assert browser.post("/sign-in/code/", {"code": _code(enrolled)})["Location"] == "/sign-in/"


def test_staff_are_led_to_enrolment_where_it_is_required(
    person: User, signed_in: Callable[[User], Browser], settings: Any
) -> None:
    settings.SECOND_FACTOR_REQUIRED_FOR_STAFF = True
    browser = signed_in(person)
    assert browser.get("/profile/")["Location"] == PAGE
    assert browser.get("/api/v1/me")["Content-Type"] == "application/problem+json"
    page = browser.get(PAGE).content.decode()
    seed = re.search(r"<code[^>]*>([A-Z2-7]{32})</code>", page)
    assert seed
    browser.post(PAGE, {"code": _seed_code(seed[1])})
    assert browser.get("/profile/").status_code == 200


def test_a_clients_user_works_without_a_second_factor(
    organisation: Organisation, signed_in: Callable[[User], Browser], settings: Any
) -> None:
    settings.SECOND_FACTOR_REQUIRED_FOR_STAFF = True
    assert signed_in(make_user(organisation, Role.CLIENT_VIEWER)).get("/profile/").status_code == 200


def test_the_second_factor_is_switched_off_only_where_it_may_be(
    enrolled: User, signed_in: Callable[[User], Browser], settings: Any
) -> None:
    browser = _half_way(enrolled)
    browser.post("/sign-in/code/", {"code": _code(enrolled)})
    settings.SECOND_FACTOR_REQUIRED_FOR_STAFF = True
    assert browser.post(f"{PAGE}remove/", {"code": "000000"}).status_code == 409
    settings.SECOND_FACTOR_REQUIRED_FOR_STAFF = False
    with time_machine.travel(now() + timedelta(minutes=2)):
        browser.post(f"{PAGE}remove/", {"code": _code(enrolled)})
    assert not second_factor.is_enrolled(enrolled)


def test_platform_staff_enrol_too(db: None) -> None:
    platform = make_user(None, Role.PLATFORM)
    device = second_factor.begin_enrolment(by=actor_for(platform))
    second_factor.confirm_enrolment(by=actor_for(platform), code=_seed_code(device.seed))
    assert second_factor.is_enrolled(platform)
