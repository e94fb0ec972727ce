"""Secrets of a development installation: made once, kept in var/secrets.env for the owner only."""

import base64
import os
import secrets
from pathlib import Path

from launcher.files import locked, write_whole

_HEAD = "# Made by the launcher for this clone. Production takes its own secrets from the environment.\n"


def _random_bytes(count: int = 32) -> str:
    return base64.b64encode(secrets.token_bytes(count)).decode("ascii")


def _fresh() -> dict[str, str]:
    return {
        "NEUROHOST_SECRET_KEY": secrets.token_urlsafe(48),
        "NEUROHOST_FIELD_KEYS": f"k1:{_random_bytes()}",
        "NEUROHOST_BLIND_INDEX_KEY": _random_bytes(),
        "NEUROHOST_SIGNING_KEY": _random_bytes(),
        "NEUROHOST_SIMULATOR_TOKEN": secrets.token_urlsafe(24),
        "NEUROHOST_DB_ADMIN_PASSWORD": secrets.token_urlsafe(24),
        "NEUROHOST_DB_OWNER_PASSWORD": secrets.token_urlsafe(24),
        "NEUROHOST_DB_APP_PASSWORD": secrets.token_urlsafe(24),
        "NEUROHOST_REDIS_PASSWORD": secrets.token_urlsafe(24),
    }


def parse(text: str) -> dict[str, str]:
    """Read NAME=value lines; comments and empty lines are passed over."""
    pairs = (line.partition("=") for line in text.splitlines() if line.strip() and not line.startswith("#"))
    return {name.strip(): value.strip() for name, found, value in pairs if found}


def load(var: Path) -> dict[str, str]:
    """Return the secrets, making what is missing; what the environment sets wins."""
    path = var / "secrets.env"
    with locked(var / "run" / "secrets.lock"):
        kept = parse(path.read_text(encoding="utf-8")) if path.exists() else {}
        whole = _fresh() | kept
        if whole != kept:
            write_whole(path, _HEAD + "".join(f"{name}={value}\n" for name, value in whole.items()), mode=0o600)
    return {name: os.environ.get(name, value) for name, value in whole.items()}
