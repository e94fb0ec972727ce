"""Pipelines, stages, deals and their history an actor may see; the board with its sums."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import Count, F, Q, QuerySet, Sum

from apps.common import access, finding
from apps.common.money import Money
from apps.crm.enums import DealStatus
from apps.crm.models import Deal, Pipeline, Stage, StageChange
from apps.crm.permissions import DEAL_VIEW, PIPELINE_VIEW
from apps.crm.selectors.clients import found

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from apps.common.actor import Actor

CARDS_SHOWN = 20
_OWN = tuple(field.name for field in Deal._meta.concrete_fields if not field.is_relation)
_NAMES = (
    "client__uid", "client__name", "client__short_name", "stage__name", "stage__position", "owner__name", "owner__uid",
    "source__name",
)  # fmt: skip
_PERCENT = Decimal(100)


def deals(actor: Actor) -> QuerySet[Deal]:
    """Return the deals in reach with client, stage and owner, newest first."""
    related = ("client", "stage", "owner", "source", "lead", "contract", "renews", "referral", "broker", "pipeline")
    return access.narrow(actor, DEAL_VIEW, Deal.objects.select_related(*related)).order_by("-opened_at", "-id")


def listed(actor: Actor) -> QuerySet[Deal]:
    """Return the deals in reach with the names that lists and the board show, and no more of what they refer to."""
    rows = Deal.objects.select_related("client", "stage", "owner", "source").only(*_OWN, *_NAMES)
    return access.narrow(actor, DEAL_VIEW, rows).order_by("-opened_at", "-id")


def pipelines(actor: Actor) -> QuerySet[Pipeline]:
    """Return the pipelines, the default one first."""
    return access.narrow(actor, PIPELINE_VIEW, Pipeline.objects.order_by("-is_default", "pk"))


def stages(actor: Actor) -> QuerySet[Stage]:
    """Return the stages in use of the default pipeline, in order."""
    rows = Stage.objects.select_related("pipeline").filter(pipeline__is_default=True, is_active=True)
    return access.narrow(actor, PIPELINE_VIEW, rows).order_by("position")


def every_stage(actor: Actor) -> QuerySet[Stage]:
    """Return all stages of the default pipeline, those out of use last."""
    rows = Stage.objects.select_related("pipeline").filter(pipeline__is_default=True)
    return access.narrow(actor, PIPELINE_VIEW, rows).order_by("-is_active", "position")


def stage_changes(actor: Actor) -> QuerySet[StageChange]:
    """Return the moves of deals in reach, newest first."""
    rows = StageChange.objects.select_related("deal", "from_stage", "to_stage").order_by("-at", "-id")
    return access.narrow(actor, DEAL_VIEW, rows)


@dataclass(slots=True)
class BoardColumn:
    """One stage of the board: how many deals, their sums, and the newest of them."""

    stage: Stage
    count: int = 0
    power_kw: Decimal = Decimal(0)
    income: list[Money] = field(default_factory=list)
    weighted: list[Money] = field(default_factory=list)
    cards: list[Deal] = field(default_factory=list)

    @property
    def more(self) -> int:
        """How many deals are not shown."""
        return self.count - len(self.cards)


@dataclass(frozen=True, slots=True)
class BoardFilter:
    """What the board is narrowed to: a manager, and since when deals were closed; open deals are always shown."""

    owner: UUID | None = None
    closed_since: datetime | None = None


def board(actor: Actor, wanted: BoardFilter) -> list[BoardColumn]:
    """Return the columns of the board (four queries): sums over all deals, cards for the newest of each stage."""
    columns = {stage.pk: BoardColumn(stage) for stage in stages(actor)}
    rows = narrowed(listed(actor).filter(stage__in=columns), wanted)
    sums = (
        rows.order_by()
        .values("stage_id", "currency")
        .annotate(
            number_of=Count("pk"),
            power=Sum("power_kw"),
            expected=Sum("monthly_income"),
            weighted=Sum(F("monthly_income") * F("probability")),
        )
        .order_by("currency")
    )
    for line in sums:
        column = columns[line["stage_id"]]
        column.count += line["number_of"]
        column.power_kw += line["power"] or 0
        if line["expected"]:
            column.income.append(Money(line["expected"], line["currency"]))
            column.weighted.append(Money(line["weighted"] / _PERCENT, line["currency"]).rounded())
    for column in columns.values():
        if column.count:
            column.cards = list(rows.filter(stage=column.stage).order_by("-entered_stage_at", "-pk")[:CARDS_SHOWN])
    return list(columns.values())


def narrowed(rows: QuerySet[Deal], wanted: BoardFilter) -> QuerySet[Deal]:
    """Return the deals that fit the board's filter."""
    if wanted.owner is not None:
        rows = rows.filter(owner__uid=wanted.owner)
    if wanted.closed_since is not None:
        rows = rows.filter(Q(status=DealStatus.OPEN) | Q(closed_at__gte=wanted.closed_since))
    return rows


def titled(actor: Actor, text: str, *, at_most: int = finding.MOST) -> list[int]:
    """Return the keys of the deals whose title fits the text."""
    return finding.keys(actor, "crm.deal", text, personal=True, at_most=at_most, tolerant=False)


def matching(actor: Actor, rows: QuerySet[Deal], text: str) -> QuerySet[Deal]:
    """Return the deals whose title fits the text, or whose client does (name, INN, contact, contract)."""
    return rows.filter(Q(pk__among=titled(actor, text)) | Q(client_id__among=found(actor, text)))
