"""Signals of logistics, announced after the commit in the scope of who caused them.

`intake_registered(sender=IntakeAct, by, act_id, number)`: an intake act was registered, its units are stored.
`intake_voided(sender=IntakeAct, by, act_id, number)`: an intake act was voided, its units are expected again.
"""

from __future__ import annotations

from django.dispatch import Signal

intake_registered = Signal()
intake_voided = Signal()
