"""Filters of the service centre's pages: amounts without idle zeros, spans of time in words."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django import template
from django.utils.formats import number_format

from apps.common import clock
from apps.inventory.service_centre.views.pages import span_words

register = template.Library()


@register.filter
def amount(value: Decimal | None) -> str:
    """Return a quantity by the reader's language, without zeros that say nothing; «—» for None."""
    plain = tidy(value)
    return "—" if plain is None else number_format(plain, use_l10n=True, force_grouping=True)


@register.filter
def tidy(value: Decimal | None) -> Decimal | None:
    """Return a quantity as a number without zeros that say nothing."""
    return None if value is None else Decimal(f"{Decimal(value).normalize():f}")


@register.filter
def per(value: Decimal | None, quantity: Any) -> Decimal | None:
    """Return a value for one, None where there is nothing."""
    return Decimal(value) / Decimal(quantity) if value is not None and quantity else None


@register.filter
def span(value: timedelta) -> str:
    """Return a span in words."""
    return span_words(value)


@register.filter
def age(value: datetime) -> str:
    """Return in words how long ago an instant was."""
    return span_words(clock.now() - value)
