"""Clients, contacts and contracts from files, each row by the services of crm; and the exports that fit them."""

from apps.common.imports import kinds
from apps.crm.services.importing.clients import ClientImporter
from apps.crm.services.importing.contacts import ContactImporter
from apps.crm.services.importing.contracts import ContractImporter

__all__ = ["register"]


def register() -> None:
    """Register the three kinds; called once when the app is ready."""
    for importer in (ClientImporter(), ContactImporter(), ContractImporter()):
        kinds.register(importer)
