"""What logistics answers in Telegram: a driver's tasks of the day with the Mini App, a unit by its serial number."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from apps.accounts import dialogs, mini_app
from apps.accounts.rules import chat
from apps.accounts.rules.chat import Button, Said
from apps.common import clock, statuses
from apps.inventory.permissions import UNIT_VIEW
from apps.inventory.selectors import find_units
from apps.logistics.permissions import MOVEMENT_DRIVE
from apps.logistics.selectors import stops, tasks
from apps.logistics.selectors.routes import planned_order

if TYPE_CHECKING:
    from apps.accounts.dialogs import Talk
    from apps.inventory.models import Unit
    from apps.logistics.selectors.journeys import Stop

_UNITS_SHOWN: Final = 8
_SHORTEST: Final = 4
_LONGEST: Final = 64


def todays_tasks(talk: Talk, rest: str) -> Sequence[Said]:  # noqa: ARG001 - the shape of an answer
    """Say what is to be driven today, stop by stop, with the button that opens the Mini App."""
    today = clock.today()
    found = stops(tasks(talk.actor, today), planned_order(talk.actor, today))
    if not found:
        return [Said(chat.text(_("Nothing to drive today")))]
    lines = [line for number, stop in enumerate(found, start=1) for line in _stop(number, stop)]
    text = chat.listed(lines, _("… and %(count)s more lines"))
    if talk.app_url:
        return [Said(text, ((Button(_("My tasks"), url=talk.app_url, is_app=True),),))]
    return [Said(text)]


def _stop(number: int, stop: Stop) -> list[str]:
    """Return the lines of one stop."""
    lines = [f"<b>{number}. {chat.text(stop.site.name)}</b>", chat.text(stop.site.postal_address)]
    for row in stop.fetch:
        count = getattr(row, "waiting", 0)
        what = ngettext("fetch %(count)s unit", "fetch %(count)s units", count) % {"count": count}
        lines.append(f"• {row.number}: {what}{_window(row.window_from, row.window_to)}")
    for row in stop.bring:
        count = getattr(row, "loaded", 0)
        if count:
            what = ngettext("bring %(count)s loaded unit", "bring %(count)s loaded units", count) % {"count": count}
        else:
            what = _("bring what is fetched before")
        lines.append(f"• {row.number}: {what}")
    return lines


def _window(begin: object, end: object) -> str:
    """Return a window of time, when there is one."""
    if begin is None and end is None:
        return ""
    return " · " + "–".join(f"{one:%H:%M}" if one is not None else "…" for one in (begin, end))


def find(talk: Talk, rest: str) -> Sequence[Said]:
    """Say what is known of units by a serial number or a part of it; the last four characters do."""
    if not _SHORTEST <= len(rest) <= _LONGEST:
        return [Said(chat.text(_("Send a serial number or at least 4 characters of it: /find 1234")))]
    rows = list(find_units(talk.actor, rest)[: _UNITS_SHOWN + 1])
    if not rows:
        return [Said(chat.text(_("No unit within your reach has «%(text)s» in its serial number.") % {"text": rest}))]
    lines = [_unit(row) for row in rows[:_UNITS_SHOWN]]
    if len(rows) > _UNITS_SHOWN:
        lines.append(chat.text(_("There are more: send a longer part.")))
    buttons: tuple[tuple[Button, ...], ...] = ()
    if len(rows) == 1 and (settings.SITE_URL.startswith("https://") or settings.TELEGRAM_LOOPBACK):
        page = f"{settings.SITE_URL}{reverse('inventory:unit', args=[rows[0].uid])}"
        buttons = ((Button(_("Open"), url=page),),)
    return [Said("\n".join(lines), buttons)]


def _unit(unit: Unit) -> str:
    """Return a unit in two lines."""
    place = " · ".join(
        chat.text(part)
        for part in (
            statuses.status(unit.state).word,
            unit.site.name if unit.site else "",
            unit.shelf.label if unit.shelf else "",
            unit.model.name,
        )
        if part
    )
    return f"<b>{chat.text(unit.serial)}</b>\n{place}"


def register() -> None:
    """Register everything; called once when the app is ready."""
    tasks_of = dialogs.Command("tasks", gettext_lazy("what I drive today"), todays_tasks, MOVEMENT_DRIVE, order=100)
    dialogs.register_command(tasks_of)
    dialogs.register_command(
        dialogs.Command("find", gettext_lazy("find a unit: /find 1234"), find, UNIT_VIEW, order=110)
    )
    mini_app.register_start(MOVEMENT_DRIVE, "logistics:mini_tasks")
    mini_app.register_page("logistics:tasks", "logistics:mini_tasks")
    mini_app.register_page("logistics:task", "logistics:mini_task")
    mini_app.register_page("logistics:task_step", "logistics:mini_task_step")
