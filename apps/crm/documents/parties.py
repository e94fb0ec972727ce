"""The parties of a contract as plain values for a template."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from apps.crm.rules import names, texts, writing

if TYPE_CHECKING:
    from apps.accounts.models import LegalEntity
    from apps.crm.models import BankAccount, Client

Values = dict[str, str | bool]
_EMPTY_ACCOUNT: Values = {"bank_name": "", "bic": "", "swift": "", "settlement": "", "correspondent": ""}


def operator(entity: LegalEntity, language: str = "ru") -> Values:
    """Return the operator's own legal entity as a document of the language names it."""
    return {
        "kind": "legal_entity",
        "name": entity.name,
        "short_name": entity.short_name,
        "inn": entity.inn,
        "kpp": entity.kpp,
        "ogrn": entity.ogrn,
        "legal_address": entity.legal_address,
        "postal_address": entity.postal_address or entity.legal_address,
        "phone": entity.phone,
        "email": entity.email,
        "registry_entry": entity.registry_entry,
        "bank_name": entity.bank_name,
        "bic": entity.bic,
        "swift": "",
        "settlement": entity.settlement_account,
        "correspondent": entity.correspondent_account,
        **_signatory(entity, language),
    }


def customer(client: Client, account: BankAccount | None, language: str = "ru") -> Values:
    """Return the client with its main account; a person's passport is part of it."""
    return {
        "kind": str(client.type),
        "name": client.name,
        "short_name": client.short_name or client.name,
        "inn": client.inn,
        "kpp": client.kpp,
        "ogrn": client.ogrn,
        "country": client.country,
        "registration_number": client.registration_number,
        "legal_address": client.legal_address,
        "postal_address": client.postal_address or client.legal_address,
        "phone": texts.shown_phone(client.phone, client.phone_extension),
        "email": client.email,
        "registry_entry": client.registry_entry,
        "female": names.is_female(client.name),
        "initials": names.initials(client.name),
        **_passport(client, language),
        **(_EMPTY_ACCOUNT if account is None else _account(account)),
        **_signatory(client, language),
    }


def _account(account: BankAccount) -> Values:
    return {
        "bank_name": account.bank_name,
        "bic": account.bic,
        "swift": account.swift,
        "settlement": account.settlement_account,
        "correspondent": account.correspondent_account,
    }


def _passport(client: Client, language: str) -> Values:
    return {
        "passport": f"{client.passport_series} {client.passport_number}".strip(),
        "passport_issued_by": client.passport_issued_by,
        "passport_issued_on": _day(client.passport_issued_on, language),
        "passport_department": client.passport_department,
        "birth_date": _day(client.birth_date, language),
    }


def _day(iso: str, language: str) -> str:
    """Return a day of a card as the document's language writes it, empty for an empty text."""
    return writing.of(language).short_date(date.fromisoformat(iso)) if iso else ""


def _signatory(party: Client | LegalEntity, language: str) -> Values:
    """Return who signs; `in_person` is «генерального директора Орлова …» when both can be said in the genitive.

    A genitive that nobody typed is suggested by the rules of Russian names.
    """
    name = party.signatory_name
    post = names.post_genitive(party.signatory_post)
    genitive = party.signatory_name_genitive or names.name_genitive(name)
    return {
        "signatory_post": names.said(party.signatory_post, language),
        "signatory_name": name,
        "signatory_initials": names.initials(name),
        "signatory_female": names.is_female(name),
        "signatory_in_person": f"{post} {genitive}" if post and genitive else "",
        "signatory_basis": names.said(party.signatory_basis, language),
    }
