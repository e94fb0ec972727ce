"""Languages and time: Russian, Chinese and English; instants are kept in UTC."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from neurohost.settings.env import PROJECT_DIR

LANGUAGE_CODE = "en"
LANGUAGES = [("ru", _("Russian")), ("zh-hans", _("Chinese")), ("en", _("English"))]
LOCALE_PATHS = [PROJECT_DIR / "locale"]
FORMAT_MODULE_PATH = "neurohost.formats"
LANGUAGE_COOKIE_NAME = "nh_language"
LANGUAGE_COOKIE_SAMESITE = "Lax"
USE_I18N = True
TIME_ZONE = "UTC"
USE_TZ = True
