"""`/api/v1/service/orders/`: repair orders and what may be done to them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin
from rest_framework.response import Response

from apps.common import access
from apps.common.api.views import HouseViewSet
from apps.common.errors import Invalid
from apps.inventory.selectors import units
from apps.inventory.service_centre import services
from apps.inventory.service_centre.api import shapes
from apps.inventory.service_centre.enums import Finding, OrderVerb, Payer
from apps.inventory.service_centre.models import Part, RepairOrder, RepairPart, ServiceWork
from apps.inventory.service_centre.permissions import PART_VIEW, REPAIR_APPROVE, REPAIR_VIEW, REPAIR_WORK
from apps.inventory.service_centre.selectors import orders as nouns
from apps.inventory.service_centre.services import Bin, Found, Issue

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from django.db.models import QuerySet
    from rest_framework import serializers as drf
    from rest_framework.request import Request

    from apps.common.access import Permission

_STEPS: Mapping[str, Callable[..., RepairOrder]] = {
    OrderVerb.WAIT_FOR_PARTS: lambda row, by, note, _total: services.wait_for_parts(row, by=by, note=note),
    OrderVerb.ASK_APPROVAL: lambda row, by, note, total: services.ask_approval(row, by=by, total=total, note=note),
    OrderVerb.START: lambda row, by, note, _total: services.start_work(row, by=by, note=note),
    OrderVerb.TEST: lambda row, by, note, _total: services.put_on_test(row, by=by, note=note),
    OrderVerb.FAIL_TEST: lambda row, by, note, _total: services.fail_test(row, by=by, note=note),
    OrderVerb.FINISH: lambda row, by, note, _total: services.finish_order(row, by=by, conclusion=note),
    OrderVerb.SCRAP: lambda row, by, note, _total: services.scrap_unit(row, by=by, why=note),
    OrderVerb.CANCEL: lambda row, by, note, _total: services.cancel_order(row, by=by, why=note),
}


class OrderViewSet(ListModelMixin, HouseViewSet):
    """Repair orders; filters: state, unit__uid, unit__serial, client__uid, site__uid."""

    permissions: ClassVar[Mapping[str, Permission]] = {
        "list": REPAIR_VIEW,
        "retrieve": REPAIR_VIEW,
        "create": REPAIR_WORK,
        "diagnose": REPAIR_WORK,
        "step": REPAIR_WORK,
        "answer": REPAIR_APPROVE,
        "add_work": REPAIR_WORK,
        "issue_part": REPAIR_WORK,
        "return_part": REPAIR_WORK,
    }
    queryset = RepairOrder.objects.all()
    serializer_class = shapes.RepairOrderSerializer
    filterset_fields = ("state", "unit__uid", "unit__serial", "client__uid", "site__uid")
    http_method_names = ["get", "head", "options", "post"]

    def get_queryset(self) -> QuerySet[RepairOrder]:
        """Return the orders in reach of the action's right, with the names that joins would hide."""
        reach = super().get_queryset()
        if getattr(self, "swagger_fake_view", False):
            return reach
        return nouns.orders(self.actor).filter(pk__in=reach.values("pk"))

    def _typed(self, request: Request, serializer: type[drf.Serializer[Any]]) -> dict[str, Any]:
        """Return the values of the request's body. Raises ValidationError."""
        form = serializer(data=request.data)
        form.is_valid(raise_exception=True)
        return dict(form.validated_data)

    def _row(self) -> RepairOrder:
        """Return the order of the address with its site."""
        row = self.get_object()
        return RepairOrder.objects.select_related("site").get(pk=row.pk) if not self.actor.is_client else row

    def _shown(self, row: RepairOrder, code: int = status.HTTP_200_OK) -> Response:
        """Answer an order as it is now, with what it holds."""
        fresh = nouns.orders(self.actor).get(pk=row.pk)
        told = {
            "order": fresh,
            "findings": nouns.findings_of(self.actor, fresh),
            "works": nouns.works_of(self.actor, fresh),
            "parts": nouns.parts_of(self.actor, fresh),
        }
        return Response(shapes.RepairDetailSerializer(told).data, status=code)

    @extend_schema(responses=shapes.RepairDetailSerializer)
    def retrieve(self, request: Request, uid: str) -> Response:
        """Answer one order."""
        return self._shown(self.get_object())

    @extend_schema(request=shapes.RepairOpenSerializer, responses={201: shapes.RepairDetailSerializer})
    def create(self, request: Request) -> Response:
        """Open an order for a unit."""
        values = self._typed(request, shapes.RepairOpenSerializer)
        unit = access.fetch(self.actor, REPAIR_WORK, units(self.actor), uid=values.pop("unit"))
        return self._shown(services.open_order(unit, by=self.actor, **values), status.HTTP_201_CREATED)

    @extend_schema(request=shapes.RepairDiagnosisSerializer, responses=shapes.RepairDetailSerializer)
    @action(detail=True, methods=["post"])
    def diagnose(self, request: Request, uid: str) -> Response:
        """Say what was found."""
        row = self._row()
        values = self._typed(request, shapes.RepairDiagnosisSerializer)
        findings = [Found(Finding(one["code"]), one.get("position"), one.get("note", "")) for one in values["findings"]]
        return self._shown(services.diagnose(row, by=self.actor, findings=findings, note=values.get("note", "")))

    @extend_schema(request=shapes.RepairStepSerializer, responses=shapes.RepairDetailSerializer)
    @action(detail=True, methods=["post"])
    def step(self, request: Request, uid: str) -> Response:
        """Take a step of the order's life."""
        row = self._row()
        values = self._typed(request, shapes.RepairStepSerializer)
        act = _STEPS.get(values["verb"])
        if act is None:
            raise Invalid(field="verb")
        return self._shown(act(row, self.actor, values["note"], values.get("total")))

    @extend_schema(request=shapes.RepairAnswerSerializer, responses=shapes.RepairDetailSerializer)
    @action(detail=True, methods=["post"])
    def answer(self, request: Request, uid: str) -> Response:
        """Approve or decline the estimate."""
        row = self._row()
        values = self._typed(request, shapes.RepairAnswerSerializer)
        if values["approved"]:
            return self._shown(services.approve_estimate(row, by=self.actor, how=values["note"]))
        return self._shown(services.decline_estimate(row, by=self.actor, why=values["note"]))

    @extend_schema(request=shapes.RepairAddWorkSerializer, responses=shapes.RepairDetailSerializer)
    @action(detail=True, methods=["post"], url_path="works")
    def add_work(self, request: Request, uid: str) -> Response:
        """Add a work of the catalogue."""
        row = self._row()
        values = self._typed(request, shapes.RepairAddWorkSerializer)
        work = access.fetch(self.actor, PART_VIEW, ServiceWork.objects.all(), code=values["work"])
        payer = Payer(values["payer"]) if values.get("payer") else None
        services.add_work(row, work, by=self.actor, quantity=values["quantity"], payer=payer)
        return self._shown(row)

    @extend_schema(request=shapes.PartIssueSerializer, responses=shapes.RepairDetailSerializer)
    @action(detail=True, methods=["post"], url_path="parts")
    def issue_part(self, request: Request, uid: str) -> Response:
        """Issue a part from a bin of the order's site."""
        row = self._row()
        values = self._typed(request, shapes.PartIssueSerializer)
        part = access.fetch(self.actor, PART_VIEW, Part.objects.all(), article=values["article"])
        issue = Issue(
            part,
            Bin(row.site, values["bin"]),
            values["quantity"],
            Payer(values["payer"]) if values.get("payer") else None,
            values["serial"],
            values["position"],
        )
        services.issue_part(row, issue, by=self.actor)
        return self._shown(row)

    @extend_schema(request=shapes.PartReturnSerializer, responses=shapes.RepairDetailSerializer)
    @action(detail=True, methods=["post"], url_path="return-part")
    def return_part(self, request: Request, uid: str) -> Response:
        """Return a part to the bin it came from."""
        row = self._row()
        values = self._typed(request, shapes.PartReturnSerializer)
        lines = RepairPart.objects.filter(order=row).select_related("order__site", "site", "part")
        line = access.fetch(self.actor, REPAIR_WORK, lines, uid=values["line"])
        services.return_part(line, by=self.actor, quantity=values["quantity"])
        return self._shown(row)
