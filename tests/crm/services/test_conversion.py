"""Conversion: a lead becomes a client and a deal, all of it or nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from apps.accounts.models import User
from apps.common.errors import AccessDenied, StaleVersion
from apps.common.roles import Role
from apps.common.scope import scope
from apps.crm.exceptions import ClientArchived, DuplicateClient
from apps.crm.models import Client, Contact, Deal, Lead
from apps.crm.services import archive_client, convert_lead, update_lead
from tests.crm.factories import company_inn, make_client
from tests.crm.sales_factories import make_lead, make_link
from tests.factories import make_user

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from apps.accounts.models import Organisation
    from apps.common.actor import Actor

pytestmark = pytest.mark.django_db


def test_everything_the_lead_knew_goes_over_and_the_first_touch_stays(
    organisation: Organisation, manager: Actor
) -> None:
    broker = make_user(organisation, Role.BROKER)
    link = make_link(organisation, owner=broker)
    lead = make_lead(
        organisation, company="ООО «Кварц»", inn=company_inn(71), email="kvarc@example.test", telegram="kvarc_boss",
        message="Нужно место для 40 машин", power_kw="140", hashrate_phs="8.5", unit_count=40, referral=link,
        next_step="Send the offer", next_step_on="2026-12-01",
    )  # fmt: skip
    with scope(manager):
        update_lead(lead, by=manager, version=1, changes={"owner": User.objects.get(pk=manager.person_id)})
        made = convert_lead(lead, by=manager, version=2, monthly_income="514080", site_wish="Север")
        client, deal = Client.objects.get(), Deal.objects.get()
        contact = Contact.objects.get()
        assert (client.type, client.name, client.inn, client.manager_id, client.note) == (
            "legal_entity", "ООО «Кварц»", lead.inn, manager.id, "Нужно место для 40 машин",
        )  # fmt: skip
        assert (contact.name, contact.phone, contact.telegram) == (lead.name, lead.phone, "kvarc_boss")
        assert (str(deal.power_kw), str(deal.hashrate_phs), deal.unit_count, deal.next_step) == (
            "140.000", "8.500", 40, "Send the offer",
        )  # fmt: skip
        assert (deal.lead_id, deal.referral_id, deal.broker_id, deal.source_id) == (
            lead.pk, link.pk, broker.pk, Lead.objects.get().source_id,
        )  # fmt: skip
        assert (made.lead.client_id, made.lead.status, str(made.deal.monthly_income)) == (
            client.pk, "converted", "514080",
        )  # fmt: skip


def test_an_existing_client_gets_the_deal_and_a_new_person_becomes_a_contact_once(
    organisation: Organisation, manager: Actor
) -> None:
    client = make_client(organisation)
    first, again = make_lead(organisation, email="new@firm.test"), make_lead(organisation, email="new@firm.test")
    with scope(manager):
        convert_lead(first, by=manager, version=1, client=client)
        convert_lead(again, by=manager, version=1, client=client)
        assert (Client.objects.count(), Contact.objects.count(), Deal.objects.filter(client=client).count()) == (
            1,
            1,
            2,
        )


def test_a_refusal_leaves_nothing_behind(
    organisation: Organisation, manager: Actor, actions: Callable[[], list[str]]
) -> None:
    twin = make_client(organisation)
    lead = make_lead(organisation, company="Twin", inn=twin.inn)
    before = actions()
    with scope(manager):
        with pytest.raises(DuplicateClient):
            convert_lead(lead, by=manager, version=1, new_client={"type": "legal_entity"})
        with pytest.raises(StaleVersion):
            convert_lead(
                lead,
                by=manager,
                version=7,
                new_client={"type": "legal_entity", "inn": company_inn(88), "name": "Another"},
            )
        assert (Client.objects.count(), Deal.objects.count(), Lead.objects.get().status) == (1, 0, "new")
    assert actions() == before


def test_an_archived_client_takes_no_deal(organisation: Organisation, manager: Actor) -> None:
    client, lead = make_client(organisation), make_lead(organisation)
    with scope(manager):
        archive_client(client, by=manager, version=1)
        with pytest.raises(ClientArchived):
            convert_lead(lead, by=manager, version=1, client=client)
        assert Lead.objects.get().status == "new"


def test_a_broker_converts_nothing(organisation: Organisation, actors: Mapping[Role, Actor]) -> None:
    broker = actors[Role.BROKER]
    lead = make_lead(organisation, broker)
    with scope(broker), pytest.raises(AccessDenied):
        convert_lead(lead, by=broker, version=1)
