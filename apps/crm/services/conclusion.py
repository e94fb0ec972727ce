"""A contract from draft to document in one step, as a manager makes it on the phone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from apps.crm.services.contracts import create_contract
from apps.crm.services.documents import make_contract_document
from apps.crm.services.registration import register_contract

if TYPE_CHECKING:
    from apps.common.actor import Actor
    from apps.crm.models import Client, Contract


def conclude_contract(*, by: Actor, client: Client, **terms: Any) -> Contract:
    """Draft, register and print a contract with `client`, and return it; all of it or nothing.

    `terms` are those of `create_contract`. Effects and refusals are those of `create_contract`, `register_contract`
    and `make_contract_document`, in this order.
    """
    with transaction.atomic():
        draft = create_contract(by=by, client=client, **terms)
        contract = register_contract(draft, by=by, version=draft.version)
        make_contract_document(contract, by=by)
    return contract
