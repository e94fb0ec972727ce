"""What is typed into the admin's forms of accounts so that each write succeeds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apps.accounts.models import ApiToken, Brand, LegalEntity, TelegramLink, User
from apps.common.roles import Role
from tests.access import admin_forms
from tests.factories import make_user

if TYPE_CHECKING:
    from tests.access.world import Place

ENTITY = {
    "name": "ООО «Вторая»",
    "short_name": "Вторая",
    "inn": "7707083893",
    "kpp": "770701001",
    "ogrn": "1027700132195",
    "legal_address": "Москва, улица Вторая, 2",
    "signatory_post": "Директор",
    "signatory_name": "Петров Пётр",
    "signatory_basis": "Устава",
}


def _colleague(place: Place, user: User) -> User:
    return make_user(place.organisation, Role.MANAGER)


def _blocked(place: Place, user: User) -> User:
    return make_user(place.organisation, Role.MANAGER, status=User.Status.BLOCKED)


def _second_entity(place: Place, user: User) -> LegalEntity:
    values = ENTITY | {"inn": "7736050003", "kpp": "773601001", "ogrn": "1027700070518"}
    return LegalEntity.objects.create(organisation=place.organisation, **values)


admin_forms.register(User, "block", {"reason": "left the company"}, row=_colleague)
admin_forms.register(User, "unblock", row=_blocked)
admin_forms.register(User, "end_sessions", row=_colleague)
admin_forms.register(User, "reset_second_factor", {"reason": "phone lost"}, row=_colleague)
admin_forms.register(LegalEntity, "add", ENTITY)
admin_forms.register(LegalEntity, "change", {"phone": "+7 495 000-00-00"})
admin_forms.register(LegalEntity, "make_main", row=_second_entity)
admin_forms.register(Brand, "change", {"accent_color": "#3366cc"})
admin_forms.register(ApiToken, "revoke", {"reason": "found in a chat"})
admin_forms.register(TelegramLink, "unlink", {"reason": "phone lost"})
