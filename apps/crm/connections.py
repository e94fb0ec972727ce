"""Crm's connections to the outside, as the page of integrations checks them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.common import probes
from apps.crm.integrations.dadata.errors import KeyMissing, LookupFailed
from apps.crm.services import lookups
from apps.crm.services.bitrix.probing import check_connection

if TYPE_CHECKING:
    from apps.common.actor import Actor


def check_dadata(by: Actor) -> probes.Outcome:
    """Ask DaData one question with the organisation's key."""
    try:
        lookups.check_connection(by)
    except KeyMissing:
        return probes.Outcome(None, _("No key is entered."))
    except LookupFailed as refusal:
        return probes.Outcome(ok=False, sentence=refusal.message)
    return probes.Outcome(ok=True, sentence=_("DaData answers and takes the key."))


def register() -> None:
    """Register the probes; called once when the app is ready."""
    probes.register(
        probes.Probe(
            "bitrix",
            "Bitrix24",
            check_connection,
            order=30,
            purpose=gettext_lazy("Exchanges clients, contacts, requisites and bank accounts in both directions."),
            setting="bitrix_webhook",
            page="crm:bitrix",
            icon="arrows-exchange",
        )
    )
    probes.register(
        probes.Probe(
            "dadata",
            "DaData",
            check_dadata,
            order=20,
            purpose=gettext_lazy(
                "Fills a client's card by INN or name, a bank by BIC, addresses and passport offices."
            ),
            setting="dadata_key",
            icon="building-bank",
        )
    )
