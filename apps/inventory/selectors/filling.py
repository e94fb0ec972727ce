"""Where units would go that fill the free shelves of a site, and which units a pasted list names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from django.db.models import Count, F
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.common import access
from apps.common.errors import Invalid
from apps.inventory.exceptions import WrongPattern
from apps.inventory.models import Shelf, Unit
from apps.inventory.permissions import PLACE_VIEW
from apps.inventory.rules.identity import TAIL, normal_serial
from apps.inventory.rules.labels import read_link
from apps.inventory.rules.shelves import PatternError, PatternTooLarge, expand, sort_key
from apps.inventory.selectors.units import units as units_in_reach

if TYPE_CHECKING:
    from apps.common.access import Permission
    from apps.common.actor import Actor
    from apps.inventory.models import Site

MOST_NAMED: Final = 1000
_SEPARATORS: Final = re.compile(r"[\s;,]+")


@dataclass(frozen=True, slots=True)
class Named:
    """The units that a list names, in its order, and what it names that is none, more than one, or named again."""

    units: list[Unit] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)


def named_units(actor: Actor, permission: Permission, text: str) -> Named:
    """Return the units in reach that a pasted list names: serial numbers, last four characters, codes of labels.

    Three queries, however long the list. Raises Invalid for more than a thousand entries.
    """
    words = [word for word in _SEPARATORS.split(text.replace("\x00", "")) if word]
    if len(words) > MOST_NAMED:
        raise Invalid(_("At most %(most)s units at once."), field="serials", most=MOST_NAMED)
    rows = access.narrow(actor, permission, units_in_reach(actor))
    links = {word: link.uid for word in words if (link := read_link(word)) is not None and link.kind == "unit"}
    serials = {word: normal_serial(word) for word in words}
    by_uid = {unit.uid: unit for unit in rows.filter(uid__in=set(links.values()))} if links else {}
    by_serial = {unit.serial: unit for unit in rows.filter(serial__in=set(serials.values()))}
    ends: dict[str, list[Unit]] = {}
    for row in rows.filter(serial_tail__in={one for one in serials.values() if len(one) == TAIL}):
        ends.setdefault(row.serial_tail, []).append(row)
    found = Named()
    seen: set[int] = set()
    for word in words:
        unit = by_uid.get(links[word]) if word in links else by_serial.get(serials[word])
        if unit is None and len(few := ends.get(serials[word], [])) == 1:
            unit = few[0]
        if unit is None or unit.pk in seen:
            found.unknown.append(word[:80])
        else:
            seen.add(unit.pk)
            found.units.append(unit)
    return found


def free_places(actor: Actor, site: Site, where: str, how_many: int) -> list[Shelf]:
    """Return the shelves of the next free places, a shelf once for each place, in reading order.

    `where` is the first label (`A-1-1`: from there on) or a pattern (`A-{1..3}-{1..8}`: only these, in its order).
    Raises WrongPattern.
    """
    rows = access.narrow(actor, PLACE_VIEW, Shelf.objects.filter(site=site)).annotate(taken=Count("units"))
    vacant = rows.filter(taken__lt=F("capacity"))
    found: list[Shelf] = []
    if "{" in where:
        by_label = {shelf.label: shelf for shelf in vacant.filter(label__in=_labels(where))}
        ordered: Sequence[Shelf] = [by_label[label] for label in _labels(where) if label in by_label]
    else:
        ordered = list(vacant.filter(sort_key__gte=sort_key(where)).order_by("sort_key", "pk")[:how_many])
    for shelf in ordered:
        found += [shelf] * (shelf.capacity - shelf.taken)  # type: ignore[attr-defined]  # annotated above
    return found[:how_many]


def paired(
    actor: Actor, units: Sequence[Unit], where: str
) -> tuple[dict[Site, list[tuple[Unit, Shelf]]], list[tuple[Unit, str]]]:
    """Pair the units of each site with its free places, in the order of the list.

    Returns the pairs by site, and the units without a place with the reason. Raises WrongPattern.
    """
    counts = Counter(unit.site for unit in units if unit.site is not None)
    free = {site: iter(free_places(actor, site, where.strip(), count)) for site, count in counts.items()}
    pairs: dict[Site, list[tuple[Unit, Shelf]]] = {}
    left: list[tuple[Unit, str]] = []
    for unit in units:
        shelf = next(free[unit.site], None) if unit.site is not None else None
        if unit.site is None:
            left.append((unit, gettext("stands at no site: %(state)s") % {"state": unit.get_state_display()}))
        elif shelf is None:
            left.append((unit, gettext("no free place from here on")))
        else:
            pairs.setdefault(unit.site, []).append((unit, shelf))
    return pairs, left


def _labels(pattern: str) -> list[str]:
    """Return the labels of a pattern. Raises WrongPattern."""
    try:
        return expand(pattern)
    except (PatternError, PatternTooLarge) as error:
        raise WrongPattern(field="first_shelf", pattern=pattern) from error
