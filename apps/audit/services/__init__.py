"""Verbs of the record: append, observe, erase, seal, verify, prove, export."""

from apps.audit.services.erasing import erase_personal_values
from apps.audit.services.exporting import export, export_file
from apps.audit.services.observing import log_read, record_sign_in
from apps.audit.services.proving import prove
from apps.audit.services.recording import PLATFORM_CHAIN, Entry, record, record_many
from apps.audit.services.sealing import seal
from apps.audit.services.verification import verify

__all__ = [
    "PLATFORM_CHAIN",
    "Entry",
    "erase_personal_values",
    "export",
    "export_file",
    "log_read",
    "prove",
    "record",
    "record_many",
    "record_sign_in",
    "seal",
    "verify",
]
