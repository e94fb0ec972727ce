"""What is typed into logistics' forms of the admin so that each write succeeds."""

from __future__ import annotations

from apps.logistics.models import IntakeAct, Movement, ReturnAct, RouteSettings, SitePoint, Vehicle
from tests.access import admin_forms

# The act is voided and its units are withdrawn: two facts, two records.
admin_forms.register(IntakeAct, "void", {"why": "a mistake"}, records=2)
admin_forms.register(Movement, "cancel", {"why": "no truck"})
# The act is cancelled and its unit is free again: two facts, two records.
admin_forms.register(ReturnAct, "cancel", {"why": "the client stays"}, records=2)
admin_forms.register(Vehicle, "add", {"name": "Truck", "most_units": "40"})
admin_forms.register(Vehicle, "change", {"plate": "A 123 BC 33"})
admin_forms.register(SitePoint, "change", {"latitude": "55.75", "longitude": "37.6"})
admin_forms.register(RouteSettings, "change", {"speed_kmh": "70"})
