"""Refusals of logistics."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from apps.common.errors import Conflict, Invalid


class ActVoided(Conflict):
    """The act is voided already."""

    code = "logistics_act_voided"
    sentence = _("Act %(number)s is voided already.")


class LinesRefused(Invalid):
    """Serial numbers of a list cannot be taken; `lines` holds the reason of each."""

    code = "logistics_lines_refused"
    sentence = _("Some serial numbers cannot be taken: %(first)s")


class TooManyLines(Invalid):
    """An act holds so many units at most."""

    code = "logistics_too_many_lines"
    sentence = _("The act has %(count)s units; at most %(most)s are possible.")
