"""Who may read the record, check it and take it out."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from apps.common.access import Reach, declare
from apps.common.roles import CLIENT_ROLES, Role

RECORD_VIEW = declare(
    "audit.record.view",
    _("Read the audit log"),
    {
        Role.ADMIN: Reach.ORGANISATION,
        Role.AUDITOR: Reach.ORGANISATION,
        Role.PLATFORM: Reach.PLATFORM,
        **dict.fromkeys(CLIENT_ROLES, Reach.OWN),
    },
)
RECORD_VERIFY = declare(
    "audit.record.verify",
    _("Verify the audit log"),
    {Role.ADMIN: Reach.ORGANISATION, Role.AUDITOR: Reach.ORGANISATION, Role.PLATFORM: Reach.PLATFORM},
)
RECORD_EXPORT = declare(
    "audit.record.export",
    _("Export the audit log with its proofs"),
    {Role.ADMIN: Reach.ORGANISATION, Role.AUDITOR: Reach.ORGANISATION, Role.PLATFORM: Reach.PLATFORM},
)
PERSONAL_ERASE = declare(
    "audit.personal.erase",
    _("Erase personal values beside the audit log"),
    {Role.ADMIN: Reach.ORGANISATION},
)
PERSONAL_VIEW = declare(
    "audit.personal.view",
    _("See personal values of audit records"),
    {Role.ADMIN: Reach.ORGANISATION, **dict.fromkeys(CLIENT_ROLES, Reach.OWN)},
)
