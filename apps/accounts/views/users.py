"""People: list, card, creation, and what an administrator does to an account."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apps.accounts import bindings
from apps.accounts.forms.users import ReasonForm, UserForm
from apps.accounts.models import Organisation, User
from apps.accounts.permissions import USER_MANAGE, USER_VIEW
from apps.accounts.selectors import users as selectors
from apps.accounts.services import users as services
from apps.accounts.views import refusals
from apps.common.errors import DomainError
from apps.common.http import actor_of, guarded
from apps.common.roles import Role
from apps.common.scope import SystemJob, system_scope

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from django.http import HttpRequest


@guarded(USER_VIEW)
@require_GET
def users(request: HttpRequest) -> HttpResponse:
    """List the people in reach, searched by name, login or address."""
    text = request.GET.get("q", "").strip()[:100].replace("\x00", "")
    role, status = request.GET.get("role", ""), request.GET.get("status", "")
    rows = selectors.users(
        actor_of(request),
        text=text,
        role=role if role in Role.values else "",
        status=status if status in User.Status.values else "",
    )
    context = {
        "people": rows,
        "text": text,
        "role": role,
        "status": status,
        "roles": Role.choices,
        "statuses": User.Status.choices,
        "may_manage": bool(selectors.assignable_roles(actor_of(request))),
    }
    return render(request, "accounts/users.html", context)


@guarded(USER_MANAGE)
@require_http_methods(["GET", "POST"])
def user_new(request: HttpRequest) -> HttpResponse:
    """Open an account."""
    actor = actor_of(request)
    company = Organisation.objects.get(pk=actor.tenant_id)
    initial = {"language": company.language, "time_zone": company.time_zone}
    form = UserForm(request.POST or None, actor=actor, is_new=True, initial=initial)
    status = 422 if form.errors else 200
    if request.method == "POST" and form.is_valid():
        try:
            user = services.create_user(by=actor, login=form.cleaned_data["login"], person=form.person())
        except DomainError as refusal:
            status = refusals.show(request, form, refusal)
        else:
            messages.success(request, _("The account was opened. A letter of invitation is on its way."))
            return redirect("accounts:user", uid=user.uid)
    return render(request, "accounts/user_form.html", {"form": form, "person": None}, status=status)


@guarded(USER_VIEW)
@require_http_methods(["GET", "POST"])
def user(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Show and change one person."""
    actor = actor_of(request)
    person = selectors.user(actor, uid)
    form = UserForm(request.POST or None, actor=actor, is_new=False, initial=_initial(person))
    status = 422 if form.errors else 200
    if request.method == "POST" and form.is_valid():
        try:
            services.change_user(by=actor, uid=uid, person=form.person(), version=form.cleaned_data["version"] or 0)
        except DomainError as refusal:
            status = refusals.show(request, form, refusal)
        else:
            messages.success(request, _("The account was saved."))
            return redirect("accounts:user", uid=uid)
    reasons = {"reason_form": ReasonForm(), "factor_form": ReasonForm(auto_id="factor_%s")}
    context = {"form": form, "person": person, "is_own": person.pk == actor.id, **reasons}
    return render(request, "accounts/user_form.html", context, status=status)


def _initial(person: User) -> dict[str, Any]:
    """Return what the form shows of a person."""
    names = ("name", "email", "role", "language", "time_zone", "access_expires_on", "version")
    values = {name: getattr(person, name) for name in names}
    with system_scope(SystemJob.CLIENT_ACCOUNTS):
        for binder in bindings.binders():
            bound = list(binder.bound(person))
            values[binder.key] = bound if binder.several else next(iter(bound), "")
    return values


def _operation(call: Callable[[HttpRequest, UUID], str]) -> Callable[..., HttpResponse]:
    """Make an operation on a person: a POST, one service call, a sentence, back to the card."""

    @guarded(USER_MANAGE)
    @require_POST
    def operate(request: HttpRequest, uid: UUID) -> HttpResponse:
        messages.success(request, call(request, uid))
        return redirect("accounts:user", uid=uid)

    operate.__name__, operate.__doc__ = call.__name__, call.__doc__
    return operate


@_operation
def user_block(request: HttpRequest, uid: UUID) -> str:
    """Block an account; its sessions end."""
    reason = request.POST.get("reason", "")[:300]
    services.set_status(by=actor_of(request), uid=uid, status=User.Status.BLOCKED, reason=reason)
    return _("The account was blocked.")


@_operation
def user_unblock(request: HttpRequest, uid: UUID) -> str:
    """Let an account in again."""
    services.set_status(by=actor_of(request), uid=uid, status=User.Status.ACTIVE)
    return _("The account works again.")


@_operation
def user_reset_second_factor(request: HttpRequest, uid: UUID) -> str:
    """Take the second factor of a lost phone away."""
    services.reset_second_factor(by=actor_of(request), uid=uid, reason=request.POST.get("reason", "")[:300])
    return _("The second factor was taken away.")


@_operation
def user_end_sessions(request: HttpRequest, uid: UUID) -> str:
    """End all sessions of a person."""
    services.end_user_sessions(by=actor_of(request), uid=uid)
    return _("All sessions were ended.")


@_operation
def user_invite(request: HttpRequest, uid: UUID) -> str:
    """Send the invitation again."""
    services.invite_again(by=actor_of(request), uid=uid)
    return _("The invitation was sent again.")
