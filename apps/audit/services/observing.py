"""What is no change and is recorded all the same: sign-ins, refused sign-ins, reading of personal data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from apps.audit.services.recording import PLATFORM_CHAIN, record

if TYPE_CHECKING:
    from collections.abc import Collection

    from django.db.models import Model

    from apps.audit.models import AuditRecord
    from apps.common.actor import Actor

_AGENT_CHARS = 400


def record_sign_in(
    *,
    by: Actor,
    user: Model | None,
    login: str,
    succeeded: bool,
    user_agent: str,
    why: str = "",
    place: str = "",
) -> AuditRecord:
    """Record an attempt to sign in; ``why`` says how it went («password», «locked», «second factor»).

    The typed login is personal (people type passwords there); ``place`` stays empty where no directory of
    addresses is at hand. An unknown user's attempt goes to the platform's chain; needs a system scope.
    """
    organisation_id = getattr(user, "organisation_id", None)
    with transaction.atomic():
        return record(
            by=by,
            action="accounts.session.sign_in" if succeeded else "accounts.session.refuse",
            subject=user,
            after={"login": login, "user_agent": user_agent[:_AGENT_CHARS], "place": place, "outcome": why},
            personal=("login",),
            organisation_id=PLATFORM_CHAIN if organisation_id is None else organisation_id,
        )


def log_read(*, by: Actor, subject: Model, fields: Collection[str], reason: str = "") -> AuditRecord:
    """Record that personal fields of ``subject`` were shown to ``by`` in full."""
    with transaction.atomic():
        return record(
            by=by,
            action=f"{subject._meta.app_label}.{subject._meta.model_name}.read",
            subject=subject,
            after={"fields": sorted(fields)},
            reason=reason,
        )
