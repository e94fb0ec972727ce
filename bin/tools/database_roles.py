"""Make the database roles and the database itself: `database_roles.py DATABASE` with addresses in the environment."""

import os
import sys
from pathlib import Path

import psycopg
from psycopg import sql

ROLES = Path(__file__).resolve().parents[2] / "deploy" / "roles.sql"


def prepare(admin_url: str, database: str, passwords: dict[str, str]) -> None:
    """Run roles.sql, set the passwords of the two logins and make the database if it is missing."""
    with psycopg.connect(admin_url, autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(7203114)")
        connection.execute(ROLES.read_bytes())
        for role, password in passwords.items():
            statement = sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(role), sql.Literal(password))
            connection.execute(statement)
        found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database]).fetchone()
        if found is None:
            # CREATE DATABASE … OWNER needs membership of the owner for one who is no superuser.
            connection.execute("GRANT nh_owner TO CURRENT_USER")
            connection.execute(
                sql.SQL("CREATE DATABASE {} OWNER nh_owner TEMPLATE template0 ENCODING 'UTF8'").format(
                    sql.Identifier(database)
                )
            )
        connection.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO nh_app").format(sql.Identifier(database)))


def main() -> int:
    """Read the request from the environment and the arguments."""
    passwords = {
        "nh_owner": os.environ["NEUROHOST_DB_OWNER_PASSWORD"],
        "nh_app": os.environ["NEUROHOST_DB_APP_PASSWORD"],
    }
    try:
        prepare(os.environ["NEUROHOST_DB_ADMIN_URL"], sys.argv[1], passwords)
    except psycopg.Error as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
