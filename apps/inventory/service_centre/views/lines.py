"""What is put on an order: works, parts and back, what is taken off the unit, photos, the assessment, the act."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.common import access, files
from apps.common.errors import AccessDenied, DomainError, Invalid
from apps.common.http import actor_of, guarded
from apps.common.pages.forms import UNPROCESSABLE, form_page, refused, run_and_return
from apps.crm.documents import engine, pdf
from apps.crm.enums import DocumentLanguage
from apps.crm.selectors.documents import paper_language
from apps.inventory.service_centre import services
from apps.inventory.service_centre.documents import repair_act
from apps.inventory.service_centre.enums import Advice, Payer
from apps.inventory.service_centre.forms.money import in_currency
from apps.inventory.service_centre.forms.orders import (
    AssessmentForm,
    IssueForm,
    PhotosForm,
    TakeOffForm,
    WorkLineForm,
)
from apps.inventory.service_centre.models import RepairOrder, RepairPart, RepairWork
from apps.inventory.service_centre.permissions import REPAIR_INSIDE, REPAIR_WORK
from apps.inventory.service_centre.rules.payback import Inputs, judge
from apps.inventory.service_centre.selectors import orders as nouns
from apps.inventory.service_centre.selectors import stock as stock_nouns
from apps.inventory.service_centre.selectors.settings import service_settings
from apps.inventory.service_centre.services import Bin, Issue, Taken
from apps.inventory.service_centre.services.assessing import check_inputs
from apps.inventory.service_centre.views.pages import address
from apps.inventory.service_centre.views.payback import chart

if TYPE_CHECKING:
    from uuid import UUID

    from django import forms


_PICTURE_BYTES = 8 * 1024 * 1024


def _order(request: HttpRequest, uid: UUID) -> RepairOrder:
    """Return the order of the address, in reach of who works on it."""
    by = actor_of(request)
    return access.fetch(by, REPAIR_WORK, nouns.orders(by).select_related("site"), uid=uid)


def _first_error(form: forms.Form) -> str:
    """Return what is wrong with a small form inside a page, with the field's name."""
    name, errors = next(iter(form.errors.items()))
    title = form.fields[name].label if name in form.fields else ""
    return f"{title}: {errors[0]}" if title else str(errors[0])


def _refuse_unread(form: forms.Form) -> None:
    """Raise Invalid in the form's own words when it cannot be read."""
    if not form.is_valid():
        raise Invalid(_first_error(form).replace("%", "%%"))


@guarded(REPAIR_WORK)
@require_POST
def work_add(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Add a work of the catalogue."""
    by, row = actor_of(request), _order(request, uid)
    form = WorkLineForm(request.POST, works=stock_nouns.works(by).filter(is_retired=False))

    def run() -> str:
        _refuse_unread(form)
        data = form.cleaned_data
        payer = Payer(data["payer"]) if data["payer"] else None
        line = services.add_work(row, data["work"], by=by, quantity=data["quantity"], payer=payer)
        return _("Added: %(name)s") % {"name": line.name}

    return run_and_return(request, f"{address(row)}#works", run)


@guarded(REPAIR_WORK)
@require_POST
def work_remove(request: HttpRequest, uid: UUID, line_uid: UUID) -> HttpResponse:
    """Take a work off."""
    by, row = actor_of(request), _order(request, uid)
    line = access.fetch(
        by, REPAIR_WORK, RepairWork.objects.filter(order=row).select_related("order__site"), uid=line_uid
    )

    def run() -> str:
        services.remove_work(line, by=by)
        return _("Removed: %(name)s") % {"name": line.name}

    return run_and_return(request, f"{address(row)}#works", run)


@guarded(REPAIR_WORK)
@require_POST
def part_issue(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Issue a part by its article or the serial number of a piece; without a bin, from where most of it lies."""
    by, row = actor_of(request), _order(request, uid)
    form = IssueForm(request.POST)

    def run() -> str:
        _refuse_unread(form)
        line = services.issue_part(row, _issue(request, row, form.cleaned_data), by=by)
        return _("Issued: %(name)s") % {"name": line.name}

    return run_and_return(request, f"{address(row)}#parts", run)


def _issue(request: HttpRequest, row: RepairOrder, data: dict[str, Any]) -> Issue:
    """Return what is to be issued. Raises Invalid for a code that nothing has."""
    found = stock_nouns.find_code(actor_of(request), data["code"])
    if found is None:
        raise Invalid(_("There is no part «%(code)s».").replace("%(code)s", data["code"].replace("%", "%%")))
    part, piece = found
    bin_name = data["bin"]
    if piece is not None:
        bin_name = piece.bin
    elif not bin_name.strip():
        best = stock_nouns.best_bin(part, row.site_id)
        bin_name = best.bin if best else ""
    return Issue(
        part,
        Bin(row.site, bin_name),
        data["quantity"],
        Payer(data["payer"]) if data["payer"] else None,
        piece.serial if piece else "",
        data["position"],
    )


@guarded(REPAIR_WORK)
@require_POST
def part_return(request: HttpRequest, uid: UUID, line_uid: UUID) -> HttpResponse:
    """Return everything that is left of a line to the stock."""
    by, row = actor_of(request), _order(request, uid)
    lines = RepairPart.objects.filter(order=row).select_related("order__site", "site", "part")
    line = access.fetch(by, REPAIR_WORK, lines, uid=line_uid)

    def run() -> str:
        services.return_part(line, by=by)
        return _("Returned: %(name)s") % {"name": line.name}

    return run_and_return(request, f"{address(row)}#parts", run)


@guarded(REPAIR_WORK)
@require_http_methods(["GET", "POST"])
def take_off(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Take a part off the unit: into the stock, or to the scrap."""
    by, row = actor_of(request), _order(request, uid)
    form = TakeOffForm(request.POST or None, parts=stock_nouns.parts(by).order_by("article"))
    in_currency(form, service_settings(by.tenant_id).currency)

    def run(data: dict[str, Any]) -> tuple[str, str]:
        taken = Taken(
            data["part"],
            data["quantity"],
            None if data["scrap"] else Bin(row.site, data["bin"]),
            data["value"] or Decimal(0),
            data["serial"],
            data["position"],
        )
        services.take_off_unit(row, taken, by=by, reason=data["reason"])
        return address(row), _("Taken off: %(name)s") % {"name": data["part"].name}

    return form_page(
        request,
        form,
        title=_("Take a part off the unit"),
        pretitle=f"{row.number} · {row.unit.serial}",
        run=run,
        submit=_("Take off"),
        cancel_url=address(row),
    )


@guarded(REPAIR_WORK)
@require_http_methods(["GET", "POST"])
def photos_new(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Add photos."""
    by, row = actor_of(request), _order(request, uid)

    def run(data: dict[str, Any]) -> tuple[str, str]:
        pictures = [file.read(_PICTURE_BYTES + 1) for file in request.FILES.getlist("photos")]
        made = services.add_photos(row, pictures, by=by, note=data["note"])
        return f"{address(row)}#photos", _("Photos kept: %(count)d") % {"count": len(made)}

    return form_page(
        request,
        PhotosForm(request.POST or None),
        title=_("Photos"),
        pretitle=f"{row.number} · {row.unit.serial}",
        run=run,
        template="service/photos.html",
        cancel_url=address(row),
    )


@guarded(REPAIR_INSIDE)
@require_safe
def photo(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Answer one photo."""
    actor = actor_of(request)
    row = access.fetch(actor, REPAIR_INSIDE, nouns.photos(actor), uid=uid)
    return HttpResponse(files.read(row.file), content_type=row.file.content_type)


@guarded(REPAIR_WORK)
@require_http_methods(["GET", "POST"])
def assessment(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Reckon repair or scrap; with a decision it is kept on the order."""
    by, row = actor_of(request), _order(request, uid)
    currency = service_settings(by.tenant_id).currency
    form = in_currency(
        AssessmentForm(request.POST or None, initial={"repair_cost": nouns.sums_of(by, row).total}), currency
    )
    context: dict[str, Any] = {
        "order": row, "form": form, "kept": nouns.assessments_of(by, row), "currency": currency,
    }  # fmt: skip
    status = 200
    if request.method == "POST":
        status = UNPROCESSABLE
        if form.is_valid():
            inputs = _inputs(form)
            try:
                check_inputs(inputs)
                context |= {"verdict": judge(inputs), "chart": chart(inputs)}
                status = 200
                if form.cleaned_data["decision"]:
                    decision = Advice(form.cleaned_data["decision"])
                    services.assess(row, by=by, inputs=inputs, decision=decision, why=form.cleaned_data["why"])
                    messages.success(request, _("The decision was kept on the order."))
            except AccessDenied:
                raise
            except DomainError as refusal:
                status = refused(request, form, refusal)
    return TemplateResponse(request, "service/assessment.html", context, status=status)


def _inputs(form: AssessmentForm) -> Inputs:
    """Return what was typed."""
    data = form.cleaned_data
    return Inputs(
        data["repair_cost"],
        data["income_after_day"],
        data["income_now_day"],
        data["resale_value"],
        data["horizon_days"],
    )


@guarded(REPAIR_INSIDE)
@require_safe
def act(request: HttpRequest, uid: UUID, kind: str) -> HttpResponse:
    """Answer the act of a closed repair as a .docx or .pdf file, in the language that is asked for or agreed."""
    actor, asked = actor_of(request), request.GET.get("language")
    rows = RepairOrder.objects.select_related("site", "unit__model", "unit__contract", "client")
    row = access.fetch(actor, REPAIR_INSIDE, rows, uid=uid)
    if kind not in ("docx", "pdf") or asked not in (None, *DocumentLanguage.values) or not row.is_closed:
        raise Http404
    language = paper_language(asked, row.unit.contract)
    data = repair_act.render(row, language)
    content_type = engine.DOCX
    if kind == "pdf":
        if not pdf.is_available():
            messages.error(request, _("PDF files cannot be made on this server: LibreOffice is not installed."))
            return HttpResponseRedirect(address(row))
        data, content_type = pdf.convert([data])[0], "application/pdf"
    response = HttpResponse(data, content_type=content_type)
    spoken = "" if language == DocumentLanguage.RUSSIAN else f" {language}"
    name = content_disposition_header(as_attachment=True, filename=f"{row.number}{spoken}.{kind}")
    response["Content-Disposition"] = name or "attachment"
    return response
