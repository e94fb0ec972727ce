"""Units from a file: taken in by acts, expected, or compared with what is here; known by identifier or serial number.

A row of a unit that is not here comes in by an intake act of its client, contract and site (one act for the rows of a
batch that share them), or is entered as expected. A row of a unit that is here changes what it says: descriptive
fields, own power, addresses, owner and contract, the shelf at its site. A file moves nothing from site to site.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext_lazy as _

from apps.audit.services import record
from apps.common import access
from apps.common.errors import DomainError, Invalid
from apps.common.imports.kinds import Decision
from apps.common.imports.mapping import Field
from apps.common.imports.writing import RowsRefused
from apps.common.models import RowOutcome
from apps.common.pages.columns import Column
from apps.common.scope import current_actor
from apps.crm.models import Contract
from apps.crm.services.importing import reading
from apps.inventory.enums import UnitState
from apps.inventory.models import Shelf, Site, Unit
from apps.inventory.permissions import (
    UNIT_NETWORK,
    UNIT_REGISTER,
)
from apps.inventory.rules.identity import normal_mac, normal_serial
from apps.inventory.selectors import units as units_in_reach
from apps.inventory.services import (
    NewUnit,
    UnitDetails,
    change_unit,
    expect_units,
    override_power,
    place_units,
    set_network_identity,
    transfer_ownership,
)
from apps.inventory.services.importing import figures
from apps.logistics.services.importing.deciding import coming, differences, require, values_of
from apps.logistics.services.importing.known import read_known, target_of
from apps.logistics.services.intake import IntakeEntry, register_intake

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet

    from apps.common.actor import Actor
    from apps.common.imports.kinds import Row
    from apps.common.models import ImportRun
    from apps.crm.models import Client
    from apps.logistics.services.importing.known import Known

_COMES_IN: Final = frozenset({UnitState.EXPECTED, UnitState.RETURNED})


class UnitImporter:
    """Equipment; an intake act for what comes in."""

    key = "units"
    title = _("Equipment")
    permission = UNIT_REGISTER
    export_permission = UNIT_REGISTER
    fields = (
        Field("serial", _("Serial number"), ("sn", "s/n", "серийник", "сн", "serial"), needed=True),
        Field("model", _("Model"), ("модель", "модель оборудования", "model")),
        *reading.client_fields_of_reference(),
        Field("contract", _("Contract"), ("договор", "номер договора", "contract")),
        Field("state", _("Status"), ("статус", "состояние", "status")),
        Field("site", _("Site"), ("площадка", "цод", "склад")),
        Field("shelf", _("Shelf"), ("полка", "ячейка", "место")),
        Field("power_kw", _("Own power, kW"), ("мощность квт", "потребление квт", "квт", "kw")),
        Field("power_reason", _("Reason of the own power"), ("причина мощности",)),
        Field("mac", _("MAC address"), ("mac", "мак", "mac адрес")),
        Field("ip", _("IP address"), ("ip", "ip адрес")),
        Field("warranty_from", _("Warranty from"), ("гарантия с", "начало гарантии")),
        Field("warranty_months", _("Warranty, months"), ("гарантия месяцев", "срок гарантии")),
        Field("warranty_until", _("Warranty until"), ("гарантия до", "конец гарантии")),
        Field("declared_value", _("Declared value"), ("стоимость", "объявленная стоимость")),
        Field("label", _("Inventory label"), ("инвентарный номер", "инв номер")),
        Field("completeness", _("Completeness"), ("комплектность", "комплект")),
        Field("condition", _("Condition"), ("состояние при приёмке", "дефекты")),
        Field("note", _("Note"), ("комментарий", "примечание")),
        Field("uid", _("Identifier"), ("id",)),
    )

    def prepare(self, by: Actor, rows: Sequence[Row]) -> Known:
        """Read what the rows may mean."""
        return read_known(by, rows)

    def decide(self, by: Actor, row: Row, known: Known) -> Decision:
        """Return whether a unit comes in, is expected, changes, or is as it was. Raises DomainError at its field."""
        target = target_of(row, known)
        values = values_of(by, row, known, target)
        state = reading.choice(row["state"], UnitState, "state") if row.get("state") else ""
        if target is None or (target.state in _COMES_IN and state not in ("", target.state)):
            return coming(by, row, known, target, values, state)
        if state not in ("", target.state):
            raise Invalid(_("The status of a unit that is here is not changed by a file."), field="state")
        changes = differences(row, known, target, values)
        require(by, changes, known)
        return Decision(RowOutcome.UPDATE, target, changes) if changes else Decision(RowOutcome.UNCHANGED, target)

    def marks(self, row: Row) -> set[str]:
        """Return serial number, MAC address and identifier."""
        given = (normal_serial(row.get("serial", "")), normal_mac(row.get("mac", "")), row.get("uid", "").casefold())
        return set(given) - {""}

    def apply(self, by: Actor, decisions: Sequence[Decision], known: Known) -> list[UUID]:
        """Register acts, enter what is expected, change what is here; rows that are refused are named together."""
        found: dict[int, Unit] = {}
        groups: dict[tuple[Any, ...], list[int]] = defaultdict(list)
        for place, one in enumerate(decisions):
            if one.values.get("comes") is None:
                found[place] = _change(by, one)
            else:
                groups[one.values["comes"]].append(place)
        for (client, contract, site), places in groups.items():
            made = _take_in(by, client, contract, site, [decisions[place].values for place in places])
            found |= dict(zip(places, made, strict=True))
        _place(by, [(place, found[place], decisions[place].values) for place in found])
        for unit in found.values():
            known.by_serial[unit.serial] = known.by_uid[unit.uid] = unit
        return [found[place].uid for place in range(len(decisions))]

    def note(self, by: Actor, run: ImportRun | None, action: str, facts: Mapping[str, Any]) -> None:
        """Write to the record."""
        record(by=by, action=f"logistics.units_file.{action}", subject=run, after=dict(facts))

    def columns(self) -> list[Column]:
        """Return the columns of the export; addresses are shown to those alone who may set them."""
        special: dict[str, Any] = {
            "model": "model.name",
            "client": "owner.name",
            "client_inn": "owner.inn",
            "client_kpp": "owner.kpp",
            "client_uid": lambda row: str(row.owner.uid),
            "contract": "contract.number",
            "state": "get_state_display",
            "site": "site.name",
            "shelf": "shelf.label",
            "power_kw": lambda row: figures.kilowatts(row.power_override_w),
            "power_reason": "power_override_reason",
            "mac": lambda row: _address(row.mac),
            "ip": lambda row: _address(row.ip),
            "completeness": lambda _row: "",
            "condition": lambda _row: "",
            "uid": lambda row: str(row.uid),
        }
        return [Column(one.name, one.title, special.get(one.name)) for one in self.fields]

    def rows(self, actor: Actor) -> QuerySet[Unit]:
        """Return the units in reach."""
        return units_in_reach(actor).order_by("id")


def _address(text: str) -> str:
    """Return a network address for who may set it, nothing for anybody else."""
    actor = current_actor()
    return text if actor is not None and access.holds(actor, UNIT_NETWORK) else ""


def _change(by: Actor, one: Decision) -> Unit:
    """Do what a row changes of a unit that is here; the shelf follows with the others of the batch."""
    unit: Unit = one.target
    values = one.values
    if "owner" in values:
        client, contract = values["owner"]
        told = str(_("import from a file"))
        unit = transfer_ownership(
            by=by, unit=unit, client=client, contract=contract, document=contract.number or told, why=told
        )
    if "described" in values:
        unit = change_unit(by=by, unit=unit, version=unit.version, **values["described"])
    if "power" in values:
        power_w, reason = values["power"]
        unit = override_power(by=by, unit=unit, power_w=power_w, reason=reason)
    if "network" in values:
        unit = set_network_identity(by=by, unit=unit, **values["network"])
    return unit


def _take_in(
    by: Actor, client: Client, contract: Contract, site: Site | None, rows: Sequence[Mapping[str, Any]]
) -> list[Unit]:
    """Register an act for units that come in, or enter them as expected; returns them in order."""
    lines = [_line(row) for row in rows]
    if site is None:
        document = str(_("import from a file"))
        return expect_units(by=by, client=client, contract=contract, lines=lines, document=document)
    entries = [
        IntakeEntry(
            line.serial,
            line.model,
            line.power_override_w,
            line.power_override_reason,
            line.declared_value,
            row.get("completeness", ""),
            row.get("condition", ""),
            line.details,
        )
        for line, row in zip(lines, rows, strict=True)
    ]
    act = register_intake(by=by, client=client, contract=contract, site=site, entries=entries)
    taken = Unit.objects.select_related("site", "model").filter(pk__in=act.lines.values("unit_id"))
    units = {unit.serial: unit for unit in taken}
    for row, line in zip(rows, lines, strict=True):
        unit, network = units[line.serial], {name: row[name] for name in ("mac", "ip") if name in row}
        if network and any(getattr(unit, name) != value for name, value in network.items()):
            told = {"mac": unit.mac, "ip": unit.ip} | network
            units[line.serial] = set_network_identity(by=by, unit=unit, **told)
    return [units[line.serial] for line in lines]


def _line(row: Mapping[str, Any]) -> NewUnit:
    """Return a unit to come, as inventory takes it."""
    return NewUnit(
        row["serial"],
        row["model"],
        power_override_w=row.get("power_w"),
        power_override_reason=row.get("power_reason", "") if row.get("power_w") else "",
        declared_value=row.get("declared_value"),
        details=UnitDetails(
            label=row.get("label", ""),
            note=row.get("note", ""),
            warranty_from=row.get("warranty_from"),
            warranty_months=row.get("warranty_months"),
            warranty_until=row.get("warranty_until"),
            mac=row.get("mac", ""),
            ip=row.get("ip", ""),
        ),
    )


def _place(by: Actor, wanted: Sequence[tuple[int, Unit, Mapping[str, Any]]]) -> None:
    """Put the units of a batch on their shelves, or at a site without addresses, site by site.

    Raises RowsRefused with those that do not fit.
    """
    by_site: dict[Site, list[tuple[int, Unit, Shelf | None]]] = defaultdict(list)
    for place, unit, values in wanted:
        shelf: Shelf | None = values.get("shelf")
        site: Site | None = values.get("loose_at") if shelf is None else shelf.site
        if site is not None:
            by_site[site].append((place, unit, shelf))
    refusals: dict[int, DomainError] = {}
    for site, triples in by_site.items():
        pairs = [(unit, shelf) for _place, unit, shelf in triples]
        results = place_units(by=by, pairs=pairs, site=site, why=str(_("import from a file")))
        for (place, _unit, _shelf), result in zip(triples, results, strict=True):
            if result.refusal is not None:
                refusals[place] = result.refusal
    if refusals:
        raise RowsRefused(refusals)
