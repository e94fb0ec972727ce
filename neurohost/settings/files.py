"""Files: static ones by WhiteNoise, documents through storage by SHA-256, letters by SMTP."""

from __future__ import annotations

from neurohost.settings.env import PROJECT_DIR, env, var_dir

STATIC_URL = "/static/"
STATIC_ROOT = var_dir() / "static"
STATICFILES_DIRS = [PROJECT_DIR / "static"]
MEDIA_ROOT = var_dir() / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_MANIFEST_STRICT = False
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024

# LibreOffice, which makes PDF files; a name is looked for on PATH.
SOFFICE = env.str("NEUROHOST_SOFFICE", default="soffice")
# Only tests, which live inside one transaction, say otherwise.
PDF_INSIDE_TRANSACTIONS = False

EMAIL_HOST = env.str("EMAIL_HOST", default="127.0.0.1")
EMAIL_PORT = env.int("EMAIL_PORT", default=1025)
EMAIL_HOST_USER = env.str("EMAIL_HOST_USER", default="")
EMAIL_HOST_PASSWORD = env.str("EMAIL_HOST_PASSWORD", default="")
EMAIL_USE_TLS = env.bool("EMAIL_USE_TLS", default=False)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.str("NEUROHOST_FROM_EMAIL", default="NeuroHost <noreply@neurohost.local>")
