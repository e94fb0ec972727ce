"""Permissions of what has no domain: the search box, open to everybody who signed in."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from apps.common import access
from apps.common.access import Reach
from apps.common.roles import EVERY_ROLE

SEARCH = access.declare("common.search", _("Search"), dict.fromkeys(EVERY_ROLE, Reach.OWN))
