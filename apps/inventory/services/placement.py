"""Placing: a unit is put on a shelf, never over a limit up the power chain, however many people place at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from apps.common import access
from apps.common.errors import Conflict, DomainError
from apps.inventory.enums import UnitState, UnitVerb
from apps.inventory.exceptions import AddressStorageOff, NotAtThisSite, OverLimit, ShelfFull, ShelfNeeded
from apps.inventory.models import PowerNode, Shelf, Unit, UnitPlacement
from apps.inventory.participants import Change, Place
from apps.inventory.permissions import UNIT_PLACE, require_work_at
from apps.inventory.rules.power import chain, kw, rolled_up
from apps.inventory.selectors.loads import direct_loads
from apps.inventory.selectors.suggestions import fitting
from apps.inventory.services import lifecycle
from apps.inventory.services.locks import lock_chains, lock_shelves, lock_units

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from apps.common.actor import Actor
    from apps.inventory.models import Site

MOST_AT_ONCE = 200
_SUGGESTED = 3


@dataclass(frozen=True, slots=True)
class PlaceResult:
    """What became of one unit of a batch: placed, or the refusal."""

    unit: Unit
    shelf: Shelf | None
    refusal: DomainError | None = None


@dataclass(frozen=True, slots=True)
class Floor:
    """What stands where in a batch under its locks, kept current: places by unit, taken slots and nodes by shelf."""

    places: dict[int, Place]
    slots: dict[int, set[int]]
    nodes: dict[int, int | None]

    @classmethod
    def of(cls, units: Mapping[int, Unit], shelves: Mapping[int, Shelf]) -> Floor:
        """Read it (three queries at most, however many units)."""
        slots: dict[int, set[int]] = {pk: set() for pk in shelves}
        standing = UnitPlacement.objects.filter(shelf_id__in=shelves, during__upper_inf=True)
        for shelf_id, slot in standing.values_list("shelf_id", "slot"):
            slots[shelf_id or 0].add(slot or 0)
        nodes = {shelf.pk: shelf.power_node_id for shelf in shelves.values()}
        elsewhere = {unit.shelf_id for unit in units.values() if unit.shelf_id is not None} - set(nodes)
        if elsewhere:
            nodes |= dict(Shelf.objects.filter(pk__in=elsewhere).values_list("pk", "power_node_id"))
        return cls(lifecycle.present_places(units), slots, nodes)

    def node_of(self, unit: Unit) -> int | None:
        """Return the power node under which a locked unit stands."""
        return None if unit.shelf_id is None else self.nodes.get(unit.shelf_id)

    def free_slot(self, shelf: Shelf) -> int:
        """Return the first free slot of a locked shelf. Raises ShelfFull."""
        for slot in range(1, shelf.capacity + 1):
            if slot not in self.slots[shelf.pk]:
                return slot
        raise ShelfFull(field="shelf", shelf=shelf.label)

    def follow(self, change: Change) -> None:
        """Count the slots of a unit that moved."""
        for place, move in ((change.place_before, set.discard), (change.place, set.add)):
            if place is not None and place.shelf_id in self.slots and place.slot is not None:
                move(self.slots[place.shelf_id], place.slot)


class Chains:
    """The locked power nodes of a batch with what they feed now and what the batch adds."""

    def __init__(self, nodes: dict[int, PowerNode]) -> None:
        """Read what everything under the locked nodes draws (two queries)."""
        self.nodes = nodes
        sites = {node.site_id for node in nodes.values()}
        self.parents = dict(PowerNode.objects.filter(site_id__in=sites).values_list("pk", "parent_id"))
        tops = {chain(pk, self.parents)[-1] for pk in nodes}
        below = {pk for pk in self.parents if tops & set(chain(pk, self.parents))}
        direct = direct_loads(below)
        self.used_w = {pk: own.power_w for pk, own in rolled_up(self.parents, direct).items()}

    def check(self, node_id: int, power_w: int, *, leaving: int | None) -> None:
        """Raise OverLimit when `power_w` more under the node exceeds a limit up its chain.

        `leaving` is the node under which the unit stands now: what both share does not change.
        """
        shared = set(chain(leaving, self.parents)) if leaving in self.parents else set()
        for above in chain(node_id, self.parents):
            node = self.nodes[above]
            if above in shared or node.limit_w is None:
                continue
            used = self.used_w[above]
            if used + power_w > node.limit_w:
                raise OverLimit(
                    field="shelf",
                    node=node.name,
                    limit_kw=kw(node.limit_w),
                    used_kw=kw(used),
                    wanted_kw=kw(power_w),
                    free_kw=kw(max(0, node.limit_w - used)),
                )

    def move(self, power_w: int, *, to: int | None, leaving: int | None) -> None:
        """Count a unit of the batch that moved."""
        for node_id, sign in ((leaving, -1), (to, 1)):
            if node_id is not None and node_id in self.parents:
                for above in chain(node_id, self.parents):
                    self.used_w[above] += sign * power_w


def place_unit(
    *,
    by: Actor,
    unit: Unit,
    shelf: Shelf | None = None,
    site: Site | None = None,
    why: str = "",
    document: str = "",
    at: datetime | None = None,
) -> Unit:
    """Put one unit on a shelf of the site where it stands (or just at the site, where addresses are not kept).

    Effects, in order: the shelf's power chain, the shelf and the unit are locked; limits up the chain are checked;
    at a data centre the unit is commissioned (in service), elsewhere its state stays; place and state get their dated
    facts; custody and record follow. Raises AccessDenied, NotAtThisSite, WrongState, ShelfFull, ShelfNeeded,
    AddressStorageOff, OverLimit (limit, used, wanted, free in kW, and where it would fit).
    """
    target = shelf.site if shelf is not None else site
    if target is None:
        raise ShelfNeeded(field="shelf", site="")
    require_work_at(by, target)
    with transaction.atomic():
        result = _place(by, [(unit, shelf)], target, why=why, document=document, at=at)[0]
        if result.refusal is not None:
            raise result.refusal
    return result.unit


def place_units(
    *,
    by: Actor,
    pairs: Sequence[tuple[Unit, Shelf | None]],
    site: Site,
    why: str = "",
    at: datetime | None = None,
) -> list[PlaceResult]:
    """Place up to 200 units of one site; each gets its own result, a refused one disturbs no other.

    All locks are taken first; `at` lays history. Raises AccessDenied for the site, Conflict for more than 200 units.
    """
    require_work_at(by, site)
    if len(pairs) > MOST_AT_ONCE:
        raise Conflict(_("At most %(most)s units can be placed at once."), field="units", most=MOST_AT_ONCE)
    with transaction.atomic():
        return _place(by, pairs, site, why=why, document="", at=at)


def _place(
    by: Actor,
    pairs: Sequence[tuple[Unit, Shelf | None]],
    site: Site,
    *,
    why: str,
    document: str,
    at: datetime | None,
) -> list[PlaceResult]:
    """Lock, check and write each pair; refusals are kept beside their unit."""
    wanted = [shelf for _unit, shelf in pairs if shelf is not None]
    nodes = lock_chains(shelf.power_node_id for shelf in wanted if shelf.power_node_id is not None)
    shelves = lock_shelves(shelf.pk for shelf in wanted)
    units = lock_units(unit.pk for unit, _shelf in pairs)
    chains = Chains(nodes)
    floor = Floor.of(units, shelves)
    reached = set(access.narrow(by, UNIT_PLACE, Unit.objects.filter(pk__in=units)).values_list("pk", flat=True))
    results: list[PlaceResult] = []
    changes: list[Change] = []
    for given, wanted_shelf in pairs:
        unit = units.get(given.pk)
        shelf = shelves.get(wanted_shelf.pk) if wanted_shelf else None
        if unit is None or (wanted_shelf is not None and shelf is None) or unit.pk not in reached:
            raise Http404
        try:
            place, verb = _checked(unit, shelf, site, chains, floor)
        except DomainError as refusal:
            results.append(PlaceResult(unit, shelf, refusal))
            continue
        leaving = floor.node_of(unit)
        change = lifecycle.step(
            by=by, unit=unit, verb=verb, place=place, why=why, document=document, at=at, places=floor.places
        )
        floor.follow(change)
        changes.append(change)
        chains.move(unit.power_w, to=shelf.power_node_id if shelf else None, leaving=leaving)
        results.append(PlaceResult(unit, shelf))
    lifecycle.tell(by=by, changes=changes)
    return [_suggesting(result, site) for result in results]


def _suggesting(result: PlaceResult, site: Site) -> PlaceResult:
    """Add to a refusal for want of power where the unit would fit now that the others stand."""
    if not isinstance(result.refusal, OverLimit):
        return result
    return replace(result, refusal=_with_suggestion(result.refusal, result.unit, site))


def _checked(unit: Unit, shelf: Shelf | None, site: Site, chains: Chains, floor: Floor) -> tuple[Place, UnitVerb]:
    """Return place and verb of a placement, or raise the refusal that stands in its way."""
    if unit.site_id != site.pk or (shelf is not None and shelf.site_id != site.pk):
        raise NotAtThisSite(field="unit", serial=unit.serial, site=site.name)
    if shelf is None and site.address_storage:
        raise ShelfNeeded(field="shelf", site=site.name)
    if shelf is not None and not site.address_storage:
        raise AddressStorageOff(field="shelf", site=site.name)
    works = site.is_data_centre and unit.state in (UnitState.STORED, UnitState.IN_SERVICE)
    verb = UnitVerb.COMMISSION if works else UnitVerb.PLACE
    after = lifecycle.possible(unit, verb)
    if shelf is None:
        if after == unit.state:
            raise Conflict(_("Unit %(serial)s is there already."), field="unit", serial=unit.serial)
        return Place(site_id=site.pk), verb
    if unit.shelf_id == shelf.pk:
        if after == unit.state:
            raise Conflict(_("Unit %(serial)s is there already."), field="shelf", serial=unit.serial)
        return floor.places[unit.pk], verb
    slot = floor.free_slot(shelf)
    if shelf.power_node_id is not None:
        chains.check(shelf.power_node_id, unit.power_w, leaving=floor.node_of(unit))
    return Place(site.pk, shelf.pk, slot), verb


def _with_suggestion(refusal: OverLimit, unit: Unit, site: Site) -> OverLimit:
    """Add to a refusal where the unit would fit."""
    found = fitting(Shelf.objects.filter(site=site), site.pk, unit.power_w, _SUGGESTED)
    labels = ", ".join(shelf.label for shelf in found)
    if not labels:
        return refusal
    sentence = _(
        "%(node)s would be overloaded: limit %(limit_kw)s kW, used %(used_kw)s kW, wanted %(wanted_kw)s kW, "
        "free %(free_kw)s kW. It fits here: %(fits)s."
    )
    return OverLimit(sentence, field=refusal.field, **refusal.params, fits=labels)


def take_off(*, by: Actor, unit: Unit, why: str = "", at: datetime | None = None) -> Unit:
    """Take a unit off its shelf; it stays at the site, not placed. A unit in service goes back to storage.

    Raises AccessDenied, WrongState, Conflict when it is on no shelf.
    """
    access.require(by, UNIT_PLACE, unit)
    with transaction.atomic():
        locked = lock_units([unit.pk])[unit.pk]
        if locked.site is None:
            lifecycle.possible(locked, UnitVerb.TAKE_OFF)
            raise Http404
        require_work_at(by, locked.site)
        if locked.shelf_id is None and locked.state != UnitState.IN_SERVICE:
            raise Conflict(_("Unit %(serial)s is on no shelf."), field="unit", serial=locked.serial)
        change = lifecycle.step(
            by=by, unit=locked, verb=UnitVerb.TAKE_OFF, place=Place(site_id=locked.site_id), why=why, at=at
        )
        lifecycle.tell(by=by, changes=[change])
    return change.unit


__all__ = ["MOST_AT_ONCE", "Chains", "PlaceResult", "place_unit", "place_units", "take_off"]
