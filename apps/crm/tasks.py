"""Tasks of crm: one service call each, safe to repeat."""

from __future__ import annotations

from celery import shared_task
from kombu.exceptions import OperationalError

from apps.common import outbox
from apps.common.models import OutboxMessage
from apps.common.scope import SystemJob, system_scope
from apps.crm.services import bitrix, contract_ends, look_for_duplicates, remind_due
from apps.crm.services.duplicates import BATCH
from apps.crm.services.packages import assemble, take_up

_ROUNDS = 10


@shared_task(name="crm.look_for_duplicates")
def compare_clients() -> int:
    """Compare the clients that changed since the last time; see services.duplicates. Returns how many."""
    done = 0
    for _round in range(_ROUNDS):
        with system_scope(SystemJob.SCHEDULE):
            compared = look_for_duplicates()
        done += compared
        if compared < BATCH:
            break
    return done


@shared_task(name="crm.watch_contract_ends")
def watch_contract_ends() -> None:
    """End contracts whose term is over, and tell managers of those that end soon; see services.contract_ends."""
    with system_scope(SystemJob.SCHEDULE):
        wanted = contract_ends.organisations_with_ends()
    for organisation_id in wanted:
        contract_ends.end_contracts(organisation_id)
        contract_ends.tell_ends(organisation_id)


@shared_task(name="crm.remind_due")
def remind() -> int:
    """Remind people of what is due; see services.telling."""
    with system_scope(SystemJob.SCHEDULE) as job:
        return remind_due(by=job)


@shared_task(name="crm.exchange_with_bitrix")
def exchange_with_bitrix() -> int:
    """Give every organisation whose exchange is on a turn of its own; returns how many."""
    due = bitrix.due_organisations()
    for organisation_id in due:
        exchange_of.apply_async((organisation_id,), queue="io")
    return len(due)


@shared_task(name="crm.exchange_of")
def exchange_of(organisation_id: int) -> bool:
    """Exchange with one organisation's portal; does nothing while another worker has its turn."""
    return bitrix.work(organisation_id)


@shared_task(name="crm.assemble_package", queue="docs")
def assemble_package(package_id: int) -> None:
    """Make the PDFs and the zip of a package that was ordered."""
    assemble(package_id)


def hand_over(message: OutboxMessage) -> None:
    """Give a package to the queue of long work, so that letters need not wait for it (outbox topic `crm.package`)."""
    try:
        assemble_package.delay(message.payload["package"])
    except OperationalError as error:
        raise outbox.DeliveryFailed(why=str(error)) from error


@shared_task(name="crm.continue_packages", queue="docs")
def continue_packages() -> int:
    """Take up packages whose worker died."""
    return take_up()
