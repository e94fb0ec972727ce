"""Encrypted fields: AES-256-GCM with key id and bound context, and an HMAC blind index for equality.

Layout of a stored value: version byte (1), length of the key id, key id, 12-byte nonce, ciphertext with tag. The
context (table and column) is authenticated, so that a value moved to another column does not open.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import models

if TYPE_CHECKING:
    from collections.abc import Callable

    _AnyField = models.Field[Any, Any]
    _AnyBinaryField = models.BinaryField[Any, Any]
else:
    _AnyField = models.Field
    _AnyBinaryField = models.BinaryField

_VERSION = 1
_NONCE_BYTES = 12
_KEY_BYTES = 32


class Undecryptable(Exception):
    """A stored value does not open: wrong key, moved to another column, or changed."""


@lru_cache(maxsize=8)
def _keys(text: str) -> dict[str, bytes]:
    """Return keys by id from `id:base64[,id:base64]`; the first is the current one."""
    keys = {}
    for part in filter(None, text.split(",")):
        key_id, _, encoded = part.partition(":")
        key = base64.b64decode(encoded)
        if len(key) != _KEY_BYTES:
            message = f"encryption key {key_id} must be {_KEY_BYTES} bytes long"
            raise ImproperlyConfigured(message)
        keys[key_id] = key
    if not keys:
        message = "NEUROHOST_FIELD_KEYS is empty"
        raise ImproperlyConfigured(message)
    return keys


def encrypt(text: str, context: str) -> bytes:
    """Encrypt `text` under the current key, bound to `context`."""
    return encrypt_bytes(text.encode(), context)


def decrypt(value: bytes, context: str) -> str:
    """Open a value made by `encrypt` with the same context. Raises Undecryptable."""
    return decrypt_bytes(value, context).decode()


def encrypt_bytes(data: bytes, context: str) -> bytes:
    """Encrypt `data` under the current key, bound to `context`."""
    keys = _keys(settings.NEUROHOST_FIELD_KEYS)
    key_id = next(iter(keys))
    head = bytes([_VERSION, len(key_id)]) + key_id.encode()
    nonce = os.urandom(_NONCE_BYTES)
    return head + nonce + AESGCM(keys[key_id]).encrypt(nonce, data, head + context.encode())


def decrypt_bytes(value: bytes, context: str) -> bytes:
    """Open a value made by `encrypt_bytes` with the same context. Raises Undecryptable."""
    version, id_length = value[0], value[1]
    head = value[: 2 + id_length]
    key = _keys(settings.NEUROHOST_FIELD_KEYS).get(head[2:].decode(errors="replace"))
    if version != _VERSION or key is None:
        message = "unknown version or key of an encrypted value"
        raise Undecryptable(message)
    nonce = value[len(head) : len(head) + _NONCE_BYTES]
    try:
        return AESGCM(key).decrypt(nonce, value[len(head) + _NONCE_BYTES :], head + context.encode())
    except InvalidTag as error:
        message = f"an encrypted value of {context} does not open"
        raise Undecryptable(message) from error


def blind_index(text: str, context: str) -> bytes:
    """Return the 32-byte HMAC-SHA256 by which equal values of one context are found without opening them."""
    key = base64.b64decode(settings.NEUROHOST_BLIND_INDEX_KEY)
    if len(key) != _KEY_BYTES:
        message = f"NEUROHOST_BLIND_INDEX_KEY must be {_KEY_BYTES} bytes long"
        raise ImproperlyConfigured(message)
    return hmac.new(key, f"{context}\x00{text}".encode(), hashlib.sha256).digest()


def commitment(text: str, salt: bytes) -> bytes:
    """Return the salted SHA-256 that stands for an erasable value: unguessable without the salt."""
    return hashlib.sha256(salt + text.encode()).digest()


class EncryptedTextField(_AnyField):
    """Text that is encrypted in its column (bytea) and plain in Python; cannot be filtered or ordered."""

    empty_strings_allowed = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Encrypted text is never indexed: use a BlindIndexField beside it."""
        kwargs.pop("db_index", None)
        super().__init__(*args, **kwargs)

    @property
    def context(self) -> str:
        """Table and column the value is bound to."""
        return f"{self.model._meta.db_table}.{self.column}"

    def db_type(self, connection: Any) -> str:
        """Return the column type."""
        return "bytea"

    def get_internal_type(self) -> str:
        """Tell Django which widget and lookups to think of."""
        return "BinaryField"

    def get_prep_value(self, value: Any) -> Any:
        """Encrypt on the way in; the empty string and None stay as they are."""
        if value is None:
            return None
        return b"" if value == "" else encrypt(str(value), self.context)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> str | None:
        """Decrypt on the way out."""
        if value is None:
            return None
        raw = bytes(value)
        return decrypt(raw, self.context) if raw else ""

    def value_to_string(self, obj: models.Model) -> str:
        """Return the plain value for forms."""
        return str(self.value_from_object(obj) or "")

    def formfield(self, **kwargs: Any) -> Any:
        """Return a plain text input."""
        from django import forms  # noqa: PLC0415 - forms are not needed where models only are

        return super().formfield(**{"form_class": forms.CharField, **kwargs})


def _same(text: str) -> str:
    """Return the text itself."""
    return text


class BlindIndexField(_AnyBinaryField):
    """HMAC of another field of the row, kept up on save: `filter(mac_index=Model.index_of("mac", value))`."""

    def __init__(self, *args: Any, source: str = "", normalise: Callable[[str], str] = _same, **kwargs: Any) -> None:
        """Name the source field and how its text is normalised before hashing."""
        self.source = source
        self.normalise = normalise
        kwargs |= {"max_length": 32, "editable": False, "null": True}
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        """Return the constructor call without what only matters at run time."""
        name, path, args, kwargs = super().deconstruct()
        for key in ("max_length", "editable"):
            kwargs.pop(key, None)
        return name, path, args, kwargs | {"source": self.source}

    @property
    def context(self) -> str:
        """Table and source column the index belongs to."""
        return f"{self.model._meta.db_table}.{self.source}"

    def of(self, text: str) -> bytes:
        """Return the index of a plain value, to look rows up by."""
        return blind_index(self.normalise(text), self.context)

    def pre_save(self, model_instance: models.Model, add: bool) -> bytes | None:  # noqa: FBT001 - Django's signature
        """Compute the index of the present value of the source."""
        text = getattr(model_instance, self.source)
        value = self.of(text) if text else None
        setattr(model_instance, self.attname, value)
        return value
