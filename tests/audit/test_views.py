"""The pages, the admin and the API of the record, in a browser of each role."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from django.urls import reverse

from apps.accounts.models import Organisation, User
from apps.audit.admin import entries_of
from apps.audit.models import AuditRecord
from apps.audit.services import record, seal
from apps.audit.services.root_files import trusted_keys
from apps.common.roles import Role
from apps.common.scope import SystemJob, scope, system_scope
from tests.audit.second import second_verifier
from tests.browser import Browser
from tests.factories import actor_for, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.audit.addresses")]
SignIn = Callable[[User], Browser]


@pytest.fixture
def administrator(organisation: Organisation) -> User:
    return make_user(organisation, Role.ADMIN)


@pytest.fixture
def made(administrator: User, roots: Path) -> AuditRecord:
    actor = actor_for(administrator)
    with scope(actor):
        return record(
            by=actor,
            action="crm.client.change",
            subject=None,
            before={"phone": "+7 111", "kw": 7},
            after={"phone": "+7 222", "kw": 9},
            personal=("phone",),
            reason="asked by letter",
        )


def test_the_log_lists_and_finds_records(made: AuditRecord, administrator: User, signed_in: SignIn) -> None:
    browser = signed_in(administrator)
    whole = browser.get("/audit/")
    found = browser.get("/audit/?action=crm.client.change")
    nothing = browser.get("/audit/?q=nowhere")

    assert (whole.status_code, found.status_code, nothing.status_code) == (200, 200, 200)
    assert [row["key"] for row in found.context["table_rows"]] == [str(made.uid)]
    assert nothing.context["table_rows"] == []


def test_one_record_shows_values_before_and_after(made: AuditRecord, administrator: User, signed_in: SignIn) -> None:
    page = signed_in(administrator).get(f"/audit/{made.uid}/").content.decode()

    assert [word in page for word in ("+7 111", "+7 222", "asked by letter", "crm.client.change")] == [True] * 4


def test_an_auditor_sees_no_personal_value(made: AuditRecord, organisation: Organisation, signed_in: SignIn) -> None:
    page = signed_in(make_user(organisation, Role.AUDITOR)).get(f"/audit/{made.uid}/").content.decode()

    assert ("+7 111" in page, "•••" in page) == (False, True)


def test_verification_gives_the_verdict_on_the_page(made: AuditRecord, administrator: User, signed_in: SignIn) -> None:
    seal()
    browser = signed_in(administrator)
    before, after = browser.get("/audit/verify/"), browser.post("/audit/verify/")

    assert (before.context["verdict"], after.context["verdict"].holds, after.context["verdict"].roots) == (
        None,
        True,
        1,
    )


def test_export_and_proof_are_files_that_hold(made: AuditRecord, administrator: User, signed_in: SignIn) -> None:
    seal()
    browser = signed_in(administrator)
    export, proof = browser.post("/audit/export/"), browser.get(f"/audit/{made.uid}/proof/")
    keys = list(trusted_keys())

    assert second_verifier().verify_export(io.BytesIO(export.content), keys)[0] == []
    assert second_verifier().verify_proof(proof.json(), keys) is None
    with system_scope(SystemJob.AUDIT_VERIFY):
        assert AuditRecord.objects.filter(action="audit.record.export").count() == 1


@pytest.mark.parametrize(
    ("role", "answers"),
    [
        (Role.AUDITOR, (200, 200, 200)),
        (Role.MANAGER, (403, 403, 403)),
        (Role.CLIENT_ADMIN, (200, 404, 403)),
    ],
)
def test_each_role_gets_its_answer(
    made: AuditRecord, organisation: Organisation, signed_in: SignIn, role: Role, answers: tuple[int, ...]
) -> None:
    browser = signed_in(make_user(organisation, role))
    paths = ("/audit/", f"/audit/{made.uid}/", "/audit/verify/")

    assert tuple(browser.get(path).status_code for path in paths) == answers


def test_another_organisation_finds_nothing(
    made: AuditRecord, other_organisation: Organisation, signed_in: SignIn
) -> None:
    browser = signed_in(make_user(other_organisation, Role.ADMIN))
    answers = [browser.get(path).status_code for path in (f"/audit/{made.uid}/", f"/audit/{made.uid}/proof/")]

    assert answers == [404, 404]
    assert str(made.uid) not in browser.get("/audit/").content.decode()


def test_the_admin_shows_the_log_and_lets_nothing_be_changed(
    made: AuditRecord, administrator: User, signed_in: SignIn
) -> None:
    browser = signed_in(administrator)
    listed = browser.get("/admin/audit/auditrecord/")
    shown = browser.get(f"/admin/audit/auditrecord/{made.pk}/change/")
    added = browser.get("/admin/audit/auditrecord/add/")
    deleted = browser.post(f"/admin/audit/auditrecord/{made.pk}/delete/", {"post": "yes"})

    assert [answer.status_code for answer in (listed, shown, added, deleted)] == [200, 200, 403, 405]
    assert bytes(made.hash).hex() in shown.content.decode()


def test_the_api_gives_records_with_commitments_for_personal_values(
    made: AuditRecord, administrator: User, signed_in: SignIn
) -> None:
    answer = signed_in(administrator).get(f"/api/v1/audit/records/{made.uid}/").json()

    assert (answer["action"], answer["seq"], answer["changes"]["after"]["kw"]) == ("crm.client.change", made.seq, 9)
    assert set(answer["changes"]["after"]["phone"]) == {"$commitment"}


def test_the_verify_button_of_the_admin_shows_the_verdict(
    made: AuditRecord, administrator: User, signed_in: SignIn
) -> None:
    seal()
    browser = signed_in(administrator)
    address = reverse("admin:audit_auditrecord_verify")
    dialog = browser.get(address)
    done = browser.post(address, {"_confirmed": "1"}, follow=True)

    assert (dialog.status_code, done.status_code) == (200, 200)
    assert [str(message) for message in done.context["messages"]] == [
        "The log holds: 1 records in 1 chains, 1 signed roots."
    ]


def test_the_history_button_gets_the_records_of_a_row(
    made: AuditRecord, administrator: User, organisation: Organisation
) -> None:
    actor = actor_for(administrator)
    with scope(actor):
        record(by=actor, action="accounts.organisation.rename", subject=organisation, before={"n": 1}, after={"n": 2})
        found = list(entries_of(actor, organisation))

    assert [(entry.action, entry.changes, entry.by) for entry in found] == [
        ("accounts.organisation.rename", {"n": (1, 2)}, actor.label)
    ]
