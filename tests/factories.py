"""Factories of organisations and people for tests of every app; rows are made under the maintenance scope.

Apps add their own factories in `tests/<app>/factories.py`; how users get bound to sites and clients is theirs too.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import count
from typing import TYPE_CHECKING, Any

from django.contrib.auth.hashers import make_password

from apps.accounts.models import Brand, LegalEntity, Organisation, OrganisationSettings, User
from apps.accounts.policy import actor_for_user
from apps.common.actor import Actor
from apps.common.roles import Role
from apps.common.scope import SystemJob, system_scope

if TYPE_CHECKING:
    from collections.abc import Iterator

PASSWORD = "correct horse battery staple"
_numbers = count(1)


def make_organisation(slug: str, **values: Any) -> Organisation:
    """Make a hosting operator with its main legal entity, brand and settings."""
    with system_scope(SystemJob.MAINTENANCE):
        organisation = Organisation.objects.create(**{"name": slug.title(), "slug": slug} | values)
        LegalEntity.objects.create(
            organisation=organisation,
            name=f"ООО «{slug.title()}»",
            short_name=slug.title(),
            inn="7701000019",
            kpp="770101001",
            ogrn="1257700000128",
            legal_address=f"Москва, улица {slug}, 1",
            signatory_post="Генеральный директор",
            signatory_name=f"Иванов {slug}",
            is_main=True,
        )
        Brand.objects.create(organisation=organisation, name=slug.title())
        OrganisationSettings.objects.create(organisation=organisation)
    return organisation


def make_user(organisation: Organisation | None, role: Role = Role.MANAGER, **values: Any) -> User:
    """Make a person of this role whose password is `PASSWORD` (`password=` sets another)."""
    number = next(_numbers)
    login = str(values.pop("login", f"{role}-{number}"))
    password = str(values.pop("password", PASSWORD))
    with system_scope(SystemJob.MAINTENANCE):
        return User.objects.create(
            **{
                "organisation": organisation,
                "login": login,
                "email": f"{login}@example.test",
                "name": f"Person {login}",
                "role": role,
                "language": "en",
                "time_zone": "UTC",
                "password": make_password(password),
            }
            | values
        )


def actor_for(user: User, **values: Any) -> Actor:
    """Return the actor of a person with its bindings as the policy finds them now."""
    with system_scope(SystemJob.MAINTENANCE):
        return actor_for_user(user, **values)


class People(Mapping[Role, Actor]):
    """One actor of each role of an organisation; platform staff belongs to none. Each is made when first asked for."""

    def __init__(self, organisation: Organisation) -> None:
        """Begin with nobody."""
        self._organisation = organisation
        self._made: dict[Role, Actor] = {}

    def __getitem__(self, role: Role) -> Actor:
        """Return the person of this role."""
        if role not in self._made:
            user = make_user(None if role is Role.PLATFORM else self._organisation, role)
            self._made[role] = actor_for(user)
        return self._made[role]

    def __iter__(self) -> Iterator[Role]:
        """Give every role."""
        return iter(Role)

    def __len__(self) -> int:
        """Return how many roles there are."""
        return len(Role)
