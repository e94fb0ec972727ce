"""Signals of telemetry, announced after the commit in the scope of who caused them (docs/signals.md)."""

from django.dispatch import Signal

# An agent enrolled: by, agent_id.
agent_enrolled = Signal()
# A device was matched to a unit: by, device_id, unit_id.
device_matched = Signal()
# Problems began or ended in one watch: by, opened (uids), resolved (uids).
problems_changed = Signal()
