"""`/api/v1/crm/leads/`, `deals/`, `stages/`, `stage-changes/`, `activities/`, `lead-sources/`, `referral-links/`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.response import Response

from apps.common import access
from apps.common.errors import Invalid
from apps.crm import services
from apps.crm.api import sales_serializers as shapes
from apps.crm.api.base import CrmViewSet
from apps.crm.api.serializers import VersionSerializer
from apps.crm.enums import LeadVerb
from apps.crm.models import Activity, Deal, Lead, LeadSource, ReferralLink, Stage, StageChange
from apps.crm.permissions import (
    ACTIVITY_MANAGE,
    ACTIVITY_VIEW,
    CLIENT_MANAGE,
    CLIENT_VIEW,
    CONTRACT_VIEW,
    DEAL_MANAGE,
    DEAL_VIEW,
    LEAD_DECIDE,
    LEAD_MANAGE,
    LEAD_VIEW,
    PIPELINE_VIEW,
    REFERRAL_VIEW,
)
from apps.crm.selectors.clients import clients
from apps.crm.selectors.contracts import contracts
from apps.crm.selectors.deals import deals, stages
from apps.crm.selectors.leads import counted, leads

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import QuerySet
    from rest_framework.request import Request

    from apps.common.access import Permission


class LeadViewSet(ListModelMixin, RetrieveModelMixin, CrmViewSet):
    """Leads; filters: status, source__key, owner__uid, phone, email, inn. Brokers and partners reach the own ones."""

    permissions: ClassVar[Mapping[str, Permission]] = {
        "list": LEAD_VIEW,
        "retrieve": LEAD_VIEW,
        "create": LEAD_MANAGE,
        "partial_update": LEAD_MANAGE,
        "state": LEAD_DECIDE,
        "convert": LEAD_DECIDE,
    }
    queryset = Lead.objects.select_related("source", "owner", "broker", "referral", "client")
    serializer_class = shapes.LeadSerializer
    filterset_fields = ("status", "source__key", "owner__uid", "phone", "email", "inn")

    @extend_schema(request=shapes.LeadWriteSerializer, responses={201: shapes.LeadSerializer})
    def create(self, request: Request) -> Response:
        """Enter a lead; a name and one way to answer are needed."""
        values = self.typed(request, shapes.LeadWriteSerializer)
        lead = services.create_lead(by=self.actor, **values)
        return Response(self.get_serializer(lead).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=shapes.LeadWriteSerializer, responses=shapes.LeadSerializer)
    def partial_update(self, request: Request, uid: str) -> Response:
        """Change the fields that are sent; `version` is needed."""
        found = self.get_object()
        changes = self.typed(request, shapes.LeadWriteSerializer)
        lead = services.update_lead(found, by=self.actor, version=self.version(request), changes=changes)
        return Response(self.get_serializer(lead).data)

    @extend_schema(request=shapes.LeadStatusSerializer, responses=shapes.LeadSerializer)
    @action(detail=True, methods=["post"])
    def state(self, request: Request, uid: str) -> Response:
        """Take, qualify, refuse or reopen."""
        found = self.get_object()
        values = self.typed(request, shapes.LeadStatusSerializer)
        verb = LeadVerb(values.pop("verb"))
        return Response(
            self.get_serializer(services.change_lead_status(found, by=self.actor, verb=verb, **values)).data
        )

    @extend_schema(request=shapes.ConversionSerializer, responses={201: shapes.DealSerializer})
    @action(detail=True, methods=["post"])
    def convert(self, request: Request, uid: str) -> Response:
        """Make a client (or take an existing one) and a deal of it; answers with the deal."""
        found = self.get_object()
        values = self.typed(request, shapes.ConversionSerializer)
        named = values.pop("client", None)
        client = access.fetch(self.actor, CLIENT_MANAGE, clients(self.actor), uid=named) if named else None
        told: dict[str, str] = {name: values.pop(name) for name in ("type", "name", "inn", "country") if name in values}
        made = services.convert_lead(found, by=self.actor, client=client, new_client=told, **values)
        return Response(shapes.DealSerializer(made.deal).data, status=status.HTTP_201_CREATED)


class DealViewSet(ListModelMixin, RetrieveModelMixin, CrmViewSet):
    """Deals; filters: status, stage__uid, owner__uid, client__uid, source__key. A new one names its client."""

    permissions: ClassVar[Mapping[str, Permission]] = {
        "list": DEAL_VIEW,
        "retrieve": DEAL_VIEW,
        "create": DEAL_MANAGE,
        "partial_update": DEAL_MANAGE,
        "move": DEAL_MANAGE,
    }
    queryset = Deal.objects.select_related("client", "lead", "stage", "owner", "broker", "source", "contract", "renews")
    serializer_class = shapes.DealSerializer
    filterset_fields = ("status", "stage__uid", "owner__uid", "client__uid", "source__key")

    @extend_schema(request=shapes.DealWriteSerializer, responses={201: shapes.DealSerializer})
    def create(self, request: Request) -> Response:
        """Open a deal with a client."""
        values = self.typed(request, shapes.DealWriteSerializer)
        deal = services.create_deal(by=self.actor, client=self.client(request), **values)
        return Response(self.get_serializer(deal).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=shapes.DealWriteSerializer, responses=shapes.DealSerializer)
    def partial_update(self, request: Request, uid: str) -> Response:
        """Change the fields that are sent; `version` is needed."""
        found = self.get_object()
        changes = self.typed(request, shapes.DealWriteSerializer)
        deal = services.update_deal(found, by=self.actor, version=self.version(request), changes=changes)
        return Response(self.get_serializer(deal).data)

    @extend_schema(request=shapes.MoveSerializer, responses=shapes.DealSerializer)
    @action(detail=True, methods=["post"])
    def move(self, request: Request, uid: str) -> Response:
        """Put the deal at a stage."""
        found = self.get_object()
        values = self.typed(request, shapes.MoveSerializer)
        stage = access.fetch(self.actor, PIPELINE_VIEW, stages(self.actor), uid=values.pop("stage"))
        named = values.pop("contract", None)
        contract = access.fetch(self.actor, CONTRACT_VIEW, contracts(self.actor), uid=named) if named else None
        deal = services.move_deal(found, by=self.actor, stage=stage, contract=contract, **values)
        return Response(self.get_serializer(deal).data)


class StageViewSet(ListModelMixin, RetrieveModelMixin, CrmViewSet):
    """Stages of the pipelines."""

    permissions: ClassVar[Mapping[str, Permission]] = {"list": PIPELINE_VIEW, "retrieve": PIPELINE_VIEW}
    queryset = Stage.objects.all()
    serializer_class = shapes.StageSerializer
    filterset_fields = ("kind", "is_active")


class StageChangeViewSet(ListModelMixin, RetrieveModelMixin, CrmViewSet):
    """Moves of deals between stages; filter: deal__uid."""

    permissions: ClassVar[Mapping[str, Permission]] = {"list": DEAL_VIEW, "retrieve": DEAL_VIEW}
    queryset = StageChange.objects.select_related("deal", "from_stage", "to_stage")
    serializer_class = shapes.StageChangeSerializer
    filterset_fields = ("deal__uid",)


class SourceViewSet(ListModelMixin, RetrieveModelMixin, CrmViewSet):
    """Sources of leads."""

    permissions: ClassVar[Mapping[str, Permission]] = {"list": PIPELINE_VIEW, "retrieve": PIPELINE_VIEW}
    queryset = LeadSource.objects.all()
    serializer_class = shapes.SourceSerializer
    filterset_fields = ("key", "is_active")


class ReferralViewSet(ListModelMixin, RetrieveModelMixin, CrmViewSet):
    """Referral links with visits, leads and won deals."""

    permissions: ClassVar[Mapping[str, Permission]] = {"list": REFERRAL_VIEW, "retrieve": REFERRAL_VIEW}
    queryset = ReferralLink.objects.select_related("owner", "client")
    serializer_class = shapes.ReferralSerializer
    filterset_fields = ("code", "is_active")

    def get_queryset(self) -> QuerySet[ReferralLink]:
        """Return the links in reach with their counts."""
        rows: QuerySet[ReferralLink] = super().get_queryset()
        return counted(rows)


class ActivityViewSet(ListModelMixin, RetrieveModelMixin, CrmViewSet):
    """Activities; filters: kind, client__uid, lead__uid, deal__uid, contract__uid, owner__uid.

    A new one names exactly one subject: client, lead, deal or contract.
    """

    permissions: ClassVar[Mapping[str, Permission]] = {
        "list": ACTIVITY_VIEW,
        "retrieve": ACTIVITY_VIEW,
        "create": ACTIVITY_MANAGE,
        "partial_update": ACTIVITY_MANAGE,
        "complete": ACTIVITY_MANAGE,
        "reopen": ACTIVITY_MANAGE,
        "destroy": ACTIVITY_MANAGE,
    }
    queryset = Activity.objects.select_related("client", "lead", "deal", "contract", "owner")
    serializer_class = shapes.ActivitySerializer
    filterset_fields = ("kind", "client__uid", "lead__uid", "deal__uid", "contract__uid", "owner__uid")

    @extend_schema(request=shapes.ActivityWriteSerializer, responses={201: shapes.ActivitySerializer})
    def create(self, request: Request) -> Response:
        """Write down an activity about the subject that the body names."""
        values = self.typed(request, shapes.ActivityWriteSerializer)
        activity = services.add_activity(self._subject(request), by=self.actor, **values)
        return Response(self.get_serializer(activity).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=shapes.ActivityWriteSerializer, responses=shapes.ActivitySerializer)
    def partial_update(self, request: Request, uid: str) -> Response:
        """Change the fields that are sent; `version` is needed."""
        found = self.get_object()
        changes = self.typed(request, shapes.ActivityWriteSerializer)
        activity = services.update_activity(found, by=self.actor, version=self.version(request), changes=changes)
        return Response(self.get_serializer(activity).data)

    @extend_schema(request=shapes.DoneSerializer, responses=shapes.ActivitySerializer)
    @action(detail=True, methods=["post"])
    def complete(self, request: Request, uid: str) -> Response:
        """Mark it as done."""
        found = self.get_object()
        values = self.typed(request, shapes.DoneSerializer)
        return Response(self.get_serializer(services.complete_activity(found, by=self.actor, **values)).data)

    @extend_schema(request=VersionSerializer, responses=shapes.ActivitySerializer)
    @action(detail=True, methods=["post"])
    def reopen(self, request: Request, uid: str) -> Response:
        """Take back that it is done."""
        found = self.get_object()
        activity = services.reopen_activity(found, by=self.actor, version=self.version(request))
        return Response(self.get_serializer(activity).data)

    def destroy(self, request: Request, uid: str) -> Response:
        """Remove an activity that was written down by mistake."""
        found = self.get_object()
        services.remove_activity(found, by=self.actor, version=found.version)
        return Response(status=status.HTTP_204_NO_CONTENT)

    def _subject(self, request: Request) -> Any:
        """Return the one subject that the body names; 404 when it is out of reach."""
        named = self.typed(request, shapes.SubjectSerializer)
        if len(named) != 1:
            raise Invalid(field="client")
        ((noun, uid),) = named.items()
        permission, rows = {
            "client": (CLIENT_VIEW, clients),
            "lead": (LEAD_VIEW, leads),
            "deal": (DEAL_VIEW, deals),
            "contract": (CONTRACT_VIEW, contracts),
        }[noun]
        return access.fetch(self.actor, permission, rows(self.actor), uid=uid)
