"""What a dashboard is asked: who asks, for which days, of which manager; and the rows that are counted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import Case, DateField, DecimalField, F, Q, QuerySet, When
from django.db.models.functions import Cast, Coalesce, Least
from django.utils import timezone

from apps.common import access
from apps.crm.enums import ContractStatus, TariffUnit
from apps.crm.models import Activity, Client, Contract, Deal, Lead
from apps.crm.permissions import ACTIVITY_VIEW, CLIENT_VIEW, CONTRACT_VIEW, DEAL_VIEW, LEAD_VIEW

if TYPE_CHECKING:
    from apps.common.actor import Actor
    from apps.crm.rules.spans import Span

# An average month, for an estimate: a tariff per kWh times the declared power for so many hours.
HOURS_OF_A_MONTH = 720
CURRENCY = "RUB"
MONEY: DecimalField[Decimal, Decimal] = DecimalField(max_digits=24, decimal_places=2)
_BINDING = (ContractStatus.ACTIVE, ContractStatus.SUSPENDED, ContractStatus.ENDED)


@dataclass(frozen=True, slots=True)
class Question:
    """The days and, when one is named, the manager whose rows are counted."""

    actor: Actor
    span: Span
    today: date
    manager_id: int | None = None

    def _of(self, rows: QuerySet[Any], field: str) -> QuerySet[Any]:
        """Return the rows of the manager, without an order."""
        mine = rows.filter(**{field: self.manager_id}) if self.manager_id else rows
        return mine.order_by()

    @property
    def clients(self) -> QuerySet[Client]:
        """The clients in reach that were not merged into others."""
        rows = access.narrow(self.actor, CLIENT_VIEW, Client.objects.filter(merged_into=None))
        return self._of(rows, "manager_id")

    @property
    def contracts(self) -> QuerySet[Any]:
        """The contracts in reach that have ever bound, with `over_on` and `income` (see below)."""
        rows = access.narrow(self.actor, CONTRACT_VIEW, Contract.objects.filter(status__in=_BINDING))
        changed = Cast("updated_at", DateField())
        over = Case(
            # A contract ended by hand is over on the day that was done, at the latest.
            When(status=ContractStatus.ENDED, then=Least(Coalesce(F("ends_on"), changed), changed)),
            default=F("ends_on"),
            output_field=DateField(),
        )
        mine: QuerySet[Any] = self._of(rows, "manager_id").annotate(over_on=over, income=income_estimate())
        return mine

    @property
    def leads(self) -> QuerySet[Lead]:
        """The leads in reach."""
        return self._of(access.narrow(self.actor, LEAD_VIEW, Lead.objects.all()), "owner_id")

    @property
    def deals(self) -> QuerySet[Deal]:
        """The deals in reach."""
        return self._of(access.narrow(self.actor, DEAL_VIEW, Deal.objects.all()), "owner_id")

    @property
    def activities(self) -> QuerySet[Activity]:
        """The activities in reach."""
        return self._of(access.narrow(self.actor, ACTIVITY_VIEW, Activity.objects.all()), "owner_id")


def income_estimate() -> Case:
    """Return the income of a month by tariff and declared power, in roubles; None where they do not say."""
    priced = Q(tariff_currency=CURRENCY)
    whole = F("tariff_rate") * F("max_power_kw")
    return Case(
        When(priced & Q(tariff_unit=TariffUnit.KWH), then=whole * HOURS_OF_A_MONTH),
        When(priced & Q(tariff_unit=TariffUnit.KW_MONTH), then=whole),
        output_field=MONEY,
    )


def in_force(day: date) -> Q:
    """Return the condition of contracts that are in force on a day."""
    return Q(starts_on__lte=day) & (Q(over_on__isnull=True) | Q(over_on__gte=day))


def within(field: str, span: Span, *, instant: bool = True) -> Q:
    """Return the condition that a day or an instant lies in the span, days being the reader's."""
    first: Any = start_of(span.first) if instant else span.first
    end: Any = start_of(span.end) if instant else span.end
    return Q(**{f"{field}__gte": first, f"{field}__lt": end})


def start_of(day: date) -> datetime:
    """Return the first instant of a day in the reader's zone, in UTC."""
    return timezone.make_aware(datetime.combine(day, time.min)).astimezone(UTC)
