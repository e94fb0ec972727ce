"""Actor: who acts, as a plain snapshot that is passed as `by=` and kept by the record without a foreign key."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from apps.common.errors import ScopeRefused
from apps.common.roles import CLIENT_ROLES, Role

if TYPE_CHECKING:
    from uuid import UUID


class ActorKind(StrEnum):
    """What kind of thing acts."""

    USER = "user"
    TOKEN = "token"  # noqa: S105 - a kind of actor, not a secret
    AGENT = "agent"
    JOB = "job"
    ANONYMOUS = "anonymous"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, made once per request or job; rights are decided from it without further queries.

    `site_ids` is None when the person sees all sites of the organisation; `client_ids` holds the clients
    that a client user is bound to. `token_permissions` narrows an API token to the named permissions.
    """

    kind: ActorKind
    label: str
    id: int | None = None
    uid: UUID | None = None
    organisation_id: int | None = None
    role: Role | None = None
    client_ids: tuple[int, ...] = ()
    site_ids: tuple[int, ...] | None = ()
    token_permissions: frozenset[str] | None = None
    ip: str | None = None
    request_id: str = ""

    @classmethod
    def job(cls, name: str, organisation_id: int | None = None) -> Actor:
        """Return the actor of a named background job, for one organisation or for the platform."""
        return cls(kind=ActorKind.JOB, label=name, organisation_id=organisation_id, site_ids=None)

    @property
    def tenant_id(self) -> int:
        """The organisation's id. Raises ScopeRefused for an actor without one: no service acts for nobody."""
        if self.organisation_id is None:
            raise ScopeRefused(f"actor {self.label} belongs to no organisation")
        return self.organisation_id

    @property
    def person_id(self) -> int:
        """The id of the person, token's owner or agent. Raises ScopeRefused for a job."""
        if self.id is None:
            raise ScopeRefused(f"actor {self.label} is no person")
        return self.id

    @property
    def is_client(self) -> bool:
        """Whether the actor is a user of a customer."""
        return self.role in CLIENT_ROLES

    @property
    def is_known(self) -> bool:
        """Whether somebody stands behind the actor (not an anonymous visitor)."""
        return self.kind is not ActorKind.ANONYMOUS

    def within(self, organisation_id: int) -> Actor:
        """Return the same actor acting inside another organisation (platform work and demo data only)."""
        return replace(self, organisation_id=organisation_id)


ANONYMOUS = Actor(kind=ActorKind.ANONYMOUS, label="anonymous")
