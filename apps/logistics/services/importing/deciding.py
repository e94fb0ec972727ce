"""What a row of a file of units would do: a unit comes in, is expected, or changes. Nothing is written here."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext_lazy as _

from apps.common import access
from apps.common.errors import Invalid
from apps.common.imports.kinds import Decision
from apps.common.models import RowOutcome
from apps.crm.enums import ContractStatus
from apps.crm.services.importing import reading
from apps.inventory.enums import UnitState
from apps.inventory.permissions import UNIT_MANAGE, UNIT_NETWORK, UNIT_PLACE, may_work_at
from apps.inventory.rules.identity import mac_is_well_formed, normal_mac, normal_serial
from apps.inventory.rules.warranty import MOST_MONTHS
from apps.inventory.services.importing import figures
from apps.logistics.services.importing.known import model_of, party_of, shelf_of, site_of

if TYPE_CHECKING:
    from apps.common.actor import Actor
    from apps.common.imports.kinds import Row
    from apps.inventory.models import Shelf, Site, Unit
    from apps.logistics.services.importing.known import Known

_DESCRIBED: Final = ("label", "note", "declared_value", "warranty_from", "warranty_months", "warranty_until")
_LENGTHS: Final = {"label": 40, "note": 4000, "completeness": 200, "condition": 200, "power_reason": 200}


def values_of(by: Actor, row: Row, known: Known, target: Unit | None) -> dict[str, Any]:
    """Return the values of a row, checked; an empty cell says nothing, a hyphen erases. Raises Invalid."""
    values: dict[str, Any] = reading.given(row, _LENGTHS)
    for name, most in _LENGTHS.items():
        if len(values.get(name, "")) > most:
            raise Invalid(_("At most %(most)s characters."), field=name, most=most)
    for name in ("warranty_from", "warranty_until"):
        if row.get(name):
            values[name] = _day(row[name], name)
    if text := row.get("warranty_months"):
        erased = text == reading.ERASE
        values["warranty_months"] = (
            None if erased else figures.whole(text, "warranty_months", least=1, most=MOST_MONTHS)
        )
    if text := row.get("declared_value"):
        values["declared_value"] = None if text == reading.ERASE else figures.decimal(text, "declared_value")
    if text := row.get("power_kw"):
        values["power_w"] = None if text == reading.ERASE else figures.watts(text, "power_kw")
    if values.get("power_w") and not (values.get("power_reason") or (target and target.power_override_reason)):
        raise Invalid(_("An own power needs a reason."), field="power_reason")
    if row.get("mac") or row.get("ip"):
        values |= _network(by, row, known, target)
    return values


def _network(by: Actor, row: Row, known: Known, target: Unit | None) -> dict[str, str]:
    """Return the network addresses of a row. Raises Invalid."""
    if not access.holds(by, UNIT_NETWORK):
        raise Invalid(
            _("You may not set network addresses: leave the column out."), field="mac" if row.get("mac") else "ip"
        )
    found = reading.given(row, ("mac", "ip"))
    if "mac" in found:
        found["mac"] = normal_mac(found["mac"])
        if found["mac"] and not mac_is_well_formed(found["mac"]):
            raise Invalid(_("This is not a MAC address."), field="mac")
        other = known.by_mac.get(found["mac"])
        if other is not None and (target is None or other.pk != target.pk):
            raise Invalid(_("Another unit has this MAC address."), field="mac")
    return found


def _day(text: str, name: str) -> date | None:
    """Return a day, None for a hyphen. Raises Invalid."""
    if text == reading.ERASE:
        return None
    try:
        return date.fromisoformat(reading.day(text))
    except ValueError as error:
        raise Invalid(_("«%(text)s» is no day."), field=name, text=text[:40]) from error


def coming(by: Actor, row: Row, known: Known, target: Unit | None, values: dict[str, Any], state: str) -> Decision:
    """Return the decision about a unit that comes in, or is expected. Raises Invalid."""
    model = model_of(row, known) or (target.model if target else None)
    if model is None:
        raise Invalid(_("A new unit needs its model."), field="model")
    client, contract = party_of(row, known)
    site = site_of(row, known)
    is_expected = state == UnitState.EXPECTED
    if state not in ("", UnitState.EXPECTED, UnitState.STORED, UnitState.IN_SERVICE):
        raise Invalid(_("A unit comes in as stored or is expected."), field="state")
    if is_expected and (site is not None or row.get("shelf")):
        raise Invalid(_("An expected unit stands nowhere yet."), field="site")
    if not is_expected and site is None:
        raise Invalid(_("Name the site where the unit comes in."), field="site")
    shelf = shelf_of(row, known, site)
    works = site is not None and _works(site, shelf, state)
    require_placing(by, site if shelf is not None or works else None, known)
    told = values | {
        "serial": normal_serial(row["serial"]),
        "model": model,
        "comes": (client, contract, site),
        "shelf": shelf,
        "loose_at": site if works and shelf is None else None,
    }
    return Decision(RowOutcome.CREATE if target is None else RowOutcome.UPDATE, target, told)


def _works(site: Site, shelf: Shelf | None, state: str) -> bool:
    """Return whether a unit that comes in works at once: placed at a data centre, and nowhere else.

    Raises Invalid when the row gives the status that does not follow.
    """
    needs_shelf = site.address_storage
    is_placed = site.is_data_centre and (shelf is not None if needs_shelf else state == UnitState.IN_SERVICE)
    if state == UnitState.IN_SERVICE and not is_placed:
        if site.is_data_centre:
            raise Invalid(_("Site %(site)s keeps units by address: choose a shelf."), field="shelf", site=site.name)
        raise Invalid(
            _("A unit is in service at a data centre alone; at %(site)s it is stored."), field="state", site=site.name
        )
    if state == UnitState.STORED and is_placed:
        raise Invalid(_("A unit on a shelf of a data centre is in service."), field="state")
    return is_placed


def differences(row: Row, known: Known, target: Unit, values: dict[str, Any]) -> dict[str, Any]:
    """Return what a row would change of a unit that is here. Raises Invalid."""
    changes: dict[str, Any] = {}
    described = {name: values[name] for name in _DESCRIBED if name in values and getattr(target, name) != values[name]}
    if described.keys() == {"warranty_until"} and target.warranty_months and "warranty_months" not in values:
        raise Invalid(_("The last day follows from the beginning and the months."), field="warranty_until")
    if described:
        changes["described"] = described
    if "power_w" in values and values["power_w"] != target.power_override_w:
        changes["power"] = (values["power_w"], values.get("power_reason") or target.power_override_reason)
    network = {name: values.get(name, getattr(target, name)) for name in ("mac", "ip")}
    if any(network[name] != getattr(target, name) for name in network):
        changes["network"] = network
    model = model_of(row, known)
    if model is not None and model.pk != target.model_id:
        raise Invalid(_("The unit here is a %(model)s."), field="model", model=target.model.name)
    site = site_of(row, known)
    if site is not None and site.pk != target.site_id:
        raise Invalid(_("The unit is elsewhere: it travels by a movement, not by a file."), field="site")
    shelf = shelf_of(row, known, target.site)
    if shelf is not None and shelf.pk != target.shelf_id:
        changes["shelf"] = shelf
    changes |= _ownership(row, known, target)
    return changes


def _ownership(row: Row, known: Known, target: Unit) -> dict[str, Any]:
    """Return the owner and contract that a row gives to a unit, nothing when they are the same. Raises Invalid."""
    names_client = any(row.get(name) for name in ("client_uid", "client_inn", "client"))
    client = known.clients.named(row) if names_client else target.owner
    number = row.get("contract", "").strip()
    same_contract = not number or (target.contract is not None and target.contract.number == number)
    if client.pk == target.owner_id and same_contract:
        return {}
    wanted = [one for one in known.contracts[client.pk] if one.status == ContractStatus.ACTIVE]
    if number:
        wanted = [one for one in wanted if one.number == number]
    if len(wanted) != 1:
        raise Invalid(_("The client has no contract in force of this number."), field="contract")
    return {"owner": (client, wanted[0])}


def require(by: Actor, changes: Mapping[str, Any], known: Known) -> None:
    """Raise Invalid when the actor may not do what a row changes of a unit that is here."""
    if changes.keys() & {"owner", "described", "power"} and not access.holds(by, UNIT_MANAGE):
        raise Invalid(_("You may not correct the data of units that are here."), field="serial")
    require_placing(by, changes["shelf"].site if "shelf" in changes else None, known)


def require_placing(by: Actor, site: Site | None, known: Known) -> None:
    """Raise Invalid when a row places a unit at a site where the actor may not place units."""
    if site is None:
        return
    if site.pk not in known.placing:
        known.placing[site.pk] = access.may(by, UNIT_PLACE, site) and may_work_at(by, site)
    if not known.placing[site.pk]:
        raise Invalid(_("You may not place units at this site: leave the shelf out."), field="shelf")
