"""Access: the one place where rights are declared, asked for and turned into rows.

Each app's `permissions.py` declares its permissions by name with the roles that hold them and how far they reach.
What is not declared is refused. The same answer serves pages, admin, API, exports and search: `narrow` gives the
rows, `may` asks whether one row is among them, so that a list and a single page can never disagree.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeVar

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Q
from django.http import Http404

from apps.common.actor import ActorKind
from apps.common.errors import AccessDenied
from apps.common.roles import Role

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from django.db.models import Model, QuerySet
    from django.utils.functional import Promise

    from apps.common.actor import Actor

ModelT = TypeVar("ModelT", bound="Model")


class Reach(StrEnum):
    """How far a right reaches inside the actor's organisation."""

    ORGANISATION = "organisation"
    SITES = "sites"  # rows of the sites the person is bound to; all of them when not bound
    CLIENT = "client"  # rows of the client the person belongs to
    OWN = "own"  # rows of the person
    PLATFORM = "platform"  # rows of every organisation: platform staff only


@dataclass(frozen=True, slots=True, eq=False)
class Permission:
    """A named right: which roles hold it and how far it reaches for each."""

    name: str
    title: str | Promise
    reach: Mapping[Role, Reach]

    def __str__(self) -> str:
        """Return the stable name."""
        return self.name


_declared: dict[str, Permission] = {}


def declare(name: str, title: str | Promise, reach: Mapping[Role, Reach]) -> Permission:
    """Declare a permission; the owner gets what the admin has. Raises ValueError for a name declared twice."""
    if name in _declared:
        message = f"permission {name} is declared twice"
        raise ValueError(message)
    full = dict(reach)
    if Role.ADMIN in full:
        full.setdefault(Role.OWNER, full[Role.ADMIN])
    permission = Permission(name, title, full)
    _declared[name] = permission
    return permission


def declared() -> Iterator[Permission]:
    """Yield every declared permission by name."""
    yield from (_declared[name] for name in sorted(_declared))


def named(name: str) -> Permission | None:
    """Return the permission of this name, None when it is not declared."""
    return _declared.get(name)


def reach_of(actor: Actor, permission: Permission) -> Reach | None:
    """Return how far the actor's right reaches; None when the actor has no such right."""
    if actor.kind is ActorKind.JOB:
        # A background job acts for the company itself, inside the organisation of its scope.
        return Reach.ORGANISATION if actor.organisation_id is not None else Reach.PLATFORM
    if actor.role is None or not actor.is_known:
        return None
    if actor.token_permissions is not None and permission.name not in actor.token_permissions:
        return None
    return permission.reach.get(actor.role)


def holds(actor: Actor, permission: Permission) -> bool:
    """Whether the actor has the right at all, whatever the row."""
    return reach_of(actor, permission) is not None


def may(actor: Actor, permission: Permission, row: Model | None = None) -> bool:
    """Whether the actor has the right, and for this row when one is given (one query, none where the row tells)."""
    reach = reach_of(actor, permission)
    if reach is None:
        return False
    if row is None:
        return True
    told = _told_by(row, actor, reach)
    return narrow(actor, permission, type(row)._base_manager.filter(pk=row.pk)).exists() if told is None else told


def _told_by(row: Model, actor: Actor, reach: Reach) -> bool | None:
    """Whether a row that was read is in reach, as far as its organisation tells; None where `narrow` must be asked.

    The organisation of a row never changes (row-level policies hold it), so what was read is what `narrow` would find.
    """
    if row.pk is None or not hasattr(row, "organisation_id") or reach is Reach.PLATFORM:
        return None
    if row.organisation_id != actor.organisation_id:
        return False
    is_whole = reach is Reach.ORGANISATION or (reach is Reach.SITES and actor.site_ids is None)
    return True if is_whole else None


def require(actor: Actor, permission: Permission, row: Model | None = None) -> None:
    """Raise AccessDenied unless `may` says yes."""
    if not may(actor, permission, row):
        raise AccessDenied


def narrow(  # noqa: PLR0911 - one return per reach reads as the table it is
    actor: Actor, permission: Permission, rows: QuerySet[ModelT]
) -> QuerySet[ModelT]:
    """Return those of `rows` the actor's right reaches; none when there is no right or no path to decide by."""
    reach = reach_of(actor, permission)
    if reach is None:
        return rows.none()
    if reach is Reach.PLATFORM:
        return rows
    model = rows.model
    if any(field.name == "organisation" for field in model._meta.fields) or hasattr(model, "organisation_id"):
        rows = rows.filter(organisation_id=actor.organisation_id)
    paths: Mapping[str, str | tuple[str, ...]] = getattr(model, "access_paths", {})
    match reach:
        case Reach.ORGANISATION:
            return rows
        case Reach.SITES:
            if actor.site_ids is None:
                return rows
            return _by_path(rows, paths.get("site"), actor.site_ids)
        case Reach.CLIENT:
            return _by_path(rows, paths.get("client"), actor.client_ids)
        case Reach.OWN:
            return _by_path(rows, paths.get("user"), () if actor.id is None else (actor.id,))


def _by_path(rows: QuerySet[ModelT], path: str | tuple[str, ...] | None, ids: tuple[int, ...]) -> QuerySet[ModelT]:
    """Filter by a lookup that ends in an id, or by any of several; a model that declares no such path shows nothing."""
    if path is None or not ids:
        return rows.none()
    paths = (path,) if isinstance(path, str) else path
    wanted = Q()
    for one in paths:
        wanted |= Q(**{f"{one}__in": ids})
    if any(_leads_to_many(rows.model, one) for one in paths):
        # A join to many rows would show the same row several times.
        return rows.filter(pk__in=rows.model._base_manager.filter(wanted).values("pk"))
    return rows.filter(wanted)


def _leads_to_many(model: type[Model], path: str) -> bool:
    """Whether a lookup passes a relation that holds many rows for one."""
    here: Any = model
    for part in path.split("__"):
        try:
            field = here._meta.get_field(part)
        except FieldDoesNotExist:
            # `site_id` is the column of the relation that was just reached.
            return False
        if field.one_to_many or field.many_to_many:
            return True
        if not field.is_relation:
            return False
        here = field.related_model
    return False


def fetch(actor: Actor, permission: Permission, rows: QuerySet[ModelT], **lookup: Any) -> ModelT:
    """Return one row in reach. Raises AccessDenied without the right (403) and Http404 for a row out of reach."""
    require(actor, permission)
    row = narrow(actor, permission, rows).filter(**lookup).first()
    if row is None:
        raise Http404
    return row
