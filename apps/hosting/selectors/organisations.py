"""Organisations of the installation, for the platform's own staff."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce

from apps.accounts.models import Organisation, User
from apps.accounts.permissions import ORGANISATION_MANAGE
from apps.common import access

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from apps.common.actor import Actor


def organisations(actor: Actor) -> QuerySet[Organisation]:
    """Return the organisations with `people`, how many of their accounts work (one query)."""
    rows = access.narrow(actor, ORGANISATION_MANAGE, Organisation.objects.all())
    working = User.objects.filter(organisation=OuterRef("pk"), status=User.Status.ACTIVE).order_by()
    count = working.values("organisation").annotate(n=Count("pk")).values("n")
    return rows.annotate(people=Coalesce(Subquery(count, IntegerField()), 0)).order_by("name")
