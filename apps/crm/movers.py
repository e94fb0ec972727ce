"""Crm's own rows in a merge of clients: contacts, accounts, contracts, users and sales move, issued documents stay."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from apps.common import merging
from apps.crm.models import (
    Activity,
    Addendum,
    Attribution,
    BankAccount,
    ClientUserBinding,
    Contact,
    Contract,
    Deal,
    Document,
    Lead,
    ReferralLink,
)

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from apps.common.merging import Fact, Merge

PLACE: Final = "crm.client"


def _unknown_accounts(rows: QuerySet[Any], merge: Merge) -> QuerySet[Any]:
    """Leave an account that the target has already."""
    known = BankAccount.objects.filter(client_id=merge.target_id).values("settlement_index")
    return rows.exclude(settlement_index__in=known)


def _free_days(rows: QuerySet[Any], merge: Merge) -> QuerySet[Any]:
    """Leave the days in which the target is a broker's already: one broker a client at a time."""
    taken = Attribution.objects.filter(client_id=merge.target_id, during__overlap=OuterRef("during"))
    return rows.exclude(Exists(taken))


def _refuse_new_documents(merge: Merge, _facts: list[Fact]) -> None:
    """Refuse to put contracts back under which a document was made since: it names the other client."""
    moved = [fact["id"] for fact in merge.moved.get("crm.contracts", [])]
    document = Document.objects.filter(
        contract_id__in=moved, client_id=merge.target_id, made_at__gte=merge.at
    ).select_related("contract")
    if (found := document.first()) is not None:
        raise merging.ChangedSince(what=f"{found}, {found.contract}")


def register() -> None:
    """Join; called once when the app is ready."""
    rows = merging.rows_of
    for mover in (
        rows("crm.contacts", _("Contacts"), Contact, "client", single="is_main", order=10),
        rows("crm.accounts", _("Bank accounts"), BankAccount, "client", single="is_main", but=_unknown_accounts,
             order=20),
        rows("crm.contracts", _("Contracts"), Contract, "client", order=30),
        rows("crm.addenda", _("Addenda"), Addendum, "client", order=31),
        rows("crm.users", _("Users of the portal"), ClientUserBinding, "content_object", order=40),
        rows("crm.leads", _("Leads"), Lead, "client", label=lambda _row: "", order=50),
        rows("crm.deals", _("Deals"), Deal, "client", order=51),
        rows("crm.activities", _("Activities"), Activity, "client", label=lambda _row: "", order=52),
        rows("crm.referral_links", _("Referral links"), ReferralLink, "client", order=53),
        rows("crm.attributions", _("Brokers"), Attribution, "client", but=_free_days, label=lambda _row: "", order=54),
        merging.Mover(
            "crm.documents", _("Documents"), (), lambda _source: 0, lambda _merge: [], _refuse_new_documents, order=90
        ),
    ):  # fmt: skip
        merging.join(PLACE, mover)
    for model in ("Document", "DocumentPdf", "DocumentPackage"):
        merging.keep(PLACE, f"crm.{model}.client", "an issued document names the client it was issued to")
    for model in ("CommissionPayment", "CommissionEntry"):
        merging.keep(PLACE, f"crm.{model}.client", "a line of the ledger never changes")
    for reference in ("first", "second"):
        merging.keep(PLACE, f"crm.DuplicatePair.{reference}", "a pair with a merged client is removed by the merge")
    for reference in ("source", "target"):
        merging.keep(PLACE, f"crm.ClientMerge.{reference}", "a merge names what was merged")
    merging.keep(PLACE, "crm.BitrixLink.client", "the company of a merged client there stays its own")
    merging.keep(PLACE, "crm.Client.merged_into", "a client merged earlier leads on to the one that stays")
