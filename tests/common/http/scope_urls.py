"""Addresses for the tests of the scope middleware only."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.template.response import TemplateResponse
from django.urls import include, path

from apps.accounts.models import LegalEntity
from apps.common.errors import Conflict
from apps.common.http import actor_of
from apps.common.http.scope import outside_scope


def _rename(request: HttpRequest, name: str) -> None:
    LegalEntity.objects.filter(organisation_id=actor_of(request).tenant_id).update(short_name=name)


def write(request: HttpRequest) -> HttpResponse:
    _rename(request, "written")
    return HttpResponse("ok")


def write_then_500(request: HttpRequest) -> HttpResponse:
    _rename(request, "written")
    return HttpResponse("no", status=500)


def write_then_raise(request: HttpRequest) -> HttpResponse:
    _rename(request, "written")
    message = "defect"
    raise RuntimeError(message)


def write_then_refuse(request: HttpRequest) -> HttpResponse:
    _rename(request, "written")
    raise Conflict


def write_then_break_rendering(request: HttpRequest) -> HttpResponse:
    _rename(request, "written")
    return TemplateResponse(request, "does/not/exist.html")


def stream(request: HttpRequest) -> StreamingHttpResponse:
    def rows() -> Iterator[str]:
        yield from LegalEntity.objects.values_list("name", flat=True)

    return StreamingHttpResponse(rows())


@outside_scope
def unscoped(request: HttpRequest) -> HttpResponse:
    LegalEntity.objects.count()
    return HttpResponse("never")


urlpatterns = [
    path("write", write),
    path("write-then-500", write_then_500),
    path("write-then-raise", write_then_raise),
    path("write-then-refuse", write_then_refuse),
    path("write-then-break-rendering", write_then_break_rendering),
    path("stream", stream),
    path("unscoped", unscoped),
    path("", include("neurohost.urls")),
]

handler500 = "apps.common.http.errors.server_error"
