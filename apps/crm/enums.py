"""Vocabulary of crm: clients, contracts, tariffs, documents; leads, deals and activities of sales."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ClientType(TextChoices):
    """Who a client is before the law; decides which requisites are asked for."""

    LEGAL_ENTITY = "legal_entity", _("Legal entity")
    SOLE_TRADER = "sole_trader", _("Sole trader")
    PERSON = "person", _("Person")
    FOREIGN_COMPANY = "foreign_company", _("Foreign company")


# Clients behind whom a person stands: name, phone and address are that person's data.
NATURAL_PERSONS = frozenset({ClientType.SOLE_TRADER, ClientType.PERSON})


class ClientStatus(TextChoices):
    """Whether the client is worked with."""

    ACTIVE = "active", _("Active")
    ARCHIVED = "archived", _("Archived")


class ContractType(TextChoices):
    """What is agreed."""

    HOSTING = "hosting", _("Hosting")
    SERVICE = "service", _("Maintenance")


class ContractStatus(TextChoices):
    """Life of a contract; the moves between states are in `transitions.py`."""

    DRAFT = "draft", _("Draft")
    ACTIVE = "active", _("Active")
    SUSPENDED = "suspended", _("Suspended")
    ENDED = "ended", _("Ended")
    VOIDED = "voided", _("Voided")


class ContractVerb(TextChoices):
    """What can be done to a contract's state."""

    REGISTER = "register", _("Register")
    SUSPEND = "suspend", _("Suspend")
    RESUME = "resume", _("Resume")
    END = "end", _("End")
    VOID = "void", _("Void")


class TariffUnit(TextChoices):
    """What the agreed rate is paid for."""

    KWH = "kwh", _("per kWh")
    KW_MONTH = "kw_month", _("per kW a month")
    UNIT_MONTH = "unit_month", _("per machine a month")


class BrokerKind(TextChoices):
    """Who brings clients: a person of the trade, or a channel partner with a package of its own."""

    BROKER = "broker", _("Broker")
    RESELLER = "reseller", _("Reseller of machines")
    POWER_COMPANY = "power_company", _("Power company")


class BrokerStatus(TextChoices):
    """Whether a broker is worked with: a suspended one goes on earning but is not paid, a closed one does not earn."""

    ACTIVE = "active", _("Active")
    SUSPENDED = "suspended", _("Suspended")
    CLOSED = "closed", _("Closed")


class BrokerVerb(TextChoices):
    """What can be done to a broker's state."""

    SUSPEND = "suspend", _("Suspend")
    RESUME = "resume", _("Resume")
    CLOSE = "close", _("Close")


class AttributionSource(TextChoices):
    """How it is known that a client is a broker's."""

    REFERRAL = "referral", _("Referral link")
    MANUAL = "manual", _("By hand")


class CommissionBasis(TextChoices):
    """What a commission is counted from."""

    FIRST_PAYMENT = "first_payment", _("Percent of the first invoice")
    EACH_PAYMENT = "each_payment", _("Percent of each invoice")
    KW_MONTH = "kw_month", _("Per kW a month")
    TIERED = "tiered", _("Percent by volume of the month")


class CapScope(TextChoices):
    """What a cap limits."""

    PAYMENT = "payment", _("each payment")
    MONTH = "month", _("a calendar month")
    CLIENT = "client", _("one client, for ever")


class EntryKind(TextChoices):
    """What a line of the commission ledger is."""

    ACCRUAL = "accrual", _("Accrual")
    REVERSAL = "reversal", _("Reversal")
    PAYOUT = "payout", _("Payout")


class CommissionOutcome(TextChoices):
    """What came of a payment: why there is, or is not, a commission."""

    ACCRUED = "accrued", _("Commission accrued")
    NO_BROKER = "no_broker", _("The client is no broker's")
    BROKER_CLOSED = "broker_closed", _("The broker is closed")
    NO_PLAN = "no_plan", _("The broker has no plan on this day")
    OTHER_CURRENCY = "other_currency", _("The plan is in another currency")
    NOT_FIRST = "not_first", _("Only the first invoice earns a commission")
    NO_POWER = "no_power", _("The contract declares no power")
    MONTH_COUNTED = "month_counted", _("The months of this payment are counted already")
    CAPPED = "capped", _("The cap is reached")
    TOO_SMALL = "too_small", _("Less than the smallest unit of money")


class PayoutStatus(TextChoices):
    """Life of a payout act."""

    DRAFT = "draft", _("Draft")
    ISSUED = "issued", _("Issued")
    PAID = "paid", _("Paid")
    VOIDED = "voided", _("Voided")


class PayoutVerb(TextChoices):
    """What can be done to a payout act."""

    ISSUE = "issue", _("Issue")
    PAY = "pay", _("Mark as paid")
    VOID = "void", _("Void")


class VatMode(TextChoices):
    """How value added tax stands to the agreed rate; the rate of the tax follows the date of the service."""

    INCLUDED = "included", _("VAT included")
    ON_TOP = "on_top", _("VAT on top")
    NONE = "none", _("without VAT")


class DocumentKind(TextChoices):
    """What a document is."""

    HOSTING_CONTRACT = "hosting_contract", _("Hosting contract")
    REGISTRATION_ADDENDUM = "registration_addendum", _("Addendum on registration")
    ADDENDUM = "addendum", _("Addendum")
    CONSENT = "consent", _("Consent to personal data processing")


class DocumentLanguage(TextChoices):
    """Which language a document is written in."""

    RUSSIAN = "ru", _("Russian")
    ENGLISH = "en", _("English")
    CHINESE = "zh", _("Chinese")


class AddendumKind(TextChoices):
    """What an addendum is about."""

    REGISTRATION = "registration", _("Registration")
    CHANGE = "change", _("Change of terms")


class AddendumStatus(TextChoices):
    """Life of an addendum; the moves between states are in `transitions.py`."""

    DRAFT = "draft", _("Draft")
    ACTIVE = "active", _("Active")
    VOIDED = "voided", _("Voided")


class AddendumVerb(TextChoices):
    """What can be done to an addendum's state."""

    REGISTER = "register", _("Register")
    VOID = "void", _("Void")


class PackageState(TextChoices):
    """How far a package of documents is."""

    WAITING = "waiting", _("Waiting")
    WORKING = "working", _("Being made")
    READY = "ready", _("Ready")
    FAILED = "failed", _("Failed")


class LeadStatus(TextChoices):
    """How far a lead is; the moves between states are in `transitions.py`."""

    NEW = "new", pgettext_lazy("lead", "New")
    IN_WORK = "in_work", pgettext_lazy("lead", "In work")
    QUALIFIED = "qualified", pgettext_lazy("lead", "Qualified")
    CONVERTED = "converted", pgettext_lazy("lead", "Converted")
    REFUSED = "refused", pgettext_lazy("lead", "Refused")


class LeadVerb(TextChoices):
    """What can be done to a lead's state."""

    TAKE = "take", _("Take into work")
    QUALIFY = "qualify", _("Qualify")
    CONVERT = "convert", _("Convert")
    REFUSE = "refuse", _("Refuse")
    REOPEN = "reopen", _("Reopen")


class DealStatus(TextChoices):
    """Whether a deal is worked on, won or lost; the kind of its stage."""

    OPEN = "open", pgettext_lazy("deal", "Open")
    WON = "won", pgettext_lazy("deal", "Won")
    LOST = "lost", pgettext_lazy("deal", "Lost")


class DealVerb(TextChoices):
    """What can be done to a deal's state."""

    MOVE = "move", _("Move")
    WIN = "win", _("Win")
    LOSE = "lose", _("Lose")
    REOPEN = "reopen", _("Reopen")


class ActivityKind(TextChoices):
    """What was done or is to be done."""

    CALL = "call", _("Call")
    LETTER = "letter", _("Letter")
    MEETING = "meeting", _("Meeting")
    NOTE = "note", _("Note")
    TASK = "task", _("Task")


class RegisterState(TextChoices):
    """What the state register says of a company or sole trader; only an active one signs contracts without a word."""

    UNKNOWN = "", _("Not checked")
    ACTIVE = "active", _("In the register")
    LIQUIDATING = "liquidating", _("Being liquidated")
    LIQUIDATED = "liquidated", _("Liquidated")
    BANKRUPT = "bankrupt", _("Bankrupt")
    REORGANIZING = "reorganizing", _("Being reorganised")


# With whom a contract is made without asking.
SOUND_STATES = frozenset({RegisterState.UNKNOWN, RegisterState.ACTIVE})


class ExchangeKind(TextChoices):
    """What is exchanged with Bitrix24, under the portal's names."""

    COMPANY = "company", _("Company")
    CONTACT = "contact", _("Contact")
    BANK = "bank", _("Bank account")


class Side(TextChoices):
    """Whose record."""

    LOCAL = "local", _("ours")
    REMOTE = "remote", _("in Bitrix24")


class Policy(TextChoices):
    """Who is right when both sides changed one field."""

    OURS = "ours", _("ours are right")
    THEIRS = "theirs", _("those of Bitrix24 are right")
    NEWEST = "newest", _("the newer change is right")
    ASK = "ask", _("a person decides")


class LinkState(TextChoices):
    """Whether both records are there."""

    LINKED = "linked", _("Linked")
    REMOTE_GONE = "remote_gone", _("Deleted in Bitrix24")
    LOCAL_GONE = "local_gone", _("Removed here")


class RunMode(TextChoices):
    """What a run does."""

    TRIAL = "trial", _("Trial, nothing is written")
    FULL = "full", _("Compare everything")


class RunState(TextChoices):
    """Life of a run."""

    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    STOPPED = "stopped", _("Stopped")


class PlannedStep(TextChoices):
    """What would be done with a record, or was."""

    CREATE_HERE = "create_here", _("create here")
    CREATE_THERE = "create_there", _("create in Bitrix24")
    UPDATE_HERE = "update_here", _("change here")
    UPDATE_THERE = "update_there", _("change in Bitrix24")
    LINK = "link", _("link, both are equal")
    CONFLICT = "conflict", _("ask a person")
    SKIP = "skip", _("leave out")
    ERROR = "error", _("refused")


class Choice(TextChoices):
    """What a person decided about a conflict."""

    OPEN = "open", _("Waits for a decision")
    OURS = "ours", _("Ours")
    THEIRS = "theirs", _("Theirs")
    SETTLED = "settled", _("Settled")
