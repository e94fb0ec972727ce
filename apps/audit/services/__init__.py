"""Verbs of the record: append, erase, seal, verify, prove, export."""

from apps.audit.services.recording import PLATFORM_CHAIN, record

__all__ = ["PLATFORM_CHAIN", "record"]
