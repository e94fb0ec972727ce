"""System checks of the house: keys, tenancy of models; each with an id and a way out."""

from __future__ import annotations

import base64
import binascii
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.checks import Warning as Caution
from django.core.exceptions import ImproperlyConfigured

from apps.common import fonts
from apps.common.crypto import encrypt

_KEY_BYTES = 32


@register(Tags.security)
def check_keys(**_: Any) -> list[CheckMessage]:
    """common.E001-E003: the three keys are there and have the right length."""
    found: list[CheckMessage] = []
    try:
        encrypt("probe", "common.checks")
    except (ImproperlyConfigured, ValueError, binascii.Error) as error:
        found.append(
            Error(
                f"Encrypted fields cannot work: {error}.",
                hint="Set NEUROHOST_FIELD_KEYS to «id:base64 of 32 random bytes»; the first key is used for writing.",
                id="common.E001",
            )
        )
    for number, name in ((2, "NEUROHOST_BLIND_INDEX_KEY"), (3, "NEUROHOST_SIGNING_KEY")):
        try:
            length = len(base64.b64decode(getattr(settings, name), validate=True))
        except binascii.Error:
            length = 0
        if length != _KEY_BYTES:
            found.append(
                Error(f"{name} must be base64 of {_KEY_BYTES} bytes.", hint=f"Set {name}.", id=f"common.E00{number}")
            )
    if not settings.SECRET_KEY:
        found.append(Error("NEUROHOST_SECRET_KEY is empty.", hint="Set it to 50 random characters.", id="common.E004"))
    return found


@register(Tags.models)
def check_tenancy(**_: Any) -> list[CheckMessage]:
    """common.E010: every model of the house declares whose rows it holds."""
    return [
        Error(
            f"{model._meta.label} does not declare its tenancy.",
            hint="Set the class attribute `tenancy` to a member of apps.common.models.Tenancy.",
            obj=model,
            id="common.E010",
        )
        for model in apps.get_models()
        if model.__module__.startswith("apps.") and not hasattr(model, "tenancy")
    ]


@register
def check_fonts(**_: Any) -> list[CheckMessage]:
    """common.W001: the fonts of labels and lists as PDF are installed."""
    missing = fonts.missing()
    if not missing:
        return []
    return [
        Caution(
            f"PDF files that are drawn here (labels, chains of custody) need {' and '.join(missing)}.",
            hint=f"apt-get install {' '.join(missing)}; without a Chinese font readers use one of their own.",
            id="common.W001",
        )
    ]
