"""People in the admin: found by role and status; what an administrator does to an account is an operation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.accounts.models import User
from apps.accounts.permissions import USER_MANAGE, USER_VIEW
from apps.accounts.services import users as services
from apps.common.admin import HouseAdmin, operation, register
from apps.common.http import actor_of
from apps.common.navigation import Group

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest

    from apps.common.actor import Actor


class ReasonForm(forms.Form):
    """Why something is done to a person."""

    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=300, required=False)


@register(User)
class UserAdmin(HouseAdmin[User]):
    """People of the organisation; accounts are opened and changed on their own pages, where bindings are chosen."""

    view_permission = USER_VIEW
    group = Group.PEOPLE
    order = 10
    icon = "person"
    fields = (
        "login", "name", "email", "email_verified_at", "role", "status", "language", "time_zone", "access_expires_on",
        "last_login", "password_changed_at",
    )  # fmt: skip
    list_display = ("name", "login", "email", "role", "status", "last_login")
    list_filter = ("role", "status")
    search_fields = ("name", "login", "email")
    ordering = ("name", "pk")
    actions_detail = ("block", "unblock", "end_sessions", "reset_second_factor")

    def choices_for_others(self, request: HttpRequest) -> QuerySet[User]:
        """Offer the people of the organisation to forms that name a person, whoever fills them in."""
        return User.objects.filter(organisation_id=actor_of(request).organisation_id or 0)

    @operation(
        title=gettext_lazy("Block"),
        permission=USER_MANAGE,
        confirm=gettext_lazy("%(name)s can no longer sign in, and all sessions end."),
        form=ReasonForm,
        icon="block",
        danger=True,
    )
    def block(self, by: Actor, rows: QuerySet[User], data: dict[str, Any]) -> str:
        """Block the account."""
        for user in rows:
            services.set_status(by=by, uid=user.uid, status=User.Status.BLOCKED, reason=data["reason"])
        return _("The account was blocked.")

    @operation(
        title=gettext_lazy("Unblock"),
        permission=USER_MANAGE,
        confirm=gettext_lazy("%(name)s can sign in again."),
        icon="lock_open",
    )
    def unblock(self, by: Actor, rows: QuerySet[User], data: dict[str, Any]) -> str:
        """Let the account in again."""
        for user in rows:
            services.set_status(by=by, uid=user.uid, status=User.Status.ACTIVE)
        return _("The account works again.")

    @operation(
        title=gettext_lazy("End all sessions"),
        permission=USER_MANAGE,
        confirm=gettext_lazy("%(name)s is signed out in every browser."),
        icon="logout",
    )
    def end_sessions(self, by: Actor, rows: QuerySet[User], data: dict[str, Any]) -> str:
        """End the person's sessions."""
        for user in rows:
            services.end_user_sessions(by=by, uid=user.uid)
        return _("All sessions were ended.")

    @operation(
        title=gettext_lazy("Reset the second factor"),
        permission=USER_MANAGE,
        confirm=gettext_lazy("The authenticator app of %(name)s is forgotten and all sessions end."),
        form=ReasonForm,
        icon="phonelink_erase",
        danger=True,
    )
    def reset_second_factor(self, by: Actor, rows: QuerySet[User], data: dict[str, Any]) -> str:
        """Take the second factor of a lost phone away."""
        for user in rows:
            services.reset_second_factor(by=by, uid=user.uid, reason=data["reason"])
        return _("The second factor was taken away.")
