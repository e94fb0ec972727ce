"""`/api/v1/crm/contract-masks/`: how each type of contract is numbered, and which numbers come next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from apps.crm.api.base import CrmViewSet
from apps.crm.enums import ContractType
from apps.crm.models import ContractMask
from apps.crm.permissions import CONTRACT_MASK_MANAGE
from apps.crm.selectors.numbering import numberings
from apps.crm.services import set_contract_mask

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rest_framework.request import Request

    from apps.common.access import Permission
    from apps.crm.selectors.numbering import Numbering


class UpcomingSerializer(serializers.Serializer[Any]):
    """The numbers that come next with one own legal entity."""

    legal_entity = serializers.UUIDField(source="entity.uid")
    company = serializers.CharField()
    person = serializers.CharField()
    sole_trader = serializers.CharField()


class NumberingSerializer(serializers.Serializer[Any]):
    """The numbering of one type: `own` is its own mask (empty: none), `mask` the one that counts."""

    type = serializers.CharField()
    own = serializers.CharField()
    mask = serializers.CharField()
    version = serializers.IntegerField()
    upcoming = UpcomingSerializer(many=True)


class NewMaskSerializer(serializers.Serializer[Any]):
    """A mask for one type, and the version that was seen (0: there was none)."""

    mask = serializers.CharField(max_length=80, allow_blank=True)
    version = serializers.IntegerField(min_value=0)


class ContractMaskViewSet(CrmViewSet):
    """Masks by type of contract."""

    permissions: ClassVar[Mapping[str, Permission]] = {
        "list": CONTRACT_MASK_MANAGE,
        "partial_update": CONTRACT_MASK_MANAGE,
    }
    queryset = ContractMask.objects.all()
    serializer_class = NumberingSerializer
    pagination_class = None
    filter_backends = ()
    lookup_field = "type"
    lookup_value_regex = "[a-z]+"

    @extend_schema(responses=NumberingSerializer(many=True))
    def list(self, request: Request) -> Response:
        """Return the numbering of each type."""
        return Response(NumberingSerializer(numberings(self.actor), many=True).data)

    @extend_schema(request=NewMaskSerializer, responses=NumberingSerializer)
    def partial_update(self, request: Request, type: str) -> Response:  # noqa: A002 - the name in the address
        """Set the mask of one type."""
        if type not in ContractType.values:
            raise Http404
        typed = self.typed(request, NewMaskSerializer)
        set_contract_mask(by=self.actor, type=type, mask=typed["mask"], version=typed["version"])
        return Response(NumberingSerializer(self._numbering(type)).data)

    def _numbering(self, kind: str) -> Numbering:
        """Return the numbering of one type."""
        return next(one for one in numberings(self.actor) if one.type == kind)
