"""Refusals and defects of the record."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from apps.common.errors import DomainError, NotReady


class NoTransaction(RuntimeError):
    """A record was asked for outside a transaction: it could stay while the change is lost. A defect."""


class NotSealed(NotReady):
    """No signed root covers the record yet."""

    code = "not_sealed"
    sentence = _("No signed root covers this record yet. The next one is made within five minutes.")


class NoSigningKey(NotReady):
    """The key that signs roots is not set."""

    code = "no_signing_key"
    sentence = _("The signing key of the audit log (NEUROHOST_SIGNING_KEY) is not set.")


class BrokenRoots(DomainError):
    """The folder of signed roots does not hold together; sealing on top of it would hide that."""

    code = "broken_roots"
    sentence = _("The folder of signed roots is damaged: %(what)s")


class BrokenRecord(DomainError):
    """The log does not hold: somebody or something changed it behind our back."""

    code = "broken_record"
    sentence = _("The log does NOT hold. First fault: %(fault)s")


class TooLarge(DomainError):
    """More records than a page can hand out."""

    code = "too_large"
    sentence = _("%(count)s records are too many for a download (%(limit)s at most): use «manage.py audit export».")
