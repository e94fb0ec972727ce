"""Every write that the admin's site offers, as its classes declare it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from apps.common.admin import HouseAdmin, site
from apps.common.permissions import ADMIN
from apps.common.roles import Role

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import Model

    from apps.common.access import Permission

# Who does a write: the first of these that holds every right it stands on.
_DOERS = (Role.ADMIN, Role.PLATFORM, *Role)


@dataclass(frozen=True, slots=True)
class AdminWrite:
    """One write: `place` is form, delete, inline, or the list of operations it is offered in."""

    admin: HouseAdmin[Any]
    place: str
    name: str
    permission: Permission
    inline: Any = None

    @property
    def model(self) -> type[Model]:
        """The model of the page."""
        found: type[Model] = self.admin.model
        return found

    @property
    def rights(self) -> list[Permission]:
        """The rights that the write stands on, each once."""
        shown = [self.inline.view_permission] if self.inline else []
        return list(dict.fromkeys([ADMIN, self.admin.view_permission, *shown, self.permission]))

    @property
    def doer(self) -> Role:
        """The role that does it in the test."""
        found: Role = next(role for role in _DOERS if all(role in right.reach for right in self.rights))
        return found

    def url(self, row: Model | None) -> str:
        """Return the address that takes the write."""
        base = f"admin:{self.model._meta.app_label}_{self.model._meta.model_name}"
        changelist = reverse(f"{base}_changelist")
        match self.place:
            case "add":
                return f"{changelist}add/"
            case "actions":
                return changelist
            case "actions_list":
                return f"{changelist}{self._operation_path()}/"
        assert row is not None, f"{self} needs a row"
        if self.place == "inline":
            return reverse(f"{base}_change", args=[row.pk])
        if self.place in {"change", "delete"}:
            return reverse(f"{base}_{self.place}", args=[row.pk])
        return f"{changelist}{row.pk}/{self._operation_path()}/"

    def _operation_path(self) -> str:
        """Return the end of an operation's address."""
        admin: Any = self.admin  # unfold's classes are untyped
        return str(admin.get_unfold_action(self.name).path).strip("/")

    def __str__(self) -> str:
        """Return model, place and name, as pytest shows them."""
        where = f" ({self.place})" if self.place.startswith("actions") else ""
        return f"{self.model._meta.label} {self.name}{where}"


def _operations(admin: HouseAdmin[Any]) -> Iterator[AdminWrite]:
    """Yield the operations of a class, once for each list they are offered in."""
    for place in ("actions", "actions_row", "actions_detail", "actions_list"):
        for entry in getattr(admin, place):
            for name in entry["items"] if isinstance(entry, dict) else [entry]:
                yield AdminWrite(admin, place, name, getattr(admin, name).operation.permission)


def _inlines(admin: HouseAdmin[Any]) -> Iterator[AdminWrite]:
    """Yield the writes of a class's inlines."""
    inlines: list[Any] = list(admin.inlines)  # each has services, which Django's type does not know
    for inline in inlines:
        for kind in ("add", "change", "delete"):
            write = getattr(inline.services, kind)
            if write is not None:
                yield AdminWrite(admin, "inline", f"inline {inline.model.__name__} {kind}", write.permission, inline)


def admins() -> list[HouseAdmin[Any]]:
    """Return every class of the site."""
    found: list[Any] = list(site._registry.values())
    return sorted(found, key=lambda admin: str(admin.model._meta.label))


def writes() -> list[AdminWrite]:
    """Return every write of every class."""
    found: list[AdminWrite] = []
    for admin in admins():
        for kind in ("add", "change", "delete"):
            write = getattr(admin.services, kind)
            if write is not None:
                found.append(AdminWrite(admin, kind, kind, write.permission))
        found += [*_inlines(admin), *_operations(admin)]
    return found
