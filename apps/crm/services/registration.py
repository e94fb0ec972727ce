"""Registration of a contract: it becomes binding and gets its number."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils.text import get_text_list
from django.utils.translation import gettext_lazy as _

from apps.common import access, clock, events, masks, sequences
from apps.common.errors import Invalid
from apps.crm import signals
from apps.crm.enums import ContractVerb
from apps.crm.exceptions import NumberTaken, RequisitesMissing
from apps.crm.models import Client, Contract
from apps.crm.permissions import CONTRACT_MANAGE
from apps.crm.rules import client_fields
from apps.crm.selectors import numbering
from apps.crm.services.contract_states import move, target
from apps.crm.services.locking import lock_contract, lock_working_client
from apps.crm.services.soundness import accept_register_state

if TYPE_CHECKING:
    from datetime import date

    from apps.common.actor import Actor


def register_contract(contract: Contract, *, by: Actor, version: int, register_accepted: str = "") -> Contract:
    """Register a draft that the person saw as `version`: it becomes active, gets its number, and is returned.

    The number follows the mask of the contract's type (else the organisation's), counted per own legal entity and
    shape of the mask, restarting yearly when the mask holds a year (the year of the contract's date, which is today
    where the legal entity is unless set). The counter is taken last and rolls back with the transaction: no gap, no
    duplicate. `register_accepted` is that of `create_contract`, for a client whose state changed since the draft.
    Effects: number, dates, status; one audit record; `contract_registered` and `contract_status_changed` after commit.
    Raises AccessDenied, TransitionRefused, ClientArchived, ClientNotSound, RequisitesMissing, Invalid (no tariff),
    NumberTaken, StaleVersion.
    """
    access.require(by, CONTRACT_MANAGE, contract)
    with transaction.atomic():
        client = lock_working_client(contract.client)
        locked = lock_contract(contract)
        target(locked, ContractVerb.REGISTER)
        refuse_missing_requisites(client)
        accept_register_state(locked, client, register_accepted)
        if locked.tariff_rate is None and not locked.tariff_text:
            raise Invalid(_("A contract needs a tariff."), field="tariff_rate")
        _number(locked, client)
        fields = ("number", "ordinal", "registered_at", "signed_on", "starts_on", "register_accepted")
        try:
            with transaction.atomic():
                move(locked, ContractVerb.REGISTER, by=by, version=version, fields=fields)
        except IntegrityError as error:
            if "crm_contract_number_once" in str(error):
                raise NumberTaken(number=locked.number) from error
            raise
        events.announce(
            signals.contract_registered, by=by, sender=Contract, contract_id=locked.pk, number=locked.number
        )
    return locked


def missing_requisites(client: Client) -> tuple[str, ...]:
    """Return the names of the card's fields that a contract needs and that are empty."""
    return client_fields.missing(client.type, {name: getattr(client, name) for name in client_fields.FIELDS})


def refuse_missing_requisites(client: Client) -> None:
    """Raise RequisitesMissing, with the titles of the empty fields, unless the card has all a contract needs."""
    names = missing_requisites(client)
    if names:
        titles: list[Any] = [Client.title_of(name) for name in names]
        raise RequisitesMissing(fields=get_text_list(titles, _("and")), field=names[0])


def _number(contract: Contract, client: Client) -> None:
    """Give the contract its dates and its number; the counter stays locked until the transaction ends."""
    instant = clock.now()
    day: date = contract.signed_on or clock.day_in(contract.legal_entity.time_zone, instant)
    mask = masks.parse(numbering.effective_masks(contract.organisation_id)[contract.type])
    is_legal = numbering.counts_as_company(client.type, contract.organisation_id)
    contract.ordinal = sequences.next_number(
        contract.organisation_id, numbering.series_key(contract.legal_entity_id, mask), mask.period(day)
    )
    contract.number = mask.render(contract.ordinal, day, is_legal=is_legal)
    contract.registered_at = instant
    contract.signed_on = day
    contract.starts_on = contract.starts_on or day
