"""`/api/v1/crm/brokers/`, `commission-plans/`, `commissions/`, `commission-payments/`, `payouts/`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.response import Response

from apps.common import access
from apps.crm.api.base import CrmViewSet
from apps.crm.api.serializers import ReasonSerializer, VersionSerializer
from apps.crm.models import (
    Broker,
    CommissionCredit,
    CommissionEntry,
    CommissionPayment,
    CommissionPlan,
    CommissionPlanVersion,
    Payout,
)
from apps.crm.permissions import BROKER_VIEW, COMMISSION_MANAGE, COMMISSION_PAGE, COMMISSION_VIEW, PLAN_VIEW
from apps.crm.rules.contract_fields import CURRENCIES
from apps.crm.selectors.contracts import contracts
from apps.crm.services.commissions import PaymentFact, accrue_commission, reverse_commission
from apps.crm.services.payouts import draft_payout, issue_payout, pay_payout, void_payout

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rest_framework.request import Request

    from apps.common.access import Permission


class BrokerSerializer(serializers.ModelSerializer[Broker]):
    """A broker; requisites and accounts do not leave by the API."""

    partner = serializers.UUIDField(source="partner.uid", read_only=True, allow_null=True, default=None)

    class Meta:
        model = Broker
        fields = (
            "uid",
            "kind",
            "legal_form",
            "name",
            "status",
            "partner",
            "agreement_number",
            "agreement_on",
            "version",
        )
        read_only_fields = fields


class PlanVersionSerializer(serializers.ModelSerializer[CommissionPlanVersion]):
    """What a plan pays during some days: `valid_to` is the first day it pays no more."""

    valid_from = serializers.DateField(source="during.lower", read_only=True)
    valid_to = serializers.DateField(source="during.upper", read_only=True, allow_null=True)

    class Meta:
        model = CommissionPlanVersion
        fields = (
            "number", "valid_from", "valid_to", "basis", "currency", "percent", "rate_per_kw", "tiers", "cap_amount",
            "cap_scope",
        )  # fmt: skip
        read_only_fields = fields


class PlanSerializer(serializers.ModelSerializer[CommissionPlan]):
    """A commission plan with its versions."""

    versions = PlanVersionSerializer(many=True, read_only=True)

    class Meta:
        model = CommissionPlan
        fields = ("uid", "names", "audience", "is_archived", "versions", "version")
        read_only_fields = fields


class LedgerEntrySerializer(serializers.ModelSerializer[CommissionEntry]):
    """A line of the ledger; accruals are above nought, reversals and payouts below."""

    broker = serializers.UUIDField(source="broker.uid", read_only=True)
    client = serializers.UUIDField(source="client.uid", read_only=True, allow_null=True, default=None)
    payment = serializers.CharField(source="payment.reference", read_only=True, allow_null=True, default=None)
    payout = serializers.CharField(source="payout.number", read_only=True, allow_null=True, default=None)

    class Meta:
        model = CommissionEntry
        fields = (
            "uid", "broker", "kind", "amount", "currency", "happened_on", "client", "payment", "payout", "month",
            "basis",
        )  # fmt: skip
        read_only_fields = fields


class PaymentSerializer(serializers.ModelSerializer[CommissionPayment]):
    """A payment that was recorded, with what came of it."""

    contract = serializers.UUIDField(source="contract.uid", read_only=True)
    broker = serializers.UUIDField(source="broker.uid", read_only=True, allow_null=True, default=None)

    class Meta:
        model = CommissionPayment
        fields = (
            "uid", "contract", "broker", "amount", "currency", "paid_on", "reference", "period_from", "period_to",
            "outcome",
        )  # fmt: skip
        read_only_fields = fields


class PaymentWriteSerializer(serializers.Serializer[Any]):
    """A payment of a client; the same reference again changes nothing."""

    contract = serializers.UUIDField()
    amount = serializers.DecimalField(max_digits=18, decimal_places=2)
    currency = serializers.ChoiceField(choices=CURRENCIES)
    paid_on = serializers.DateField()
    reference = serializers.CharField(max_length=80)
    period_from = serializers.DateField(required=False, allow_null=True)
    period_to = serializers.DateField(required=False, allow_null=True)


class CreditWriteSerializer(serializers.Serializer[Any]):
    """A part of a payment that was given back."""

    amount = serializers.DecimalField(max_digits=18, decimal_places=2)
    credited_on = serializers.DateField()
    reference = serializers.CharField(max_length=80)
    reason = serializers.CharField(max_length=500)


class CreditSerializer(serializers.ModelSerializer[CommissionCredit]):
    """A credit of a payment."""

    class Meta:
        model = CommissionCredit
        fields = ("uid", "amount", "credited_on", "reference", "reason")
        read_only_fields = fields


class PayoutSerializer(serializers.ModelSerializer[Payout]):
    """A payout act."""

    broker = serializers.UUIDField(source="broker.uid", read_only=True)

    class Meta:
        model = Payout
        fields = (
            "uid", "broker", "status", "number", "currency", "total", "issued_on", "paid_on", "payment_reference",
            "note", "version",
        )  # fmt: skip
        read_only_fields = fields


class PayoutWriteSerializer(serializers.Serializer[Any]):
    """A draft over all open lines of a broker in one currency."""

    broker = serializers.UUIDField()
    currency = serializers.ChoiceField(choices=CURRENCIES)
    note = serializers.CharField(max_length=300, required=False, allow_blank=True)


class PaySerializer(VersionSerializer):
    """When an act was paid."""

    paid_on = serializers.DateField()
    payment_reference = serializers.CharField(max_length=80, required=False, allow_blank=True)


class BrokerViewSet(ListModelMixin, RetrieveModelMixin, CrmViewSet):
    """Brokers; a broker reads itself. Filters: status, kind."""

    permissions: ClassVar[Mapping[str, Permission]] = {"list": BROKER_VIEW, "retrieve": BROKER_VIEW}
    queryset = Broker.objects.select_related("partner")
    serializer_class = BrokerSerializer
    filterset_fields = ("status", "kind")


class PlanViewSet(ListModelMixin, RetrieveModelMixin, CrmViewSet):
    """Commission plans with their versions. Filters: audience, is_archived."""

    permissions: ClassVar[Mapping[str, Permission]] = {"list": PLAN_VIEW, "retrieve": PLAN_VIEW}
    queryset = CommissionPlan.objects.prefetch_related("versions")
    serializer_class = PlanSerializer
    filterset_fields = ("audience", "is_archived")


class EntryViewSet(ListModelMixin, RetrieveModelMixin, CrmViewSet):
    """The ledger of commissions; a broker reads the own lines. Filters: kind, broker__uid, currency."""

    permissions: ClassVar[Mapping[str, Permission]] = {"list": COMMISSION_VIEW, "retrieve": COMMISSION_VIEW}
    queryset = CommissionEntry.objects.select_related("broker", "client", "payment", "payout")
    serializer_class = LedgerEntrySerializer
    filterset_fields = ("kind", "broker__uid", "currency")


class PaymentViewSet(ListModelMixin, RetrieveModelMixin, CrmViewSet):
    """Payments that earn: record one, credit a part of it. Filters: outcome, reference."""

    permissions: ClassVar[Mapping[str, Permission]] = {
        "list": COMMISSION_PAGE,
        "retrieve": COMMISSION_PAGE,
        "create": COMMISSION_MANAGE,
        "credit": COMMISSION_MANAGE,
    }
    queryset = CommissionPayment.objects.select_related("contract", "broker")
    serializer_class = PaymentSerializer
    filterset_fields = ("outcome", "reference")

    @extend_schema(request=PaymentWriteSerializer, responses={201: PaymentSerializer})
    def create(self, request: Request) -> Response:
        """Record a payment and accrue what it earns."""
        values = self.typed(request, PaymentWriteSerializer)
        contract = access.fetch(self.actor, COMMISSION_MANAGE, contracts(self.actor), uid=values.pop("contract"))
        payment = accrue_commission(by=self.actor, payment=PaymentFact(contract, **values))
        return Response(self.get_serializer(payment).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=CreditWriteSerializer, responses={201: CreditSerializer})
    @action(detail=True, methods=["post"])
    def credit(self, request: Request, uid: str) -> Response:
        """Credit a part of the payment and take back the same part of its commission."""
        payment = self.get_object()
        values = self.typed(request, CreditWriteSerializer)
        credit = reverse_commission(by=self.actor, payment=payment, **values)
        return Response(CreditSerializer(credit).data, status=status.HTTP_201_CREATED)


class PayoutViewSet(ListModelMixin, RetrieveModelMixin, CrmViewSet):
    """Payout acts; a broker reads the own ones, drafts excepted. Filters: status, broker__uid."""

    permissions: ClassVar[Mapping[str, Permission]] = {
        "list": COMMISSION_VIEW,
        "retrieve": COMMISSION_VIEW,
        "create": COMMISSION_MANAGE,
        "issue": COMMISSION_MANAGE,
        "pay": COMMISSION_MANAGE,
        "void": COMMISSION_MANAGE,
    }
    queryset = Payout.objects.select_related("broker")
    serializer_class = PayoutSerializer
    filterset_fields = ("status", "broker__uid")

    def get_queryset(self) -> QuerySet[Payout]:
        """Return the acts in reach; those who do not keep the ledger see no drafts."""
        rows: QuerySet[Payout] = super().get_queryset()
        return rows if access.holds(self.actor, COMMISSION_PAGE) else rows.exclude(status="draft")

    @extend_schema(request=PayoutWriteSerializer, responses={201: PayoutSerializer})
    def create(self, request: Request) -> Response:
        """Draft an act over all open lines of a broker."""
        values = self.typed(request, PayoutWriteSerializer)
        broker = access.fetch(self.actor, COMMISSION_MANAGE, Broker.objects.all(), uid=values.pop("broker"))
        payout = draft_payout(broker, by=self.actor, **values)
        return Response(self.get_serializer(payout).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=VersionSerializer, responses=PayoutSerializer)
    @action(detail=True, methods=["post"])
    def issue(self, request: Request, uid: str) -> Response:
        """Issue a draft: it gets its number."""
        payout = issue_payout(self.get_object(), by=self.actor, version=self.version(request))
        return Response(self.get_serializer(payout).data)

    @extend_schema(request=PaySerializer, responses=PayoutSerializer)
    @action(detail=True, methods=["post"])
    def pay(self, request: Request, uid: str) -> Response:
        """Say that an issued act was paid."""
        found = self.get_object()
        payout = pay_payout(found, by=self.actor, **self.typed(request, PaySerializer))
        return Response(self.get_serializer(payout).data)

    @extend_schema(request=ReasonSerializer, responses=PayoutSerializer)
    @action(detail=True, methods=["post"])
    def void(self, request: Request, uid: str) -> Response:
        """Void a draft or an issued act; a reason is needed."""
        found = self.get_object()
        values = {"reason": "", **self.typed(request, ReasonSerializer)}
        return Response(self.get_serializer(void_payout(found, by=self.actor, **values)).data)
