"""Own legal entities: added, changed, one of them the main one; check digits are checked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import LegalEntity
from apps.accounts.permissions import SETTINGS_MANAGE
from apps.accounts.services.changing import write
from apps.audit.services import record
from apps.audit.snapshots import snapshot
from apps.common import access, requisites
from apps.common.errors import Invalid

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet

    from apps.common.actor import Actor

ENTITY_FIELDS: Final = (
    "name", "short_name", "inn", "kpp", "ogrn", "legal_address", "postal_address", "signatory_post",
    "signatory_name", "signatory_name_genitive", "signatory_basis", "bank_name", "bic", "settlement_account",
    "correspondent_account", "phone", "email", "registry_entry",
)  # fmt: skip


def add_entity(*, by: Actor, values: Mapping[str, str]) -> LegalEntity:
    """Add a legal entity; the first one of an organisation is its main one; one record.

    Raises AccessDenied, Invalid at its field (check digits, or an entity with this INN and KPP is there already).
    """
    access.require(by, SETTINGS_MANAGE)
    checked = _checked(values)
    with transaction.atomic():
        _require_free(by, checked)
        is_main = not _locked(by).filter(is_main=True).exists()
        entity = LegalEntity.objects.create(organisation_id=by.tenant_id, is_main=is_main, **checked)
        record(by=by, action="accounts.legal_entity.add", subject=entity, after=snapshot(entity))
    return entity


def change_entity(*, by: Actor, uid: UUID, values: Mapping[str, str], version: int) -> LegalEntity:
    """Change an entity's requisites; contracts signed already keep their papers; one record.

    Raises AccessDenied, Invalid at its field, StaleVersion, Http404 out of reach.
    """
    entity = access.fetch(by, SETTINGS_MANAGE, LegalEntity.objects.all(), uid=uid)
    checked = _checked(values)
    with transaction.atomic():
        entity = _locked(by).get(pk=entity.pk)
        _require_free(by, checked, entity)
        write(by, entity, checked, version, "accounts.legal_entity.change")
    return entity


def make_main(*, by: Actor, uid: UUID) -> LegalEntity:
    """Make an entity the main one: new contracts are signed by it; one record. Raises Http404 out of reach."""
    entity = access.fetch(by, SETTINGS_MANAGE, LegalEntity.objects.all(), uid=uid)
    with transaction.atomic():
        rows = {row.pk: row for row in _locked(by).order_by("pk")}
        chosen = rows[entity.pk]
        if not chosen.is_main:
            for earlier in (row for row in rows.values() if row.is_main):
                earlier.is_main = False
                earlier.save_version(earlier.version, ["is_main"])
            write(by, chosen, {"is_main": True}, chosen.version, "accounts.legal_entity.make_main")
    return chosen


def _locked(by: Actor) -> QuerySet[LegalEntity]:
    """Return the organisation's entities, to be locked when they are read."""
    return access.narrow(by, SETTINGS_MANAGE, LegalEntity.objects.select_for_update(of=("self",)))


def _require_free(by: Actor, checked: Mapping[str, str], entity: LegalEntity | None = None) -> None:
    """Raise Invalid when another entity of the organisation has this INN and KPP."""
    others = access.narrow(by, SETTINGS_MANAGE, LegalEntity.objects.exclude(pk=entity.pk if entity else 0))
    if others.filter(inn=checked["inn"], kpp=checked["kpp"]).exists():
        raise Invalid(_("A legal entity with this INN and KPP is there already."), field="inn")


def _checked(values: Mapping[str, str]) -> dict[str, str]:
    """Return the requisites clean; INN, KPP, OGRN, BIC and accounts agree with their check digits."""
    checked = {name: values[name].strip() for name in ENTITY_FIELDS}
    is_company = len(requisites.clean(checked["inn"])) != requisites.PERSON_INN_LENGTH
    checked["inn"] = (requisites.check_company_inn if is_company else requisites.check_person_inn)(checked["inn"])
    checked["ogrn"] = (requisites.check_ogrn if is_company else requisites.check_ogrnip)(checked["ogrn"])
    if is_company or checked["kpp"]:
        checked["kpp"] = requisites.check_kpp(checked["kpp"])
    if checked["bic"]:
        checked["bic"] = requisites.check_bic(checked["bic"])
    for name, check in (
        ("settlement_account", requisites.check_settlement_account),
        ("correspondent_account", requisites.check_correspondent_account),
    ):
        if checked[name]:
            checked[name] = check(checked[name], checked["bic"])
    return checked
