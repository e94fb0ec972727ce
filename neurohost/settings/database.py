"""Database: the login owns nothing; a role is entered per request or job by `apps.common.scope`."""

from __future__ import annotations

from neurohost.settings.env import env

DATABASES = {"default": env.db_url("DATABASE_URL", default="postgresql://nh_app@127.0.0.1:5432/neurohost")}
DATABASES["default"]["CONN_MAX_AGE"] = env.int("DATABASE_CONN_MAX_AGE", default=300)
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
# Transactions are opened by the scope middleware together with the role, never by Django alone.
DATABASES["default"]["ATOMIC_REQUESTS"] = False

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
