"""The landing form: one lead of one form, robots and floods refused, who sent the visitor kept."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from django.core.cache import cache

from apps.accounts.models import Notification
from apps.audit.models import AuditRecord
from apps.common import clock
from apps.common.errors import DomainError, Invalid
from apps.common.roles import Role
from apps.common.scope import SystemJob, system_scope
from apps.crm.exceptions import FormRefused, LeadUnreachable
from apps.crm.models import Lead, ReferralLink
from apps.crm.services import landing, submit_request, update_referral_link
from tests.crm.sales_factories import make_link
from tests.factories import actor_for, make_user

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from apps.accounts.models import Organisation

pytestmark = pytest.mark.django_db
VALUES = {"name": "Анна Климова", "phone": "8 916 823-34-54", "message": "40 machines"}


@pytest.fixture(autouse=True)
def _no_earlier_visitors() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def _send(slug: str, token: str = "", *, after_s: int = 30, **values: Any) -> Lead:
    shown = token or landing.new_token(slug)
    asked: dict[str, Any] = {
        "trap": "", "consent": True, "visit": landing.Visit(ip="203.0.113.7", language="ru"), "values": VALUES,
    }  # fmt: skip
    with time_machine.travel(clock.now() + timedelta(seconds=after_s), tick=False):
        return submit_request(slug, token=shown, **(asked | values))


def _kept() -> list[Lead]:
    with system_scope(SystemJob.MAINTENANCE):
        return list(Lead.objects.select_related("source", "owner", "broker", "referral"))


def test_a_request_becomes_a_lead_with_its_consent_and_the_managers_are_told(organisation: Organisation) -> None:
    manager = make_user(organisation)
    _send(organisation.slug, visit=landing.Visit(ip="203.0.113.7", language="zh-hans", utm={"utm_source": "yandex"}))
    (lead,) = _kept()
    assert (lead.name, lead.phone, lead.language, lead.utm) == (
        "Анна Климова", "+79168233454", "zh-hans", {"utm_source": "yandex"},
    )  # fmt: skip
    assert (lead.source and lead.source.key, lead.consent_ip, lead.consent_version) == (
        "landing", "203.0.113.7", landing.CONSENT_VERSION,
    )  # fmt: skip
    with system_scope(SystemJob.MAINTENANCE):
        assert Notification.objects.get(kind="crm.lead.new").user_id == manager.pk
        record = AuditRecord.objects.get(action="crm.lead.create")
        text = bytes(record.canonical).decode(errors="replace")
        assert (record.actor_label, "203.0.113.7" in text, "Климова" in text) == ("public-form", False, False)


def test_the_same_form_sent_again_makes_one_lead(organisation: Organisation) -> None:
    token = landing.new_token(organisation.slug)
    first, again = _send(organisation.slug, token), _send(organisation.slug, token, after_s=60)
    assert (first.pk, len(_kept())) == (again.pk, 1)


@pytest.mark.parametrize(
    ("sent", "error", "field"),
    [
        ({"trap": "http://spam"}, FormRefused, None),
        ({"consent": False}, Invalid, "consent"),
        ({"after_s": 1}, FormRefused, None),
        ({"after_s": 13 * 3600}, FormRefused, None),
        ({"token": "forged"}, FormRefused, None),
        ({"values": {"name": "A"}}, LeadUnreachable, "phone"),
        ({"values": VALUES | {"name": ""}}, Invalid, "name"),
        ({"values": VALUES | {"message": "x" * 4001}}, Invalid, "message"),
    ],
)
def test_what_no_person_sends_is_refused_and_nothing_is_kept(
    organisation: Organisation,
    actions: Callable[[], list[str]],
    sent: dict[str, Any],
    error: type[DomainError],
    field: str | None,
) -> None:
    with pytest.raises(error) as refusal:
        _send(organisation.slug, **sent)
    assert (refusal.value.field, _kept(), [one for one in actions() if "lead" in one]) == (field, [], [])


def test_a_form_of_another_organisation_or_of_one_that_is_closed_is_refused(
    organisation: Organisation, other_organisation: Organisation
) -> None:
    token = landing.new_token(other_organisation.slug)
    with pytest.raises(FormRefused):
        _send(organisation.slug, token)
    with pytest.raises(FormRefused):
        _send("nobody")
    assert _kept() == []


def test_a_flood_from_one_address_is_stopped_and_others_are_served(organisation: Organisation) -> None:
    for _number in range(landing.PER_ADDRESS):
        _send(organisation.slug)
    with pytest.raises(landing.TooManyRequests):
        _send(organisation.slug)
    _send(organisation.slug, visit=landing.Visit(ip="203.0.113.8"))
    assert len(_kept()) == landing.PER_ADDRESS + 1


def test_a_link_gives_the_lead_to_who_sent_it_and_one_out_of_use_does_not(organisation: Organisation) -> None:
    broker, manager = make_user(organisation, Role.BROKER), make_user(organisation)
    brokers, managers = make_link(organisation, owner=broker), make_link(organisation, owner=manager)
    with system_scope(SystemJob.MAINTENANCE):
        update_referral_link(managers, by=actor_for(manager), version=1, changes={"title": "Autumn"})
    for link in (brokers, managers):
        _send(organisation.slug, visit=landing.Visit(ip="203.0.113.7", referral_code=link.code))
    first, second = sorted(_kept(), key=lambda lead: lead.pk)
    assert (first.broker_id, first.owner_id, first.referral_id, first.source and first.source.key) == (
        broker.pk, None, brokers.pk, "broker",
    )  # fmt: skip
    assert (second.broker_id, second.owner_id, second.source and second.source.key) == (None, manager.pk, "referral")
    with system_scope(SystemJob.MAINTENANCE):
        update_referral_link(brokers, by=actor_for(manager), version=1, changes={"is_active": False})
    third = _send(organisation.slug, visit=landing.Visit(ip="203.0.113.7", referral_code=brokers.code))
    assert (third.referral_id, third.broker_id) == (None, None)


def test_visits_of_a_link_are_counted(organisation: Organisation) -> None:
    link = make_link(organisation)
    assert [landing.note_visit(organisation.slug, code) for code in (link.code, link.code, "none")] == [
        True, True, False,
    ]  # fmt: skip
    with system_scope(SystemJob.MAINTENANCE):
        assert ReferralLink.objects.get().visits == 2
