"""The pipeline's stages and the sources of leads, configured by the administrator on one page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from apps.common import access
from apps.common.errors import DomainError
from apps.common.http import actor_of, guarded
from apps.crm import services
from apps.crm.enums import DealStatus
from apps.crm.forms.sales import SourceForm, StageForm
from apps.crm.models import LeadSource, Stage
from apps.crm.permissions import PIPELINE_MANAGE
from apps.crm.selectors.deals import every_stage, pipelines
from apps.crm.selectors.leads import sources
from apps.crm.views.answers import UNPROCESSABLE, give_up, go, show_refusal, version_of

if TYPE_CHECKING:
    from uuid import UUID


def _names(row: Stage | LeadSource) -> dict[str, Any]:
    """Return the names of a row as a form begins with them."""
    return {f"name_{language}": row.name.get(language, "") for language in ("ru", "zh", "en")}


def _page(request: HttpRequest, status: int = 200, **more: Any) -> HttpResponse:
    """Show the page with every stage and source, and the forms for new ones."""
    actor = actor_of(request)
    context = {
        "stages": list(every_stage(actor)),
        "sources": list(sources(actor)),
        "has_pipeline": pipelines(actor).exists(),
        "stage_form": StageForm(prefix="new"),
        "source_form": SourceForm(prefix="source"),
        "open_kind": DealStatus.OPEN,
        **more,
    }
    return render(request, "crm/sales_settings.html", context, status=status)


@guarded(PIPELINE_MANAGE)
@require_http_methods(["GET", "POST"])
def sales_settings(request: HttpRequest) -> HttpResponse:
    """Show stages and sources; a POST lays the delivered ones at the first visit."""
    if request.method == "POST":
        services.default_pipeline(actor_of(request).tenant_id)
        return go(request, reverse("crm:sales_settings"))
    return _page(request)


@guarded(PIPELINE_MANAGE)
@require_POST
def stage_add(request: HttpRequest) -> HttpResponse:
    """Add a stage."""
    actor = actor_of(request)
    form = StageForm(request.POST, prefix="new")
    if form.is_valid():
        try:
            pipeline = services.default_pipeline(actor.tenant_id)
            services.add_stage(pipeline, by=actor, name=form.names(), probability=form.cleaned_data["probability"])
        except DomainError as refusal:
            show_refusal(request, form, refusal)
        else:
            messages.success(request, _("The stage is added."))
            return go(request, reverse("crm:sales_settings"))
    return _page(request, UNPROCESSABLE, stage_form=form)


@guarded(PIPELINE_MANAGE)
@require_http_methods(["GET", "POST"])
def stage_edit(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Change a stage's names and probability."""
    actor = actor_of(request)
    stage = access.fetch(actor, PIPELINE_MANAGE, every_stage(actor), uid=uid)
    form = StageForm(request.POST or None, initial=_names(stage) | {"probability": stage.probability})
    if stage.kind != DealStatus.OPEN:
        del form.fields["probability"]
    status = 200
    if request.method == "POST":
        status = UNPROCESSABLE
        if form.is_valid():
            changes: dict[str, Any] = {"name": form.names()}
            if "probability" in form.fields:
                changes["probability"] = form.cleaned_data["probability"]
            try:
                services.update_stage(stage, by=actor, version=version_of(request), changes=changes)
            except DomainError as refusal:
                show_refusal(request, form, refusal)
            else:
                messages.success(request, _("The stage is kept."))
                return go(request, reverse("crm:sales_settings"))
    context = {"form": form, "row": stage, "title": stage}
    return render(request, "crm/directory_form.html", context, status=status)


@guarded(PIPELINE_MANAGE)
@require_POST
def stage_switch(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Take a stage out of use, or into use again."""
    actor = actor_of(request)
    stage = access.fetch(actor, PIPELINE_MANAGE, every_stage(actor), uid=uid)
    changes = {"is_active": not stage.is_active}
    return _done(request, lambda: services.update_stage(stage, by=actor, version=version_of(request), changes=changes))


@guarded(PIPELINE_MANAGE)
@require_POST
def stage_shift(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Move an open stage one place up or down."""
    actor = actor_of(request)
    stage = access.fetch(actor, PIPELINE_MANAGE, every_stage(actor), uid=uid)
    order = [str(one.uid) for one in every_stage(actor) if one.is_active and one.kind == DealStatus.OPEN]
    at = order.index(str(stage.uid)) if str(stage.uid) in order else -1
    to = at + (1 if request.POST.get("to") == "down" else -1)
    if at >= 0 and 0 <= to < len(order):
        order[at], order[to] = order[to], order[at]
    return _done(request, lambda: services.order_stages(stage.pipeline, by=actor, stages=order))


@guarded(PIPELINE_MANAGE)
@require_POST
def source_add(request: HttpRequest) -> HttpResponse:
    """Add a source of leads."""
    form = SourceForm(request.POST, prefix="source")
    if form.is_valid():
        try:
            services.add_source(by=actor_of(request), key=form.cleaned_data["key"], name=form.names())
        except DomainError as refusal:
            show_refusal(request, form, refusal)
        else:
            messages.success(request, _("The source is added."))
            return go(request, reverse("crm:sales_settings"))
    return _page(request, UNPROCESSABLE, source_form=form)


@guarded(PIPELINE_MANAGE)
@require_POST
def source_switch(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Take a source out of use, or into use again."""
    actor = actor_of(request)
    source = access.fetch(actor, PIPELINE_MANAGE, sources(actor), uid=uid)
    changes = {"is_active": not source.is_active}
    return _done(
        request, lambda: services.update_source(source, by=actor, version=version_of(request), changes=changes)
    )


def _done(request: HttpRequest, work: Any) -> HttpResponse:
    """Do one step of a button and go back to the page; a refusal is shown there."""
    try:
        work()
    except DomainError as refusal:
        give_up(request)
        messages.error(request, refusal.message)
    return go(request, reverse("crm:sales_settings"))
