"""Lists and search of the client base at 100,000 clients: 95th percentile of whole answers through the test client.

Every list page of crm with its filters, orders and deep pages must answer within 200 ms with the number of queries
that is pinned here, every search within 100 ms, all of it under row-level security, rendered. The floor is the least
that a signed-in page costs: the search box with a text that is too short to be looked for.
"""

from __future__ import annotations

import argparse
import gc
import json
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import django

sys.path[:0] = [str(Path(__file__).resolve().parents[2])]
django.setup()

from django.conf import settings  # noqa: E402 - after django.setup()
from django.db import connection  # noqa: E402 - as above
from django.test.utils import CaptureQueriesContext  # noqa: E402 - as above
from django.urls import reverse  # noqa: E402 - as above

from apps.accounts.models import LegalEntity  # noqa: E402 - as above
from apps.common.roles import Role  # noqa: E402 - as above
from apps.common.scope import SystemJob, system_scope  # noqa: E402 - as above
from tests.bench import sales_data  # noqa: E402 - as above
from tests.bench.crm_data import crm_database, fill, index  # noqa: E402 - as above
from tests.bench.dashboard_data import make_stages  # noqa: E402 - as above
from tests.browser import Browser  # noqa: E402 - as above
from tests.factories import make_organisation, make_user  # noqa: E402 - as above

NEEDS_DATABASE = True
CLIENTS = 100_000
ROUNDS = 20
LIST_MS = 200
SEARCH_MS = 100

LISTS = {
    "clients": ("crm:clients", {}),
    "clients, newest": ("crm:clients", {"sort": "-created"}),
    "clients by manager": ("crm:clients", {"sort": "manager"}),
    "clients by INN": ("crm:clients", {"sort": "inn"}),
    "clients of a type": ("crm:clients", {"type": "person"}),
    "clients in the archive": ("crm:clients", {"status": "archived", "sort": "-name"}),
    "clients, page 100": ("crm:clients", {"page": "100"}),
    "clients, page 2000": ("crm:clients", {"page": "2000"}),
    "contracts": ("crm:contracts", {}),
    "contracts by client": ("crm:contracts", {"sort": "client"}),
    "contracts by end": ("crm:contracts", {"sort": "ends"}),
    "contracts suspended": ("crm:contracts", {"status": "suspended", "sort": "-power"}),
    "contracts ending": ("crm:contracts", {"ends_from": "2026-01-01", "ends_to": "2027-06-01"}),
    "contracts, page 2000": ("crm:contracts", {"page": "2000"}),
    "contracts expiring": ("crm:contracts_expiring", {}),
    "duplicates": ("crm:duplicates", {}),
    "leads": ("crm:leads", {}),
    "leads by name": ("crm:leads", {"sort": "name"}),
    "leads by next step": ("crm:leads", {"sort": "next_step"}),
    "leads by power": ("crm:leads", {"sort": "-power"}),
    "leads by manager": ("crm:leads", {"sort": "owner"}),
    "leads refused": ("crm:leads", {"status": "refused"}),
    "leads, page 2000": ("crm:leads", {"page": "2000"}),
    "deals": ("crm:deals", {}),
    "deals by client": ("crm:deals", {"sort": "client"}),
    "deals by income": ("crm:deals", {"sort": "-income"}),
    "deals by stage": ("crm:deals", {"sort": "stage"}),
    "deals open": ("crm:deals", {"status": "open", "sort": "close"}),
    "deals, page 2000": ("crm:deals", {"page": "2000"}),
    "deals on the board": ("crm:deal_board", {}),
    "activities": ("crm:activities", {}),
    "activities waiting": ("crm:activities", {"waiting": "yes", "sort": "due"}),
    "activities by title": ("crm:activities", {"sort": "title"}),
    "activities, page 2000": ("crm:activities", {"page": "2000"}),
    "what waits today": ("crm:today", {}),
    "brokers": ("crm:brokers", {}),
    "brokers by debt": ("crm:brokers", {"sort": "-owed"}),
    "commissions": ("crm:commissions", {}),
    "commissions by client": ("crm:commissions", {"sort": "client"}),
    "commissions by amount": ("crm:commissions", {"sort": "-amount"}),
    "payments that earn": ("crm:payments", {}),
    "payments by client": ("crm:payments", {"sort": "client"}),
    "payout acts": ("crm:payouts", {}),
    "commission plans": ("crm:plans", {}),
    "referral links": ("crm:referrals", {}),
    "referral links by leads": ("crm:referrals", {"sort": "-leads"}),
    "imports": ("common:imports", {}),
    "documents (admin)": ("admin:crm_document_changelist", {}),
    "clients (admin)": ("admin:crm_client_changelist", {}),
    "API: clients": ("crm_api:client-list", {}),
    "API: contracts": ("crm_api:contract-list", {}),
    "API: leads": ("crm_api:lead-list", {}),
    "API: deals": ("crm_api:deal-list", {}),
    "API: activities": ("crm_api:activity-list", {}),
    "API: commissions": ("crm_api:commission-list", {}),
}
SEARCHES = {
    "part of a name": "байкал инв",
    "whole name": "Каскад Майнинг 55049",
    "typing error": "каскат майнинк",
    "wrong layout": ",fqrfk by",
    "INN": "7700054321",
    "part of an INN": "77000543",
    "phone": "8 (916) 005-43-21",
    "e-mail": "person54321@",
    "contract number": "ТКС-ОМИ-54321-26",
    "serial number": "ABCD1122XK77",
    "surname": "тихонов алексей",
    "frequent surname, mistyped": "тихоноф алексий",
    "surname alone, mistyped": "мельнекоф",
    "frequent surname, wrong at the start": "дихонов алексей",
    "nothing": "ъъъъыыыы",
}
SALES_SEARCHES = {
    "leads: part of a name": ("crm:leads", "тихонов ил"),
    "leads: company": ("crm:leads", "запрос 14321"),
    "leads: phone": ("crm:leads", "8 903 001-43-21"),
    "leads: typing error": ("crm:leads", "тихоноф илля"),
    "deals: title": ("crm:deals", "очередь 10432"),
    "deals: client": ("crm:deals", "Каскад Майнинг 55049"),
    "deals: frequent word": ("crm:deals", "машин"),
    "deals: nothing": ("crm:deals", "ъъъъыыыы"),
    "activities: words": ("crm:activities", "размещении 39000"),
    "activities: frequent word": ("crm:activities", "тариф"),
    "activities: contract": ("crm:activities", "ТКС-ОМИ-54321-26"),
    "activities: client": ("crm:activities", "Каскад Майнинг 55049"),
    "activities: nothing": ("crm:activities", "ъъъъыыыы"),
    "commissions: reference": ("crm:commissions", "СЧ-54321"),
    "commissions: client": ("crm:commissions", "байкал инв"),
    "payments: contract": ("crm:payments", "ОМИ-12345-"),
    "payout acts: number": ("crm:payouts", "ВП-1500"),
    "expiring: client": ("crm:contracts_expiring", "байкал инв"),
    "duplicates: name": ("crm:duplicates", "байкал инв"),
    "brokers: name": ("crm:brokers", "тихонов"),
}

# How many queries each list makes beyond those of a bare page (session, scope, bell); it does not grow with the rows.
QUERIES: dict[str, int] = {
    "clients": 5, "clients, newest": 5, "clients by manager": 5, "clients by INN": 5, "clients of a type": 5,
    "clients in the archive": 4, "clients, page 100": 5, "clients, page 2000": 5, "contracts": 4,
    "contracts by client": 4, "contracts by end": 4, "contracts suspended": 3, "contracts ending": 4,
    "contracts, page 2000": 4, "contracts expiring": 4, "duplicates": 2, "leads": 5, "leads by name": 5,
    "leads by next step": 5, "leads by power": 5, "leads by manager": 5, "leads refused": 5, "leads, page 2000": 5,
    "deals": 6, "deals by client": 6, "deals by income": 6, "deals by stage": 6, "deals open": 5,
    "deals, page 2000": 6, "deals on the board": 9, "activities": 4, "activities waiting": 4,
    "activities by title": 4, "activities, page 2000": 4, "what waits today": 5, "brokers": 2, "brokers by debt": 2,
    "commissions": 4, "commissions by client": 4, "commissions by amount": 4, "payments that earn": 3,
    "payments by client": 3, "payout acts": 3, "commission plans": 2, "referral links": 2,
    "referral links by leads": 2, "imports": 1,
}  # fmt: skip


@dataclass(frozen=True)
class Measured:
    """What one page cost: milliseconds of every round in order, and how many queries."""

    took: list[float]
    queries: int

    @property
    def p95(self) -> float:
        """The 95th percentile."""
        return self.took[int(len(self.took) * 0.95) - 1]


def measured(browser: Browser, address: str, query: dict[str, str], rounds: int) -> Measured:
    """Ask for a page again and again, after two rounds that warm up and count queries; it must be there.

    The fewer of the two counts: now and then a request notes that its session is alive.
    """
    took, counts = [], []
    for _round in range(2):
        with CaptureQueriesContext(connection) as captured:
            response = browser.get(address, query)
        counts.append(len(captured))
    if response.status_code != 200:
        message = f"{address} {query} answers {response.status_code}"
        raise RuntimeError(message)
    for _round in range(rounds):
        began = time.perf_counter()
        browser.get(address, query)
        took.append((time.perf_counter() - began) * 1000)
    return Measured(sorted(took), min(counts))


class Table:
    """Measures page by page, prints a row for each, and keeps what is over its bar."""

    def __init__(self, browser: Browser, rounds: int, only: str, bare: Measured) -> None:
        self.browser, self.rounds, self.only, self.bare = browser, rounds, only, bare
        self.worst = {LIST_MS: 0.0, SEARCH_MS: 0.0}
        self.faults: list[str] = []
        print(f"{'page':<44} {'median, ms':>11} {'p95, ms':>9} {'queries':>8}")

    def row(self, name: str, route: str, query: dict[str, str], bar: int = LIST_MS) -> None:
        """Measure one page against its bar; the number of queries of a list is pinned."""
        if self.only not in name:
            return
        found = measured(self.browser, reverse(route), query, self.rounds)
        self.worst[bar] = max(self.worst[bar], found.p95)
        queries = found.queries - self.bare.queries
        print(f"{name:<44} {found.took[len(found.took) // 2]:>11.1f} {found.p95:>9.1f} {queries:>8}", flush=True)
        if found.p95 > bar:
            self.faults.append(f"{name}: {found.p95:.0f} of {bar} ms")
        if queries > QUERIES.get(name, queries):
            self.faults.append(f"{name}: {queries} queries, {QUERIES[name]} are pinned")

    def fill(self) -> None:
        """Measure everything."""
        for name, (route, query) in LISTS.items():
            self.row(name, route, query)
        for name, (route, text) in SALES_SEARCHES.items():
            self.row(f"search in {name}", route, {"q": text})
        for name, text in SEARCHES.items():
            self.row(f"search in clients: {name}", "crm:clients", {"q": text}, SEARCH_MS)
            self.row(f"one search: {name}", "common:search", {"q": text}, SEARCH_MS)
        self.row("search in contracts: number", "crm:contracts", {"q": "ОМИ-54321-"}, SEARCH_MS)
        self.row("API search: name", "crm_api:client-list", {"search": "байкал инв"}, SEARCH_MS)


def main() -> int:
    """Fill, measure, print, decide."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--rounds", type=int, default=ROUNDS)
    asked.add_argument("--only", default="", help="a part of the names of the pages to measure")
    asked.add_argument("--percent", type=int, default=100, help="of the full volume, for trying a change quickly")
    options = asked.parse_args()
    settings.ALLOWED_HOSTS = ["*"]
    with crm_database():
        organisation = make_organisation("bench")
        managers = [make_user(organisation, Role.MANAGER) for _number in range(8)]
        brokers = [make_user(organisation, Role.BROKER) for _number in range(8)]
        with system_scope(SystemJob.MAINTENANCE):
            entity = LegalEntity.objects.get(organisation=organisation, is_main=True)
        began = time.perf_counter()
        fill(organisation.pk, entity.pk, managers[0].pk, CLIENTS * options.percent // 100)
        make_stages(organisation)
        sales_data.lay(organisation.pk, entity.pk, managers[0].pk, brokers[0].pk, options.percent)
        index()
        print(
            f"{options.percent} % of {CLIENTS:,} clients, contacts, contracts and documents, "
            f"{sales_data.LEADS:,} leads, {sales_data.DEALS:,} deals, {sales_data.ACTIVITIES:,} activities, "
            f"{sales_data.PAYMENTS:,} payments written in {time.perf_counter() - began:.1f} s"
        )
        browser = Browser()
        browser.sign_in_as(managers[0])
        bare = measured(browser, reverse("common:search"), {"q": "x"}, options.rounds)
        # As the server does when it is loaded.
        gc.collect()
        gc.freeze()
        table = Table(browser, options.rounds, options.only, bare)
        table.fill()
    lists, searches = table.worst[LIST_MS], table.worst[SEARCH_MS]
    for fault in table.faults:
        print(f"OVER THE BAR  {fault}")
    print(f"worst list {lists:.1f} of {LIST_MS} ms, of search {searches:.1f} of {SEARCH_MS} ms, bare {bare.p95:.1f} ms")
    holds = not table.faults
    result = {
        "name": "crm",
        "value": round(max(lists, searches), 1),
        "unit": f"ms, slowest of lists (p95, search of clients {searches:.0f} ms) at {CLIENTS:,} clients",
        "floor": round(bare.p95, 1),
        "ratio": round(max(lists, searches) / bare.p95, 2),
        "bar": f"<= {LIST_MS} ms, search of clients <= {SEARCH_MS} ms",
        "holds": holds,
    }
    print(json.dumps(result))
    return 0 if holds else 1


if __name__ == "__main__":
    sys.exit(main())
