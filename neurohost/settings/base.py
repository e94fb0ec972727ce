"""Base settings: applications, middleware, templates; the concerns are imported from their own files."""

from __future__ import annotations

from neurohost.settings.admin import *  # noqa: F403 - settings are gathered by name, this is Django's own idiom
from neurohost.settings.bitrix import *  # noqa: F403 - as above
from neurohost.settings.cache import *  # noqa: F403 - as above
from neurohost.settings.database import *  # noqa: F403 - as above
from neurohost.settings.env import PROJECT_DIR, env, var_dir
from neurohost.settings.files import *  # noqa: F403 - as above
from neurohost.settings.i18n import *  # noqa: F403 - as above
from neurohost.settings.integrations import *  # noqa: F403 - as above
from neurohost.settings.logs import *  # noqa: F403 - as above
from neurohost.settings.rest import *  # noqa: F403 - as above
from neurohost.settings.security import *  # noqa: F403 - as above
from neurohost.settings.telegram import *  # noqa: F403 - as above

BASE_DIR = PROJECT_DIR
VAR_DIR = var_dir()
SITE_URL = env.str(
    "NEUROHOST_SITE_URL",
    default=f"http://{env.str('NEUROHOST_HOST', default='127.0.0.1')}:{env.str('NEUROHOST_PORT', default='8000')}",
)

# Raw readings are kept this long; until they are rolled up into tiers, charts reach as far back as this.
TELEMETRY_RAW_RETENTION_HOURS = env.int("NEUROHOST_RAW_RETENTION_HOURS", default=168)
TELEMETRY_BATCH_RETENTION_HOURS = env.int("NEUROHOST_BATCH_RETENTION_HOURS", default=2)

HOUSE_APPS = [
    "apps.common",
    "apps.audit",
    "apps.accounts",
    "apps.crm",
    "apps.inventory",
    "apps.logistics",
    "apps.telemetry",
    "apps.analytics",
    "apps.billing",
    "apps.hosting",
]

INSTALLED_APPS = [
    "unfold",
    "unfold.contrib.filters",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.admin",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_filters",
    "django_htmx",
    "guardian",
    "axes",
    "csp",
    "django_celery_beat",
    *HOUSE_APPS,
]

MIDDLEWARE = [
    "apps.common.http.request_id.RequestIdMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "apps.common.http.csp.ContentPolicyMiddleware",
    "apps.accounts.middleware.HouseSessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "apps.accounts.middleware.MiniCsrfMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "apps.accounts.middleware.PersonMiddleware",
    "apps.common.http.scope.ScopeMiddleware",
    "apps.common.http.errors.RefusalMiddleware",
    "apps.common.http.idempotency.IdempotencyMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "neurohost.urls"
WSGI_APPLICATION = "neurohost.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PROJECT_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.template.context_processors.tz",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "apps.common.context_processors.shell",
            ],
            "builtins": ["apps.common.templatetags.forms", "apps.common.templatetags.ui"],
        },
    }
]

SILENCED_SYSTEM_CHECKS = [
    # The login is unique in any letter case by a constraint on Lower(login), which the check does not read.
    "auth.W004",
    # Rights come from the access policy; guardian only keeps the bindings to sites and clients.
    "guardian.W001",
]
