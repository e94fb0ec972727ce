"""Which record of the other side is the same: our key, then the INN with KPP, then phone or e-mail, never the name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

from apps.common.errors import Conflict

ORIGINATOR = "neurohost"


class SeveralFit(Conflict):
    """More than one record of the other side fits: a person must say which."""

    code = "bitrix_several_fit"
    sentence = _("Several records of the other side fit (%(which)s). Leave one of them, then try again.")


@dataclass(frozen=True, slots=True)
class Card:
    """What a record is recognised by. For a bank account `inn` is the account's number."""

    id: int
    origin: str = ""
    inn: str = ""
    kpp: str = ""
    reach: frozenset[str] = field(default_factory=frozenset)
    label: str = ""


def partner(card: Card, candidates: Iterable[Card]) -> Card | None:
    """Return the one record that is the same, None when there is none. Raises SeveralFit."""
    known = list(candidates)
    for fits in (_by_origin, _by_inn, _by_reach):
        found = {one.id: one for one in known if fits(card, one)}
        if len(found) > 1:
            raise SeveralFit(which=", ".join(f"{one.label or one.id}" for one in found.values()))
        if found:
            return next(iter(found.values()))
    return None


def _by_origin(card: Card, other: Card) -> bool:
    return bool(card.origin) and card.origin == other.origin


def _by_inn(card: Card, other: Card) -> bool:
    """Branches share an INN and differ by KPP; a KPP that is missing on one side says nothing."""
    same = bool(card.inn) and card.inn == other.inn
    return same and (card.kpp == other.kpp or not card.kpp or not other.kpp)


def _by_reach(card: Card, other: Card) -> bool:
    """Two records that both have an INN are the same by it or not at all."""
    return bool(card.reach & other.reach) and not (card.inn and other.inn)
