"""Amounts of money in forms: each says its currency."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeVar

from django.forms import Form
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

FormT = TypeVar("FormT", bound=Form)
_AMOUNTS: Final[AbstractSet[str]] = frozenset(
    {"price", "total", "value", "repair_cost", "income_after_day", "income_now_day", "resale_value"}
)


def in_currency(form: FormT, currency: str) -> FormT:
    """Return the form with the currency in the labels of its amounts."""
    for name in _AMOUNTS & set(form.fields):
        form.fields[name].label = _("%(label)s, %(currency)s") % {
            "label": form.fields[name].label,
            "currency": currency,
        }
    return form
