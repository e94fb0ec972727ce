"""Pages of claims: the work list, one claim, naming who answers for it, resolving it; and the files of journeys."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from apps.accounts.models import User
from apps.common import access, files, people
from apps.common.http import actor_of, guarded
from apps.common.pages import ChoiceFilter, Column, EmptyState, Kind, ListPage
from apps.common.pages.forms import form_page
from apps.common.roles import STAFF_ROLES
from apps.inventory.selectors import sites
from apps.logistics.enums import ClaimKind, ClaimStatus, Outcome, Stage
from apps.logistics.forms.journeys import ResolveForm, ResponsibleForm
from apps.logistics.models import Claim
from apps.logistics.permissions import CLAIM_RESOLVE, CLAIM_VIEW, INTAKE_REGISTER, PICTURE_VIEW
from apps.logistics.selectors import attachments, claims
from apps.logistics.services import name_responsible, resolve_claim

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet

    from apps.common.actor import Actor


def address(row: Claim) -> str:
    """Return the address of a claim's page."""
    return reverse("logistics:claim", args=[row.uid])


def _document(row: Claim) -> str:
    """Return the number of what a claim is about."""
    return str(row.movement or row.return_act or row.intake_act or "")


def _serial(row: Claim) -> str:
    """Return the serial number a claim is about."""
    return row.unit.serial if row.unit else row.serial_seen


class ClaimList(ListPage[Claim]):
    """Claims in reach, open ones first."""

    permission = CLAIM_VIEW
    key = "claims"
    title = gettext_lazy("Claims")
    columns = (
        Column("number", gettext_lazy("Number"), sort="ordinal", card_title=True, link=address),
        Column("status", gettext_lazy("Status"), kind=Kind.STATUS, sort="status"),
        Column("kind", gettext_lazy("What does not agree"), "get_kind_display", sort="kind"),
        Column("stage", gettext_lazy("Stage"), "get_stage_display", sort="stage"),
        Column("serial", gettext_lazy("Serial number"), _serial, Kind.MONO),
        Column("document", gettext_lazy("Document"), _document),
        Column("site", gettext_lazy("Site"), "site.name", sort="site__name"),
        Column("responsible", gettext_lazy("Responsible"), "responsible.name", sort="responsible__name"),
        Column("opened", pgettext_lazy("claim", "Opened"), "created_at", Kind.DATETIME, "created_at"),
    )
    filters = (
        ChoiceFilter(key="status", title=gettext_lazy("Status"), lookup="status", choices=ClaimStatus.choices),
        ChoiceFilter(key="kind", title=gettext_lazy("What does not agree"), lookup="kind", choices=ClaimKind.choices),
        ChoiceFilter(key="stage", title=gettext_lazy("Stage"), lookup="stage", choices=Stage.choices),
    )
    search = ("number__icontains", "serial_seen__icontains", "unit__serial__icontains", "movement__number__icontains")
    search_hint = gettext_lazy("Number, movement or serial number")
    order = "status"
    empty = EmptyState(
        gettext_lazy("No claims"),
        gettext_lazy("A claim opens by itself when a driver or receiver reports that something does not agree."),
        icon="circle-check",
    )

    def rows(self, actor: Actor) -> QuerySet[Claim]:
        """Return the claims in reach."""
        return claims(actor)


@guarded(CLAIM_VIEW)
@require_safe
def claim(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Show one claim with its pictures."""
    actor = actor_of(request)
    row = access.fetch(actor, CLAIM_VIEW, claims(actor), uid=uid)
    return TemplateResponse(
        request,
        "logistics/claim.html",
        {
            "claim": row,
            "attachments": attachments(actor).filter(claim=row),
            "may_resolve": row.status == ClaimStatus.OPEN and access.may(actor, CLAIM_RESOLVE, row),
            "facts": [
                (_("What does not agree"), row.get_kind_display()),
                (_("Stage"), row.get_stage_display()),
                (_("Document"), _document(row)),
                (_("Site"), row.site.name if row.site else None),
                (_("Serial number"), _serial(row)),
                (_("Serial number that was read"), row.serial_seen),
                (_("What was seen"), row.note),
                (pgettext("claim", "Opened"), row.created_at),
                (_("Reported by"), people.name_of(row.reported_by)),
                (_("Responsible"), row.responsible.name if row.responsible else None),
                *_ending(row),
            ],
        },
    )


def _ending(row: Claim) -> list[tuple[str, Any]]:
    """Return how a resolved claim ended."""
    if row.status == ClaimStatus.OPEN:
        return []
    return [
        (_("Outcome"), row.get_outcome_display()),
        (_("In words"), row.resolution),
        (_("Resolved on"), row.resolved_at),
        (_("Resolved by"), people.name_of(row.resolved_by)),
    ]


def _outcomes(by: Actor, row: Claim) -> list[Outcome]:
    """Return how a claim may end: only a claim about a unit moves it, only who registers intakes takes one back."""
    if row.unit_id is None:
        return [Outcome.EXPLAINED]
    may_take_back = row.intake_act_id is not None and access.holds(by, INTAKE_REGISTER)
    return [one for one in Outcome if one != Outcome.NOT_BROUGHT or may_take_back]


@guarded(CLAIM_RESOLVE)
@require_http_methods(["GET", "POST"])
def claim_resolve(request: HttpRequest, uid: UUID) -> HttpResponse:
    """End a claim."""
    by = actor_of(request)
    row = access.fetch(by, CLAIM_RESOLVE, claims(by), uid=uid)

    def run(data: dict[str, Any]) -> tuple[str, str]:
        resolve_claim(
            row,
            by=by,
            version=data["version"],
            outcome=Outcome(data["outcome"]),
            resolution=data["resolution"],
            site=data["site"],
        )
        return address(row), _("Claim %(number)s is resolved.") % {"number": row.number}

    return form_page(
        request,
        ResolveForm(
            request.POST or None, initial={"version": row.version}, sites=sites(by), outcomes=_outcomes(by, row)
        ),
        title=_("Resolve the claim"),
        pretitle=row.number,
        run=run,
        submit=_("Resolve"),
        cancel_url=address(row),
    )


@guarded(CLAIM_RESOLVE)
@require_http_methods(["GET", "POST"])
def claim_assign(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Name who answers for a claim."""
    by = actor_of(request)
    row = access.fetch(by, CLAIM_RESOLVE, claims(by), uid=uid)
    people = User.objects.filter(organisation_id=by.tenant_id, role__in=STAFF_ROLES, status="active")

    def run(data: dict[str, Any]) -> tuple[str, str]:
        name_responsible(row, by=by, responsible=data["responsible"], version=data["version"])
        return address(row), _("%(name)s answers for the claim and was told.") % {"name": data["responsible"].name}

    return form_page(
        request,
        ResponsibleForm(
            request.POST or None, initial={"version": row.version, "responsible": row.responsible_id}, people=people
        ),
        title=_("Who answers for it?"),
        pretitle=row.number,
        run=run,
        cancel_url=address(row),
    )


@guarded(PICTURE_VIEW)
@require_safe
def attachment(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Answer a photo or a signature."""
    actor = actor_of(request)
    row = access.fetch(actor, PICTURE_VIEW, attachments(actor), uid=uid)
    response = HttpResponse(files.read(row.file), content_type=row.file.content_type)
    response["Cache-Control"] = "private, max-age=86400, immutable"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
