"""What is typed into logistics' forms of the admin so that each write succeeds."""

from __future__ import annotations

from apps.logistics.models import IntakeAct
from tests.access import admin_forms

# The act is voided and its units are withdrawn: two facts, two records.
admin_forms.register(IntakeAct, "void", {"why": "a mistake"}, records=2)
