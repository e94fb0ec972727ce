"""The life of a contract: which verb leads from which state to which."""

from __future__ import annotations

from typing import Final

from apps.crm.enums import ContractStatus as Status
from apps.crm.enums import ContractVerb as Verb

CONTRACT: Final[dict[tuple[Status, Verb], Status]] = {
    (Status.DRAFT, Verb.REGISTER): Status.ACTIVE,
    (Status.ACTIVE, Verb.SUSPEND): Status.SUSPENDED,
    (Status.SUSPENDED, Verb.RESUME): Status.ACTIVE,
    (Status.ACTIVE, Verb.END): Status.ENDED,
    (Status.SUSPENDED, Verb.END): Status.ENDED,
    # A numbered contract is never deleted: it is voided and keeps its number.
    (Status.DRAFT, Verb.VOID): Status.VOIDED,
    (Status.ACTIVE, Verb.VOID): Status.VOIDED,
    (Status.SUSPENDED, Verb.VOID): Status.VOIDED,
}


def verbs_of(status: str) -> tuple[Verb, ...]:
    """Return what can be done to a contract in this state, the main step first."""
    return tuple(verb for state, verb in CONTRACT if state == status)
