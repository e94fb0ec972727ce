"""Verbs of logistics."""

from apps.logistics.services.custody import keep_custody
from apps.logistics.services.intake import IntakeEntry, register_intake, void_intake

__all__ = ["IntakeEntry", "keep_custody", "register_intake", "void_intake"]
