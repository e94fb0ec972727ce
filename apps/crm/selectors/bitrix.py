"""The exchange with Bitrix24 as people see it: state, progress, refused records, conflicts, links, trial lists."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Count, QuerySet

from apps.accounts.models import OrganisationSettings
from apps.common import access
from apps.crm.enums import Choice, ExchangeKind, LinkState, PlannedStep, RunMode, RunState
from apps.crm.models import BitrixConflict, BitrixConnection, BitrixLink, BitrixPlanItem, BitrixRun, BitrixTask
from apps.crm.permissions import BITRIX_DECIDE, CLIENT_CARD
from apps.crm.rules.bitrix.titles import TITLES

if TYPE_CHECKING:
    from apps.common.actor import Actor
    from apps.crm.models import Client

_WHOLE = 100


@dataclass(frozen=True, slots=True)
class Progress:
    """A run as it goes on, or as it ended."""

    run: BitrixRun
    left: int
    steps: tuple[tuple[str, int], ...]

    @property
    def percent(self) -> int:
        """How much is done; a run that has not read the portal yet has done nothing."""
        if self.run.state != RunState.RUNNING:
            return _WHOLE
        whole = self.run.done + self.left
        return min(_WHOLE - 1, _WHOLE * self.run.done // whole) if self.run.scanned and whole else 0


@dataclass(frozen=True, slots=True)
class State:
    """Everything the head of the page says."""

    connection: BitrixConnection | None
    has_webhook: bool
    linked: dict[str, int]
    waiting: int
    refused: int
    conflicts: int
    progress: Progress | None

    @property
    def is_active(self) -> bool:
        """Whether the exchange is on."""
        return self.connection is not None and self.connection.is_active


@dataclass(frozen=True, slots=True)
class LinkView:
    """What a client's card says of its link."""

    state: str
    url: str
    synced_at: datetime


def connection(actor: Actor) -> BitrixConnection | None:
    """Return the organisation's connection, None before it was set up."""
    return access.narrow(actor, BITRIX_DECIDE, BitrixConnection.objects.all()).first()


def state(actor: Actor) -> State:
    """Return state and figures of the exchange."""
    tasks = access.narrow(actor, BITRIX_DECIDE, BitrixTask.objects.all())
    links = access.narrow(actor, BITRIX_DECIDE, BitrixLink.objects.filter(state=LinkState.LINKED))
    by_kind = dict.fromkeys(ExchangeKind.values, 0) | dict(
        links.order_by().values_list("kind").annotate(number=Count("pk"))
    )
    held = OrganisationSettings.objects.filter(organisation_id=actor.tenant_id).first()
    last = runs(actor).first()
    left = tasks.filter(error="").count()
    return State(
        connection(actor),
        bool(held and held.bitrix_webhook),
        by_kind,
        left,
        tasks.exclude(error="").count(),
        open_conflicts(actor).count(),
        progress(last, left) if last else None,
    )


def progress(run: BitrixRun, left: int) -> Progress:
    """Return a run with its counts in words."""
    titles = {step.value: str(step.label) for step in PlannedStep}
    steps = tuple((titles.get(name, name), number) for name, number in run.counts.items() if number)
    return Progress(run, left if run.mode == RunMode.FULL else 0, steps)


def runs(actor: Actor) -> QuerySet[BitrixRun]:
    """Return the runs, the newest first."""
    return access.narrow(actor, BITRIX_DECIDE, BitrixRun.objects.order_by("-id"))


def plan_items(actor: Actor, run: BitrixRun, step: str = "") -> QuerySet[BitrixPlanItem]:
    """Return the lines of a trial run."""
    rows = access.narrow(actor, BITRIX_DECIDE, BitrixPlanItem.objects.filter(run=run).order_by("id"))
    return rows.filter(step=step) if step else rows


def refused(actor: Actor) -> QuerySet[BitrixTask]:
    """Return the records that were refused, the latest first."""
    return access.narrow(actor, BITRIX_DECIDE, BitrixTask.objects.exclude(error="").order_by("-updated_at", "-id"))


def conflicts(actor: Actor) -> QuerySet[BitrixConflict]:
    """Return all conflicts with their records, decided ones too."""
    rows = BitrixConflict.objects.select_related("link", "link__client", "link__contact", "link__account")
    return access.narrow(actor, BITRIX_DECIDE, rows.order_by("id"))


def open_conflicts(actor: Actor) -> QuerySet[BitrixConflict]:
    """Return conflicts that wait for a person."""
    return conflicts(actor).filter(choice=Choice.OPEN)


def field_title(name: str) -> str:
    """Return what a field is called."""
    return str(TITLES.get(name, name))


def portal_address(organisation_id: int) -> str:
    """Return the address of the portal's pages without any secret, empty without a webhook; in a scope."""
    held = OrganisationSettings.objects.filter(organisation_id=organisation_id).first()
    return held.bitrix_webhook.split("/rest/", 1)[0] if held and "/rest/" in held.bitrix_webhook else ""


def link_of(actor: Actor, client: Client) -> LinkView | None:
    """Return the link of a client with its place on the portal, None without one."""
    if not access.holds(actor, CLIENT_CARD):
        return None
    link = BitrixLink.objects.filter(client=client, kind=ExchangeKind.COMPANY).first()
    if link is None:
        return None
    url = f"{portal_address(client.organisation_id)}/crm/company/details/{link.remote_id}/"
    return LinkView(link.state, url, link.synced_at)


def links(actor: Actor) -> QuerySet[BitrixLink]:
    """Return the links with their records."""
    rows = BitrixLink.objects.select_related("client", "contact", "account").order_by("-synced_at", "-id")
    return access.narrow(actor, BITRIX_DECIDE, rows)
