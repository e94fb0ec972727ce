"""Fixtures of crm: a client with its requisites, and the record of what was done."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from apps.audit.models import AuditRecord
from apps.common.scope import SystemJob, system_scope
from tests.crm.factories import make_client

if TYPE_CHECKING:
    from collections.abc import Callable

    from apps.accounts.models import Organisation
    from apps.crm.models import Client


@pytest.fixture
def customer(organisation: Organisation) -> Client:
    """Return a legal entity with every requisite a contract needs."""
    return make_client(organisation)


@pytest.fixture
def actions() -> Callable[[], list[str]]:
    """Return a function that lists the actions recorded so far."""

    def listed() -> list[str]:
        with system_scope(SystemJob.MAINTENANCE):
            return list(AuditRecord.objects.order_by("id").values_list("action", flat=True))

    return listed
