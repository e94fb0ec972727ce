"""The connection with Bitrix24: its settings, start and stop, trial runs, another try for refused records."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import OrganisationSettings
from apps.accounts.services.company import change_keys
from apps.audit.services import record
from apps.audit.snapshots import snapshot
from apps.common import access
from apps.common.actor import Actor
from apps.common.clock import now
from apps.common.errors import Invalid
from apps.crm.enums import Policy, RunMode, RunState
from apps.crm.exceptions import BitrixNotSet, ExchangeRunning, UnknownField
from apps.crm.integrations.bitrix24 import Webhook
from apps.crm.models import BitrixConnection, BitrixLink, BitrixRun, BitrixTask
from apps.crm.permissions import BITRIX_MANAGE

REMOVE: Final = "-"
NUMBERS: Final[Mapping[str, tuple[int, int]]] = {
    "owner_user_id": (1, 2_000_000_000), "poll_minutes": (1, 1440), "scan_hours": (1, 720),
}  # fmt: skip
PRESETS: Final = ("preset_legal_entity", "preset_sole_trader", "preset_person")
POLICIES: Final = ("policy_requisites", "policy_reach", "policy_names")
_TEXT_CHARS: Final = 500


def change_connection(*, by: Actor, version: int, values: Mapping[str, Any]) -> BitrixConnection:
    """Change settings of the exchange and return them.

    `values`: webhook and application_token (empty leaves them, «-» removes them), member_id, owner_user_id, the
    policies, the presets (None: found by their names), poll_minutes, scan_hours.
    Effects: the fields; one audit record without secrets, another for the webhook. Another portal's webhook is
    refused while links of the present one are there. Raises AccessDenied, Invalid at its field, StaleVersion.
    """
    access.require(by, BITRIX_MANAGE)
    wanted = _checked(dict(values))
    with transaction.atomic():
        row = connection_for(by)
        webhook = wanted.pop("webhook", "")
        if webhook:
            _change_webhook(by, webhook)
        before = snapshot(row)
        for name, value in wanted.items():
            setattr(row, name, value)
        row.save_version(version, wanted)
        record(by=by, action="crm.bitrix.change", subject=row, before=before, after=snapshot(row))
    return row


def start_exchange(*, by: Actor) -> BitrixRun:
    """Switch the exchange on and compare everything; returns the run, which a worker takes within seconds.

    Effects: on; the run; one audit record. Raises AccessDenied, BitrixNotSet, ExchangeRunning.
    """
    return _start(by, RunMode.FULL)


def start_trial(*, by: Actor) -> BitrixRun:
    """Find out what a run would do, writing nothing on either side; returns the run.

    Effects: the run, later its list; one audit record. Raises AccessDenied, BitrixNotSet, ExchangeRunning.
    """
    return _start(by, RunMode.TRIAL)


def stop_exchange(*, by: Actor) -> BitrixConnection:
    """Switch the exchange off and end a run that goes on; what was done stays, the rest waits for the next start.

    Effects: off; the run is stopped; one audit record. Raises AccessDenied.
    """
    access.require(by, BITRIX_MANAGE)
    with transaction.atomic():
        row = connection_for(by)
        before = {"is_active": row.is_active}
        row.is_active = False
        row.save_version(row.version, ["is_active"])
        BitrixRun.objects.filter(state=RunState.RUNNING).update(state=RunState.STOPPED, finished_at=now())
        record(by=by, action="crm.bitrix.stop", subject=row, before=before, after={"is_active": False})
    return row


def retry_refused(*, by: Actor, task: BitrixTask | None = None) -> int:
    """Let one refused record, or all of them, be tried again now; returns how many. One audit record.

    Raises AccessDenied.
    """
    access.require(by, BITRIX_MANAGE)
    with transaction.atomic():
        row = connection_for(by)
        refused = access.narrow(by, BITRIX_MANAGE, BitrixTask.objects.exclude(error=""))
        if task is not None:
            refused = refused.filter(pk=task.pk)
        count = refused.update(due_at=now(), attempts=0)
        record(by=by, action="crm.bitrix.retry", subject=row, after={"records": count})
    return count


def connection_for(by: Actor) -> BitrixConnection:
    """Return the organisation's connection, locked; it is made when it is asked for first."""
    rows = BitrixConnection.objects.select_for_update(of=("self",))
    row = rows.filter(organisation_id=by.tenant_id).first()
    if row is None:
        BitrixConnection.objects.bulk_create([BitrixConnection(organisation_id=by.tenant_id)], ignore_conflicts=True)
        row = rows.get(organisation_id=by.tenant_id)
    return row


def _start(by: Actor, mode: RunMode) -> BitrixRun:
    """Begin a run."""
    access.require(by, BITRIX_MANAGE)
    with transaction.atomic():
        row = connection_for(by)
        if not OrganisationSettings.objects.get(organisation_id=by.tenant_id).bitrix_webhook:
            raise BitrixNotSet
        try:
            with transaction.atomic():
                run = BitrixRun.objects.create(organisation_id=by.tenant_id, mode=mode, asked_by=by.label)
        except IntegrityError as error:
            raise ExchangeRunning from error
        row.wait_until, row.last_error = None, ""
        names = ["wait_until", "last_error"]
        if mode is RunMode.FULL:
            row.is_active = True
            names.append("is_active")
        row.save_version(row.version, names)
        record(by=by, action="crm.bitrix.start", subject=row, after={"mode": mode, "is_active": row.is_active})
    return run


def _change_webhook(by: Actor, text: str) -> None:
    """Keep another address, encrypted; the record says that it changed and not to what."""
    held = OrganisationSettings.objects.get(organisation_id=by.tenant_id)
    if text != REMOVE:
        new = Webhook.parse(text)
        if (
            held.bitrix_webhook
            and Webhook.parse(held.bitrix_webhook).portal != new.portal
            and BitrixLink.objects.exists()
        ):
            raise Invalid(
                _("Records are linked with another portal. Its links must be removed first."), field="webhook"
            )
    change_keys(by=by, values={"bitrix_webhook": text}, version=held.version)


def _checked(values: dict[str, Any]) -> dict[str, Any]:
    """Return the values tidied; an application token that is left empty is left out. Raises Invalid, UnknownField."""
    tidy: dict[str, Any] = {}
    for name, value in values.items():
        if name not in _CHECKS:
            raise UnknownField(name=name, field=name)
        tidy[name] = _CHECKS[name](name, value)
    if tidy.get("application_token") == "":
        del tidy["application_token"]
    elif tidy.get("application_token") == REMOVE:
        tidy["application_token"] = ""
    return tidy


def _text(_name: str, value: Any) -> str:
    return str(value or "").strip()[:_TEXT_CHARS]


def _policy(name: str, value: Any) -> str:
    if value not in Policy.values:
        raise Invalid(field=name)
    return str(value)


def _preset(_name: str, value: Any) -> int | None:
    return int(value) if value else None


def _number(name: str, value: Any) -> int:
    low, high = NUMBERS[name]
    if not isinstance(value, int) or not low <= value <= high:
        raise Invalid(_("A number from %(low)s to %(high)s."), field=name, low=low, high=high)
    return value


_CHECKS: Final[Mapping[str, Callable[[str, Any], Any]]] = {
    **dict.fromkeys(("webhook", "application_token", "member_id"), _text),
    **dict.fromkeys(POLICIES, _policy),
    **dict.fromkeys(PRESETS, _preset),
    **dict.fromkeys(NUMBERS, _number),
}
