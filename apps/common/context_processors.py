"""Context of the shell: navigation, theme and languages for every page, computed only when a template asks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language

from apps.common import access, branding, navigation
from apps.common.http import actor_of
from apps.common.permissions import ADMIN

if TYPE_CHECKING:
    from django.http import HttpRequest

    from apps.common.actor import Actor

THEME_COOKIE = "nh_theme"
THEMES = ("dark", "light", "auto")
DEFAULT_THEME = "dark"
# Declared by the app above that owns tokens; unknown means no.
TOKENS = "accounts.token.own"
LANGUAGE_NAMES = {"ru": "Русский", "zh-hans": "简体中文", "en": "English"}


def theme_of(request: HttpRequest) -> str:
    """Return the theme chosen on this device; dark when none was."""
    chosen = request.COOKIES.get(THEME_COOKIE, DEFAULT_THEME)
    return chosen if chosen in THEMES else DEFAULT_THEME


def _holds(actor: Actor, name: str) -> bool:
    """Whether the actor holds the permission of this name."""
    permission = access.named(name)
    return permission is not None and access.holds(actor, permission)


def shell(request: HttpRequest) -> dict[str, Any]:
    """Return what `base.html` needs; nothing is computed for fragments that do not use it."""
    actor = actor_of(request)
    theme = theme_of(request)
    brand = SimpleLazyObject(lambda: branding.of(request))
    return {
        "actor": actor,
        "brand": brand,
        "brand_name": SimpleLazyObject(lambda: brand.name),
        "nav_groups": SimpleLazyObject(lambda: navigation.grouped(actor, request.path)),
        "nav_bottom": SimpleLazyObject(lambda: navigation.bottom_bar(actor, request.path)),
        "nav_sites": SimpleLazyObject(lambda: navigation.sites(actor)),
        "may_open_admin": SimpleLazyObject(lambda: access.holds(actor, ADMIN)),
        "may_make_tokens": SimpleLazyObject(lambda: _holds(actor, TOKENS)),
        "theme": theme,
        "theme_shown": DEFAULT_THEME if theme == "auto" else theme,
        "shell_languages": [
            {"code": code, "name": LANGUAGE_NAMES.get(code, code), "current": code == get_language()}
            for code, _name in settings.LANGUAGES
        ],
    }
