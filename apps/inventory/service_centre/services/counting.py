"""Stocktaking: a sheet is made from what the stock says, counted bin by bin, closed with corrections."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from apps.audit.services import record
from apps.audit.snapshots import snapshot
from apps.common import clock
from apps.common.errors import Invalid
from apps.inventory.service_centre.enums import CountState
from apps.inventory.service_centre.exceptions import CountClosed, NothingCounted
from apps.inventory.service_centre.models import PartStock, StockCount, StockCountLine
from apps.inventory.service_centre.permissions import require_stock_at
from apps.inventory.service_centre.selectors.settings import service_settings
from apps.inventory.service_centre.services import numbers
from apps.inventory.service_centre.services.ledger import Bin
from apps.inventory.service_centre.services.ledger import counted as tidy_quantity
from apps.inventory.service_centre.services.locking import lock_part
from apps.inventory.service_centre.services.stock import correct_stock
from apps.inventory.services.locks import lock_row

if TYPE_CHECKING:
    from apps.common.actor import Actor
    from apps.inventory.models import Site
    from apps.inventory.service_centre.models import Part


def begin_count(site: Site, *, by: Actor, note: str = "") -> StockCount:
    """Make a sheet with a line for every bin of the site that holds something; one record.

    Parts with serial numbers are counted by their numbers, not here. Raises AccessDenied.
    """
    require_stock_at(by, site, correct=True)
    with transaction.atomic():
        mask = service_settings(by.tenant_id).count_mask
        number, ordinal = numbers.next_of(by.tenant_id, "count", mask, clock.day_in(site.time_zone))
        sheet = StockCount.objects.create(
            organisation_id=by.tenant_id,
            number=number,
            ordinal=ordinal,
            site=site,
            note=note.strip()[:300],
            made_by=by.label[:160],
        )
        held = PartStock.objects.filter(site=site, quantity__gt=0, part__is_serial=False)
        StockCountLine.objects.bulk_create(
            [
                StockCountLine(
                    organisation_id=by.tenant_id, sheet=sheet, part_id=row.part_id, bin=row.bin, expected=row.quantity
                )
                for row in held
            ]
        )
        record(by=by, action="inventory.count.begin", subject=sheet, after=snapshot(sheet))
    return sheet


def count_part(sheet: StockCount, part: Part, *, by: Actor, bin: str, quantity: Decimal) -> StockCountLine:  # noqa: A002 - the field's name
    """Write down what was counted in a bin; `expected` is what the stock says at this moment. Again: over it.

    A bin that the sheet had not is added. The closing is what is recorded. Raises AccessDenied, CountClosed, Invalid.
    """
    require_stock_at(by, sheet.site, correct=True)
    place = Bin(sheet.site, bin).tidy()
    amount = Decimal(0) if quantity == 0 else tidy_quantity(part, quantity)
    if part.is_serial:
        raise Invalid(_("Parts with serial numbers are counted by their numbers."), field="part")
    with transaction.atomic():
        locked = _open(sheet)
        held = lock_part(part)
        stock = PartStock.objects.filter(part=held, site=locked.site, bin=place.name).first()
        line, _made = StockCountLine.objects.update_or_create(
            organisation_id=locked.organisation_id,
            sheet=locked,
            part=held,
            bin=place.name,
            defaults={
                "expected": stock.quantity if stock else Decimal(0),
                "counted": amount,
                "by_label": by.label[:160],
            },
        )
    return line


def close_count(sheet: StockCount, *, by: Actor) -> StockCount:
    """Close a sheet: every difference becomes a correction of the stock with the sheet's number.

    What moved after a bin was counted stays moved: the difference is corrected, not the balance. One record for the
    sheet and one for each correction. Raises AccessDenied, CountClosed, NothingCounted, NotEnough.
    """
    require_stock_at(by, sheet.site, correct=True)
    with transaction.atomic():
        locked = _open(sheet)
        lines = list(locked.lines.filter(counted__isnull=False).select_related("part").order_by("part_id", "bin"))
        if not lines:
            raise NothingCounted(field="sheet", number=locked.number)
        for line in lines:
            if line.difference:
                correct_stock(
                    line.part,
                    by=by,
                    place=Bin(locked.site, line.bin),
                    difference=line.difference,
                    reason=_("Stocktaking %(number)s") % {"number": locked.number},
                    document=locked.number,
                )
        told = {"counted": len(lines), "corrected": sum(bool(line.difference) for line in lines)}
        return _end(locked, CountState.CLOSED, by=by, told=told)


def cancel_count(sheet: StockCount, *, by: Actor) -> StockCount:
    """Put a sheet aside; the stock stays as it is. Raises AccessDenied, CountClosed."""
    require_stock_at(by, sheet.site, correct=True)
    with transaction.atomic():
        return _end(_open(sheet), CountState.CANCELLED, by=by, told={})


def _open(sheet: StockCount) -> StockCount:
    """Lock a sheet that is being counted. Raises CountClosed."""
    locked: StockCount = lock_row(StockCount.objects.select_related("site"), sheet.pk)
    if locked.state != CountState.OPEN:
        raise CountClosed(field="sheet", number=locked.number)
    return locked


def _end(sheet: StockCount, state: CountState, *, by: Actor, told: dict[str, Any]) -> StockCount:
    """End a locked sheet, with one record."""
    before = snapshot(sheet)
    sheet.state, sheet.closed_at, sheet.closed_by = state, clock.now(), by.label[:160]
    sheet.save_version(sheet.version, ["state", "closed_at", "closed_by"])
    record(
        by=by,
        action=f"inventory.count.{state.name.lower()}",
        subject=sheet,
        before=before,
        after=snapshot(sheet) | told,
    )
    return sheet
