"""What is stored of what the rows of a file of units may mean, and which of it a row names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.common import access
from apps.common.errors import Invalid
from apps.crm.enums import ContractStatus
from apps.crm.models import Contract
from apps.crm.services.importing import reading
from apps.inventory.exceptions import WrongSerial
from apps.inventory.models import EquipmentModel, Shelf, Site, Unit
from apps.inventory.permissions import MODEL_VIEW, PLACE_VIEW
from apps.inventory.rules.identity import normal_mac, normal_serial, serial_is_well_formed
from apps.inventory.selectors import units_by_mac

if TYPE_CHECKING:
    from apps.common.actor import Actor
    from apps.common.imports.kinds import Row
    from apps.crm.models import Client


@dataclass(slots=True)
class Known:
    """What is stored of what a batch of rows may mean."""

    clients: reading.Clients
    by_serial: dict[str, Unit] = field(default_factory=dict)
    by_uid: dict[UUID, Unit] = field(default_factory=dict)
    by_mac: dict[str, Unit] = field(default_factory=dict)
    models: dict[str, EquipmentModel] = field(default_factory=dict)
    contracts: dict[int, list[Contract]] = field(default_factory=lambda: defaultdict(list))
    sites: dict[str, Site] = field(default_factory=dict)
    shelves: dict[tuple[int, str], Shelf] = field(default_factory=dict)
    # Whether units may be placed at a site, asked once.
    placing: dict[int, bool] = field(default_factory=dict)


def read_known(by: Actor, rows: Sequence[Row]) -> Known:
    """Read units, clients, contracts, sites, shelves and models that the rows may mean (nine queries)."""
    known = Known(
        reading.known_clients(by, rows, inn_column="client_inn", uid_column="client_uid", name_column="client")
    )
    serials = [normal_serial(row.get("serial", "")) for row in rows]
    mine = Unit.objects.select_related("model", "owner", "contract", "site", "shelf")
    mine = mine.filter(organisation_id=by.tenant_id)
    for unit in mine.filter(Q(serial__in=serials) | Q(uid__in=reading.uids(rows, "uid"))):
        known.by_serial[unit.serial] = known.by_uid[unit.uid] = unit
    macs = {normal_mac(row["mac"]) for row in rows if row.get("mac")}
    known.by_mac = units_by_mac(by.tenant_id, macs)
    known.models = {
        reading.folded(key): model
        for model in access.narrow(by, MODEL_VIEW, EquipmentModel.objects.all())
        for key in (model.model, model.name)
    }
    ids = {client.pk for client in known.clients.by_uid.values()}
    ids |= {unit.owner_id for unit in known.by_uid.values()}
    for contract in Contract.objects.select_related("client", "legal_entity").filter(client_id__in=ids):
        known.contracts[contract.client_id].append(contract)
    known.sites = {reading.folded(site.name): site for site in access.narrow(by, PLACE_VIEW, Site.objects.all())}
    labels = {row["shelf"].strip() for row in rows if row.get("shelf")}
    shelves = access.narrow(by, PLACE_VIEW, Shelf.objects.select_related("site").filter(label__in=labels))
    known.shelves = {(shelf.site_id, reading.folded(shelf.label)): shelf for shelf in shelves}
    return known


def target_of(row: Row, known: Known) -> Unit | None:
    """Return the unit that a row means, None for one that was never here. Raises Invalid, WrongSerial."""
    serial = normal_serial(row.get("serial", ""))
    if not serial_is_well_formed(serial):
        raise WrongSerial(field="serial", serial=row.get("serial", "").strip()[:80])
    if text := row.get("uid", ""):
        found = known.by_uid.get(reading.uid(text, "uid"))
        if found is None:
            raise Invalid(_("There is no such unit."), field="uid")
        if found.serial != serial:
            raise Invalid(_("This unit has another serial number; change it on its page."), field="serial")
        return found
    return known.by_serial.get(serial)


def party_of(row: Row, known: Known) -> tuple[Client, Contract]:
    """Return client and contract in force that a row names; the only one when it names none. Raises Invalid."""
    client = known.clients.named(row)
    inforce = [one for one in known.contracts[client.pk] if one.status == ContractStatus.ACTIVE]
    if number := row.get("contract", "").strip():
        inforce = [one for one in inforce if (one.number or "").casefold() == number.casefold()]
    if len(inforce) != 1:
        told = _("The client has no contract in force of this number.") if not inforce else _("Name the contract.")
        raise Invalid(told, field="contract")
    return client, inforce[0]


def site_of(row: Row, known: Known) -> Site | None:
    """Return the site a row names. Raises Invalid for an unknown one."""
    if not row.get("site"):
        return None
    site = known.sites.get(reading.folded(row["site"]))
    if site is None:
        raise Invalid(_("There is no site of this name."), field="site")
    return site


def shelf_of(row: Row, known: Known, site: Site | None) -> Shelf | None:
    """Return the shelf a row names. Raises Invalid for one that is not at the site."""
    if not row.get("shelf") or row["shelf"] == reading.ERASE:
        return None
    shelf = known.shelves.get((site.pk, reading.folded(row["shelf"]))) if site else None
    if shelf is None:
        raise Invalid(_("There is no shelf of this label at the site."), field="shelf")
    return shelf


def model_of(row: Row, known: Known) -> EquipmentModel | None:
    """Return the model a row names, by its whole name or the model alone. Raises Invalid for an unknown one."""
    if not row.get("model"):
        return None
    model = known.models.get(reading.folded(row["model"]))
    if model is None:
        raise Invalid(_("There is no model of this name in the directory."), field="model")
    return model
