"""A migrated database that test databases are copied from: made once for a state of the migrations, then kept.

Migrating takes longer than most runs of a few tests; PostgreSQL copies a database in a fraction of a second. The
template lies in the cluster of the tests under a name that holds a digest of all that shapes it.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Final

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from psycopg import sql

_ROOT: Final = Path(__file__).resolve().parents[1]
_PREFIX: Final = "nh_template_"
# Any number will do, as long as nothing else in the cluster takes it.
_LOCK: Final = 7203115


def template_name() -> str:
    """Return the name of the template for the migrations, roles and packages as they are."""
    shaping = sorted(_ROOT.glob("apps/*/migrations/**/*.py"))
    shaping += [_ROOT / "deploy" / "roles.sql", _ROOT / "requirements" / "base.txt"]
    digest = hashlib.sha256()
    for path in shaping:
        digest.update(str(path.relative_to(_ROOT)).encode() + b"\0" + path.read_bytes() + b"\0")
    return f"{_PREFIX}{digest.hexdigest()[:16]}"


def ensure_template() -> str:
    """Return the name of a migrated database without connections; make it if it is missing, one process at a time."""
    wanted = template_name()
    address = connection.get_connection_params()
    # A database that always exists, whatever the tests' own is called.
    maintenance = {key: value for key, value in address.items() if key in {"host", "port", "user", "password"}}
    with psycopg.connect(**maintenance, dbname="postgres", autocommit=True) as admin:
        admin.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
        known = {name for (name,) in admin.execute("SELECT datname FROM pg_database")}
        if wanted not in known:
            _make(admin, wanted, [name for name in known if name.startswith(_PREFIX)])
    return wanted


def _make(admin: psycopg.Connection, wanted: str, outdated: list[str]) -> None:
    """Migrate a new database under another name and rename it when it is whole; earlier ones go."""
    making = f"{wanted}_making"
    for name in outdated:
        admin.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))
    admin.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'").format(sql.Identifier(making)))
    usual = settings.DATABASES["default"]["NAME"]
    connection.close()
    try:
        connection.settings_dict["NAME"] = making
        call_command("migrate", verbosity=0, interactive=False)
    finally:
        connection.close()
        connection.settings_dict["NAME"] = usual
    admin.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(making), sql.Identifier(wanted)))
