"""One worker's turn at the exchange of one organisation: who acts, which portal, which presets."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from django.db import connection as database

from apps.accounts.models import OrganisationSettings
from apps.common.actor import Actor
from apps.common.crypto import blind_index
from apps.common.scope import scope
from apps.crm.enums import ClientType, Policy
from apps.crm.exceptions import BitrixNotSet
from apps.crm.integrations.bitrix24 import CallRefused, Command, Portal, Webhook
from apps.crm.models import BitrixConnection, BitrixRun
from apps.crm.rules.bitrix.presets import Presets, choose

ACTOR: Final = "Bitrix24"
_DIGEST_CHARS: Final = 32
_LOCK_SPACE: Final = 2_424


def actor_of(organisation_id: int) -> Actor:
    """Return the job that acts for an organisation."""
    return Actor.job(ACTOR, organisation_id)


def digest(name: str, value: str) -> str:
    """Return the keyed hash that stands for a value in a link."""
    return blind_index(value, f"crm.bitrix.{name}").hex()[:_DIGEST_CHARS]


def webhook_of(organisation_id: int) -> Webhook:
    """Return the address of the organisation's portal, read in the present scope. Raises BitrixNotSet."""
    text = OrganisationSettings.objects.get(organisation_id=organisation_id).bitrix_webhook
    if not text:
        raise BitrixNotSet
    return Webhook.parse(text)


@contextmanager
def alone(organisation_id: int) -> Iterator[bool]:
    """Hold the organisation's lock, which the database frees when this process dies; False when another has it."""
    with database.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [_LOCK_SPACE, organisation_id])
        taken = bool(cursor.fetchone()[0])
    try:
        yield taken
    finally:
        if taken:
            with database.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [_LOCK_SPACE, organisation_id])


@dataclass
class Session:
    """What the parts of one turn share; `counts` gathers what was done since it was last written down."""

    settings: BitrixConnection
    portal: Portal
    run: BitrixRun | None = None
    counts: dict[str, int] = field(default_factory=dict)

    @property
    def actor(self) -> Actor:
        """Who writes on our side."""
        return actor_of(self.settings.organisation_id)

    def count(self, what: str, number: int = 1) -> None:
        """Count something that was done."""
        if number:
            self.counts[what] = self.counts.get(what, 0) + number

    def write_counts(self, records: int) -> None:
        """Add what was done to the run, in the transaction of what was done."""
        if self.run is not None:
            row = BitrixRun.objects.select_for_update().get(pk=self.run.pk)
            row.done += records
            for name, number in self.counts.items():
                row.counts[name] = row.counts.get(name, 0) + number
            row.save(update_fields=["done", "counts", "updated_at"])
        self.counts = {}

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Work in a transaction of the organisation."""
        with scope(self.actor):
            yield

    def policies(self, groups: dict[str, tuple[str, ...]]) -> dict[str, Policy]:
        """Return the policy of each field."""
        chosen = {name: Policy(getattr(self.settings, f"policy_{name}")) for name in groups}
        return {field_name: chosen[name] for name, fields in groups.items() for field_name in fields}

    @cached_property
    def presets(self) -> Presets:
        """The portal's presets, asked once a turn."""
        rows: list[dict[str, Any]] = self.portal.lists(
            [Command("crm.requisite.preset.list", {"order": {"ID": "ASC"}, "select": ["ID", "NAME", "XML_ID"]})]
        )[0]
        chosen = choose(
            rows,
            {
                ClientType.LEGAL_ENTITY: self.settings.preset_legal_entity,
                ClientType.SOLE_TRADER: self.settings.preset_sole_trader,
                ClientType.PERSON: self.settings.preset_person,
            },
        )
        ids = [int(row["ID"]) for row in rows]
        asked = [Command("crm.requisite.preset.field.list", {"preset": {"ID": number}}) for number in ids]
        try:
            fields = self.portal.lists(asked)
        except CallRefused:
            # A portal that does not tell keeps whatever it is given, as far as we know.
            return Presets(chosen)
        kept = {
            number: frozenset(str(row.get("FIELD_NAME")) for row in found)
            for number, found in zip(ids, fields, strict=True)
        }
        return Presets(chosen, kept)
