"""What can go wrong with DaData, in words for a manager; the card can be filled by hand whatever it is."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from apps.common.errors import DomainError


class LookupFailed(DomainError):
    """DaData did not help."""

    code = "lookup_failed"
    sentence = _("DaData did not answer as it should. Fill the card by hand.")


class KeyMissing(LookupFailed):
    """The organisation has no key."""

    code = "lookup_key_missing"
    sentence = _("DaData is not connected: an administrator enters its key in the settings.")


class KeyRefused(LookupFailed):
    """The key is wrong, or its owner's e-mail is not confirmed."""

    code = "lookup_key_refused"
    sentence = _("DaData refuses our key. Ask an administrator to check it; fill the card by hand meanwhile.")


class QuotaUsedUp(LookupFailed):
    """The plan's requests of this day are used up."""

    code = "lookup_quota"
    sentence = _("The requests to DaData of this day are used up. Fill the card by hand; tomorrow it works again.")


class TooManyRequests(LookupFailed):
    """More requests than DaData takes at once."""

    code = "lookup_too_many"
    sentence = _("Too many requests to DaData at once. Wait a few seconds and type on.")


class Unreachable(LookupFailed):
    """No answer in time, no connection, or a fault on their side."""

    code = "lookup_unreachable"
    sentence = _("DaData does not answer now. Fill the card by hand or try again later.")
