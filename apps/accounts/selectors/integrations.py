"""Connections to the outside as the page of integrations shows them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.core.cache import cache
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import OrganisationSettings
from apps.accounts.permissions import SETTINGS_MANAGE
from apps.common import access, probes

if TYPE_CHECKING:
    from datetime import datetime

    from django.utils.functional import Promise

    from apps.common.actor import Actor

# Keys that are kept here already while nothing in this installation speaks to their service.
_WITHOUT_PROBE: Final = {
    "bitrix_webhook": ("bitrix", "Bitrix24", "arrows-exchange"),
    "dadata_key": ("dadata", "DaData", "building-bank"),
}


@dataclass(frozen=True, slots=True)
class Connection:
    """One integration: is its key set, and what the last check found (`ok` None: nothing to check, or never asked)."""

    key: str
    title: str | Promise
    purpose: str | Promise
    icon: str
    page: str = ""
    setting: str = ""
    has_key: bool = False
    is_checkable: bool = False
    ok: bool | None = None
    sentence: str = ""
    at: datetime | None = None

    @property
    def state(self) -> str:
        """The key of its status: connected, fault, ready (never checked) or disconnected (not set up)."""
        if self.ok is not None:
            return "connected" if self.ok else "fault"
        return "ready" if self.has_key and self.at is None else "disconnected"


def answer_name(organisation_id: int, key: str) -> str:
    """Return where the last answer of a check is kept."""
    return f"accounts:integration:{organisation_id}:{key}"


def settings_of(actor: Actor) -> OrganisationSettings:
    """Return the row that holds the keys; 404 without the right."""
    return access.fetch(actor, SETTINGS_MANAGE, OrganisationSettings.objects.all())


def connections(actor: Actor) -> list[Connection]:
    """Return every integration that registered a probe, then keys whose service nobody speaks to yet."""
    row = settings_of(actor)
    known = probes.probes()
    shown = [_shown(one, row) for one in known]
    taken = {one.setting for one in known} | {one.key for one in known}
    for setting, (key, title, icon) in _WITHOUT_PROBE.items():
        if setting not in taken and key not in taken:
            purpose = _("The key is kept for the service; there is nothing to check yet.")
            has_key = bool(getattr(row, setting))
            shown.append(Connection(key, title, purpose, icon, setting=setting, has_key=has_key))
    return shown


def _shown(probe: probes.Probe, row: OrganisationSettings) -> Connection:
    """Return a probe with the last answer."""
    kept = cache.get(answer_name(row.organisation_id, probe.key))
    ok, sentence, at = kept or (None, "", "")
    return Connection(
        key=probe.key,
        title=probe.title,
        purpose=probe.purpose,
        icon=probe.icon,
        page=probe.page,
        setting=probe.setting,
        has_key=bool(getattr(row, probe.setting)) if probe.setting else True,
        is_checkable=True,
        ok=ok,
        sentence=sentence,
        at=parse_datetime(at) if at else None,
    )
