"""Whether the portal answers, who the webhook is there and whether it may do what the exchange needs."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext as _

from apps.common.actor import Actor
from apps.common.errors import DomainError
from apps.common.probes import Outcome
from apps.common.scope import scope
from apps.crm.exceptions import BitrixNotSet
from apps.crm.integrations.bitrix24 import Portal
from apps.crm.services.bitrix.session import webhook_of

_PATIENCE_S: Final = 5.0


def check_connection(by: Actor) -> Outcome:
    """Speak to the portal now; called outside any scope."""
    try:
        with scope(by):
            webhook = webhook_of(by.tenant_id)
        with Portal(webhook, patience_s=_PATIENCE_S) as portal:
            scopes = portal.call("scope")
            if not isinstance(scopes, list) or "crm" not in scopes:
                return Outcome(ok=False, sentence=_("The webhook works, but has not the right «crm»."))
            who = portal.call("profile")
    except BitrixNotSet as missing:
        return Outcome(None, missing.message)
    except DomainError as refusal:
        return Outcome(ok=False, sentence=refusal.message)
    name = " ".join(str(who.get(part) or "") for part in ("NAME", "LAST_NAME")).strip() if isinstance(who, dict) else ""
    return Outcome(
        ok=True,
        sentence=_("%(portal)s answers; the exchange works there as «%(name)s».")
        % {"portal": webhook.portal, "name": name or webhook.user_id},
    )
