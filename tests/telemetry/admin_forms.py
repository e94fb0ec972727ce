"""What is typed into telemetry's forms of the admin so that each write succeeds."""

from __future__ import annotations

from apps.telemetry.models import Agent, Device
from tests.access import admin_forms

admin_forms.register(Agent, "request_scan")
admin_forms.register(Agent, "revoke", {"reason": "stolen"})
admin_forms.register(Device, "unmatch", {"reason": "exchanged"})
