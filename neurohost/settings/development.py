"""Development: what `make run` serves on this machine, plain HTTP, letters to the local SMTP server."""

from __future__ import annotations

from neurohost.settings.base import *  # noqa: F403 - an entry module is the base plus what differs
from neurohost.settings.env import env

DEBUG = env.bool("NEUROHOST_DEBUG", default=False)
ALLOWED_HOSTS = env.list("NEUROHOST_ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]", "testserver"])
DEMO = True

# The local servers of outside services, which the launcher starts; real addresses can still be named.
LOCAL_SERVERS_URL = env.str("NEUROHOST_LOCAL_SERVERS_URL", default="")
if LOCAL_SERVERS_URL and "NEUROHOST_DADATA_URL" not in env.ENVIRON:
    DADATA_URL = f"{LOCAL_SERVERS_URL}/dadata/suggestions/api/4_1/rs/"
    DADATA_DEMO_KEY = "local-dadata-key-0123456789abcdef012345"
if LOCAL_SERVERS_URL and "NEUROHOST_TELEGRAM_API_URL" not in env.ENVIRON:
    TELEGRAM_API_URL = f"{LOCAL_SERVERS_URL}/telegram"
    TELEGRAM_ME_URL = f"{LOCAL_SERVERS_URL}/telegram/t.me"
    TELEGRAM_DEMO_TOKEN = "7000000001:local-telegram-token-0123456789abcd"  # noqa: S105 - a bot of this machine
    TELEGRAM_LOOPBACK = True
BITRIX_PLAIN_HTTP = True
