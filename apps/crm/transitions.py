"""Lives of contracts, addenda, leads, deals, brokers and payout acts: which verb leads from which state to which."""

from __future__ import annotations

from typing import Final

from apps.crm.enums import (
    AddendumStatus,
    AddendumVerb,
    BrokerStatus,
    BrokerVerb,
    DealStatus,
    DealVerb,
    LeadStatus,
    LeadVerb,
    PayoutStatus,
    PayoutVerb,
)
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
BROKER: Final[dict[tuple[BrokerStatus, BrokerVerb], BrokerStatus]] = {
    (BrokerStatus.ACTIVE, BrokerVerb.SUSPEND): BrokerStatus.SUSPENDED,
    (BrokerStatus.SUSPENDED, BrokerVerb.RESUME): BrokerStatus.ACTIVE,
    (BrokerStatus.ACTIVE, BrokerVerb.CLOSE): BrokerStatus.CLOSED,
    (BrokerStatus.SUSPENDED, BrokerVerb.CLOSE): BrokerStatus.CLOSED,
}
PAYOUT: Final[dict[tuple[PayoutStatus, PayoutVerb], PayoutStatus]] = {
    (PayoutStatus.DRAFT, PayoutVerb.ISSUE): PayoutStatus.ISSUED,
    (PayoutStatus.ISSUED, PayoutVerb.PAY): PayoutStatus.PAID,
    # A voided act keeps its number; what it held can be paid by another one.
    (PayoutStatus.DRAFT, PayoutVerb.VOID): PayoutStatus.VOIDED,
    (PayoutStatus.ISSUED, PayoutVerb.VOID): PayoutStatus.VOIDED,
}

ADDENDUM: Final[dict[tuple[AddendumStatus, AddendumVerb], AddendumStatus]] = {
    (AddendumStatus.DRAFT, AddendumVerb.REGISTER): AddendumStatus.ACTIVE,
    (AddendumStatus.DRAFT, AddendumVerb.VOID): AddendumStatus.VOIDED,
    (AddendumStatus.ACTIVE, AddendumVerb.VOID): AddendumStatus.VOIDED,
}


def verbs_of(status: str) -> tuple[Verb, ...]:
    """Return what can be done to a contract in this state, the main step first."""
    return tuple(verb for state, verb in CONTRACT if state == status)


LEAD: Final[dict[tuple[LeadStatus, LeadVerb], LeadStatus]] = {
    (LeadStatus.NEW, LeadVerb.TAKE): LeadStatus.IN_WORK,
    (LeadStatus.NEW, LeadVerb.QUALIFY): LeadStatus.QUALIFIED,
    (LeadStatus.IN_WORK, LeadVerb.QUALIFY): LeadStatus.QUALIFIED,
    (LeadStatus.NEW, LeadVerb.CONVERT): LeadStatus.CONVERTED,
    (LeadStatus.IN_WORK, LeadVerb.CONVERT): LeadStatus.CONVERTED,
    (LeadStatus.QUALIFIED, LeadVerb.CONVERT): LeadStatus.CONVERTED,
    (LeadStatus.NEW, LeadVerb.REFUSE): LeadStatus.REFUSED,
    (LeadStatus.IN_WORK, LeadVerb.REFUSE): LeadStatus.REFUSED,
    (LeadStatus.QUALIFIED, LeadVerb.REFUSE): LeadStatus.REFUSED,
    (LeadStatus.REFUSED, LeadVerb.REOPEN): LeadStatus.IN_WORK,
}

DEAL: Final[dict[tuple[DealStatus, DealVerb], DealStatus]] = {
    (DealStatus.OPEN, DealVerb.MOVE): DealStatus.OPEN,
    (DealStatus.OPEN, DealVerb.WIN): DealStatus.WON,
    (DealStatus.OPEN, DealVerb.LOSE): DealStatus.LOST,
    (DealStatus.WON, DealVerb.REOPEN): DealStatus.OPEN,
    (DealStatus.LOST, DealVerb.REOPEN): DealStatus.OPEN,
}


def lead_verbs_of(status: str) -> tuple[LeadVerb, ...]:
    """Return what can be done to a lead in this state."""
    return tuple(verb for state, verb in LEAD if state == status)


def broker_verbs(status: str) -> tuple[BrokerVerb, ...]:
    """Return what can be done to a broker in this state."""
    return tuple(verb for state, verb in BROKER if state == status)


def payout_verbs(status: str) -> tuple[PayoutVerb, ...]:
    """Return what can be done to a payout act in this state, the main step first."""
    return tuple(verb for state, verb in PAYOUT if state == status)
