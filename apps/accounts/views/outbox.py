"""Messages that could not be sent: why, and sending them again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from apps.accounts.permissions import OUTBOX_MANAGE
from apps.accounts.selectors import outbox as selectors
from apps.accounts.services import outbox as services
from apps.common.http import actor_of, guarded

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest


@guarded(OUTBOX_MANAGE)
@require_GET
def outbox(request: HttpRequest) -> HttpResponse:
    """List what was given up, with the reason."""
    return render(request, "accounts/outbox.html", {"rows": selectors.failed_messages(actor_of(request))})


@guarded(OUTBOX_MANAGE)
@require_POST
def outbox_retry(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Put one back into the queue."""
    services.retry_message(by=actor_of(request), uid=uid)
    messages.success(request, _("The message will be sent again within seconds."))
    return redirect("accounts:outbox")
