"""Base models and the technical tables of the house."""

from apps.common.models.base import BaseModel, OrganisationModel, Tenancy, VersionedModel
from apps.common.models.imports import ImportRow, ImportRun, ImportState, RowOutcome
from apps.common.models.search import SearchEntry
from apps.common.models.technical import IdempotencyRecord, NumberSequence, OutboxMessage, StoredFile

__all__ = [
    "BaseModel",
    "IdempotencyRecord",
    "ImportRow",
    "ImportRun",
    "ImportState",
    "NumberSequence",
    "OrganisationModel",
    "OutboxMessage",
    "RowOutcome",
    "SearchEntry",
    "StoredFile",
    "Tenancy",
    "VersionedModel",
]
