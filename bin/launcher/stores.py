"""The database and the broker: ours below var/, or those whose addresses a person has set."""

import hashlib
import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit

from launcher import keys
from launcher.cluster import Cluster
from launcher.failure import Failure
from launcher.files import digest
from launcher.layout import Layout
from launcher.steps import Steps
from launcher.valkey import Valkey

DATABASE = "neurohost"


@dataclass(frozen=True)
class Addresses:
    """What programs need to connect: the application's login, the owner's, and the broker."""

    app: str
    owner: str
    redis: str

    def environment(self, *, as_owner: bool) -> dict[str, str]:
        """Return the variables; migrations and demo data connect as the owner."""
        return {
            "DATABASE_URL": self.owner if as_owner else self.app,
            "DATABASE_OWNER_URL": self.owner,
            "REDIS_URL": self.redis,
        }


@dataclass(frozen=True)
class Stores:
    """The two servers of one purpose: the running system, or (`throwaway`) the tests."""

    layout: Layout
    secrets: Mapping[str, str]
    throwaway: bool = False

    @property
    def cluster(self) -> Cluster:
        """Our PostgreSQL."""
        return Cluster(
            self.layout.var / ("test-postgres" if self.throwaway else "postgres"),
            self.layout.venv,
            self.secrets["NEUROHOST_DB_ADMIN_PASSWORD"],
            self.throwaway,
        )

    @property
    def valkey(self) -> Valkey:
        """Our Valkey."""
        return Valkey(
            self.layout.var / ("test-valkey" if self.throwaway else "valkey"),
            self.layout.venv,
            self.secrets["NEUROHOST_REDIS_PASSWORD"],
            self.throwaway,
        )

    @property
    def markers(self) -> Path:
        """Where set-up steps of this database keep their markers: with our own data, they go together."""
        given = os.environ.get("DATABASE_URL", "")
        return self.layout.var / "state" if given else self.cluster.home / "state"

    def start(self) -> Addresses:
        """Start what is ours, make roles and database where that is our part; return the addresses."""
        self.start_servers()
        redis = os.environ.get("REDIS_URL", "") or self.valkey.address()
        given, owner = os.environ.get("DATABASE_URL", ""), os.environ.get("DATABASE_OWNER_URL", "")
        if given and owner:
            return Addresses(app=given, owner=owner, redis=redis)
        if given:
            admin, database = given, urlsplit(given).path.strip("/")
        else:
            admin, database = self.cluster.address(), DATABASE
        database = DATABASE if database in {"", "postgres"} else database
        self._ensure_roles(admin, database, Steps(self.markers))
        return Addresses(
            app=_sign_in(admin, "nh_app", self.secrets["NEUROHOST_DB_APP_PASSWORD"], database),
            owner=_sign_in(admin, "nh_owner", self.secrets["NEUROHOST_DB_OWNER_PASSWORD"], database),
            redis=redis,
        )

    def start_servers(self) -> None:
        """Start the servers that are ours and do not run."""
        if not os.environ.get("REDIS_URL"):
            self.valkey.start()
        if not os.environ.get("DATABASE_URL"):
            self.cluster.start()

    def servers_run(self) -> bool:
        """Tell whether the servers that are ours run."""
        valkey = bool(os.environ.get("REDIS_URL")) or self.valkey.running() is not None
        return valkey and (bool(os.environ.get("DATABASE_URL")) or self.cluster.running() is not None)

    def stop(self) -> None:
        """Stop what is ours."""
        self.cluster.stop()
        self.valkey.stop()

    def reset(self) -> None:
        """Remove what is ours."""
        self.cluster.reset()
        self.valkey.reset()

    def _ensure_roles(self, admin: str, database: str, steps: Steps) -> None:
        parts = (database, *(self.secrets[name] for name in sorted(self.secrets) if "_DB_" in name))
        if not self._is_ours(admin):
            parts += (admin,)
        where = hashlib.sha256("\0".join(parts).encode()).hexdigest()
        inputs = digest([self.layout.root / "deploy" / "roles.sql"], where)
        steps.do("roles", inputs, "Making database roles", lambda _: self._make_roles(admin, database))

    def _is_ours(self, admin: str) -> bool:
        return admin != os.environ.get("DATABASE_URL", "")

    def _make_roles(self, admin: str, database: str) -> None:
        tool = Path("bin") / "tools" / "database_roles.py"
        done = subprocess.run(
            [str(self.layout.python), str(tool), database],
            check=False, capture_output=True, text=True, cwd=self.layout.root,
            env=dict(os.environ) | dict(self.secrets) | {"NEUROHOST_DB_ADMIN_URL": admin},
        )  # fmt: skip
        if done.returncode != 0:
            raise Failure(
                f"The database roles could not be made: {done.stderr.strip()}",
                "Look at the address in DATABASE_URL: it must belong to an administrator (CREATEROLE, CREATEDB).",
            )


def _sign_in(address: str, user: str, password: str, database: str) -> str:
    """Return the address with another login and database."""
    parts = urlsplit(address)
    host = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=f"{user}:{quote(password, safe='')}@{host}", path=f"/{database}"))


def with_database(address: str, database: str) -> str:
    """Return the address of another database on the same server."""
    return urlunsplit(urlsplit(address)._replace(path=f"/{database}"))


def open_stores(layout: Layout, *, throwaway: bool = False) -> Stores:
    """Return the stores of a clone with its secrets."""
    return Stores(layout, keys.load(layout.var), throwaway)
