"""Base models: keys, times, the owning organisation, the version that refuses a stale edit."""

from __future__ import annotations

import uuid
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.common.errors import StaleVersion

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime


class Tenancy(StrEnum):
    """Whose rows a table holds; every model declares it (system check common.E010)."""

    SHARED = "shared"  # the same for every organisation
    ORGANISATION = "organisation"  # belongs to one hosting operator; its clients' users do not see it
    CLIENT = "client"  # belongs to one hosting operator, and a client's users see the rows of their client
    TECHNICAL = "technical"  # carries an organisation's id but is no business row (queues, keys, sessions)


class BaseModel(models.Model):
    """A row with a bigint key inside and a UUID for addresses, API, QR codes and the record."""

    id = models.BigAutoField(primary_key=True)
    uid = models.UUIDField(_("identifier"), default=uuid.uuid4, unique=True, editable=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True, editable=False)
    updated_at = models.DateTimeField(_("changed"), auto_now=True, editable=False)

    tenancy: ClassVar[Tenancy]
    # ORM lookups, ending in an id, by which a row is reached from a site, a client or a user (see access.narrow);
    # a tuple of them: by any.
    access_paths: ClassVar[Mapping[str, str | tuple[str, ...]]] = {}

    class Meta:
        abstract = True

    def insert_as_of(self, at: datetime) -> None:
        """Insert the row as one that was made at `at`: history that is laid."""
        self.created_at = self.updated_at = at
        self.save_base(raw=True, force_insert=True)


class OrganisationModel(BaseModel):
    """A business row: it belongs to one hosting operator, and the database keeps it there."""

    organisation = models.ForeignKey(
        settings.ORGANISATION_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        editable=False,
        # The unique key (organisation_id, id) leads to an organisation's rows; an index of this column alone would
        # cost every write and tempt a planner without statistics to read all rows of the organisation.
        db_index=False,
        verbose_name=_("organisation"),
    )

    class Meta:
        abstract = True


class VersionedModel(models.Model):
    """Mixin of rows that people edit: a change based on an older version is refused."""

    version = models.PositiveIntegerField(_("version"), default=1, editable=False)

    class Meta:
        abstract = True

    def save_version(self, expected: int, update_fields: Iterable[str]) -> None:
        """Write the named fields if the row still has version `expected`, and count the version up.

        Raises StaleVersion when somebody else changed the row.
        """
        values = {name: getattr(self, name) for name in update_fields}
        rows = type(self)._base_manager.filter(pk=self.pk, version=expected)
        if not rows.update(**values, version=expected + 1):
            raise StaleVersion
        self.version = expected + 1
