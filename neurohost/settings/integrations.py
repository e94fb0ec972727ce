"""Outside services: their real addresses, unless the environment names others."""

from __future__ import annotations

from neurohost.settings.env import env

DADATA_URL = env.str("NEUROHOST_DADATA_URL", default="https://suggestions.dadata.ru/suggestions/api/4_1/rs/")
DADATA_TIMEOUT_SECONDS = 3.0
# The key that demonstration data brings along; the local server of development knows it.
DADATA_DEMO_KEY = ""
