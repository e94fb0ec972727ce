"""The company's own settings: requisites, brand, number masks, keys of integrations."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Brand, LegalEntity, OrganisationSettings
from apps.accounts.permissions import SETTINGS_MANAGE
from apps.audit.services import record
from apps.audit.snapshots import snapshot
from apps.common import access, masks, requisites
from apps.common.errors import Invalid

if TYPE_CHECKING:
    from django.db.models import Model

    from apps.common.actor import Actor
    from apps.common.models import VersionedModel

ENTITY_FIELDS: Final = (
    "name", "short_name", "inn", "kpp", "ogrn", "legal_address", "postal_address", "signatory_post",
    "signatory_name", "signatory_name_genitive", "signatory_basis", "bank_name", "bic", "settlement_account",
    "correspondent_account", "phone", "email", "registry_entry",
)  # fmt: skip
BRAND_FIELDS: Final = ("name", "accent_color", "letter_signature")
MASK_FIELDS: Final = ("contract_mask", "sole_trader_letter", "intake_mask", "return_mask")
KEY_FIELDS: Final = ("telegram_token", "bitrix_webhook", "dadata_key")
_COLOR: Final = re.compile(r"#[0-9a-fA-F]{6}")


def change_entity(*, by: Actor, values: Mapping[str, str], version: int) -> LegalEntity:
    """Change the main legal entity's requisites; check digits are checked; one record.

    Raises AccessDenied, Invalid at its field, StaleVersion.
    """
    access.require(by, SETTINGS_MANAGE)
    checked = _checked_requisites(values)
    with transaction.atomic():
        rows = access.narrow(by, SETTINGS_MANAGE, LegalEntity.objects.select_for_update(of=("self",)))
        entity = rows.get(is_main=True)
        _write(by, entity, checked, version, "accounts.legal_entity.change")
    return entity


def change_brand(*, by: Actor, values: Mapping[str, str], version: int) -> Brand:
    """Change name, colour and the signature of letters; one record. Raises Invalid, StaleVersion."""
    access.require(by, SETTINGS_MANAGE)
    if not _COLOR.fullmatch(values["accent_color"]):
        raise Invalid(_("A colour is written as # and six hexadecimal digits."), field="accent_color")
    with transaction.atomic():
        brand = access.narrow(by, SETTINGS_MANAGE, Brand.objects.select_for_update(of=("self",))).get()
        _write(by, brand, {name: values[name] for name in BRAND_FIELDS}, version, "accounts.brand.change")
    return brand


def change_masks(*, by: Actor, values: Mapping[str, str], version: int) -> OrganisationSettings:
    """Change the number masks; numbers given out already stay as they are; one record. Raises Invalid, StaleVersion."""
    access.require(by, SETTINGS_MANAGE)
    for name in ("contract_mask", "intake_mask", "return_mask"):
        masks.parse(values[name], name)
    if values["sole_trader_letter"] not in {"Ю", "Ф"}:
        raise Invalid(_("Sole traders get the letter Ю or Ф."), field="sole_trader_letter")
    with transaction.atomic():
        row = _settings(by)
        _write(by, row, {name: values[name] for name in MASK_FIELDS}, version, "accounts.masks.change")
    return row


def change_keys(*, by: Actor, values: Mapping[str, str], version: int) -> OrganisationSettings:
    """Set keys of integrations: an empty value leaves a key as it is, «-» removes it; one record, without values."""
    access.require(by, SETTINGS_MANAGE)
    given = {name: "" if values[name] == "-" else values[name] for name in KEY_FIELDS if values.get(name)}
    with transaction.atomic():
        row = _settings(by)
        _write(by, row, given, version, "accounts.integration_keys.change")
    return row


def _settings(by: Actor) -> OrganisationSettings:
    """Return the organisation's settings, locked."""
    rows = OrganisationSettings.objects.select_for_update(of=("self",))
    return access.narrow(by, SETTINGS_MANAGE, rows).get()


def _write(by: Actor, row: Model, values: Mapping[str, Any], version: int, action: str) -> None:
    """Set the values, write them against the version, record."""
    before = snapshot(row)
    for name, value in values.items():
        setattr(row, name, value)
    versioned: VersionedModel = row  # type: ignore[assignment]  # every row of the settings is versioned
    versioned.save_version(version, list(values))
    record(by=by, action=action, subject=row, before=before, after=snapshot(row))


def _checked_requisites(values: Mapping[str, str]) -> dict[str, str]:
    """Return the requisites clean; INN, KPP, OGRN, BIC and accounts agree with their check digits."""
    checked = {name: values[name].strip() for name in ENTITY_FIELDS}
    is_company = len(requisites.clean(checked["inn"])) != requisites.PERSON_INN_LENGTH
    checked["inn"] = (requisites.check_company_inn if is_company else requisites.check_person_inn)(checked["inn"])
    checked["ogrn"] = (requisites.check_ogrn if is_company else requisites.check_ogrnip)(checked["ogrn"])
    if is_company or checked["kpp"]:
        checked["kpp"] = requisites.check_kpp(checked["kpp"])
    if checked["bic"]:
        checked["bic"] = requisites.check_bic(checked["bic"])
    if checked["settlement_account"]:
        checked["settlement_account"] = requisites.check_settlement_account(
            checked["settlement_account"], checked["bic"]
        )
    if checked["correspondent_account"]:
        checked["correspondent_account"] = requisites.check_correspondent_account(
            checked["correspondent_account"], checked["bic"]
        )
    return checked
