"""The company's own settings: time zone and language, number masks, keys of integrations, the test letter."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final
from zoneinfo import available_timezones

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Organisation, OrganisationSettings, User
from apps.accounts.permissions import SETTINGS_MANAGE
from apps.accounts.services import letters
from apps.accounts.services.changing import write
from apps.audit.services import record
from apps.audit.snapshots import snapshot
from apps.common import access, masks
from apps.common.errors import Invalid
from apps.common.scope import SystemJob, scope, system_scope

if TYPE_CHECKING:
    from apps.common.actor import Actor

ORGANISATION_FIELDS: Final = ("name", "time_zone", "language")
MASKS: Final = (
    "contract_mask",
    "addendum_mask",
    "intake_mask",
    "return_mask",
    "payout_mask",
    "movement_mask",
    "claim_mask",
)
MASK_FIELDS: Final = ("contract_mask", "sole_trader_letter", *MASKS[1:])
KEY_FIELDS: Final = ("telegram_token", "bitrix_webhook", "dadata_key")


def change_organisation(*, by: Actor, values: Mapping[str, str]) -> Organisation:
    """Change the organisation's name, and the time zone and language that new accounts begin with; one record.

    Raises AccessDenied, Invalid at its field.
    """
    access.require(by, SETTINGS_MANAGE)
    if not values["name"].strip():
        raise Invalid(_("An organisation has a name."), field="name")
    if values["time_zone"] not in available_timezones():
        raise Invalid(field="time_zone")
    if values["language"] not in dict(settings.LANGUAGES):
        raise Invalid(field="language")
    with transaction.atomic():
        row = Organisation.objects.select_for_update().get(pk=by.tenant_id)
        before = snapshot(row)
        row.name, row.time_zone, row.language = values["name"].strip(), values["time_zone"], values["language"]
        row.save(update_fields=[*ORGANISATION_FIELDS, "updated_at"])
        record(by=by, action="accounts.organisation.change", subject=row, before=before, after=snapshot(row))
    return row


def send_test_letter(*, by: Actor) -> str:
    """Send a letter to the own address now, by the SMTP server of this installation; returns the address.

    Called outside a scope, since a slow server must not hold a transaction; one record once the server has accepted
    the letter. Raises AccessDenied, Invalid (no address), DeliveryFailed and Undeliverable with the server's words.
    """
    access.require(by, SETTINGS_MANAGE)
    with system_scope(SystemJob.OUTBOX):
        user = User.objects.select_related("organisation").get(pk=by.person_id)
        brand = letters.brand_of(user)
    if not user.email:
        raise Invalid(_("Your account has no e-mail address: enter one in the profile."))
    subject = gettext("Test letter of %(name)s") % {"name": brand["name"]}
    text = gettext("If you can read this, letters are sent as they should be.")
    letters.mail(user.email, subject, f"{text}\n\n{brand['signature']}\n", sender_name=brand["name"], uid=uuid.uuid4())
    with scope(by):
        organisation = Organisation.objects.get(pk=by.tenant_id)
        record(by=by, action="accounts.mail.test", subject=organisation, after={"host": settings.EMAIL_HOST})
    return user.email


def change_masks(*, by: Actor, values: Mapping[str, str], version: int) -> OrganisationSettings:
    """Change the number masks; numbers given out already stay as they are; one record.

    Upper apps that number by a mask are asked first (`masks.guard`). Raises Invalid, StaleVersion, what a guard raises.
    """
    access.require(by, SETTINGS_MANAGE)
    for name in MASKS:
        masks.parse(values[name], name)
    if values["sole_trader_letter"] not in {"Ю", "Ф"}:
        raise Invalid(_("Sole traders get the letter Ю or Ф."), field="sole_trader_letter")
    with transaction.atomic():
        row = _settings(by)
        masks.ask_guards("contract_mask", by.tenant_id, values["contract_mask"])
        write(by, row, {name: values[name] for name in MASK_FIELDS}, version, "accounts.masks.change")
    return row


def change_keys(*, by: Actor, values: Mapping[str, str], version: int) -> OrganisationSettings:
    """Set keys of integrations: an empty value leaves a key as it is, «-» removes it; one record, without values."""
    access.require(by, SETTINGS_MANAGE)
    given = {name: "" if values[name] == "-" else values[name] for name in KEY_FIELDS if values.get(name)}
    with transaction.atomic():
        row = _settings(by)
        write(by, row, given, version, "accounts.integration_keys.change")
    return row


def _settings(by: Actor) -> OrganisationSettings:
    """Return the organisation's settings, locked."""
    rows = OrganisationSettings.objects.select_for_update(of=("self",))
    return access.narrow(by, SETTINGS_MANAGE, rows).get()
