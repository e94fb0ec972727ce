"""Files: kept through Django's storage by the SHA-256 of their bytes, read back with their hash checked."""

from __future__ import annotations

import hashlib

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from apps.common.errors import Conflict
from apps.common.models import StoredFile


def _path(organisation_id: int, sha256: str) -> str:
    """Return where a file of this hash lies: organisations never share a file."""
    return f"files/{organisation_id}/{sha256[:2]}/{sha256}"


def store(organisation_id: int, data: bytes, filename: str, content_type: str) -> StoredFile:
    """Keep `data` and return its row. The bytes are written once however often they are stored."""
    sha256 = hashlib.sha256(data).hexdigest()
    path = _path(organisation_id, sha256)
    if not default_storage.exists(path):
        default_storage.save(path, ContentFile(data))
    return StoredFile.objects.create(
        organisation_id=organisation_id,
        sha256=sha256,
        filename=filename,
        content_type=content_type,
        size_bytes=len(data),
    )


def read(stored: StoredFile) -> bytes:
    """Return the bytes of a stored file. Raises Conflict when they are not the bytes that were stored."""
    with default_storage.open(_path(stored.organisation_id, stored.sha256)) as file:
        data: bytes = file.read()
    if hashlib.sha256(data).hexdigest() != stored.sha256:
        raise Conflict
    return data
