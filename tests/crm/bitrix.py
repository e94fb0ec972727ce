"""A portal of Bitrix24 and an organisation whose exchange points at it, for tests of crm and for the proof."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from apps.accounts.models import OrganisationSettings
from apps.common.actor import Actor
from apps.common.scope import SystemJob, system_scope
from apps.crm.models import BitrixConnection
from apps.crm.services import bitrix
from local_servers.bitrix24.store import COMPANY, CONTACT

if TYPE_CHECKING:
    from apps.accounts.models import Organisation
    from local_servers.bitrix24 import Bitrix24


@dataclass
class Exchange:
    """One organisation with its portal."""

    organisation: Organisation
    portal: Bitrix24
    url: str
    _requisites: dict[int, dict[str, Any]] = field(default_factory=dict)

    @property
    def by(self) -> Actor:
        """A job that may do everything in the organisation."""
        return Actor.job("test", self.organisation.pk)

    def connect(self) -> BitrixConnection:
        """Point the organisation at the portal."""
        with system_scope(SystemJob.MAINTENANCE):
            held = OrganisationSettings.objects.get(organisation=self.organisation)
            held.bitrix_webhook = self.portal.webhook(self.url)
            held.save()
            return BitrixConnection.objects.create(
                organisation=self.organisation, application_token=self.portal.outgoing.token
            )

    def start(self) -> None:
        """Compare everything, to the end."""
        with system_scope(SystemJob.MAINTENANCE):
            bitrix.start_exchange(by=self.by)
        self.turn()

    def turn(self) -> None:
        """Let a worker have a turn at once, polling whatever the clock says."""
        with system_scope(SystemJob.MAINTENANCE):
            BitrixConnection.objects.filter(organisation=self.organisation).update(wait_until=None)
        bitrix.work(self.organisation.pk)

    def poll(self) -> None:
        """Let a worker look for changes of the portal."""
        with system_scope(SystemJob.MAINTENANCE):
            rows = BitrixConnection.objects.filter(organisation=self.organisation)
            row = rows.get()
            rows.update(polled_at=row.polled_at and row.polled_at.replace(year=row.polled_at.year - 1))
        self.turn()

    # --- the portal's own people at work ---
    def company(self, title: str, inn: str = "", *, phone: str = "", **requisite: str) -> dict[str, Any]:
        """Make a company, with requisites when there is an INN."""
        store = self.portal.store
        fields: dict[str, Any] = {"title": title}
        if phone:
            fields["fm"] = {"n0": {"typeId": "PHONE", "valueType": "WORK", "value": phone}}
        item = store.add_item(COMPANY, fields)
        if inn or requisite:
            preset = min(store.presets)
            row = {"ID": str(store.number()), "PRESET_ID": str(preset), "DATE_MODIFY": store.stamp()}
            wanted = {"ENTITY_TYPE_ID": COMPANY, "ENTITY_ID": item["id"], "NAME": title, "RQ_INN": inn, **requisite}
            store.set_requisite(row, wanted)
            store.requisites[int(row["ID"])] = row
            self._requisites[item["id"]] = row
        return item

    def contact(self, company: dict[str, Any] | None, last: str, name: str, *, email: str = "") -> dict[str, Any]:
        """Make a contact of a company."""
        fields: dict[str, Any] = {"lastName": last, "name": name, "companyId": company["id"] if company else None}
        if email:
            fields["fm"] = {"n0": {"typeId": "EMAIL", "valueType": "WORK", "value": email}}
        return self.portal.store.add_item(CONTACT, fields)

    def requisite_of(self, item: dict[str, Any]) -> dict[str, Any]:
        """Return the requisites of a company."""
        known = self._requisites.get(item["id"])
        if known is None:
            rows = self.portal.store.requisites.values()
            known = next(row for row in rows if row["ENTITY_ID"] == str(item["id"]))
            self._requisites[item["id"]] = known
        return known

    def only(self, entity: int = COMPANY) -> dict[str, Any]:
        """Return the one item of a kind."""
        (item,) = self.portal.store.items[entity].values()
        return item
