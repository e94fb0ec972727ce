"""Signals of inventory, announced after the commit in the scope of who caused them.

`unit_registered(sender=Unit, by, unit_ids)`: units were registered by an intake act.
`unit_placed(sender=Unit, by, unit_id, site_id, shelf_id)`: a unit stands at another place of its site.
`unit_state_changed(sender=Unit, by, unit_id, before, after, why)`: a unit is in another state.
`unit_identity_changed(sender=Unit, by, unit_id)`: serial number, MAC or IP address of a unit changed.
`power_changed(sender=EquipmentModel, by, model_id, power_w)`: a model's nameplate power changed.
"""

from __future__ import annotations

from django.dispatch import Signal

unit_registered = Signal()
unit_placed = Signal()
unit_state_changed = Signal()
unit_identity_changed = Signal()
power_changed = Signal()
