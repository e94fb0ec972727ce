"""Nouns of the record: what an actor may read of the log."""

from apps.audit.selectors.details import Change, Detail, detail
from apps.audit.selectors.history import history
from apps.audit.selectors.records import actions, address_index, chains, kinds, records

__all__ = ["Change", "Detail", "actions", "address_index", "chains", "detail", "history", "kinds", "records"]
