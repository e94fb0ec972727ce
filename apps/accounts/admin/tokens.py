"""API tokens in the admin: whose they are, what they may, and revoking one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.accounts.admin.users import ReasonForm
from apps.accounts.models import ApiToken
from apps.accounts.permissions import TOKEN_MANAGE
from apps.accounts.services import tokens as services
from apps.common.admin import HouseAdmin, operation, register
from apps.common.navigation import Group

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from apps.common.actor import Actor


@register(ApiToken)
class ApiTokenAdmin(HouseAdmin[ApiToken]):
    """Tokens of everybody; made only by their owners, who see the key once."""

    view_permission = TOKEN_MANAGE
    group = Group.PEOPLE
    order = 20
    icon = "key"
    fields = ("user", "name", "prefix", "permissions", "created_at", "expires_at", "revoked_at", "last_used_at")
    list_display = ("name", "user", "prefix", "expires_at", "revoked_at", "last_used_at")
    list_filter = ("expires_at",)
    list_select_related = ("user",)
    search_fields = ("name", "prefix", "user__name", "user__login")
    ordering = ("-created_at",)
    actions_detail = ("revoke",)

    @operation(
        title=gettext_lazy("Revoke"),
        permission=TOKEN_MANAGE,
        confirm=gettext_lazy("The token «%(name)s» stops working at once and cannot be brought back."),
        form=ReasonForm,
        icon="key_off",
        danger=True,
    )
    def revoke(self, by: Actor, rows: QuerySet[ApiToken], data: dict[str, Any]) -> str:
        """Revoke the token."""
        for token in rows:
            services.revoke_token_of_another(by=by, uid=token.uid, reason=data["reason"])
        return _("The token was revoked.")
