"""What can go wrong with Bitrix24, in words for a person; no error ever holds the address with its secret."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from apps.common.errors import DomainError, Invalid


class BitrixError(DomainError):
    """Anything the portal did not do; with `again` it may work later."""

    code = "bitrix_error"
    again = True


class WebhookInvalid(Invalid):
    """The text is no address of an incoming webhook."""

    code = "bitrix_webhook_invalid"
    sentence = _("An incoming webhook of Bitrix24 looks like https://company.bitrix24.ru/rest/1/secret/.")


class PortalSilent(BitrixError):
    """No answer: no connection, a broken one, or too slow. The command may have been done all the same."""

    code = "bitrix_silent"
    sentence = _("Bitrix24 did not answer (%(why)s). It will be tried again.")


class PortalBroken(BitrixError):
    """An answer of the server's own failure, or one that cannot be read."""

    code = "bitrix_broken"
    sentence = _("Bitrix24 answered with a failure of its own (HTTP %(status)s). It will be tried again.")


class LimitReached(BitrixError):
    """The portal's limit; `seconds` until it makes sense to ask again."""

    code = "bitrix_limit"
    sentence = _("The limit of Bitrix24 is reached; the exchange goes on by itself in %(seconds)s s.")

    def __init__(self, seconds: float) -> None:
        """Keep how long to wait."""
        self.seconds = seconds
        super().__init__(seconds=max(1, round(seconds)))


class WebhookRefused(BitrixError):
    """The portal knows the address no longer, or it may do too little."""

    code = "bitrix_webhook_refused"
    again = False
    sentence = _(
        "Bitrix24 refuses the webhook (%(error)s). Check that it exists, has not expired and has the right «crm»."
    )


class CallRefused(BitrixError):
    """The portal refused one command; `error` is its code, `why` its own words."""

    code = "bitrix_call_refused"
    again = False
    sentence = _("Bitrix24 refused: %(why)s (%(error)s).")
