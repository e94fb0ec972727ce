"""Pages on which what does not agree with an act is reported: by who receives its units, by who hands them over."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from apps.common import access
from apps.common.http import actor_of, guarded
from apps.common.pages.forms import form_page
from apps.common.pictures import MOST_BYTES
from apps.inventory.rules.identity import normal_serial
from apps.logistics.enums import ClaimKind
from apps.logistics.forms.journeys import DiscrepancyForm
from apps.logistics.permissions import CLAIM_REPORT
from apps.logistics.selectors import act_lines, intake_acts, return_acts, return_lines
from apps.logistics.services import Discrepancy, report_intake_discrepancies, report_return_discrepancies
from apps.logistics.views import intake, returns

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from apps.logistics.models import Claim, IntakeAct, ReturnAct

_ENDING = 4


@guarded(CLAIM_REPORT)
@require_http_methods(["GET", "POST"])
def intake_discrepancy(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Report what does not agree with an intake act."""
    by = actor_of(request)
    act = access.fetch(by, CLAIM_REPORT, intake_acts(by), uid=uid)

    def report(seen: Discrepancy) -> list[Claim]:
        return report_intake_discrepancies(act, by=by, seen=[seen])

    serials = act_lines(by, act).values_list("serial", flat=True)
    return _page(request, act, intake.address(act), serials, report, ClaimKind.choices)


@guarded(CLAIM_REPORT)
@require_http_methods(["GET", "POST"])
def return_discrepancy(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Report what does not agree as the units of a return act are handed over."""
    by = actor_of(request)
    act = access.fetch(by, CLAIM_REPORT, return_acts(by), uid=uid)

    def report(seen: Discrepancy) -> list[Claim]:
        return report_return_discrepancies(act, by=by, seen=[seen])

    serials = return_lines(by, act).values_list("serial", flat=True)
    kinds = [one for one in ClaimKind.choices if one[0] != ClaimKind.EXTRA]
    return _page(request, act, returns.address(act), serials, report, kinds)


def _page(
    request: HttpRequest,
    act: IntakeAct | ReturnAct,
    back: str,
    serials: Iterable[str],
    report: Callable[[Discrepancy], list[Claim]],
    kinds: list[tuple[Any, Any]],
) -> HttpResponse:
    """Answer the form of one discrepancy; afterwards it leads back to the act."""

    def run(data: dict[str, Any]) -> tuple[str, str]:
        claims = report(
            Discrepancy(
                ClaimKind(data["kind"]),
                serial=_listed(serials, data["serial"]),
                serial_seen=data["serial_seen"],
                note=data["note"],
                photos=tuple(file.read(MOST_BYTES + 1) for file in request.FILES.getlist("photos")),
            )
        )
        numbers = ", ".join(claim.number for claim in claims)
        sentence = ngettext("Claim %(numbers)s is open.", "Claims %(numbers)s are open.", len(claims))
        return back, sentence % {"numbers": numbers}

    return form_page(
        request,
        DiscrepancyForm(request.POST or None, kinds=kinds),
        title=_("What does not agree?"),
        pretitle=act.number,
        lead=_("A claim opens with a person who answers for it; everything else goes on."),
        run=run,
        template="logistics/discrepancy.html",
        cancel_url=back,
    )


def _listed(serials: Iterable[str], typed: str) -> str:
    """Return the serial number of the act that ends with what was typed, when there is one; else what was typed."""
    wanted = normal_serial(typed)
    ending = [one for one in serials if one.endswith(wanted)] if len(wanted) >= _ENDING else []
    return ending[0] if len(ending) == 1 else typed
