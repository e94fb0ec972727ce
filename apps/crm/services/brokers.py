"""Brokers: enter, change, suspend; by which plan each earns; whose client is whose."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext_lazy as _

from apps.audit.services import record
from apps.audit.snapshots import snapshot
from apps.common import access
from apps.common.errors import Invalid
from apps.common.roles import Role
from apps.crm.enums import AttributionSource, BrokerStatus, BrokerVerb
from apps.crm.exceptions import BrokerClosed, BrokerExists, ClientAttributed, StepRefused, UnknownField
from apps.crm.models import Attribution, Broker, BrokerTerm, Client, CommissionPlan
from apps.crm.permissions import BROKER_MANAGE
from apps.crm.rules import broker_fields, texts
from apps.crm.services.locking import lock_working_client
from apps.crm.transitions import BROKER

if TYPE_CHECKING:
    from collections.abc import Mapping

    from apps.accounts.models import User
    from apps.common.actor import Actor

_USERS = frozenset({Role.BROKER, Role.PARTNER})
_MAX_PERCENT = 100


def lock_broker(broker: Broker) -> Broker:
    """Return the broker as it stands now, locked until the transaction ends."""
    return Broker.objects.select_for_update(of=("self",)).get(pk=broker.pk)


def create_broker(*, by: Actor, user: User | None = None, partner: Broker | None = None, **values: Any) -> Broker:
    """Enter a broker or channel partner and return it.

    `user` signs in to the broker's desk (role broker or partner); `partner` gets what the broker's share leaves.
    `values`: the fields of `broker_fields.FIELDS`. Effects: the broker; one audit record.
    Raises AccessDenied, UnknownField, Invalid (at its field), BrokerExists.
    """
    access.require(by, BROKER_MANAGE)
    with transaction.atomic():
        tidy = _checked(values)
        broker = Broker(organisation_id=by.tenant_id, user=user, partner=partner, **tidy)
        broker_fields.check_whole(_card(broker))
        _check_people(broker)
        _save(broker)
        record(by=by, action="crm.broker.create", subject=broker, after=snapshot(broker))
    return broker


def update_broker(broker: Broker, *, by: Actor, version: int, changes: Mapping[str, Any]) -> Broker:
    """Change the named fields of a broker that the person saw as `version`, and return it.

    Effects: the fields; one audit record with what differs.
    Raises AccessDenied, UnknownField, Invalid, BrokerExists, StaleVersion.
    """
    access.require(by, BROKER_MANAGE, broker)
    with transaction.atomic():
        locked = lock_broker(broker)
        before = snapshot(locked)
        wanted = dict(changes)
        columns: dict[str, Any] = {name: wanted.pop(name) for name in ("user", "partner") if name in wanted}
        columns |= _checked(wanted)
        for name, value in columns.items():
            setattr(locked, name, value)
        broker_fields.check_whole(_card(locked))
        _check_people(locked)
        _refuse_twin(locked)
        if "inn" in columns:
            locked._meta.get_field("inn_index").pre_save(locked, add=False)
            columns["inn_index"] = locked.inn_index
        locked.save_version(version, columns)
        record(by=by, action="crm.broker.update", subject=locked, before=before, after=snapshot(locked))
    return locked


def change_broker_status(broker: Broker, *, by: Actor, verb: BrokerVerb, version: int, reason: str = "") -> Broker:
    """Suspend, resume or close a broker that the person saw as `version`, and return it.

    A suspended broker goes on earning and is not paid; a closed one earns nothing more and is still paid what is owed.
    Effects: status; one audit record with the reason. Raises AccessDenied, StepRefused, StaleVersion, Invalid.
    """
    access.require(by, BROKER_MANAGE, broker)
    reason = texts.line(reason, "reason", 500)
    with transaction.atomic():
        locked = lock_broker(broker)
        before = snapshot(locked)
        status = BrokerStatus(locked.status)
        target = BROKER.get((status, verb))
        if target is None:
            raise StepRefused(status=status.label)
        locked.status = target
        locked.save_version(version, ["status"])
        record(by=by, action=f"crm.broker.{verb}", subject=locked, before=before, after=snapshot(locked), reason=reason)
    return locked


def set_broker_terms(
    broker: Broker, *, by: Actor, plan: CommissionPlan, valid_from: date, share_percent: Decimal = Decimal(100)
) -> BrokerTerm:
    """Let the broker earn by `plan` from a day on and return the new terms; the terms before end that day.

    Effects: earlier terms end, terms that were to begin later go; the new terms; one audit record.
    Raises AccessDenied, BrokerClosed, Invalid (share, plan, or a day inside terms that begin on it or later).
    """
    access.require(by, BROKER_MANAGE, broker)
    if not 0 < share_percent <= _MAX_PERCENT:
        raise Invalid(_("The share is above 0 and at most 100 percent."), field="share_percent")
    with transaction.atomic():
        locked = _lock_open(broker)
        if plan.organisation_id != locked.organisation_id or plan.is_archived:
            raise Invalid(field="plan")
        last = BrokerTerm.objects.filter(broker=locked).order_by("-during").first()
        if last is not None:
            if last.during.lower >= valid_from:
                raise Invalid(_("There are terms that begin on this day or later."), field="valid_from")
            if last.during.upper is None or last.during.upper > valid_from:
                last.during = DateRange(last.during.lower, valid_from)
                last.save(update_fields=["during", "updated_at"])
        term = BrokerTerm.objects.create(
            organisation_id=locked.organisation_id,
            broker=locked,
            plan=plan,
            share_percent=share_percent,
            during=DateRange(valid_from, None),
        )
        after = {"plan": str(plan.uid), "share_percent": share_percent, "from": valid_from}
        record(by=by, action="crm.broker.set_terms", subject=locked, after=after)
    return term


def attribute_client(
    client: Client,
    *,
    by: Actor,
    broker: Broker,
    since: date,
    source: AttributionSource = AttributionSource.MANUAL,
    note: str = "",
) -> Attribution:
    """Say that `client` is `broker`'s from a day on, and return the attribution.

    Effects: the attribution; one audit record. Raises AccessDenied, ClientArchived, BrokerClosed, ClientAttributed
    (the client is another broker's in this time: release it first), Invalid.
    """
    access.require(by, BROKER_MANAGE, client)
    access.require(by, BROKER_MANAGE, broker)
    note = texts.line(note, "note", 300)
    with transaction.atomic():
        customer = lock_working_client(client)
        locked = _lock_open(broker)
        during = DateRange(since, None)
        taken = Attribution.objects.filter(client=customer, during__overlap=during).select_related("broker").first()
        if taken is not None:
            raise ClientAttributed(broker=str(taken.broker), field="client")
        attribution = Attribution.objects.create(
            organisation_id=customer.organisation_id,
            broker=locked,
            client=customer,
            during=during,
            source=source,
            note=note,
        )
        after = {"broker": str(locked.uid), "client": str(customer.uid), "since": since, "source": str(source)}
        record(by=by, action="crm.attribution.create", subject=attribution, after=after)
    return attribution


def attribute_from_referral(client: Client, *, by: Actor, user: User | None, since: date) -> Attribution | None:
    """Say that a client whom `user` has sent is that broker's, by the first touch; return None when nothing is said.

    Nothing is said when the user is no working broker, or when the client is somebody's already.
    Effects and errors of `attribute_client`.
    """
    broker = Broker.objects.filter(user=user).exclude(status=BrokerStatus.CLOSED).first() if user else None
    if broker is None or Attribution.objects.filter(client=client, during__overlap=DateRange(since, None)).exists():
        return None
    return attribute_client(client, by=by, broker=broker, since=since, source=AttributionSource.REFERRAL)


def release_client(attribution: Attribution, *, by: Actor, until: date) -> Attribution:
    """End an attribution: the client is the broker's until the day before `until`. Returns it.

    Effects: the end; one audit record. Raises AccessDenied, Invalid (a day not after the start, or past the end).
    """
    access.require(by, BROKER_MANAGE, attribution)
    with transaction.atomic():
        locked = Attribution.objects.select_for_update().get(pk=attribution.pk)
        if until <= locked.during.lower or (locked.during.upper is not None and until > locked.during.upper):
            raise Invalid(_("The end comes after the start, and once ended it is only moved back."), field="until")
        before = {"until": locked.during.upper}
        locked.during = DateRange(locked.during.lower, until)
        locked.save(update_fields=["during", "updated_at"])
        record(by=by, action="crm.attribution.end", subject=locked, before=before, after={"until": until})
    return locked


def _lock_open(broker: Broker) -> Broker:
    """Lock the broker. Raises BrokerClosed."""
    locked = lock_broker(broker)
    if locked.status == BrokerStatus.CLOSED:
        raise BrokerClosed(field="broker")
    return locked


def _checked(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values tidied. Raises UnknownField, Invalid."""
    for name in values:
        if name not in broker_fields.FIELDS:
            raise UnknownField(name=name, field=name)
    return broker_fields.clean(values)


def _card(broker: Broker) -> dict[str, Any]:
    """Return the broker's fields by name."""
    return {name: getattr(broker, name) for name in broker_fields.FIELDS}


def _check_people(broker: Broker) -> None:
    """Refuse a user or partner of another organisation, a user of another role, and a partner under a partner."""
    user, partner = broker.user, broker.partner
    if user is not None and (user.organisation_id != broker.organisation_id or Role(user.role) not in _USERS):
        raise Invalid(_("The user has the role broker or partner."), field="user")
    if partner is not None and (
        partner.organisation_id != broker.organisation_id or partner.pk == broker.pk or partner.partner_id is not None
    ):
        raise Invalid(_("The partner is another one, who works under no partner."), field="partner")


def _refuse_twin(broker: Broker) -> None:
    """Raise BrokerExists when another broker has the user or the INN."""
    others = Broker.objects.filter(organisation_id=broker.organisation_id).exclude(pk=broker.pk)
    if broker.inn:
        index: Any = Broker._meta.get_field("inn_index")
        if twin := others.filter(inn_index=index.of(broker.inn)).first():
            raise BrokerExists(broker=str(twin), field="inn")
    if broker.user_id and (twin := others.filter(user_id=broker.user_id).first()):
        raise BrokerExists(broker=str(twin), field="user")


def _save(broker: Broker) -> None:
    """Insert the broker. Raises BrokerExists, also when another request was quicker."""
    _refuse_twin(broker)
    try:
        with transaction.atomic():
            broker.save(force_insert=True)
    except IntegrityError as error:
        raise BrokerExists(broker=str(broker), field="inn") from error
