"""Refusals of crm."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from apps.common.errors import Conflict, Invalid, NotReady


class DuplicateClient(Conflict):
    """A working client of the same kind has these requisites."""

    code = "client_exists"
    sentence = _("A client with this INN is there already: %(client)s.")


class DuplicateAccount(Conflict):
    """The client has this account already."""

    code = "account_exists"
    sentence = _("The client has this account already.")


class MasksMeet(Invalid):
    """Two masks could give the same number from two counters."""

    code = "masks_meet"
    sentence = _("Numbers by this mask could repeat those of «%(type)s», whose mask is %(mask)s. Tell them apart.")


class MaskGivesAgain(Invalid):
    """A contract carries a number that the mask would come to."""

    code = "mask_gives_again"
    sentence = _("By this mask the number %(number)s would be given again: a contract carries it already.")


class ClientArchived(Conflict):
    """An archived client takes no new contracts and changes."""

    code = "client_archived"
    sentence = _("The client is in the archive. Take it out first.")


class ClientInUse(Conflict):
    """A client with contracts in force cannot be archived."""

    code = "client_in_use"
    sentence = _("The client has contracts in force (%(count)s). End or void them first.")


class StepRefused(Conflict):
    """The state of a broker or payout does not allow this step."""

    code = "step_refused"
    sentence = _("What is «%(status)s» cannot be changed this way.")


class TransitionRefused(Conflict):
    """The state of the contract does not allow this step."""

    code = "transition_refused"
    sentence = _("A contract that is «%(status)s» cannot be changed this way.")


class TermsFixed(Conflict):
    """The terms of a registered contract stand; they change by an addendum."""

    code = "terms_fixed"
    sentence = _("The contract is registered: its terms no longer change here.")


class ClientAttributed(Conflict):
    """A client is one broker's at a time."""

    code = "client_attributed"
    sentence = _("In this time the client is attributed to %(broker)s already.")


class BrokerClosed(Conflict):
    """A closed broker takes no new clients and terms."""

    code = "broker_closed"
    sentence = _("The broker is closed.")


class BrokerExists(Conflict):
    """The person, or the taxpayer number, is another broker's."""

    code = "broker_exists"
    sentence = _("There is a broker with this user or INN already: %(broker)s.")


class PaymentDiffers(Conflict):
    """The reference is taken by a payment with other facts."""

    code = "payment_differs"
    sentence = _("A payment with the reference %(reference)s is recorded already with other facts.")


class PayoutRefused(Conflict):
    """A payout act cannot be made or moved as things stand."""

    code = "payout_refused"
    sentence = _("The payout cannot be made now.")


class NumberTaken(Conflict):
    """The mask gave a number that another document of its kind has."""

    code = "number_taken"
    sentence = _("The number %(number)s is taken already. Check the number mask in the settings.")


class ClientNotSound(Conflict):
    """The state register says that the client is ending or has ended; a person must say that they go on."""

    code = "client_not_sound"
    sentence = _("The register says of this client: «%(state)s». Confirm that the contract is made nevertheless.")


class RequisitesMissing(NotReady):
    """The client's card lacks what a contract needs."""

    code = "requisites_missing"
    sentence = _("Fill in first: %(fields)s.")


class UnknownField(Invalid):
    """A value for something that cannot be edited."""

    code = "unknown_field"
    sentence = _("«%(name)s» cannot be changed here.")


class MergeRefused(Conflict):
    """These two clients cannot be made one."""

    code = "merge_refused"
    sentence = _("These clients cannot be merged.")


class AlreadyMerged(MergeRefused):
    """One of the two is part of another client already."""

    code = "already_merged"
    sentence = _("%(client)s is part of another client already.")


class KindsDiffer(MergeRefused):
    """Clients of different kinds are different before the law."""

    code = "kinds_differ"
    sentence = _("A client is merged with one of the same type only. Correct the type first.")


class NotMerged(Conflict):
    """There is no such merge any more."""

    code = "not_merged"
    sentence = _("This merge was undone already.")


class LeadUnreachable(Invalid):
    """A lead that nobody can answer is no lead."""

    code = "lead_unreachable"
    sentence = _("Give a phone, an e-mail or a Telegram name: one is enough.")


class LeadLocked(Conflict):
    """A converted lead is history; the work goes on in the deal."""

    code = "lead_locked"
    sentence = _("The lead was converted and no longer changes. Go on in its deal.")


class LeadTransitionRefused(Conflict):
    """The state of the lead does not allow this step."""

    code = "transition_refused"
    sentence = _("A lead that is «%(status)s» cannot be changed this way.")


class DealTransitionRefused(Conflict):
    """The state of the deal does not allow this step."""

    code = "transition_refused"
    sentence = _("A deal that is «%(status)s» goes back to an open stage only.")


class DealHasContract(Conflict):
    """A deal whose contract is made is not taken back."""

    code = "deal_has_contract"
    sentence = _("Contract %(contract)s came of this deal: it stays won.")


class AlreadyRenewed(Conflict):
    """A contract is renewed by one deal at a time."""

    code = "already_renewed"
    sentence = _("There is a deal that renews %(contract)s already.")


class FormRefused(Invalid):
    """The public form was not sent the way a person sends it; says no more than that."""

    code = "form_refused"
    sentence = _("The request was not accepted. Open the page again and repeat it in a minute.")


class ActivityDone(Conflict):
    """What is done is not done twice."""

    code = "activity_done"
    sentence = _("This is done already.")


class BitrixNotSet(NotReady):
    """There is no webhook."""

    code = "bitrix_not_set"
    sentence = _("No webhook of Bitrix24 is set.")


class ExchangeRunning(Conflict):
    """One comparison of everything at a time."""

    code = "bitrix_running"
    sentence = _("A run is going on already. Wait for its end or stop it.")


class ConflictDecided(Conflict):
    """Somebody decided it already, or the values have become equal."""

    code = "bitrix_conflict_decided"
    sentence = _("This conflict is settled already.")


class NoRequisites(Invalid):
    """A company of the portal without requisites cannot become a client."""

    code = "bitrix_no_requisites"
    sentence = _("The company has no requisites in Bitrix24: add them there with its INN, then try again.")


class CompanyNotLinked(NotReady):
    """A contact or an account waits for the company it belongs to."""

    code = "bitrix_company_not_linked"
    sentence = _("Its company is not linked yet: see what is wrong with the company.")


class AddendumMissing(NotReady):
    """The contract has no addendum that the document could be about."""

    code = "addendum_missing"
    sentence = _("The contract has no addendum yet. Draft one first.")


class PackageRefused(Conflict):
    """The package is not there yet, or its making failed."""

    code = "package_not_ready"
    sentence = _("The package is not ready.")
