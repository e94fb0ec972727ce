"""How contracts are numbered: the mask of each type, with its next numbers shown while it is typed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from apps.common.errors import DomainError, Invalid
from apps.common.http import actor_of, guarded
from apps.crm.enums import ContractType
from apps.crm.permissions import CONTRACT_MASK_MANAGE
from apps.crm.selectors.numbering import contract_mask, numberings, upcoming
from apps.crm.services import set_contract_mask
from apps.crm.views.answers import UNPROCESSABLE, give_up, version_of

if TYPE_CHECKING:
    from apps.common.actor import Actor

_LONGEST: Final = 200
# What a mask is made of; the braces are written as they stand here.
PARTS: Final = (
    ("{N}", gettext_lazy("the number; exactly once")),
    ("{N:4}", gettext_lazy("the number with zeros before it, here to four digits")),
    ("{ГГ}", gettext_lazy("the year in two digits; numbers then begin anew each year")),
    ("{ГГГГ}", gettext_lazy("the year in four digits; numbers then begin anew each year")),
    ("{ММ}", gettext_lazy("the month; together with a year")),
    (
        "{Ю|Ф}",
        gettext_lazy("the first text for companies, the second for persons; for sole traders as the settings say"),
    ),
)


def variables(actor: Actor, **more: Any) -> dict[str, Any]:
    """Return the variables of the panel; `refused`, `typed` and `refusal` are those of a mask that was refused."""
    return {"numberings": numberings(actor), "parts": PARTS, "common_mask": contract_mask(actor.tenant_id), **more}


@guarded(CONTRACT_MASK_MANAGE)
@require_safe
def contract_masks(request: HttpRequest) -> HttpResponse:
    """Show the masks on a page of their own."""
    return render(request, "crm/contract_masks.html", variables(actor_of(request)))


@guarded(CONTRACT_MASK_MANAGE)
@require_POST
def contract_mask_set(request: HttpRequest, kind: str) -> HttpResponse:
    """Keep the mask of one type; answers with the panel, or without htmx with a page."""
    _known(kind)
    actor, typed = actor_of(request), request.POST.get("mask", "")[:_LONGEST]
    status, more = 200, {}
    try:
        set_contract_mask(by=actor, type=kind, mask=typed, version=version_of(request))
    except DomainError as refusal:
        give_up(request)
        status, more = UNPROCESSABLE, {"refused": kind, "typed": typed, "refusal": refusal.message}
    if request.headers.get("HX-Request"):
        context = variables(actor, saved="" if more else kind, **more)
        return render(request, "crm/partials/contract_masks.html", context, status=status)
    if more:
        return render(request, "crm/contract_masks.html", variables(actor, **more), status=status)
    messages.success(request, _("The settings were saved."))
    return redirect("crm:contract_masks")


@guarded(CONTRACT_MASK_MANAGE)
@require_safe
def contract_mask_preview(request: HttpRequest, kind: str) -> HttpResponse:
    """Show the numbers that come next by the mask as it is typed; an empty one is the organisation's."""
    _known(kind)
    actor = actor_of(request)
    context: dict[str, Any] = {}
    try:
        typed = request.GET.get("mask", "")[:_LONGEST].strip()
        context["upcoming"] = upcoming(actor, typed or contract_mask(actor.tenant_id))
    except Invalid as refusal:
        context["wrong"] = refusal.message
    return render(request, "crm/partials/contract_mask_preview.html", context)


def _known(kind: str) -> None:
    """Refuse a type of contract that there is not. Raises Http404."""
    if kind not in ContractType.values:
        raise Http404
