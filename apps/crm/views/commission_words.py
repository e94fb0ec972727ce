"""How a line of the commission ledger was counted, in words and figures a person can follow."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from apps.common.templatetags.ui import number_text
from apps.crm.enums import EntryKind

if TYPE_CHECKING:
    from apps.crm.models import CommissionEntry

_WHOLE = "100"


def explained(entry: CommissionEntry) -> str:
    """Return how the amount of a line came about."""
    told = entry.basis
    if entry.kind == EntryKind.PAYOUT:
        return _("Act %(number)s") % {"number": told.get("number", "")}
    if entry.kind == EntryKind.REVERSAL:
        return _("%(credited)s of %(paid)s credited, the same part of %(accrued)s taken back") % {
            name: number_text(told.get(name), 2) for name in ("credited", "paid", "accrued")
        }
    parts = [_counted(told)]
    if "before_cap" in told:
        parts.append(_("cut to the cap from %(sum)s") % {"sum": number_text(told["before_cap"], 2)})
    if told.get("share_percent") not in (None, _WHOLE, "1E+2"):
        word = _("the rest of %(sum)s after the broker's %(share)s %%") if "brought" in told else _(
            "%(share)s %% of %(sum)s"
        )  # fmt: skip
        parts.append(word % {"sum": number_text(told["whole"], 2), "share": number_text(told["share_percent"])})
    return "; ".join(parts)


def _counted(told: dict[str, Any]) -> str:
    """Return the figures before cap and share."""
    if "rate_per_kw" in told:
        month = date_format(date.fromisoformat(told["month"]), "YEAR_MONTH_FORMAT")
        return _("%(rate)s × %(power)s kW, %(month)s") % {
            "rate": number_text(told["rate_per_kw"]), "power": number_text(told["power_kw"]), "month": month,
        }  # fmt: skip
    if "tranches" in told:
        return " + ".join(
            _("%(percent)s %% of %(sum)s") % {"percent": number_text(percent), "sum": number_text(part, 2)}
            for part, percent in told["tranches"]
        )
    return _("%(percent)s %% of %(sum)s") % {
        "percent": number_text(told.get("percent")), "sum": number_text(told.get("amount"), 2),
    }  # fmt: skip
