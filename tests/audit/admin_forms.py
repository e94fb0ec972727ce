"""What is typed into the record's forms of the admin."""

from __future__ import annotations

from apps.audit.models import AuditRecord
from tests.access import admin_forms

# Verifying reads every record and changes nothing.
admin_forms.register(AuditRecord, "verify", records=0)
