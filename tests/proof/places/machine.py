"""The machine of the proof of places: calls of the services in any order, held against the oracle after each."""

from __future__ import annotations

from tests.proof.places.journey_calls import JourneyCalls
from tests.proof.places.power_calls import PowerCalls
from tests.proof.places.unit_calls import UnitCalls


class Places(UnitCalls, JourneyCalls, PowerCalls):
    """Units come in, stand, draw, travel and go back while power is limited, moved and held."""
