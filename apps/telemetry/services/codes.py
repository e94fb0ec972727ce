"""Enrolment codes: made by a person for one site, used once by one agent."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.audit.services import record
from apps.common import access
from apps.common.clock import now
from apps.common.errors import Invalid
from apps.telemetry.models import EnrolmentCode
from apps.telemetry.permissions import AGENT_MANAGE
from apps.telemetry.rules.addresses import RefusedRange, checked_ranges

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from apps.common.actor import Actor
    from apps.inventory.models import Site

# Crockford's base32: no I, L, O, U, so that a code can be read over the telephone.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 12
_CONFUSED = str.maketrans({"O": "0", "I": "1", "L": "1"})


def normalise(code: str) -> str:
    """Return a typed code as it is hashed: upper case, no spaces or hyphens, confusable letters as digits."""
    return code.upper().replace("-", "").replace(" ", "").translate(_CONFUSED)


def digest(code: str) -> str:
    """Return the hash by which a code is kept."""
    return hashlib.sha256(normalise(code).encode()).hexdigest()


def make_enrolment_code(
    *,
    by: Actor,
    site: Site,
    agent_name: str,
    scan_ranges: Sequence[str],
    ports: Mapping[str, int] | None = None,
    valid_for: timedelta = timedelta(hours=1),
) -> tuple[EnrolmentCode, str]:
    """Make a one-time code for an agent of `site`; return its row and the code, which is shown once.

    Effects: one row, one audit record. Raises AccessDenied, Invalid (a range that is not private).
    """
    access.require(by, AGENT_MANAGE, site)
    try:
        ranges = checked_ranges(scan_ranges)
    except RefusedRange as error:
        raise Invalid(_("Address range refused: %(range)s."), field="scan_ranges", range=str(error)) from error
    if not agent_name.strip():
        raise Invalid(_("Give the agent a name."), field="agent_name")
    plain = "".join(secrets.choice(ALPHABET) for _number in range(LENGTH))
    with transaction.atomic():
        code = EnrolmentCode.objects.create(
            organisation_id=site.organisation_id,
            site=site,
            digest=digest(plain),
            agent_name=agent_name.strip(),
            scan_ranges=ranges,
            ports=dict(ports or {}),
            expires_at=now() + valid_for,
        )
        record(
            by=by,
            action="telemetry.enrolment_code.make",
            subject=code,
            after={"site": site.name, "agent_name": code.agent_name, "expires_at": code.expires_at.isoformat()},
        )
    return code, "-".join(plain[start : start + 4] for start in range(0, LENGTH, 4))
