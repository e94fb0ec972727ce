"""The connections that accounts itself has to the outside: the server that takes letters, Telegram."""

from __future__ import annotations

import smtplib
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.mail import get_connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.accounts.services.telegram import check_bot
from apps.common import probes

if TYPE_CHECKING:
    from apps.common.actor import Actor


def check_mail(_by: Actor) -> probes.Outcome:
    """Open a connection to the SMTP server and close it again; no letter is sent."""
    if not settings.EMAIL_HOST:
        return probes.Outcome(None, _("No server is set for letters."))
    connection = get_connection()
    try:
        connection.open()
        connection.close()
    except (smtplib.SMTPException, OSError) as error:
        words = {"host": settings.EMAIL_HOST, "error": f"{type(error).__name__}: {error}"}
        return probes.Outcome(ok=False, sentence=_("The server %(host)s does not answer: %(error)s") % words)
    return probes.Outcome(ok=True, sentence=_("The server %(host)s takes letters.") % {"host": settings.EMAIL_HOST})


def register() -> None:
    """Register the probes; called once when the app is ready."""
    probes.register(
        probes.Probe(
            "telegram",
            "Telegram",
            check_bot,
            order=15,
            purpose=gettext_lazy("Tells people what concerns them and answers them; drivers open their tasks in it."),
            setting="telegram_token",
            page="accounts:telegram",
            icon="brand-telegram",
        )
    )
    probes.register(
        probes.Probe(
            "mail",
            gettext_lazy("E-mail (SMTP)"),
            check_mail,
            order=10,
            purpose=gettext_lazy("Invitations, passwords and notices leave by it. It is set in the environment."),
            icon="mail",
        )
    )
