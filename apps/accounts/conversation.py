"""What the bot itself understands from everybody who is linked: help, settings, language, farewell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import time
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.accounts import dialogs
from apps.accounts.rules import chat, quiet
from apps.accounts.rules.chat import Button, Said
from apps.accounts.selectors.notifications import own_times
from apps.accounts.services import notifying, profile, telegram
from apps.accounts.services.telegram.receiving import help_of
from apps.common.context_processors import LANGUAGE_NAMES

if TYPE_CHECKING:
    from apps.accounts.dialogs import Talk

# What the button «quiet at night» means; other hours are set on the page.
NIGHT: Final = (time(22), time(7))
_DIGESTS: Final = (quiet.Digest.AT_ONCE, quiet.Digest.HOURLY, quiet.Digest.DAILY)


def settings_of(talk: Talk, rest: str = "") -> Sequence[Said]:  # noqa: ARG001 - the shape of an answer
    """Show when the telephone may ring, and the language, with buttons that change them."""
    return [_settings(talk, replaces=False)]


def _settings(talk: Talk, *, replaces: bool) -> Said:
    """Return the settings as a message."""
    times = own_times(talk.actor)
    words = {
        quiet.Digest.AT_ONCE: _("News come at once."), quiet.Digest.HOURLY: _("News come gathered, every hour."),
        quiet.Digest.DAILY: _("News come gathered, at %(at)s.") % {"at": f"{times.digest_at:%H:%M}"},
    }  # fmt: skip
    lines = [words[times.digest]]
    if times.quiet_from and times.quiet_until:
        span = {"begin": f"{times.quiet_from:%H:%M}", "end": f"{times.quiet_until:%H:%M}", "zone": talk.user.time_zone}
        lines.append(_("Quiet from %(begin)s to %(end)s (%(zone)s); what is urgent comes all the same.") % span)
        night = Button(_("Ring at night too"), data="set:loud")
    else:
        night = Button(_("Quiet at night"), data="set:quiet")
    gathered = {
        quiet.Digest.AT_ONCE: _("At once"), quiet.Digest.HOURLY: _("Every hour"), quiet.Digest.DAILY: _("Once a day"),
    }  # fmt: skip
    rows = [
        tuple(Button(gathered[one], data=f"set:{one.value}") for one in _DIGESTS if one is not times.digest),
        (night,),
        tuple(
            Button(LANGUAGE_NAMES.get(code, code), data=f"set:{code}")
            for code, _name in settings.LANGUAGES
            if code != talk.user.language
        ),
    ]
    if settings.SITE_URL.startswith("https://") or settings.TELEGRAM_LOOPBACK:
        page = f"{settings.SITE_URL}{reverse('accounts:notification_channels')}"
        rows.append((Button(_("More on the site"), url=page),))
    return Said(chat.text("\n".join(lines)), tuple(rows), replaces=replaces)


def _set(talk: Talk, what: str) -> Sequence[Said]:
    """Change what a button of the settings says, and show them anew."""
    times = own_times(talk.actor)
    if what == "quiet":
        notifying.change_times(by=talk.actor, times=replace(times, quiet_from=NIGHT[0], quiet_until=NIGHT[1]))
    elif what == "loud":
        notifying.change_times(by=talk.actor, times=replace(times, quiet_from=None, quiet_until=None))
    elif what in set(quiet.Digest):
        notifying.change_times(by=talk.actor, times=replace(times, digest=quiet.Digest(what)))
    elif what in dict(settings.LANGUAGES):
        profile.choose_language(by=talk.actor, language=what)
        talk.user.language = what
        with translation.override(what):
            return [_settings(talk, replaces=True)]
    return [_settings(talk, replaces=True)]


def _languages(talk: Talk, rest: str) -> Sequence[Said]:  # noqa: ARG001 - the shape of an answer
    """Ask which language the bot is to speak."""
    row = tuple(Button(LANGUAGE_NAMES.get(code, code), data=f"set:{code}") for code, _name in settings.LANGUAGES)
    return [Said(chat.text(_("Which language do you want?")), (row,))]


def _stop(talk: Talk, rest: str) -> Sequence[Said]:  # noqa: ARG001 - the shape of an answer
    """Unlink, and say what follows from it."""
    telegram.unlink(by=talk.actor)
    return [Said(chat.text(_("Unlinked. Nothing more comes here; letters and the site tell you the news.")))]


def _start(talk: Talk, rest: str) -> Sequence[Said]:
    """Greet, with the Mini App for those who have something in it."""
    hello = chat.text(_("Hello, %(name)s.") % {"name": talk.user.name})
    buttons = ((Button(_("Open"), url=talk.app_url, is_app=True),),) if talk.app_url else ()
    return [Said(hello, buttons), *help_of(talk, rest)]


def register() -> None:
    """Register everything; called once when the app is ready."""
    for name, meaning, answer, order in (
        ("start", gettext_lazy("begin"), _start, 10),
        ("settings", gettext_lazy("quiet hours, how often, language"), settings_of, 800),
        ("language", gettext_lazy("choose the language"), _languages, 810),
        ("stop", gettext_lazy("unlink this Telegram"), _stop, 900),
        ("help", gettext_lazy("what I understand"), help_of, 950),
    ):
        dialogs.register_command(dialogs.Command(name, meaning, answer, order=order))
    dialogs.register_press("set", _set)
