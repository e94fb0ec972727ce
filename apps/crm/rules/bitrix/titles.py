"""What the exchanged fields are called on pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

TITLES: Final[Mapping[str, Promise | str]] = {
    "title": _("short name"),
    "full_name": _("full name"),
    "inn": _("INN"),
    "kpp": _("KPP"),
    "ogrn": _("OGRN / OGRNIP"),
    "signatory_name": _("signatory"),
    "legal_address": _("legal address"),
    "postal_address": _("postal address"),
    "phone": _("phone"),
    "email": _("e-mail"),
    "name": pgettext_lazy("person", "name"),
    "position": _("position"),
    "bank_name": _("bank"),
    "bic": _("BIC"),
    "swift": _("SWIFT"),
    "settlement_account": _("settlement account"),
    "correspondent_account": _("correspondent account"),
}
