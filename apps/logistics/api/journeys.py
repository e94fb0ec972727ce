"""`/api/v1/logistics/` movements, return-acts and claims: read, plan, drive, accept, return, settle."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.response import Response

from apps.accounts.models import User
from apps.common import access
from apps.common.api.views import HouseViewSet
from apps.common.roles import Role
from apps.crm.models import Contract
from apps.crm.permissions import CONTRACT_VIEW
from apps.inventory.models import Site, Unit
from apps.inventory.permissions import PLACE_VIEW, UNIT_VIEW
from apps.logistics.api import bodies
from apps.logistics.enums import Outcome
from apps.logistics.models import Claim, Movement, ReturnAct
from apps.logistics.permissions import (
    CLAIM_REPORT,
    CLAIM_RESOLVE,
    CLAIM_VIEW,
    MOVEMENT_ACCEPT,
    MOVEMENT_CREATE,
    MOVEMENT_DRIVE,
    MOVEMENT_VIEW,
    RETURN_HAND_OVER,
    RETURN_REGISTER,
    RETURN_VIEW,
)
from apps.logistics.selectors import return_lines
from apps.logistics.services import (
    Plan,
    accept_movement,
    cancel_movement,
    cancel_return,
    create_movement,
    hand_over_units,
    hand_to_receiver,
    pick_up,
    register_return,
    report_return_discrepancies,
    resolve_claim,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from rest_framework.request import Request

    from apps.common.access import Permission
    from apps.common.actor import Actor


def _units(actor: Actor, uids: Sequence[UUID]) -> list[Unit]:
    """Return the units of these identifiers in their order. Raises Http404 for one out of reach."""
    found = {unit.uid: unit for unit in access.narrow(actor, UNIT_VIEW, Unit.objects.filter(uid__in=uids))}
    return [found[uid] if uid in found else access.fetch(actor, UNIT_VIEW, Unit.objects.all(), uid=uid) for uid in uids]


class MovementViewSet(ListModelMixin, RetrieveModelMixin, HouseViewSet):
    """Movements; filters: number, status, from_site__uid, to_site__uid, planned_on."""

    permissions: ClassVar[Mapping[str, Permission]] = {
        "list": MOVEMENT_VIEW,
        "retrieve": MOVEMENT_VIEW,
        "create": MOVEMENT_CREATE,
        "cancel": MOVEMENT_CREATE,
        "pick_up": MOVEMENT_DRIVE,
        "hand_over": MOVEMENT_DRIVE,
        "accept": MOVEMENT_ACCEPT,
    }
    queryset = Movement.objects.select_related("from_site", "to_site", "driver").prefetch_related("lines__unit")
    serializer_class = bodies.MovementSerializer
    filterset_fields = ("number", "status", "from_site__uid", "to_site__uid", "planned_on")

    @extend_schema(request=bodies.NewMovementSerializer, responses={201: bodies.MovementSerializer})
    def create(self, request: Request) -> Response:
        """Plan a movement."""
        form = bodies.NewMovementSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        told = dict(form.validated_data)
        units = _units(self.actor, told.pop("units"))
        driver = told.pop("driver", None)
        plan = Plan(
            from_site=access.fetch(self.actor, PLACE_VIEW, Site.objects.all(), uid=told.pop("from_site")),
            to_site=access.fetch(self.actor, PLACE_VIEW, Site.objects.all(), uid=told.pop("to_site")),
            driver=self._driver(driver) if driver else None,
            **told,
        )
        made = create_movement(by=self.actor, plan=plan, units=units)
        return Response(self.get_serializer(made).data, status=status.HTTP_201_CREATED)

    def _driver(self, uid: UUID) -> User:
        """Return a driver of the organisation. Raises Http404."""
        rows = User.objects.filter(organisation_id=self.actor.tenant_id, role=Role.DRIVER)
        return access.fetch(self.actor, MOVEMENT_CREATE, rows, uid=uid)

    @extend_schema(request=bodies.WhySerializer, responses=bodies.MovementSerializer)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, uid: str) -> Response:
        """Cancel a movement that was not picked up."""
        row = self.get_object()
        form = bodies.WhySerializer(data=request.data)
        form.is_valid(raise_exception=True)
        version = form.validated_data.get("version") or row.version
        return self._answer(cancel_movement(row, by=self.actor, why=form.validated_data["why"], version=version))

    @extend_schema(request=bodies.CheckSerializer, responses=bodies.MovementSerializer)
    @action(detail=True, methods=["post"], url_path="pick-up")
    def pick_up(self, request: Request, uid: str) -> Response:
        """Take the scanned units; `key` makes the step happen once."""
        row, told = self.get_object(), self._told(request)
        return self._answer(pick_up(row, by=self.actor, **told))

    @extend_schema(request=bodies.HandOverSerializer, responses=bodies.MovementSerializer)
    @action(detail=True, methods=["post"], url_path="hand-over")
    def hand_over(self, request: Request, uid: str) -> Response:
        """Keep that the load was handed to the receiver."""
        row = self.get_object()
        form = bodies.HandOverSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        return self._answer(hand_to_receiver(row, by=self.actor, **form.validated_data))

    @extend_schema(request=bodies.CheckSerializer, responses=bodies.MovementSerializer)
    @action(detail=True, methods=["post"])
    def accept(self, request: Request, uid: str) -> Response:
        """Accept the units that are really there."""
        row, told = self.get_object(), self._told(request)
        return self._answer(accept_movement(row, by=self.actor, **told))

    def _told(self, request: Request) -> dict[str, Any]:
        """Return key, serial numbers and discrepancies of a checked load."""
        form = bodies.CheckSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        told = dict(form.validated_data)
        return told | {"discrepancies": bodies.discrepancies_of(told.get("discrepancies", []))}

    def _answer(self, row: Movement) -> Response:
        """Return the movement as it is now."""
        fresh = self.queryset.get(pk=row.pk)
        return Response(self.get_serializer(fresh).data)


class ReturnActViewSet(ListModelMixin, RetrieveModelMixin, HouseViewSet):
    """Return acts; filters: number, status, client__uid."""

    permissions: ClassVar[Mapping[str, Permission]] = {
        "list": RETURN_VIEW,
        "retrieve": RETURN_VIEW,
        "create": RETURN_REGISTER,
        "cancel": RETURN_REGISTER,
        "hand_over": RETURN_HAND_OVER,
        "discrepancies": CLAIM_REPORT,
    }
    queryset = (
        ReturnAct.objects.select_related("client", "contract").prefetch_related("lines__unit").defer("document_values")
    )
    serializer_class = bodies.ReturnActSerializer
    filterset_fields = ("number", "status", "client__uid")

    @extend_schema(request=bodies.NewReturnSerializer, responses={201: bodies.ReturnActSerializer})
    def create(self, request: Request) -> Response:
        """Register a return act; its units are locked at once."""
        form = bodies.NewReturnSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        told = dict(form.validated_data)
        contracts = Contract.objects.select_related("client", "legal_entity")
        act = register_return(
            by=self.actor,
            contract=access.fetch(self.actor, CONTRACT_VIEW, contracts, uid=told.pop("contract")),
            units=_units(self.actor, told.pop("units")),
            **told,
        )
        return Response(self.get_serializer(act).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=bodies.WhySerializer, responses=bodies.ReturnActSerializer)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, uid: str) -> Response:
        """Release the units that still wait."""
        row = self.get_object()
        form = bodies.WhySerializer(data=request.data)
        form.is_valid(raise_exception=True)
        return Response(self.get_serializer(cancel_return(row, by=self.actor, why=form.validated_data["why"])).data)

    @extend_schema(request=bodies.ReturnHandOverSerializer, responses=bodies.ReturnActSerializer)
    @action(detail=True, methods=["post"], url_path="hand-over")
    def hand_over(self, request: Request, uid: str) -> Response:
        """Hand waiting units to their owner."""
        row = self.get_object()
        form = bodies.ReturnHandOverSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        wanted = set(form.validated_data["units"])
        lines = [line for line in return_lines(self.actor, row) if line.unit.uid in wanted]
        done = hand_over_units(row, by=self.actor, lines=lines, receiver_name=form.validated_data["receiver_name"])
        return Response(self.get_serializer(self.queryset.get(pk=done.pk)).data)

    @extend_schema(request=bodies.DiscrepanciesSerializer, responses={201: bodies.ClaimSerializer(many=True)})
    @action(detail=True, methods=["post"])
    def discrepancies(self, request: Request, uid: str) -> Response:
        """Report what does not agree with the act: each opens a claim."""
        claims = report_return_discrepancies(self.get_object(), by=self.actor, seen=bodies.reported(request.data))
        return Response(bodies.ClaimSerializer(claims, many=True).data, status=status.HTTP_201_CREATED)


class ClaimViewSet(ListModelMixin, RetrieveModelMixin, HouseViewSet):
    """Claims; filters: number, status, kind, stage."""

    permissions: ClassVar[Mapping[str, Permission]] = {
        "list": CLAIM_VIEW,
        "retrieve": CLAIM_VIEW,
        "resolve": CLAIM_RESOLVE,
    }
    queryset = Claim.objects.select_related("movement", "return_act", "intake_act", "unit", "site", "responsible")
    serializer_class = bodies.ClaimSerializer
    filterset_fields = ("number", "status", "kind", "stage")

    @extend_schema(request=bodies.ResolveSerializer, responses=bodies.ClaimSerializer)
    @action(detail=True, methods=["post"])
    def resolve(self, request: Request, uid: str) -> Response:
        """End a claim in words."""
        row = self.get_object()
        form = bodies.ResolveSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        told = dict(form.validated_data)
        site = told.pop("site", None)
        done = resolve_claim(
            row,
            by=self.actor,
            outcome=Outcome(told.pop("outcome")),
            site=access.fetch(self.actor, PLACE_VIEW, Site.objects.all(), uid=site) if site else None,
            **told,
        )
        return Response(self.get_serializer(done).data)
