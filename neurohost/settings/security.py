"""Security common to all environments: passwords, lock-out, sessions, content policy, keys."""

from __future__ import annotations

from csp.constants import NONE, SELF

from neurohost.settings.env import env, var_dir

SECRET_KEY = env.str("NEUROHOST_SECRET_KEY", default="")

# Keys of encrypted fields and of the record's seal; checked by system checks common.E001-E003.
NEUROHOST_FIELD_KEYS = env.str("NEUROHOST_FIELD_KEYS", default="")
NEUROHOST_BLIND_INDEX_KEY = env.str("NEUROHOST_BLIND_INDEX_KEY", default="")
NEUROHOST_SIGNING_KEY = env.str("NEUROHOST_SIGNING_KEY", default="")
AUDIT_ROOTS_DIR = var_dir() / "audit-roots"

AUTH_USER_MODEL = "accounts.User"
ORGANISATION_MODEL = "accounts.Organisation"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "apps.accounts.backends.PolicyBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "accounts:sign_in"
LOGIN_REDIRECT_URL = "/"
PASSWORD_RESET_TIMEOUT = 3600

# Lock-out counters live in Redis: the sign-in path has no database scope yet.
AXES_HANDLER = "axes.handlers.cache.AxesCacheHandler"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_USERNAME_FORM_FIELD = "username"
AXES_USERNAME_CALLABLE = "apps.accounts.lockout.name_of"
AXES_CLIENT_IP_CALLABLE = "apps.accounts.policy.client_ip"
AXES_LOCKOUT_CALLABLE = "apps.accounts.views.sign_in.locked_out"
# Failures while locked do not make the lock longer: nobody can keep another person out for ever.
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False

GUARDIAN_RAISE_403 = False
ANONYMOUS_USER_NAME = None
GUARDIAN_MONKEY_PATCH_USER = False

SESSION_ENGINE = "apps.accounts.sessions"
SESSION_COOKIE_NAME = "nh_session"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_IDLE_SECONDS = env.int("NEUROHOST_SESSION_IDLE_SECONDS", default=3600)
SESSION_ABSOLUTE_SECONDS = env.int("NEUROHOST_SESSION_ABSOLUTE_SECONDS", default=12 * 3600)
SESSION_COOKIE_AGE = SESSION_ABSOLUTE_SECONDS
SESSIONS_PER_USER = env.int("NEUROHOST_SESSIONS_PER_USER", default=10)
SECOND_FACTOR_REQUIRED_FOR_STAFF = False
# Days after which a password must be changed; 0 means never.
PASSWORD_MAX_AGE_DAYS = env.int("NEUROHOST_PASSWORD_MAX_AGE_DAYS", default=0)
# How many proxies of our own stand before the server; each adds one address to X-Forwarded-For.
TRUSTED_PROXIES = env.int("NEUROHOST_TRUSTED_PROXIES", default=0)

CSRF_COOKIE_NAME = "nh_csrf"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "apps.common.http.errors.csrf_failure"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# Pages load nothing from outside and run no inline code. The admin alone gets 'unsafe-eval' and inline
# styles (its Alpine build needs them): apps.common.http.csp widens the policy under /admin/ only.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF, "data:"],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
