"""The environment of the programs that the launcher starts."""

import os
from dataclasses import dataclass

from launcher.failure import Failure
from launcher.layout import Layout
from launcher.ports import remembered
from launcher.stores import Addresses, Stores, open_stores
from launcher.virtualenv import environment

# Commands of manage.py that make or change tables, roles' rights or demo data, and therefore
# connect as the owner; every other command connects as the application does.
OWNER_COMMANDS = frozenset(
    {"createcachetable", "createsuperuser", "demo", "flush", "loaddata", "makemigrations", "migrate"}
    | {"optimizemigration", "showmigrations", "sqlflush", "sqlmigrate", "squashmigrations"}
)

_LAST_PORT = 65_535


@dataclass(frozen=True)
class WebAddress:
    """Where the web server listens."""

    host: str
    port: int

    @property
    def url(self) -> str:
        """The address for a browser on this machine."""
        host = "127.0.0.1" if self.host in {"0.0.0.0", "::"} else self.host  # noqa: S104 - compared, not bound
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}"


def web_address() -> WebAddress:
    """Return the address from HOST / PORT (or their long names)."""
    host = os.environ.get("NEUROHOST_HOST") or os.environ.get("HOST") or "127.0.0.1"
    port = os.environ.get("NEUROHOST_PORT") or os.environ.get("PORT") or "8000"
    if not port.isdigit() or not 0 < int(port) <= _LAST_PORT:
        raise Failure(f"PORT={port} is no port.", "Give a number from 1 to 65535: PORT=8000 make run")
    return WebAddress(host, int(port))


def settings_module(*, testing: bool = False) -> str:
    """Return the settings in force: what is set wins, then tests, production, development."""
    if testing:
        return "neurohost.settings.test"
    default = "production" if os.environ.get("NEUROHOST_ENV") == "production" else "development"
    return os.environ.get("DJANGO_SETTINGS_MODULE") or f"neurohost.settings.{default}"


def base_environment(layout: Layout, *, testing: bool = False) -> dict[str, str]:
    """Return what every program gets, without addresses of stores."""
    web = web_address()
    own = {
        "DJANGO_SETTINGS_MODULE": settings_module(testing=testing),
        "NEUROHOST_VAR": str(layout.var),
        "NEUROHOST_HOST": web.host,
        "NEUROHOST_PORT": str(web.port),
        "PYTHONPATH": os.pathsep.join([str(layout.root), str(layout.root / "agent"), str(layout.root / "bin")]),
        "PYTHONUNBUFFERED": "1",
        "VIRTUAL_ENV": str(layout.venv),
        "PATH": os.pathsep.join([str(layout.venv / "bin"), os.environ.get("PATH", os.defpath)]),
    }
    return environment(layout) | own


def full_environment(
    layout: Layout, *, as_owner: bool = False, testing: bool = False, stores: Stores | None = None
) -> dict[str, str]:
    """Start the stores if they do not run; return the whole environment of a Django program."""
    stores = stores or open_stores(layout, throwaway=testing)
    return environment_with(layout, stores, stores.start(), as_owner=as_owner, testing=testing)


def environment_with(
    layout: Layout, stores: Stores, addresses: Addresses, *, as_owner: bool = False, testing: bool = False
) -> dict[str, str]:
    """Return the whole environment of a Django program for stores that run."""
    mail = {
        "EMAIL_HOST": os.environ.get("EMAIL_HOST", "127.0.0.1"),
        "EMAIL_PORT": os.environ.get("EMAIL_PORT") or str(port_of(layout, "mail")),
    }
    outside = {"NEUROHOST_LOCAL_SERVERS_URL": f"http://127.0.0.1:{port_of(layout, 'services')}"}
    secrets = {name: value for name, value in stores.secrets.items() if "_DB_" not in name}
    own = base_environment(layout, testing=testing) | secrets | mail | outside
    return own | addresses.environment(as_owner=as_owner)


def port_of(layout: Layout, name: str) -> int:
    """Return the port of a local server, the same at each start while it can be had."""
    kept = layout.run / f"{name}-port"
    if kept.exists():
        return int(kept.read_text(encoding="utf-8"))
    port = remembered(layout.run, name)
    kept.write_text(str(port), encoding="utf-8")
    return port
