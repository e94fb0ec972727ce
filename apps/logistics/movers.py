"""Acts in a merge of clients: registered ones keep the client they name, and stop the undoing when new ones came."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from apps.common import merging
from apps.logistics.models import IntakeAct

if TYPE_CHECKING:
    from apps.common.merging import Fact, Merge


def _refuse_new_acts(merge: Merge, _facts: list[Fact]) -> None:
    """Refuse when machines came in under a moved contract since: their act names the other client."""
    moved = [fact["id"] for fact in merge.moved.get("crm.contracts", [])]
    act = IntakeAct.objects.filter(contract_id__in=moved, client_id=merge.target_id, created_at__gte=merge.at).first()
    if act is not None:
        raise merging.ChangedSince(what=act.number)


def register() -> None:
    """Join; called once when the app is ready."""
    merging.join(
        "crm.client",
        merging.Mover(
            "logistics.acts", _("Intake acts"), (), lambda _source: 0, lambda _merge: [], _refuse_new_acts, order=300
        ),
    )
    merging.keep("crm.client", "logistics.IntakeAct.client", "a registered act names the client it was signed with")
    merging.keep("crm.client", "logistics.ReturnAct.client", "a registered act names the client it was signed with")
    merging.keep("crm.client", "logistics.CustodyRecord.owner", "a link of the chain of custody never changes")
