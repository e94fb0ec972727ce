"""Agents, devices, readings, problems."""

from apps.telemetry.models.agents import Agent, AgentEpoch, BatchReceipt, EnrolmentCode, ReadingGap
from apps.telemetry.models.devices import Device, DiscoveryPart
from apps.telemetry.models.problems import Problem
from apps.telemetry.models.readings import FleetFigures, LiveReading

__all__ = [
    "Agent",
    "AgentEpoch",
    "BatchReceipt",
    "Device",
    "DiscoveryPart",
    "EnrolmentCode",
    "FleetFigures",
    "LiveReading",
    "Problem",
    "ReadingGap",
]
