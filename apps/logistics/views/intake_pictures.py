"""The page on which photos of what came in, and the signatures of both sides, are added to an intake act."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from apps.common import access, people
from apps.common.http import actor_of, guarded
from apps.common.pages.forms import form_page
from apps.common.pictures import MOST_BYTES
from apps.logistics.enums import Signer
from apps.logistics.forms.intake import PicturesForm
from apps.logistics.permissions import INTAKE_PICTURE
from apps.logistics.selectors import intake_acts
from apps.logistics.services import Signed, add_intake_pictures
from apps.logistics.views.intake import address
from apps.logistics.views.receiving import drawn

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse


@guarded(INTAKE_PICTURE)
@require_http_methods(["GET", "POST"])
def intake_pictures(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Add photos of what came in and the signatures of both sides, drawn on the screen."""
    by = actor_of(request)
    act = access.fetch(by, INTAKE_PICTURE, intake_acts(by), uid=uid)

    def run(data: dict[str, Any]) -> tuple[str, str]:
        signed = [
            Signed(Signer.GIVER, data["giver_name"], drawn(data["giver_signature"])),
            Signed(
                Signer.RECEIVER, data["receiver_name"] or people.name_of(by.label), drawn(data["receiver_signature"])
            ),
        ]
        made = add_intake_pictures(
            act,
            by=by,
            photos=[file.read(MOST_BYTES + 1) for file in request.FILES.getlist("photos")],
            note=data["note"],
            signatures=[one for one in signed if one.drawn],
        )
        return f"{address(act)}#pictures", _("Photos and signatures kept: %(count)d") % {"count": len(made)}

    return form_page(
        request,
        PicturesForm(request.POST or None),
        title=_("Photos and signatures"),
        pretitle=act.number,
        run=run,
        template="logistics/intake_pictures.html",
        cancel_url=address(act),
    )
