"""What is typed into the service centre's forms of the admin so that each write succeeds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apps.inventory.service_centre.models import Part, RepairOrder, ServiceSettings, ServiceWork
from tests.access import admin_forms
from tests.service_centre.access_objects import _opened

if TYPE_CHECKING:
    from apps.accounts.models import User
    from tests.access.world import Place


def _bare_order(place: Place, user: User) -> RepairOrder:
    """Return an order in which no part was used."""
    return _opened(place, f"MATRIXREPAIR{place.things['contract'].pk:04}1")


_PART = {"article": "NEW-1", "name": "Cable", "kind": "cable", "measure": "pcs", "minimum": "0", "price": "10"}
_WORK = {"code": "NEW-1", "name": "Clean", "price": "500", "minutes": "20"}

admin_forms.register(ServiceWork, "add", _WORK)
admin_forms.register(ServiceWork, "change", {"minutes": "45"})
admin_forms.register(Part, "add", _PART)
admin_forms.register(Part, "change", {"note": "fits most"})
admin_forms.register(ServiceSettings, "change", {"promised_days": "7"})
# Two records: the order's, and the unit's that is in storage again.
admin_forms.register(RepairOrder, "cancel", {"why": "matrix"}, row=_bare_order, records=2)
