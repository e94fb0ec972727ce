"""Who may do what with people, organisations, settings and the own account."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from apps.common.access import Reach, declare
from apps.common.roles import EVERY_ROLE, Role

PROFILE = declare("accounts.profile", _("The own account"), dict.fromkeys(EVERY_ROLE, Reach.OWN))
TOKEN_OWN = declare(
    "accounts.token.own",
    _("Make and revoke own API tokens"),
    dict.fromkeys(EVERY_ROLE - {Role.PROSPECT, Role.PLATFORM}, Reach.OWN),
)
TOKEN_MANAGE = declare(
    "accounts.token.manage", _("See and revoke everybody's API tokens"), {Role.ADMIN: Reach.ORGANISATION}
)
USER_VIEW = declare(
    "accounts.user.view",
    _("See users"),
    {Role.ADMIN: Reach.ORGANISATION, Role.CLIENT_ADMIN: Reach.CLIENT},
)
USER_MANAGE = declare(
    "accounts.user.manage",
    _("Create, change and block users"),
    {Role.ADMIN: Reach.ORGANISATION, Role.CLIENT_ADMIN: Reach.CLIENT},
)
SETTINGS_MANAGE = declare(
    "accounts.settings.manage",
    _("Company requisites, brand, number masks and keys of integrations"),
    {Role.ADMIN: Reach.ORGANISATION},
)
OUTBOX_MANAGE = declare(
    "accounts.outbox.manage",
    _("See messages that could not be sent and send them again"),
    {Role.ADMIN: Reach.ORGANISATION},
)
ORGANISATION_MANAGE = declare(
    "accounts.organisation.manage", _("Manage organisations"), {Role.PLATFORM: Reach.PLATFORM}
)
