"""Admin: unfold in the product's own colours, and the rights of import and export."""

from __future__ import annotations

from django.templatetags.static import static
from django.utils.functional import lazy

_static = lazy(static, str)

# Shades from light to dark, as unfold counts them; the anchors are the values of static/css/tokens.css.
UNFOLD = {
    "SITE_TITLE": "NeuroHost",
    "SITE_HEADER": "NeuroHost",
    "SITE_ICON": lambda request: _static("img/logo.svg"),  # noqa: ARG005 - unfold's signature
    "SITE_FAVICONS": [
        {"rel": "icon", "type": "image/svg+xml", "href": lambda request: _static("img/favicon.svg")},  # noqa: ARG005 - as above
    ],
    "SHOW_HISTORY": True,
    "SHOW_VIEW_ON_SITE": False,
    "SHOW_LANGUAGES": False,
    "BORDER_RADIUS": "8px",
    "STYLES": [
        lambda request: _static("css/tokens.css"),  # noqa: ARG005 - as above
        lambda request: _static("css/admin.css"),  # noqa: ARG005 - as above
    ],
    "SCRIPTS": [
        lambda request: _static("js/theme.js"),  # noqa: ARG005 - as above
        lambda request: _static("js/admin.js"),  # noqa: ARG005 - as above
    ],
    "SIDEBAR": {"show_search": False, "show_all_applications": False, "navigation": []},
    "COLORS": {
        "base": {
            "50": "#f4f5fa",
            "100": "#eceef6",
            "200": "#d9dce9",
            "300": "#cdd3ee",
            "400": "#a9b0d2",
            "500": "#767fb0",
            "600": "#565d7c",
            "700": "#373d60",
            "800": "#2a2f4d",
            "900": "#1a1d2e",
            "950": "#151827",
        },
        "primary": {
            "50": "#fff6ea",
            "100": "#fff1de",
            "200": "#ffdfb8",
            "300": "#ffc883",
            "400": "#ffb152",
            "500": "#f7931a",
            "600": "#985000",
            "700": "#7d4200",
            "800": "#633500",
            "900": "#40321f",
            "950": "#2a1e0f",
        },
    },
}
