"""Operations: a button, a dialog that says what will happen, one permission, one service call. POST only."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from apps.common import access
from apps.common.admin.seam import DANGER_VARIANT, DEFAULT_VARIANT
from apps.common.errors import AccessDenied, DomainError
from apps.common.http import actor_of

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.utils.functional import Promise

    from apps.common.access import Permission

CONFIRMED = "_confirmed"
MAX_NAMED = 20


@dataclass(frozen=True, slots=True)
class Operation:
    """What an operation declares; `confirm` may contain `%(count)s` and `%(name)s`."""

    name: str
    title: str | Promise
    permission: Permission
    confirm: str | Promise
    form: type[forms.Form] | None
    danger: bool


@dataclass(frozen=True, slots=True)
class Led:
    """What an operation returns that leads on to another page: the sentence, and the page's address."""

    sentence: str
    url: str


def operation(
    *,
    title: str | Promise,
    permission: Permission,
    confirm: str | Promise,
    form: type[forms.Form] | None = None,
    icon: str = "play_arrow",
    danger: bool = False,
) -> Callable[[Callable[..., str | Led]], Callable[..., HttpResponse]]:
    """Make a method `(self, by, rows, data) -> sentence` an operation of the admin; `Led` leads on from there.

    `rows` are the chosen rows, already narrowed to what the permission reaches; the method calls one service. It may
    be named in `actions`, `actions_row`, `actions_detail` or `actions_list` (no rows). A DomainError is shown in the
    dialog, and nothing has changed.
    """

    def decorate(method: Callable[..., str | Led]) -> Callable[..., HttpResponse]:
        declared = Operation(method.__name__, title, permission, confirm, form, danger)

        @wraps(method)
        def run(
            self: Any, request: HttpRequest, queryset: QuerySet[Any] | None = None, object_id: str | None = None
        ) -> HttpResponse:
            return _serve(self, declared, method, request, queryset, object_id)

        run.operation = declared  # type: ignore[attr-defined]  # read by HouseAdmin and its system check
        run.permission = permission  # type: ignore[attr-defined]  # read by the matrix test
        run.short_description = title  # type: ignore[attr-defined]  # the names below are unfold's
        run.icon = icon  # type: ignore[attr-defined]
        run.attrs = {}  # type: ignore[attr-defined]
        run.variant = DANGER_VARIANT if danger else DEFAULT_VARIANT  # type: ignore[attr-defined]
        run.dialog = {"title": title, "description": confirm}  # type: ignore[attr-defined]
        run.original_function_name = method.__name__  # type: ignore[attr-defined]
        return run

    return decorate


def _serve(
    admin: Any,
    one: Operation,
    method: Callable[..., str | Led],
    request: HttpRequest,
    queryset: QuerySet[Any] | None,
    object_id: str | None,
) -> HttpResponse:
    """Show the dialog, or run the operation when it was confirmed."""
    actor = actor_of(request)
    access.require(actor, admin.view_permission)
    access.require(actor, one.permission)
    rows = access.narrow(actor, one.permission, _rows(admin, request, queryset, object_id))
    if object_id is not None and not rows.exists():
        raise Http404
    confirmed = request.method == "POST" and CONFIRMED in request.POST
    form = one.form(request.POST if confirmed else None, request.FILES if confirmed else None) if one.form else None
    if not confirmed or (form is not None and not form.is_valid()):
        return _dialog(admin, one, request, rows, form, object_id)
    try:
        with transaction.atomic():
            done = method(admin, actor, rows, form.cleaned_data if form else {})
    except AccessDenied:
        raise
    except DomainError as refusal:
        return _dialog(admin, one, request, rows, form, object_id, refusal=refusal.message)
    led = done if isinstance(done, Led) else Led(done, _back(admin, request, object_id))
    messages.success(request, led.sentence)
    if request.headers.get("HX-Request"):
        return HttpResponse(status=200, headers={"HX-Redirect": led.url})
    return HttpResponseRedirect(led.url)


def _rows(admin: Any, request: HttpRequest, queryset: QuerySet[Any] | None, object_id: str | None) -> QuerySet[Any]:
    """Return the rows that the person chose."""
    if queryset is not None:
        return queryset
    visible: QuerySet[Any] = admin.get_queryset(request)
    if object_id is None:
        return visible.none()
    row = admin.get_object(request, object_id)
    return visible.none() if row is None else visible.filter(pk=row.pk)


def _back(admin: Any, request: HttpRequest, object_id: str | None) -> str:
    """Return where to go afterwards: the row while it is still there to see, else the list."""
    name = f"{admin.admin_site.name}:{admin.opts.app_label}_{admin.opts.model_name}"
    if object_id is not None and admin.get_object(request, object_id) is not None:
        return reverse(f"{name}_change", args=(object_id,))
    return reverse(f"{name}_changelist")


def _dialog(
    admin: Any,
    one: Operation,
    request: HttpRequest,
    rows: QuerySet[Any],
    form: forms.Form | None,
    object_id: str | None,
    *,
    refusal: str = "",
) -> HttpResponse:
    """Return the dialog: what will happen, to which and how many rows."""
    count = rows.count()
    named = [str(row) for row in rows[:MAX_NAMED]]
    context = {
        **admin.admin_site.each_context(request),
        "operation": one,
        "title": one.title,
        "opts": admin.opts,
        "form": form,
        "refusal": refusal,
        "sentence": str(one.confirm) % {"count": count, "name": named[0] if named else ""},
        "named": named,
        "more": count - len(named),
        "selected": request.POST.getlist(ACTION_CHECKBOX_NAME) if object_id is None else [],
        "select_across": request.POST.get("select_across", "0"),
        "checkbox_name": ACTION_CHECKBOX_NAME,
        "post_url": request.get_full_path(),
        "back_url": _back(admin, request, object_id),
        "is_fragment": bool(request.headers.get("HX-Request")),
    }
    template = "admin/operation_dialog.html" if context["is_fragment"] else "admin/operation.html"
    return TemplateResponse(request, template, context)
