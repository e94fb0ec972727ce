"""What logistics tells people, and by which channels unless they chose others."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from apps.accounts.notifications import EMAIL, IN_APP, TELEGRAM, register_kind
from apps.logistics.services import claims, delivery, intake, movements, pickup, returns, routes


def register() -> None:
    """Declare the kinds; called once when the app is ready.

    Who has linked Telegram is told there too; a driver's telephone rings at any hour when a task comes or goes.
    """
    every = (IN_APP, EMAIL, TELEGRAM)
    register_kind(
        intake.NOTICE,
        _("Intake act %(number)s: %(count)s units of %(client)s came to %(site)s"),
        every,
        title=_("An intake act was registered at my site"),
    )
    register_kind(
        movements.ASSIGNED,
        _("Movement %(number)s is yours: %(count)s units from %(from)s to %(to)s"),
        every,
        title=_("A movement was given to me"),
        urgent=True,
    )
    register_kind(
        movements.CANCELLED,
        _("Movement %(number)s from %(from)s to %(to)s is not yours any more"),
        every,
        title=_("A movement was taken from me or cancelled"),
        urgent=True,
    )
    register_kind(
        pickup.ON_THE_WAY,
        _("Movement %(number)s: %(count)s units are on the way from %(from)s"),
        every,
        title=_("A load is on the way to my site"),
    )
    register_kind(
        delivery.ACCEPTED,
        _("Movement %(number)s: %(count)s units were accepted at %(to)s, claims: %(claims)s"),
        (IN_APP, TELEGRAM),
        title=_("A movement I made was accepted"),
    )
    register_kind(
        returns.WAITING,
        _("Return act %(number)s: %(count)s units of %(client)s wait for their hand-over at %(site)s"),
        every,
        title=_("Units of my site wait for their return"),
    )
    register_kind(
        routes.PLANNED,
        _("Your route of %(day)s is planned: %(count)s jobs from %(starts)s"),
        every,
        title=_("My route was planned"),
    )
    register_kind(
        claims.OPENED,
        _("Claim %(number)s is yours to settle: unit %(serial)s"),
        every,
        title=_("A claim was given to me"),
    )
