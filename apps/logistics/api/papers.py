"""`…/paper/` of an intake act, a return act or a movement: the document as a file, in the language asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.mixins import RetrieveModelMixin

from apps.common.api.views import HouseViewSet
from apps.common.pages.downloads import attachment
from apps.crm.enums import DocumentLanguage
from apps.logistics.documents import papers
from apps.logistics.permissions import INTAKE_VIEW, MOVEMENT_VIEW, RETURN_VIEW

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from django.http import HttpResponse
    from rest_framework.request import Request

    from apps.common.access import Permission

_ASKED = [
    OpenApiParameter(
        "language",
        enum=DocumentLanguage.values,
        description="without it, the language in which the contract was last made out, else the reader's",
    ),
    OpenApiParameter("form", enum=tuple(papers.TYPES), default="docx"),
]
_FILES = {(200, content_type): OpenApiTypes.BINARY for content_type in papers.TYPES.values()}


class _PaperViewSet(RetrieveModelMixin, HouseViewSet):
    """Gives one kind of paper; it opens its own scope, since PDF files are made outside of it."""

    outside_scope = True
    serializer_class = serializers.Serializer
    paper: ClassVar[papers.Paper]

    @extend_schema(parameters=_ASKED, responses=_FILES)
    def retrieve(self, request: Request, uid: UUID) -> HttpResponse:  # type: ignore[override]  # a file, not JSON
        """Give the paper as a file."""
        asked = request.query_params
        made = papers.make(self.actor, self.paper, uid, asked.get("form", "docx"), asked.get("language"))
        return attachment(made.data, made.name, made.content_type)


class IntakePaperViewSet(_PaperViewSet):
    """The document of an intake act."""

    permissions: ClassVar[Mapping[str, Permission]] = {"retrieve": INTAKE_VIEW}
    queryset = papers.INTAKE.rows
    paper = papers.INTAKE


class ReturnPaperViewSet(_PaperViewSet):
    """The document of a return act."""

    permissions: ClassVar[Mapping[str, Permission]] = {"retrieve": RETURN_VIEW}
    queryset = papers.RETURN.rows
    paper = papers.RETURN


class MovementPaperViewSet(_PaperViewSet):
    """The transfer note of a movement."""

    permissions: ClassVar[Mapping[str, Permission]] = {"retrieve": MOVEMENT_VIEW}
    queryset = papers.TRANSFER.rows
    paper = papers.TRANSFER
