"""Development: what `make run` serves on this machine, plain HTTP, letters to the local SMTP server."""

from __future__ import annotations

from neurohost.settings.base import *  # noqa: F403 - an entry module is the base plus what differs
from neurohost.settings.env import env

DEBUG = env.bool("NEUROHOST_DEBUG", default=False)
ALLOWED_HOSTS = env.list("NEUROHOST_ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]", "testserver"])
DEMO = True
