"""Pages of the record: the log, one record, verification, export and proof."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apps.audit import selectors, services
from apps.audit.models import AuditRecord
from apps.audit.permissions import RECORD_EXPORT, RECORD_VERIFY, RECORD_VIEW
from apps.audit.rules.proofs import proof_text
from apps.audit.words import field_word, kind_word, role_word
from apps.common import access
from apps.common.http import actor_of, guarded
from apps.common.pages import (
    ChoiceFilter,
    Column,
    DateRangeFilter,
    EmptyState,
    HeaderAction,
    Kind,
    ListPage,
    TextFilter,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from django.db.models import QuerySet
    from django.http import HttpRequest

    from apps.common.actor import Actor
    from apps.common.pages import Filter


class RecordList(ListPage[AuditRecord]):
    """The log of the organisation, or a client user's own records."""

    permission = RECORD_VIEW
    key = "audit"
    title = _("Audit log")
    pretitle = _("The record")
    order = "-at"
    search: ClassVar[Sequence[str]] = (
        "actor_label__icontains",
        "action__icontains",
        "subject_label__icontains",
        "subject_key__icontains",
        "request_id__icontains",
        "reason__icontains",
    )
    search_hint = _("Actor, action, object or reason")
    filters: ClassVar[Sequence[Filter]] = (
        ChoiceFilter(
            key="action",
            title=_("Action"),
            lookup="action",
            choices=lambda actor: [(action, action) for action in selectors.actions(actor)],
        ),
        TextFilter(key="actor", title=_("Actor"), lookup="actor_label__icontains"),
        ChoiceFilter(
            key="kind",
            title=_("Kind of object"),
            lookup="subject_type",
            choices=lambda actor: [(kind, kind_word(kind)) for kind in selectors.kinds(actor)],
        ),
        DateRangeFilter(key="at", title=_("Time"), lookup="at"),
    )
    columns: ClassVar[Sequence[Column]] = (
        Column(
            "at",
            _("Time"),
            kind=Kind.DATETIME,
            sort="at",
            link=lambda row: reverse("audit:record", args=[row.uid]),
            card_title=True,
        ),
        Column("actor_label", _("Actor"), sort="actor_label"),
        Column("actor_role", _("Role"), lambda row: role_word(row.actor_role), hidden=True),
        Column("action", _("Action"), sort="action", kind=Kind.MONO),
        Column("subject_label", _("Object")),
        Column("subject_type", _("Kind of object"), lambda row: kind_word(row.subject_type)),
        Column("reason", _("Reason")),
        Column("request_id", _("Request"), kind=Kind.MONO, hidden=True),
        Column("seq", _("No."), kind=Kind.NUMBER, sort="seq"),
    )
    empty = EmptyState(_("No records yet"), _("Every change made in the system appears here."), icon="history")

    def rows(self, actor: Actor) -> QuerySet[AuditRecord]:
        """Return the records in reach."""
        return selectors.records(actor)

    def header_actions(self, actor: Actor) -> Sequence[HeaderAction]:
        """Offer verification and export."""
        return (HeaderAction(_("Verify and export"), reverse("audit:verify"), RECORD_VERIFY, icon="shield-check"),)


@require_GET
@guarded(RECORD_VIEW)
def record_page(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One record with its values before and after."""
    actor = actor_of(request)
    found = selectors.detail(actor, uid)
    kind = found.record.subject_type
    context = {
        "detail": found,
        "record": found.record,
        "kind": kind_word(kind),
        "role": role_word(found.record.actor_role),
        "changes": [(field_word(kind, change.field), change) for change in found.changes],
    }
    return TemplateResponse(request, "audit/record.html", context)


@guarded(RECORD_VERIFY)
@require_http_methods(["GET", "POST"])
def verify_page(request: HttpRequest) -> HttpResponse:
    """Verify the chains in reach on POST; on GET say what would be verified."""
    actor = actor_of(request)
    verdict = services.verify(by=actor) if request.method == "POST" else None
    context = {
        "verdict": verdict,
        "chains": selectors.chains(actor),
        "may_export": access.holds(actor, RECORD_EXPORT),
    }
    return TemplateResponse(request, "audit/verify.html", context)


@require_POST
@guarded(RECORD_EXPORT)
def export_file(request: HttpRequest) -> HttpResponse:
    """The chains in reach with their roots, as docs/audit-format.md says."""
    content = services.export_file(by=actor_of(request))
    return _file(content, "audit.nha", "application/octet-stream")


@require_GET
@guarded(RECORD_VIEW)
def proof_file(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The proof of one record."""
    proof = services.prove(by=actor_of(request), uid=uid)
    return _file(proof_text(proof).encode(), f"proof-{uid}.json", "application/json")


def _file(content: bytes, name: str, content_type: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response
