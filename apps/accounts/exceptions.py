"""Refusals of accounts."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from apps.common.errors import AccessDenied, Conflict, Invalid, NotReady


class WrongCredentials(Invalid):
    """Login and password do not fit, or the account does not work; never says which."""

    code = "wrong_credentials"
    sentence = _("The login or the password is wrong, or the account does not work any more.")


class SignInLocked(Conflict):
    """Too many failures; says how long to wait."""

    code = "sign_in_locked"
    status = 429
    sentence = _("Too many failed attempts. Try again in %(minutes)s min.")


class WrongCode(Invalid):
    """The code of the second factor does not fit, or was used before."""

    code = "wrong_code"
    sentence = _("The code is wrong or was used already. Wait for the next one.")


class LinkExpired(Conflict):
    """A link of a letter was used, is too old, or is not ours."""

    code = "link_expired"
    status = 410
    sentence = _("This link was used already or is too old. Ask for a new one.")


class SecondFactorRequired(Conflict):
    """The role may not work without a second factor."""

    code = "second_factor_required"
    sentence = _("The second factor is required for your role and cannot be switched off.")


class LastOwner(Conflict):
    """An organisation keeps at least one working owner."""

    code = "last_owner"
    sentence = _("This is the last working owner of the organisation.")


class AboveOwnRights(AccessDenied):
    """Nobody gives or takes a role above the own one."""

    code = "above_own_rights"
    sentence = _("You cannot give or change a role above your own.")


class OwnAccount(Conflict):
    """The own account is changed on the profile page only."""

    code = "own_account"
    sentence = _("You cannot change your own role, status or term.")


class TooManyRequests(Conflict):
    """The same was asked for too often."""

    code = "too_many_requests"
    status = 429
    sentence = _("This was asked for too often. Try again in %(minutes)s min.")


class NoBot(NotReady):
    """The organisation has no bot that is on."""

    code = "telegram_no_bot"
    sentence = _(
        "The organisation has no Telegram bot yet. Its administrator connects one on the page of integrations."
    )


class BotTaken(Conflict):
    """Another organisation of this installation has the bot."""

    code = "telegram_bot_taken"
    sentence = _("Another organisation uses this bot. Make one of your own with @BotFather.")


class TelegramTaken(Conflict):
    """The account of Telegram is linked with somebody else."""

    code = "telegram_taken"
    sentence = _("This Telegram is linked with another account. Unlink it there first: send /stop.")


class NotLinked(Conflict):
    """Telegram vouches for somebody whom we do not know."""

    code = "telegram_not_linked"
    status = 403
    sentence = _("This Telegram is not linked with an account. Sign in to the site, open your profile and link it.")


class InitDataRefused(Conflict):
    """What the page was started with is not Telegram's word, or not any more."""

    code = "telegram_start_refused"
    status = 403
    sentence = _("Telegram's word is too old or not Telegram's. Close this page and open it from the chat again.")
