"""Connections to the outside: checked now, and the last answer kept for the page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.core.cache import cache

from apps.accounts.models import Organisation
from apps.accounts.permissions import SETTINGS_MANAGE
from apps.accounts.selectors.integrations import answer_name
from apps.accounts.services.company import change_keys
from apps.audit.services import record
from apps.common import access, clock
from apps.common.scope import scope

if TYPE_CHECKING:
    from apps.accounts.models import OrganisationSettings
    from apps.common.actor import Actor
    from apps.common.probes import Outcome, Probe

_KEPT_SECONDS: Final = 90 * 24 * 60 * 60


def check_integration(probe: Probe, *, by: Actor) -> Outcome:
    """Speak to the outside service now and return what came of it.

    Called outside a scope, since a slow service must not hold a transaction. Effects: the answer is kept for the page;
    one audit record. Raises AccessDenied.
    """
    access.require(by, SETTINGS_MANAGE)
    outcome = probe.check(by)
    cache.set(
        answer_name(by.tenant_id, probe.key), (outcome.ok, outcome.sentence, clock.now().isoformat()), _KEPT_SECONDS
    )
    with scope(by):
        organisation = Organisation.objects.get(pk=by.tenant_id)
        after = {"integration": probe.key, "ok": outcome.ok}
        record(by=by, action="accounts.integration.check", subject=organisation, after=after)
    return outcome


def change_integration_key(*, by: Actor, name: str, value: str, version: int, probe: str = "") -> OrganisationSettings:
    """Set one key («-» removes it, an empty value leaves it); what was found with the old one is forgotten.

    Effects and refusals are those of `change_keys`.
    """
    row = change_keys(by=by, values={name: value}, version=version)
    if value:
        cache.delete(answer_name(by.tenant_id, probe))
    return row
