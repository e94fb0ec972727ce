"""Signals of logistics, announced after the commit in the scope of who caused them.

`intake_registered(sender=IntakeAct, by, act_id, number)`: an intake act was registered, its units are stored.
`intake_voided(sender=IntakeAct, by, act_id, number)`: an intake act was voided, its units are expected again.
`movement_created(sender=Movement, by, movement_id, number)`: a movement waits for its driver.
`movement_changed(sender=Movement, by, movement_id, status)`: something of a movement was picked up, accepted, settled
or the movement was cancelled; `status` is where it stands now.
`return_registered(sender=ReturnAct, by, act_id, number)`: units wait for their return, locked.
`return_closed(sender=ReturnAct, by, act_id, status)`: every unit of a return act is handed over or released.
`claim_opened(sender=Claim, by, claim_id, kind)`, `claim_resolved(sender=Claim, by, claim_id, outcome)`.
"""

from __future__ import annotations

from django.dispatch import Signal

intake_registered = Signal()
intake_voided = Signal()
movement_created = Signal()
movement_changed = Signal()
return_registered = Signal()
return_closed = Signal()
claim_opened = Signal()
claim_resolved = Signal()
