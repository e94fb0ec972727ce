"""The catalogue: what PostgreSQL itself says about row-level security and grants of every table."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.db import connection

from apps.common.models import Tenancy

pytestmark = pytest.mark.django_db

ROLES = ("nh_staff", "nh_client", "nh_system")


def _query(sql: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        cursor.execute(sql)
        rows = list(cursor.fetchall())
        cursor.execute("SET ROLE nh_app")
    return rows


def _house_tables() -> dict[str, Any]:
    """Return the models of the house by table."""
    models = apps.get_models(include_auto_created=True)
    return {model._meta.db_table: model for model in models if model.__module__.startswith("apps.")}


def _secured() -> set[str]:
    return {
        name
        for (name,) in _query(
            "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND relrowsecurity "
            "AND relnamespace = 'public'::regnamespace"
        )
    }


def _owned() -> dict[str, Any]:
    """Return models whose rows belong to one organisation and are read by people."""
    return {
        table: model
        for table, model in _house_tables().items()
        if getattr(model, "tenancy", None) in {Tenancy.ORGANISATION, Tenancy.CLIENT}
    }


def test_every_owned_table_is_under_row_level_security() -> None:
    assert set(_owned()) - _secured() == set()


def test_every_model_of_the_house_says_whose_rows_it_holds() -> None:
    assert [table for table, model in _house_tables().items() if not hasattr(model, "tenancy")] == []


def test_every_secured_table_has_a_policy_for_each_role_that_may_touch_it() -> None:
    policies: dict[str, set[str]] = {}
    for table, roles in _query("SELECT tablename, roles::text[] FROM pg_policies WHERE schemaname = 'public'"):
        policies.setdefault(table, set()).update(roles)
    missing = [
        f"{table}: {role}"
        for table, role in _query(
            "SELECT DISTINCT table_name, grantee FROM information_schema.role_table_grants "
            "WHERE table_schema = 'public' AND grantee IN ('nh_staff', 'nh_client', 'nh_system')"
        )
        if table in _secured() and role not in policies.get(table, set())
    ]
    assert missing == []


def test_the_policies_of_staff_and_clients_compare_the_organisation() -> None:
    loose = [
        f"{table}.{name}"
        for table, name, condition in _query(
            "SELECT tablename, policyname, coalesce(qual, '') || coalesce(with_check, '') FROM pg_policies "
            "WHERE schemaname = 'public' AND roles && ARRAY['nh_staff', 'nh_client']::name[]"
        )
        # Personal values are reached through their record, whose own policy compares the organisation.
        if "nh_organisation_id()" not in condition and "audit_record" not in condition
    ]
    assert loose == []


def test_clients_may_touch_only_tables_that_declare_it() -> None:
    tables = _house_tables()
    allowed = {Tenancy.CLIENT, Tenancy.SHARED, Tenancy.TECHNICAL}
    wrong = [
        table
        for (table,) in _query(
            "SELECT DISTINCT table_name FROM information_schema.role_table_grants "
            "WHERE table_schema = 'public' AND grantee = 'nh_client'"
        )
        if table in tables and tables[table].tenancy not in allowed
    ]
    assert wrong == []


def test_what_staff_or_clients_may_touch_without_policies_is_shared_or_a_view() -> None:
    tables = _house_tables()
    relations = {name for (name,) in _query("SELECT relname FROM pg_class WHERE relkind IN ('r', 'p')")}
    wrong = [
        f"{table}: {role} {right}"
        for table, role, right in _query(
            "SELECT table_name, grantee, privilege_type FROM information_schema.role_table_grants "
            "WHERE table_schema = 'public' AND grantee IN ('nh_staff', 'nh_client')"
        )
        if table in relations
        and table not in _secured()
        and not (right == "SELECT" and (table not in tables or tables[table].tenancy is Tenancy.SHARED))
        and not (table in tables and tables[table].tenancy is Tenancy.SHARED)
        and table != "common_numbersequence"
    ]
    assert wrong == []


def test_views_of_tables_without_policies_are_security_barriers() -> None:
    wrong = _query(
        "SELECT c.relname FROM pg_class c JOIN information_schema.role_table_grants g ON g.table_name = c.relname "
        "WHERE c.relkind = 'v' AND g.table_schema = 'public' AND g.grantee IN ('nh_staff', 'nh_client') "
        "AND NOT coalesce('security_barrier=true' = ANY (c.reloptions), false)"
    )
    assert wrong == []


def test_the_login_itself_may_read_no_table() -> None:
    granted = _query(
        "SELECT c.relname FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace "
        "AND c.relkind IN ('r', 'p', 'v', 'm') AND has_table_privilege('nh_app', c.oid, 'SELECT')"
    )
    # Membership without inheritance: what the login may do only after entering a role does not count.
    assert granted == []


def test_nothing_is_granted_to_everybody() -> None:
    assert (
        _query(
            "SELECT table_name, privilege_type FROM information_schema.role_table_grants "
            "WHERE table_schema = 'public' AND grantee = 'PUBLIC'"
        )
        == []
    )


def test_nobody_bypasses_the_policies_or_truncates() -> None:
    assert _query("SELECT rolname FROM pg_roles WHERE rolname LIKE 'nh\\_%' AND (rolbypassrls OR rolsuper)") == []
    assert (
        _query(
            "SELECT table_name, grantee FROM information_schema.role_table_grants WHERE table_schema = 'public' "
            "AND grantee LIKE 'nh\\_%' AND grantee <> 'nh_owner' "
            "AND privilege_type IN ('TRUNCATE', 'TRIGGER', 'REFERENCES')"
        )
        == []
    )


def test_a_reference_to_another_organisations_row_is_refused_by_the_database() -> None:
    """Every key between two owned tables is doubled by a key that holds the organisation as well."""
    composite = {
        (table, column)
        for table, columns in _query(
            "SELECT conrelid::regclass::text, array_agg(a.attname::text) FROM pg_constraint c "
            "JOIN unnest(c.conkey) AS k(n) ON true JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.n "
            "WHERE c.contype = 'f' GROUP BY c.oid HAVING count(*) > 1"
        )
        for column in columns
    }
    owned = _owned()
    missing = [
        f"{table}.{field.column}"
        for table, model in owned.items()
        for field in model._meta.concrete_fields
        if field.many_to_one or field.one_to_one
        if field.name != "organisation"
        and any(one.name == "organisation" for one in model._meta.concrete_fields)
        and any(one.name == "organisation" for one in field.related_model._meta.concrete_fields)
        and (table, field.column) not in composite
    ]
    assert missing == []
