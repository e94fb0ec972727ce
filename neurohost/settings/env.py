"""The environment as settings read it: every variable of the product is named in this file's functions."""

from __future__ import annotations

from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured

PROJECT_DIR = Path(__file__).resolve().parents[2]

env = environ.Env()


def var_dir() -> Path:
    """Folder of everything made at run time (`NEUROHOST_VAR`, by default `var/` in the project)."""
    return Path(env.str("NEUROHOST_VAR", default=str(PROJECT_DIR / "var")))


def needed(name: str, hint: str) -> str:
    """Return a variable that production cannot do without. Raises ImproperlyConfigured with one sentence."""
    value = str(env.str(name, default="")).strip(" ,")
    if not value:
        message = f"{name} is not set: set it to {hint}."
        raise ImproperlyConfigured(message)
    return value
