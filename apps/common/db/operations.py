"""Migration operations that put a table under the house's row-level security.

One `ProtectTable` stands after each `CreateModel` of an owned table: it switches row-level security on, writes the
policies of the three roles, grants what they may do, and puts composite foreign keys, by which PostgreSQL refuses a
reference into another organisation, in the place of Django's plain ones. `GrantTable` does the grants of a table that
is not owned.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.migrations.operations.base import Operation

if TYPE_CHECKING:
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor
    from django.db.migrations.state import ProjectState

_RIGHTS = {
    "": "",
    "r": "SELECT",
    "a": "SELECT, INSERT",
    "w": "SELECT, INSERT, UPDATE",
    "rw": "SELECT, INSERT, UPDATE, DELETE",
}
_ROLES = ("nh_staff", "nh_client", "nh_system")


def _grants(table: str, rights: dict[str, str]) -> list[str]:
    """Return statements that give each role exactly the named rights."""
    statements = [f'REVOKE ALL ON "{table}" FROM {", ".join(_ROLES)}']
    statements += [f'GRANT {_RIGHTS[right]} ON "{table}" TO {role}' for role, right in rights.items() if right]
    return statements


class GrantTable(Operation):
    """Grant a table without row-level security: «r» read, «a» append, «w» write, «rw» write and delete, «» nothing."""

    reversible = True
    reduces_to_sql = True

    def __init__(self, table: str, *, staff: str = "", client: str = "", system: str = "rw") -> None:
        """Keep the table's name and the right of each role."""
        self.table = table
        self.rights = {"nh_staff": staff, "nh_client": client, "nh_system": system}

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        """Return the constructor call."""
        rights = self.rights
        return (
            "GrantTable",
            [self.table],
            {"staff": rights["nh_staff"], "client": rights["nh_client"], "system": rights["nh_system"]},
        )

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Change nothing in the models' state."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """Grant."""
        for statement in _grants(self.table, self.rights):
            schema_editor.execute(statement)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """Take the rights back."""
        schema_editor.execute(f'REVOKE ALL ON "{self.table}" FROM {", ".join(_ROLES)}')

    def describe(self) -> str:
        """Return a sentence for the migration's output."""
        return f"Grant table {self.table}"


class ProtectTable(Operation):
    """Put one owned table under row-level security.

    `client` names the column that holds the client's id (the table's own «id» for the client itself);
    `client_via=("unit_id", "inventory_unit")` lets a client's user see rows whose column points at a row they see;
    `client_predicate` is SQL for anything else. Without any of them the role nh_client has no access at all.
    `client_rights` and `staff_rights` are «r», «a», «w» or «rw»; `organisation_column` is «id» for organisations.
    """

    reversible = True
    reduces_to_sql = True

    def __init__(
        self,
        model_name: str,
        *,
        client: str | None = None,
        client_via: tuple[str, str] | None = None,
        client_predicate: str | None = None,
        client_rights: str = "r",
        staff_rights: str = "rw",
        organisation_column: str = "organisation_id",
    ) -> None:
        """Keep the declaration."""
        self.model_name = model_name
        self.client = client
        self.client_via = client_via
        self.client_predicate = client_predicate
        self.client_rights = client_rights
        self.staff_rights = staff_rights
        self.organisation_column = organisation_column

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        """Return the constructor call."""
        return (
            "ProtectTable",
            [self.model_name],
            {
                "client": self.client,
                "client_via": self.client_via,
                "client_predicate": self.client_predicate,
                "client_rights": self.client_rights,
                "staff_rights": self.staff_rights,
                "organisation_column": self.organisation_column,
            },
        )

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Change nothing in the models' state."""

    def _client_condition(self) -> str | None:
        """Return the SQL that tells which rows a client's user sees inside the organisation."""
        if self.client:
            return f'"{self.client}" = ANY ((SELECT nh_client_ids())::bigint[])'
        if self.client_via:
            column, table = self.client_via
            return f'"{column}" IN (SELECT id FROM "{table}")'  # noqa: S608 - names from a migration
        return self.client_predicate

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """Switch row-level security on, write policies and grants, add composite keys."""
        model = to_state.apps.get_model(app_label, self.model_name)
        for statement in self._statements(model):
            schema_editor.execute(statement, None)
        for field, name, target in self._references(model):
            self._drop_plain(model, field, schema_editor)
            schema_editor.deferred_sql.append(
                f'ALTER TABLE "{model._meta.db_table}" ADD CONSTRAINT "{name}" '
                f'FOREIGN KEY (organisation_id, "{field.column}") '
                f'REFERENCES "{target}" (organisation_id, id) DEFERRABLE INITIALLY DEFERRED'
            )

    def _statements(self, model: type[models.Model]) -> list[str]:
        """Return the policies and grants of the table."""
        table = model._meta.db_table
        own = f'"{self.organisation_column}" = (SELECT nh_organisation_id())'
        condition = self._client_condition()
        rights = {
            "nh_staff": self.staff_rights,
            "nh_client": self.client_rights if condition else "",
            "nh_system": "rw",
        }
        statements = [
            f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY',
            f'CREATE POLICY staff ON "{table}" TO nh_staff USING ({own}) WITH CHECK ({own})',
            f'CREATE POLICY system ON "{table}" TO nh_system USING (true) WITH CHECK (true)',
        ]
        if condition:
            both = f"{own} AND ({condition})"
            statements.append(f'CREATE POLICY client ON "{table}" TO nh_client USING ({both}) WITH CHECK ({both})')
        if self.organisation_column != "id" and any(field.column == "id" for field in model._meta.concrete_fields):
            statements.append(
                f'ALTER TABLE "{table}" ADD CONSTRAINT "{table}_in_organisation" UNIQUE (organisation_id, id)'
            )
        return statements + _grants(table, rights)

    def _references(self, model: type[models.Model]) -> list[tuple[models.ForeignKey[Any, Any], str, str]]:
        """Return each reference to another owned table with the name of its composite key and that table's."""
        if self.organisation_column == "id":
            return []
        table = model._meta.db_table
        found: list[tuple[models.ForeignKey[Any, Any], str, str]] = []
        for field in model._meta.concrete_fields:
            if not isinstance(field, models.ForeignKey) or field.name == "organisation":
                continue
            target = field.remote_field.model._meta
            if {"organisation_id", "id"} <= {other.column for other in target.concrete_fields}:
                found.append((field, f"{table}_{field.column}_same_org"[:63], target.db_table))
        return found

    def _drop_plain(
        self, model: type[models.Model], field: models.ForeignKey[Any, Any], schema_editor: BaseDatabaseSchemaEditor
    ) -> None:
        """Drop Django's key of `field`, which says less than the composite one and would be checked beside it.

        It stays where a row may have no organisation: PostgreSQL does not check a composite key with a null in it.
        """
        owner = next(other for other in model._meta.concrete_fields if other.column == "organisation_id")
        if owner.null:
            return
        beginning = f'ALTER TABLE "{model._meta.db_table}" ADD CONSTRAINT '
        plain = f' FOREIGN KEY ("{field.column}") '
        for statement in list(schema_editor.deferred_sql):
            if str(statement).startswith(beginning) and plain in str(statement):
                schema_editor.deferred_sql.remove(statement)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """Drop the policies; the table itself is dropped by the operation before this one."""
        table = from_state.apps.get_model(app_label, self.model_name)._meta.db_table
        for policy in ("staff", "client", "system"):
            schema_editor.execute(f'DROP POLICY IF EXISTS {policy} ON "{table}"')
        schema_editor.execute(f'ALTER TABLE "{table}" DISABLE ROW LEVEL SECURITY')

    def describe(self) -> str:
        """Return a sentence for the migration's output."""
        return f"Put {self.model_name} under row-level security"
