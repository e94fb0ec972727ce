"""Telegram in the admin: the organisation's bot, and who is linked; a link is removed when a telephone is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.accounts.admin.users import ReasonForm
from apps.accounts.models import TelegramBot, TelegramLink
from apps.accounts.permissions import SETTINGS_MANAGE, USER_MANAGE, USER_VIEW
from apps.accounts.services import telegram as services
from apps.common.admin import HouseAdmin, operation, register
from apps.common.navigation import Group

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from apps.common.actor import Actor


@register(TelegramBot)
class TelegramBotAdmin(HouseAdmin[TelegramBot]):
    """The bot; connected on the page of the integration, its secret is never shown."""

    view_permission = SETTINGS_MANAGE
    group = Group.SETTINGS
    order = 60
    icon = "smart_toy"
    fields = ("username", "telegram_id", "mode", "created_at", "updated_at")
    list_display = ("username", "telegram_id", "mode", "updated_at")
    ordering = ("username",)


@register(TelegramLink)
class TelegramLinkAdmin(HouseAdmin[TelegramLink]):
    """Who is linked; a link is made by the person only."""

    view_permission = USER_VIEW
    group = Group.PEOPLE
    order = 40
    icon = "link"
    fields = ("user", "username", "telegram_id", "created_at", "broken_at")
    list_display = ("user", "username", "created_at", "broken_at")
    list_select_related = ("user",)
    search_fields = ("user__name", "user__login", "username")
    ordering = ("-created_at",)
    actions_detail = ("unlink",)

    @operation(
        title=gettext_lazy("Unlink"),
        permission=USER_MANAGE,
        confirm=gettext_lazy("News for %(name)s come by letter from now on, and open pages of the Mini App end."),
        form=ReasonForm,
        icon="link_off",
        danger=True,
    )
    def unlink(self, by: Actor, rows: QuerySet[TelegramLink], data: dict[str, Any]) -> str:
        """Remove the link."""
        for link in rows:
            services.unlink_another(by=by, uid=link.uid, reason=data["reason"])
        return _("Telegram was unlinked.")
