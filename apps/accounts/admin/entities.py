"""Own legal entities in the admin."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.accounts.models import LegalEntity
from apps.accounts.permissions import SETTINGS_MANAGE
from apps.accounts.services import entities
from apps.common.admin import AdminServices, HouseAdmin, Write, operation, register
from apps.common.navigation import Group

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from apps.common.actor import Actor


def _typed(data: dict[str, Any]) -> dict[str, str]:
    """Return the requisites of a form."""
    return {name: data.get(name) or "" for name in entities.ENTITY_FIELDS}


def _add(by: Actor, _row: LegalEntity | None, data: dict[str, Any]) -> LegalEntity:
    return entities.add_entity(by=by, values=_typed(data))


def _change(by: Actor, row: LegalEntity, data: dict[str, Any]) -> LegalEntity:
    return entities.change_entity(by=by, uid=row.uid, values=_typed(data), version=data["expected_version"] or 0)


@register(LegalEntity)
class LegalEntityAdmin(HouseAdmin[LegalEntity]):
    """Companies of the operator; the main one is chosen by an operation."""

    view_permission = SETTINGS_MANAGE
    services = AdminServices(add=Write(SETTINGS_MANAGE, _add), change=Write(SETTINGS_MANAGE, _change))
    group = Group.SETTINGS
    order = 10
    icon = "domain"
    fields = entities.ENTITY_FIELDS
    list_display = ("short_name", "inn", "kpp", "ogrn", "is_main")
    list_filter = ("is_main",)
    search_fields = ("name", "short_name", "inn")
    ordering = ("-is_main", "short_name")
    actions_detail = ("make_main",)

    @operation(
        title=gettext_lazy("Make it the main one"),
        permission=SETTINGS_MANAGE,
        confirm=gettext_lazy("New contracts are signed by %(name)s unless another one is chosen."),
        icon="star",
    )
    def make_main(self, by: Actor, rows: QuerySet[LegalEntity], data: dict[str, Any]) -> str:
        """Make the entity the main one."""
        for entity in rows:
            entities.make_main(by=by, uid=entity.uid)
        return _("The main legal entity was changed.")
