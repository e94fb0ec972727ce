"""What services of sales share: values judged by the rules, and the people who may be responsible."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from apps.accounts.models import User
from apps.common.errors import Invalid
from apps.common.roles import Role
from apps.crm.exceptions import UnknownField
from apps.crm.rules import sales_fields
from apps.crm.services.clients import MANAGERS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from apps.common.actor import Actor
    from apps.crm.rules.sales_fields import Cleaner

BRINGERS = frozenset({Role.BROKER, Role.PARTNER})


def checked(cleaners: Mapping[str, Cleaner], values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values tidied. Raises UnknownField, Invalid."""
    for name in values:
        if name not in cleaners:
            raise UnknownField(name=name, field=name)
    tidy, refusals = sales_fields.clean(cleaners, values)
    if refusals:
        raise refusals[0]
    return tidy


def person_who_acts(by: Actor, roles: frozenset[Role]) -> User | None:
    """Return the acting person when they have one of these roles."""
    return User.objects.filter(pk=by.id).first() if by.id and by.role in roles else None


def check_owner(owner: User | None, organisation_id: int, roles: frozenset[Role] = MANAGERS) -> None:
    """Refuse a responsible person of another organisation, or one whose work it is not. Raises Invalid."""
    if owner is not None and (owner.organisation_id != organisation_id or Role(owner.role) not in roles):
        raise Invalid(field="owner")
