"""What is typed into logistics' forms of the admin so that each write succeeds."""

from __future__ import annotations

from apps.logistics.models import IntakeAct
from tests.access import admin_forms

admin_forms.register(IntakeAct, "void", {"why": "a mistake"})
