"""What forms share: a limit typed in kilowatts, the version of what is changed."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise

_W_PER_KW = 1000


def limit_field(**more: Any) -> forms.DecimalField:
    """Return a field for a limit that is typed in kilowatts."""
    return forms.DecimalField(
        label=_("Limit, kW"),
        required=False,
        min_value=Decimal("0.001"),
        max_value=Decimal(1_000_000),
        decimal_places=3,
        **more,
    )


def instant_field(label: StrPromise, **more: Any) -> forms.DateTimeField:
    """Return a field for an instant by the reader's clock, whose zone it names."""
    return forms.DateTimeField(
        label=label,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=_zone(),
        **more,
    )


def _zone_words() -> str:
    """Return the zone of the reader's clock in words."""
    return gettext("Time zone: %(zone)s") % {"zone": timezone.get_current_timezone()}


# Asked anew for each reader.
_zone = lazy(_zone_words, str)


def in_watts(limit_kw: Decimal | None) -> int | None:
    """Return kilowatts as they were typed in watts."""
    return None if limit_kw is None else int(limit_kw * _W_PER_KW)


def in_kilowatts(limit_w: int | None) -> Decimal | None:
    """Return watts as the forms show them."""
    return None if limit_w is None else Decimal(limit_w) / _W_PER_KW


class VersionedForm(forms.Form):
    """A form that carries the version of the row it was opened on."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
