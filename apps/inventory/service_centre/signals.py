"""Signals of the service centre, announced after the commit in the scope of who caused them.

`order_changed(sender=RepairOrder, by, order_id, verb, state)`: a repair order was opened or took a step.
`stock_low(sender=Part, by, part_id, quantity, minimum)`: the stock of a part fell below its minimum.
"""

from __future__ import annotations

from django.dispatch import Signal

order_changed = Signal()
stock_low = Signal()
