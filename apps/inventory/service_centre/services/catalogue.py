"""The catalogues: works with price and time, spare parts with the models they fit."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from django.db import IntegrityError, transaction

from apps.audit.services import record
from apps.audit.snapshots import snapshot
from apps.common import access
from apps.common.errors import Conflict, Invalid
from apps.inventory.service_centre.enums import Measure, PartKind
from apps.inventory.service_centre.exceptions import ArticleTaken
from apps.inventory.service_centre.models import Part, PartFit, PartStock, ServiceWork
from apps.inventory.service_centre.permissions import PART_MANAGE
from apps.inventory.services.locks import lock_row

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from apps.common.actor import Actor
    from apps.inventory.models import EquipmentModel

WORK_FIELDS: Final = ("code", "name", "price", "minutes", "is_retired")
PART_FIELDS: Final = ("article", "name", "kind", "measure", "is_serial", "minimum", "price", "note", "is_retired")
_MOST: Final = Decimal(1_000_000_000)


def create_work(*, by: Actor, **values: Any) -> ServiceWork:
    """Add a work (`WORK_FIELDS`); one record. Raises AccessDenied, Invalid at its field, ArticleTaken."""
    access.require(by, PART_MANAGE)
    row = ServiceWork(organisation_id=by.tenant_id, **_tidy(values, WORK_FIELDS))
    _check_work(row)
    with transaction.atomic():
        _insert(row, row.code, "code")
        record(by=by, action="inventory.work.create", subject=row, after=snapshot(row))
    return row


def change_work(row: ServiceWork, *, by: Actor, version: int, **values: Any) -> ServiceWork:
    """Change the named fields; orders keep price and minutes as they were when the work was added to them.

    Raises AccessDenied, StaleVersion, Invalid at its field, ArticleTaken.
    """
    access.require(by, PART_MANAGE, row)
    tidy = _tidy(values, WORK_FIELDS)
    with transaction.atomic():
        locked: ServiceWork = lock_row(ServiceWork.objects.all(), row.pk)
        before = snapshot(locked)
        _set(locked, tidy)
        _check_work(locked)
        _rewrite(locked, version, tidy, locked.code, "code")
        record(by=by, action="inventory.work.change", subject=locked, before=before, after=snapshot(locked))
    return locked


def create_part(*, by: Actor, models: Iterable[EquipmentModel] = (), **values: Any) -> Part:
    """Add a spare part (`PART_FIELDS`) that fits `models` (none: any); one record.

    Raises AccessDenied, Invalid at its field, ArticleTaken.
    """
    access.require(by, PART_MANAGE)
    row = Part(organisation_id=by.tenant_id, **_tidy(values, PART_FIELDS))
    _check_part(row)
    with transaction.atomic():
        _insert(row, row.article, "article")
        fits = _fit(row, models)
        record(by=by, action="inventory.part.create", subject=row, after=snapshot(row) | {"models": fits})
    return row


def change_part(
    row: Part, *, by: Actor, version: int, models: Iterable[EquipmentModel] | None = None, **values: Any
) -> Part:
    """Change the named fields and, when given, the models it fits.

    Measure and keeping by serial numbers stay once there is stock. Raises AccessDenied, StaleVersion, Invalid at its
    field, ArticleTaken, Conflict.
    """
    access.require(by, PART_MANAGE, row)
    tidy = _tidy(values, PART_FIELDS)
    with transaction.atomic():
        locked: Part = lock_row(Part.objects.all(), row.pk)
        before = snapshot(locked) | {"models": _fitting(locked)}
        for name in ("measure", "is_serial"):
            if tidy.get(name, getattr(locked, name)) != getattr(locked, name) and _has_stock(locked):
                raise Conflict(field=name)
        _set(locked, tidy)
        _check_part(locked)
        _rewrite(locked, version, tidy, locked.article, "article")
        fits = _fitting(locked) if models is None else _fit(locked, models)
        after = snapshot(locked) | {"models": fits}
        record(by=by, action="inventory.part.change", subject=locked, before=before, after=after)
    return locked


def _has_stock(part: Part) -> bool:
    """Whether anything of a part was ever in stock."""
    return PartStock.objects.filter(part=part).exists()


def _fitting(part: Part) -> list[str]:
    """Return the names of the models a part fits, in order."""
    return sorted(part.fits.values_list("model__name", flat=True))


def _fit(part: Part, models: Iterable[EquipmentModel]) -> list[str]:
    """Let a part fit exactly these models; return their names."""
    wanted = {model.pk for model in models}
    part.fits.exclude(model_id__in=wanted).delete()
    known = set(part.fits.values_list("model_id", flat=True))
    PartFit.objects.bulk_create(
        [PartFit(organisation_id=part.organisation_id, part=part, model_id=pk) for pk in sorted(wanted - known)]
    )
    return _fitting(part)


def _tidy(values: Mapping[str, Any], fields: tuple[str, ...]) -> dict[str, Any]:
    """Return texts without spaces around them. Raises TypeError for a field that is none."""
    unknown = set(values) - set(fields)
    if unknown:
        raise TypeError(f"not a field: {', '.join(sorted(unknown))}")
    return {name: value.strip() if isinstance(value, str) else value for name, value in values.items()}


def _set(row: Any, values: Mapping[str, Any]) -> None:
    """Set the fields."""
    for name, value in values.items():
        setattr(row, name, value)


def _check_work(row: ServiceWork) -> None:
    """Refuse a work that cannot be one."""
    for name in ("code", "name"):
        if not getattr(row, name):
            raise Invalid(field=name)
    if not 0 <= Decimal(row.price) < _MOST:
        raise Invalid(field="price")
    if not 0 <= row.minutes <= 100_000:  # noqa: PLR2004 - ten weeks of minutes
        raise Invalid(field="minutes")


def _check_part(row: Part) -> None:
    """Refuse a part that cannot be one."""
    for name in ("article", "name"):
        if not getattr(row, name):
            raise Invalid(field=name)
    if row.kind not in PartKind.values:
        raise Invalid(field="kind")
    if row.measure not in Measure.values or (row.is_serial and row.measure != Measure.PIECE):
        raise Invalid(field="measure")
    for name in ("minimum", "price"):
        if not 0 <= Decimal(getattr(row, name)) < _MOST:
            raise Invalid(field=name)


def _insert(row: Any, name: str, field: str) -> None:
    """Insert a row. Raises ArticleTaken."""
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise ArticleTaken(field=field, article=name) from error


def _rewrite(row: Any, version: int, values: Mapping[str, Any], name: str, field: str) -> None:
    """Write the fields of a row of this version. Raises StaleVersion, ArticleTaken."""
    try:
        with transaction.atomic():
            row.save_version(version, values)
    except IntegrityError as error:
        raise ArticleTaken(field=field, article=name) from error
