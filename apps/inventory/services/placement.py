"""Placing: a unit is put on a shelf, never over a limit up the power chain, however many people place at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import prefetch_related_objects
from django.http import Http404
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from apps.common import access
from apps.common.errors import Conflict, DomainError
from apps.inventory.enums import UnitState, UnitVerb
from apps.inventory.exceptions import (
    AddressStorageOff,
    NeedsThreePhases,
    NotAtThisSite,
    OverLimit,
    ShelfFull,
    ShelfNeeded,
)
from apps.inventory.models import Shelf, Site, Unit
from apps.inventory.participants import Change, Place
from apps.inventory.permissions import UNIT_PLACE, require_work_at
from apps.inventory.rules.phases import ALL_LEGS
from apps.inventory.selectors.loads import loads_at
from apps.inventory.selectors.suggestions import fitting
from apps.inventory.services import lifecycle
from apps.inventory.services.grid import Feed, Grid, feeds_of_shelves, refuse_single_phase
from apps.inventory.services.locks import lock_again, lock_chains, lock_units
from apps.inventory.services.reservations import use_up

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from apps.common.actor import Actor
    from apps.inventory.models import PowerNode
    from apps.inventory.selectors.loads import SiteLoads
    from apps.inventory.services.grid import Claim

MOST_AT_ONCE = 200
_SUGGESTED = 3
# What a placement decides by, which others may have changed since the caller read it.
_SHELF = ("site_id", "room_id", "power_node_id", "label", "capacity")
_UNIT = ("state", "site_id", "shelf_id", "model_id", "power_w", "owner_id", "serial", "changed_at", "version")
# Refusals of one shelf that say where else the unit would fit.
_ELSEWHERE = (OverLimit, NeedsThreePhases)


@dataclass(frozen=True, slots=True)
class PlaceResult:
    """What became of one unit of a batch: placed, or the refusal."""

    unit: Unit
    shelf: Shelf | None
    refusal: DomainError | None = None


@dataclass(frozen=True, slots=True)
class Floor:
    """What stands where in a batch under its locks, kept current: places by unit, taken slots and feeds by shelf."""

    places: dict[int, Place]
    slots: dict[int, set[int]]
    feeds: dict[int, Feed]

    @classmethod
    def of(cls, units: Mapping[int, Unit], shelves: Mapping[int, Shelf]) -> Floor:
        """Read it (two queries, however many units; one more for their models where a shelf hangs on one leg)."""
        slots: dict[int, set[int]] = {pk: set() for pk in shelves}
        standing = lifecycle.present_places(units, shelves)
        for place in standing.values():
            if place.shelf_id in slots:
                slots[place.shelf_id].add(place.slot or 0)
        wanted = {unit.shelf_id for unit in units.values() if unit.shelf_id is not None} | set(shelves)
        places = {unit_id: place for unit_id, place in standing.items() if unit_id in units}
        feeds = feeds_of_shelves(wanted)
        if any(feed.phases != ALL_LEGS for feed in feeds.values()):
            prefetch_related_objects(list(units.values()), "model")
        return cls(places, slots, feeds)

    def feed_of(self, unit: Unit) -> Feed | None:
        """Return how a locked unit is fed now, None when it is not."""
        return None if unit.shelf_id is None else self.feeds.get(unit.shelf_id)

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

    Effects, in order: the shelf's power chain, the shelf and the unit are locked; limits up the chain (whole and by
    phase), of the room and of the site are checked, with what is reserved for others; at a data centre the unit is
    commissioned (in service), elsewhere its state stays; place, state and load get their dated facts; custody and
    record follow; a reservation for the unit is used up. Raises AccessDenied, NotAtThisSite, WrongState, ShelfFull,
    ShelfNeeded, AddressStorageOff, OverLimit and OverPhaseLimit (limit, used, reserved, wanted, free in kW) and
    NeedsThreePhases, all three with where it would fit.
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
    grid = Grid(nodes, rooms=[shelf.room_id for shelf in wanted], sites=[site.pk])
    shelves = lock_again(wanted, _SHELF)
    units = lock_again((unit for unit, _shelf in pairs), _UNIT)
    grid.read()
    floor = Floor.of(units, shelves)
    results: list[PlaceResult] = []
    changes: list[Change] = []
    claims: list[Claim] = []
    for given, wanted_shelf in pairs:
        unit = units.get(given.pk)
        shelf = shelves.get(wanted_shelf.pk) if wanted_shelf else None
        if unit is None or (wanted_shelf is not None and shelf is None):
            raise Http404
        # Whoever may place at the site reaches what is there.
        if unit.site_id != site.pk and not access.may(by, UNIT_PLACE, unit):
            raise Http404
        try:
            if shelf is not None and wanted_shelf is not None:
                _refuse_moved(shelf, wanted_shelf, nodes)
            step = _checked(unit, shelf, site, grid, floor)
        except DomainError as refusal:
            results.append(PlaceResult(unit, shelf, refusal))
            continue
        change = lifecycle.step(
            unit=unit, verb=step.verb, place=step.place, why=why, document=document, at=at, places=floor.places
        )
        floor.follow(change)
        changes.append(change)
        grid.move(
            unit.power_w, to=step.feed, leaving=step.leaving, site_id=site.pk, site_w=step.site_w, claim=step.claim
        )
        claims += [step.claim] if step.claim else []
        results.append(PlaceResult(unit, shelf))
    lifecycle.tell(by=by, changes=changes)
    use_up(by=by, claims=claims)
    loads = _loads_for(results, site)
    return [_suggesting(result, site, loads) for result in results]


def _loads_for(results: Sequence[PlaceResult], site: Site) -> SiteLoads | None:
    """Return the loads of the site now that a batch stands, read once for all who may fit elsewhere."""
    if not any(isinstance(result.refusal, _ELSEWHERE) for result in results):
        return None
    return loads_at(Site.objects.filter(pk=site.pk))[site.pk]


def _suggesting(result: PlaceResult, site: Site, loads: SiteLoads | None) -> PlaceResult:
    """Add to a refusal for want of power or phases where the unit would fit now that the others stand."""
    if not isinstance(result.refusal, _ELSEWHERE):
        return result
    return replace(result, refusal=_with_suggestion(result.refusal, result.unit, site, loads))


@dataclass(frozen=True, slots=True)
class _Step:
    """A placement that is possible: verb and place, how the unit is fed before and after, what the site draws more."""

    verb: UnitVerb
    place: Place
    feed: Feed | None = None
    leaving: Feed | None = None
    site_w: int = 0
    claim: Claim | None = None


def _refuse_moved(shelf: Shelf, seen: Shelf, nodes: dict[int, PowerNode]) -> None:
    """Raise Conflict when the shelf is no longer fed from the locked nodes: somebody moved it at this moment."""
    if (shelf.power_node_id is not None and shelf.power_node_id not in nodes) or shelf.room_id != seen.room_id:
        raise Conflict(_("Shelf %(shelf)s was just moved."), field="shelf", shelf=shelf.label)


def _checked(unit: Unit, shelf: Shelf | None, site: Site, grid: Grid, floor: Floor) -> _Step:
    """Return the step of a placement, or raise the refusal that stands in its way."""
    if unit.site_id != site.pk or (shelf is not None and shelf.site_id != site.pk):
        raise NotAtThisSite(field="unit", serial=unit.serial, site=site.name)
    if shelf is None and site.address_storage:
        raise ShelfNeeded(field="shelf", site=site.name)
    if shelf is not None and not site.address_storage:
        raise AddressStorageOff(field="shelf", site=site.name)
    works = site.is_data_centre and unit.state in (UnitState.STORED, UnitState.IN_SERVICE)
    verb = UnitVerb.COMMISSION if works else UnitVerb.PLACE
    after = lifecycle.possible(unit, verb)
    if after == unit.state and (shelf is None or unit.shelf_id == shelf.pk):
        field = "unit" if shelf is None else "shelf"
        raise Conflict(_("Unit %(serial)s is there already."), field=field, serial=unit.serial)
    if shelf is None:
        place = Place(site_id=site.pk)
    elif unit.shelf_id == shelf.pk:
        place = floor.places[unit.pk]
    else:
        place = Place(site.pk, shelf.pk, floor.free_slot(shelf))
    feed = floor.feeds.get(shelf.pk) if shelf else None
    leaving = floor.feed_of(unit)
    counted = leaving is not None or unit.state == UnitState.IN_SERVICE
    counts = feed is not None or after == UnitState.IN_SERVICE
    site_w = unit.power_w * (counts - counted)
    if feed is None:
        if site_w > 0:
            grid.check_site(site.pk, site_w, field="shelf" if shelf else "unit")
        return _Step(verb, place, None, leaving, site_w)
    refuse_single_phase(unit, feed)
    claim = grid.claim(unit, feed, leaving)
    grid.check(feed, unit.power_w, leaving=leaving, loose=counted and leaving is None, claim=claim)
    return _Step(verb, place, feed, leaving, site_w, claim)


def _with_suggestion(refusal: DomainError, unit: Unit, site: Site, loads: SiteLoads | None) -> DomainError:
    """Add to a refusal where else the unit would fit."""
    rows = Shelf.objects.filter(site=site).exclude(units=unit)
    found = fitting(rows, site.pk, unit.power_w, _SUGGESTED, three_phase=unit.model.three_phase, loads=loads)
    labels = ", ".join(shelf.label for shelf in found)
    if not labels:
        return refusal
    sentence = format_lazy("{} {}", refusal.template, _("It fits here: %(fits)s."))
    return type(refusal)(sentence, field=refusal.field, **refusal.params, fits=labels)


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
            unit=locked, verb=UnitVerb.TAKE_OFF, place=Place(site_id=locked.site_id), why=why, at=at
        )
        lifecycle.tell(by=by, changes=[change])
    return change.unit


__all__ = ["MOST_AT_ONCE", "PlaceResult", "place_unit", "place_units", "take_off"]
