"""The directory of sales: the pipeline with its stages, and the sources of leads; both delivered ready to work."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from apps.audit.services import record
from apps.audit.snapshots import snapshot
from apps.common import access
from apps.common.actor import Actor
from apps.common.errors import Conflict, Invalid
from apps.crm.enums import DealStatus
from apps.crm.exceptions import UnknownField
from apps.crm.models import Deal, LeadSource, Pipeline, Stage
from apps.crm.permissions import PIPELINE_MANAGE
from apps.crm.rules import sales_fields, wording

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

LANDING: Final = "landing"
REFERRAL: Final = "referral"
BROKER: Final = "broker"
RENEWAL: Final = "renewal"
_APART = 10
_ASIDE = 1000
_MAX_OPEN_PERCENT = 99

_PIPELINE: Final = {"ru": "Продажи", "zh": "销售", "en": "Sales"}
_STAGES: Final = (
    ({"ru": "Новая", "zh": "新商机", "en": "New"}, DealStatus.OPEN, 10),
    ({"ru": "Потребность ясна", "zh": "需求明确", "en": "Need is clear"}, DealStatus.OPEN, 25),
    ({"ru": "Предложение", "zh": "已报价", "en": "Offer"}, DealStatus.OPEN, 50),
    ({"ru": "Согласование договора", "zh": "合同商定", "en": "Contract agreed"}, DealStatus.OPEN, 80),
    ({"ru": "Выиграна", "zh": "赢单", "en": "Won"}, DealStatus.WON, 100),
    ({"ru": "Проиграна", "zh": "输单", "en": "Lost"}, DealStatus.LOST, 0),
)
_SOURCES: Final = (
    (LANDING, {"ru": "Сайт", "zh": "网站", "en": "Website"}),
    ("call", {"ru": "Звонок", "zh": "来电", "en": "Phone call"}),
    (REFERRAL, {"ru": "Рекомендация", "zh": "推荐", "en": "Referral"}),
    (BROKER, {"ru": "Брокер", "zh": "经纪人", "en": "Broker"}),
    ("exhibition", {"ru": "Выставка", "zh": "展会", "en": "Exhibition"}),
    ("telegram", {"ru": "Telegram", "zh": "Telegram", "en": "Telegram"}),
    (RENEWAL, {"ru": "Продление", "zh": "续签", "en": "Renewal"}),
)


def default_pipeline(organisation_id: int) -> Pipeline:
    """Return the organisation's default pipeline; the delivered one is laid at its first use.

    Effects, at the first use: pipeline, stages and sources; one audit record by the job that lays it.
    """
    found = Pipeline.objects.filter(organisation_id=organisation_id, is_default=True).first()
    if found is not None:
        return found
    try:
        with transaction.atomic():
            pipeline = Pipeline.objects.create(organisation_id=organisation_id, name=_PIPELINE, is_default=True)
            for number, (name, kind, probability) in enumerate(_STAGES, 1):
                Stage.objects.create(
                    organisation_id=organisation_id,
                    pipeline=pipeline,
                    name=name,
                    kind=kind,
                    position=number * _APART,
                    probability=probability,
                )
            for number, (key, name) in enumerate(_SOURCES, 1):
                LeadSource.objects.get_or_create(
                    organisation_id=organisation_id, key=key, defaults={"name": name, "position": number * _APART}
                )
            by = Actor.job("sales-directory", organisation_id)
            record(by=by, action="crm.pipeline.create", subject=pipeline, after=snapshot(pipeline))
    except IntegrityError:
        # Another request laid it at the same moment.
        return Pipeline.objects.get(organisation_id=organisation_id, is_default=True)
    return pipeline


def source_of(organisation_id: int, key: str) -> LeadSource | None:
    """Return the source with this key, None when it was taken out of use."""
    default_pipeline(organisation_id)
    return LeadSource.objects.filter(organisation_id=organisation_id, key=key, is_active=True).first()


def end_stage(pipeline: Pipeline, kind: DealStatus) -> Stage:
    """Return the pipeline's stage «won» or «lost»."""
    return Stage.objects.get(pipeline=pipeline, kind=kind)


def first_stage(pipeline: Pipeline) -> Stage:
    """Return the first open stage in use; a pipeline always keeps one."""
    return Stage.objects.filter(pipeline=pipeline, kind=DealStatus.OPEN, is_active=True).earliest("position")


def add_stage(pipeline: Pipeline, *, by: Actor, name: Mapping[str, Any], probability: Any) -> Stage:
    """Add an open stage before «won» and return it.

    `name`: `{ru, zh, en}`, one at least. Effects: the stage, the places after it; one audit record.
    Raises AccessDenied, Invalid (at `name_ru`, `name_zh`, `name_en`, `probability`).
    """
    access.require(by, PIPELINE_MANAGE, pipeline)
    with transaction.atomic():
        locked = Pipeline.objects.select_for_update().get(pk=pipeline.pk)
        stage = Stage(
            organisation_id=locked.organisation_id,
            pipeline=locked,
            name=wording.clean(name),
            probability=_open_percent(probability),
            position=_ASIDE * 2,
        )
        stage.save(force_insert=True)
        _lay_in_order(locked)
        stage.refresh_from_db()
        record(by=by, action="crm.stage.create", subject=stage, after=snapshot(stage))
    return stage


def update_stage(stage: Stage, *, by: Actor, version: int, changes: Mapping[str, Any]) -> Stage:
    """Change name, probability (of an open stage) or `is_active` of a stage, and return it.

    A stage taken out of use keeps its history; it must hold no open deal, and one open stage must remain.
    Effects: the fields; one audit record. Raises AccessDenied, StaleVersion, Conflict, Invalid, UnknownField.
    """
    access.require(by, PIPELINE_MANAGE, stage)
    with transaction.atomic():
        pipeline = Pipeline.objects.select_for_update().get(pk=stage.pipeline_id)
        locked = Stage.objects.select_for_update().get(pk=stage.pk)
        before = snapshot(locked)
        columns: dict[str, Any] = {}
        for field, value in changes.items():
            columns[field] = _stage_value(locked, field, value)
        if columns.get("is_active") is False and locked.is_active:
            _refuse_needed_stage(locked)
        for field, value in columns.items():
            setattr(locked, field, value)
        if columns.get("is_active") and not before["is_active"]:
            locked.position = columns["position"] = _ASIDE * 2
        locked.save_version(version, columns)
        _lay_in_order(pipeline)
        locked.refresh_from_db()
        record(by=by, action="crm.stage.update", subject=locked, before=before, after=snapshot(locked))
    return locked


def order_stages(pipeline: Pipeline, *, by: Actor, stages: Sequence[str]) -> None:
    """Put the open stages into the order of their uids; all of those in use must be named, each once.

    Effects: the places; one audit record of the pipeline. Raises AccessDenied, StaleVersion's sentence as Conflict
    when the stages are others than those named.
    """
    access.require(by, PIPELINE_MANAGE, pipeline)
    with transaction.atomic():
        locked = Pipeline.objects.select_for_update().get(pk=pipeline.pk)
        rows = Stage.objects.filter(pipeline=locked, kind=DealStatus.OPEN, is_active=True)
        open_stages = {str(one.uid): one for one in rows}
        if sorted(stages) != sorted(open_stages):
            raise Conflict(_("The stages were changed in the meantime. Load the page again."))
        before = [str(one.uid) for one in sorted(open_stages.values(), key=lambda one: one.position)]
        if before == list(stages):
            return
        _lay_in_order(locked, [open_stages[uid] for uid in stages])
        record(
            by=by,
            action="crm.pipeline.order",
            subject=locked,
            before={"stages": before},
            after={"stages": list(stages)},
        )


def add_source(*, by: Actor, key: str, name: Mapping[str, Any]) -> LeadSource:
    """Add a source of leads and return it. Effects: the source; one audit record.

    Raises AccessDenied, Invalid (the key is no short Latin word, or is taken).
    """
    access.require(by, PIPELINE_MANAGE)
    key = key.strip().lower()
    if not key or len(key) > 40 or not key.replace("-", "").replace("_", "").isalnum() or not key.isascii():  # noqa: PLR2004 - the column's length
        raise Invalid(_("A key is a short word of Latin letters, digits and hyphens."), field="key")
    with transaction.atomic():
        default_pipeline(by.tenant_id)
        if LeadSource.objects.filter(organisation_id=by.tenant_id, key=key).exists():
            raise Invalid(_("There is a source with this key already."), field="key")
        last = LeadSource.objects.filter(organisation_id=by.tenant_id).order_by("-position").first()
        source = LeadSource.objects.create(
            organisation_id=by.tenant_id,
            key=key,
            name=wording.clean(name),
            position=(last.position if last else 0) + _APART,
        )
        record(by=by, action="crm.lead_source.create", subject=source, after=snapshot(source))
    return source


def update_source(source: LeadSource, *, by: Actor, version: int, changes: Mapping[str, Any]) -> LeadSource:
    """Change name or `is_active` of a source, and return it; leads keep the source they have.

    Effects: the fields; one audit record. Raises AccessDenied, StaleVersion, Invalid, UnknownField.
    """
    access.require(by, PIPELINE_MANAGE, source)
    with transaction.atomic():
        locked = LeadSource.objects.select_for_update().get(pk=source.pk)
        before = snapshot(locked)
        columns: dict[str, Any] = {}
        for field, value in changes.items():
            if field not in ("name", "is_active"):
                raise UnknownField(name=field, field=field)
            columns[field] = wording.clean(value) if field == "name" else bool(value)
        for field, value in columns.items():
            setattr(locked, field, value)
        locked.save_version(version, columns)
        record(by=by, action="crm.lead_source.update", subject=locked, before=before, after=snapshot(locked))
    return locked


def _stage_value(stage: Stage, field: str, value: Any) -> Any:
    """Return the tidy value of a field of a stage. Raises UnknownField, Invalid, Conflict."""
    if field == "name":
        return wording.clean(value)
    if field not in ("probability", "is_active"):
        raise UnknownField(name=field, field=field)
    if stage.kind != DealStatus.OPEN:
        raise Conflict(_("«Won» and «lost» stay as they are; only their names can be changed."), field=field)
    return _open_percent(value) if field == "probability" else bool(value)


def _open_percent(value: Any) -> int:
    """Return the probability of an open stage. Raises Invalid."""
    tidy, refusals = sales_fields.clean(sales_fields.DEAL, {"probability": value})
    if refusals:
        raise refusals[0]
    if tidy["probability"] > _MAX_OPEN_PERCENT:
        raise Invalid(_("Only a won deal is certain: at most 99 %% here."), field="probability", limit=99)
    return int(tidy["probability"])


def _refuse_needed_stage(stage: Stage) -> None:
    """Refuse to take a stage out of use that holds deals, or the last open one. Raises Conflict."""
    count = Deal.objects.filter(stage=stage).count()
    if count:
        raise Conflict(_("The stage holds %(count)s deals. Move them first."), count=count)
    if not Stage.objects.filter(pipeline=stage.pipeline_id, kind="open", is_active=True).exclude(pk=stage.pk).exists():
        raise Conflict(_("A pipeline needs one open stage at least."))


def _lay_in_order(pipeline: Pipeline, opened: Sequence[Stage] | None = None) -> None:
    """Number the stages in use anew: open ones (in the given order), then won, then lost; the pipeline is locked."""
    active = list(Stage.objects.filter(pipeline=pipeline, is_active=True).order_by("position"))
    first = list(opened) if opened is not None else [one for one in active if one.kind == DealStatus.OPEN]
    last = [one for kind in (DealStatus.WON, DealStatus.LOST) for one in active if one.kind == kind]
    ordered = [*first, *last]
    # Two steps, since each place may be held by one stage only at every moment.
    for start in (_ASIDE * 3, 0):
        for number, stage in enumerate(ordered, 1):
            Stage.objects.filter(pk=stage.pk).update(position=start + number * _APART)
