"""Production: secrets from the environment, HTTPS only, second factor for staff."""

from __future__ import annotations

from datetime import timedelta

from neurohost.settings.base import *  # noqa: F403 - an entry module is the base plus what differs
from neurohost.settings.env import env, needed

DEBUG = False
DEMO = env.bool("NEUROHOST_DEMO", default=False)
SECRET_KEY = needed("NEUROHOST_SECRET_KEY", "50 or more random characters")
ALLOWED_HOSTS = [
    host.strip()
    for host in needed("NEUROHOST_ALLOWED_HOSTS", "the names of this site, separated by commas").split(",")
    if host.strip()
]
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS]
SITE_URL = env.str("NEUROHOST_SITE_URL", default=f"https://{ALLOWED_HOSTS[0]}")
SECURE_SSL_REDIRECT = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = int(timedelta(days=365).total_seconds())
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
LANGUAGE_COOKIE_SECURE = True
SECOND_FACTOR_REQUIRED_FOR_STAFF = True
EMAIL_USE_TLS = env.bool("EMAIL_USE_TLS", default=True)
