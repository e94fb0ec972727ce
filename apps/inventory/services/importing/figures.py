"""How the figures of a file are read: whole numbers, decimals with a comma or a point, kilowatts as watts."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Final

from django.utils.translation import gettext_lazy as _

from apps.common.errors import Invalid

_MOST_DIGITS: Final = 12
_W_PER_KW: Final = 1000


def decimal(text: str, field: str) -> Decimal:
    """Return a number that is not negative. Raises Invalid at its field."""
    tidy = text.replace("\u00a0", "").replace(" ", "").replace(",", ".")
    try:
        number = Decimal(tidy)
    except InvalidOperation as error:
        raise Invalid(_("«%(text)s» is no number."), field=field, text=text[:40]) from error
    if not number.is_finite() or number < 0 or abs(number.adjusted()) > _MOST_DIGITS:
        raise Invalid(_("«%(text)s» is no number."), field=field, text=text[:40])
    return number


def whole(text: str, field: str, *, least: int = 0, most: int = 1_000_000) -> int:
    """Return a whole number between two. Raises Invalid at its field."""
    number = decimal(text, field)
    if number != number.to_integral_value() or not least <= number <= most:
        raise Invalid(_("A whole number from %(least)s to %(most)s is expected."), field=field, least=least, most=most)
    return int(number)


def watts(text: str, field: str) -> int:
    """Return kilowatts, to the watt, as watts. Raises Invalid at its field."""
    number = decimal(text, field) * _W_PER_KW
    if number != number.to_integral_value() or not 1 <= number <= 1_000_000_000:  # noqa: PLR2004 - a gigawatt
        raise Invalid(_("Kilowatts with at most three decimals are expected."), field=field)
    return int(number)


def kilowatts(power_w: int | None) -> Decimal | None:
    """Return watts as kilowatts, as a file shows them."""
    return None if power_w is None else Decimal(power_w) / _W_PER_KW


def note_action(kind: str, action: str) -> str:
    """Return how the record names an import or export of a kind."""
    return f"inventory.{kind}_file.{action}"
