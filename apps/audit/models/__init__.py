"""Tables of the record: chains with their heads, the records, personal values beside them."""

from apps.audit.models.chain import AuditChain
from apps.audit.models.personal import PersonalValue
from apps.audit.models.record import AuditRecord

__all__ = ["AuditChain", "AuditRecord", "PersonalValue"]
