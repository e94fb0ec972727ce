"""The page of the exchange: state, start and stop, settings, conflicts, and the address that the portal calls."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.test import Client as Browser
from django.urls import reverse

from apps.accounts.models import OrganisationSettings
from apps.audit.models import AuditRecord
from apps.common.clock import now
from apps.common.roles import Role
from apps.common.scope import SystemJob, system_scope
from apps.crm.models import BitrixConflict, BitrixConnection, BitrixEvent, BitrixLink, BitrixRun
from tests.crm.factories import make_client
from tests.factories import make_user

if TYPE_CHECKING:
    from collections.abc import Callable

    from apps.accounts.models import Organisation, User

pytestmark = pytest.mark.django_db
WEBHOOK = "https://company.bitrix24.ru/rest/1/topsecret/"
FORM = {
    "version": "1", "webhook": WEBHOOK, "application_token": "the-token", "member_id": "", "owner_user_id": "7",
    "policy_requisites": "ours", "policy_reach": "newest", "policy_names": "ask", "poll_minutes": "5",
    "scan_hours": "24",
}  # fmt: skip


@pytest.fixture
def admin_browser(organisation: Organisation, signed_in: Callable[[User], Browser]) -> Browser:
    return signed_in(make_user(organisation, Role.ADMIN))


def _save(browser: Browser, key: str = "one", **values: str) -> int:
    form = FORM | values | {"_idempotency_key": key}
    return int(browser.post(reverse("crm:bitrix_settings"), form).status_code)


def _actions() -> list[str]:
    with system_scope(SystemJob.MAINTENANCE):
        rows = AuditRecord.objects.filter(action__startswith="crm.bitrix").order_by("id")
        return list(rows.values_list("action", flat=True))


def test_settings_are_kept_encrypted_and_never_shown(admin_browser: Browser, organisation: Organisation) -> None:
    assert _save(admin_browser) == 302
    page = admin_browser.get(reverse("crm:bitrix_settings")).content.decode()
    with system_scope(SystemJob.MAINTENANCE):
        assert OrganisationSettings.objects.get(organisation=organisation).bitrix_webhook == WEBHOOK
        assert BitrixConnection.objects.get().application_token == "the-token"
        records = "".join(str(one.changes) for one in AuditRecord.objects.all())
    assert ("topsecret" in page, "the-token" in page) == (False, False)
    assert ("topsecret" in records, "the-token" in records) == (False, False)


def test_a_wrong_webhook_is_refused_at_its_field_with_what_was_typed(admin_browser: Browser) -> None:
    response = admin_browser.post(
        reverse("crm:bitrix_settings"), FORM | {"webhook": "nonsense", "owner_user_id": "9", "_idempotency_key": "x"}
    )
    assert response.status_code == 422
    assert b'value="9"' in response.content
    assert _actions() == []


def test_start_and_stop_are_recorded_and_a_second_run_is_refused(admin_browser: Browser) -> None:
    _save(admin_browser)
    for key, step in (("a", "start"), ("b", "trial"), ("c", "stop")):
        admin_browser.post(reverse("crm:bitrix_step", args=[step]), {"_idempotency_key": key})
    assert _actions() == ["crm.bitrix.change", "crm.bitrix.start", "crm.bitrix.stop"]
    with system_scope(SystemJob.MAINTENANCE):
        assert list(BitrixRun.objects.values_list("mode", "state")) == [("full", "stopped")]
        assert BitrixConnection.objects.get().is_active is False


def test_without_a_webhook_nothing_starts(admin_browser: Browser) -> None:
    admin_browser.post(reverse("crm:bitrix_step", args=["start"]), {"_idempotency_key": "a"})
    with system_scope(SystemJob.MAINTENANCE):
        assert BitrixRun.objects.count() == 0
    assert _actions() == []


def test_a_manager_sees_both_values_and_decides_but_changes_no_settings(
    organisation: Organisation, signed_in: Callable[[User], Browser]
) -> None:
    client = make_client(organisation)
    with system_scope(SystemJob.MAINTENANCE):
        link = BitrixLink.objects.create(
            organisation=organisation, kind="company", client=client, remote_id=14, synced_at=now()
        )
        conflict = BitrixConflict.objects.create(
            organisation=organisation, link=link, field="title", ours="Орёл", theirs="Решка", ours_hash="a",
            theirs_hash="b",
        )  # fmt: skip
    browser = signed_in(make_user(organisation, Role.MANAGER))
    page = browser.get(reverse("crm:bitrix")).content.decode()
    assert ("Орёл" in page, "Решка" in page) == (True, True)
    assert browser.get(reverse("crm:bitrix_settings")).status_code == 403
    for key in ("a", "b"):
        browser.post(reverse("crm:bitrix_decide", args=[conflict.uid]), {"choice": "ours", "_idempotency_key": key})
    assert _actions() == ["crm.bitrix.decide"]
    card = browser.get(reverse("crm:client", args=[client.uid])).content.decode()
    assert "/crm/company/details/14/" in card


def test_the_portal_calls_without_signing_in_and_a_stranger_is_refused(admin_browser: Browser) -> None:
    _save(admin_browser)
    with system_scope(SystemJob.MAINTENANCE):
        BitrixConnection.objects.update(is_active=True)
        uid = BitrixConnection.objects.get().uid
    stranger = Browser(enforce_csrf_checks=True)
    form = {"event": "ONCRMCONTACTADD", "data[FIELDS][ID]": "5", "ts": "1", "auth[application_token]": "the-token"}
    url = reverse("crm:bitrix_event", args=[uid])
    assert stranger.post(url, form).status_code == 200
    assert stranger.post(url, form | {"auth[application_token]": "guess"}).status_code == 403
    with system_scope(SystemJob.MAINTENANCE):
        assert BitrixEvent.objects.count() == 1
