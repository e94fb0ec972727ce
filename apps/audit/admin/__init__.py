"""Admin of the record: the log, read-only, with a button to verify it; the History button of every other admin."""

from apps.audit.admin.history import entries_of
from apps.audit.admin.records import AuditRecordAdmin

__all__ = ["AuditRecordAdmin", "entries_of"]
