"""Stored files: by their hash, never mixed between organisations, checked when read."""

from __future__ import annotations

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from apps.accounts.models import Organisation
from apps.common import files
from apps.common.errors import Conflict
from apps.common.scope import SystemJob, system_scope

pytestmark = pytest.mark.django_db


def test_what_is_stored_is_read_back(organisation: Organisation) -> None:
    with system_scope(SystemJob.MAINTENANCE):
        kept = files.store(organisation.pk, b"contract", "contract.docx", "application/octet-stream")
        assert (files.read(kept), kept.size_bytes) == (b"contract", 8)


def test_equal_bytes_of_two_organisations_lie_apart(
    organisation: Organisation, other_organisation: Organisation
) -> None:
    with system_scope(SystemJob.MAINTENANCE):
        files.store(organisation.pk, b"same bytes", "a", "text/plain")
        files.store(other_organisation.pk, b"same bytes", "a", "text/plain")
    for owner in (organisation, other_organisation):
        assert default_storage.listdir(f"files/{owner.pk}")[0] != []


def test_a_file_changed_on_disk_is_refused(organisation: Organisation) -> None:
    with system_scope(SystemJob.MAINTENANCE):
        kept = files.store(organisation.pk, b"before", "a", "text/plain")
    path = f"files/{organisation.pk}/{kept.sha256[:2]}/{kept.sha256}"
    default_storage.delete(path)
    default_storage.save(path, ContentFile(b"after"))
    with pytest.raises(Conflict):
        files.read(kept)
