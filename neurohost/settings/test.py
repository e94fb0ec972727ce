"""Tests: real PostgreSQL and Redis, quick passwords, letters kept in memory."""

from __future__ import annotations

import os

from neurohost.settings.base import *  # noqa: F403 - an entry module is the base plus what differs
from neurohost.settings.base import CACHES, DATABASES, MIDDLEWARE
from neurohost.settings.env import env

DEBUG = False
ALLOWED_HOSTS = ["*"]
DEMO = True
# Tests connect as the owner (they make and migrate the database) and run under SET ROLE of the application.
DATABASES["default"] = env.db_url("DATABASE_OWNER_URL", default=env.str("DATABASE_URL", default="")) | {
    "CONN_MAX_AGE": 0,
    "TEST": {"MIGRATE": True},
}
CACHES["default"]["KEY_PREFIX"] = f"nh-test-{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
# Static files are collected by `make run`, not by tests.
MIDDLEWARE = [name for name in MIDDLEWARE if not name.startswith("whitenoise.")]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True
PDF_INSIDE_TRANSACTIONS = True
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
BITRIX_PLAIN_HTTP = True
TELEGRAM_LOOPBACK = True
