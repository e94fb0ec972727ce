"""What can go wrong with Telegram, in words for a person; no error ever holds the token."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from apps.common.errors import DomainError


class TelegramError(DomainError):
    """Anything that Telegram did not do."""

    code = "telegram_error"


class TelegramSilent(TelegramError):
    """No answer, or one of a server's own failure. What was asked may have been done all the same."""

    code = "telegram_silent"
    sentence = _("Telegram did not answer (%(why)s).")


class TokenRefused(TelegramError):
    """Telegram does not know the token (any more)."""

    code = "telegram_token_refused"
    sentence = _("Telegram does not know this token. Take it from @BotFather again.")


class Blocked(TelegramError):
    """The person has blocked the bot, never began the chat, or is gone from Telegram."""

    code = "telegram_blocked"
    sentence = _("The person has blocked the bot or has never begun the chat.")


class ChatGone(Blocked):
    """Telegram knows no such chat."""

    code = "telegram_chat_gone"
    sentence = _("Telegram knows no such chat.")


class CallRefused(TelegramError):
    """Telegram refused the call for good; `why` are its own words."""

    code = "telegram_refused"
    sentence = _("Telegram refused: %(why)s")


class OtherReader(TelegramError):
    """Somebody else reads the updates, or a webhook is set."""

    code = "telegram_other_reader"
    sentence = _("Another program reads this bot's updates, or a webhook is set.")


class LimitReached(TelegramError):
    """A limit of Telegram's; `seconds` until it makes sense to ask again."""

    code = "telegram_limit"
    sentence = _("The limit of Telegram is reached; it goes on in %(seconds)s s.")

    def __init__(self, seconds: float) -> None:
        """Keep how long to wait."""
        self.seconds = seconds
        super().__init__(seconds=max(1, round(seconds)))
