"""Transfer notes and claims are numbered by the masks of the organisation."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from apps.accounts.models import OrganisationSettings
from apps.accounts.services import company
from apps.common.errors import Invalid
from apps.common.scope import scope
from tests.logistics.factories import make_movement, make_road

if TYPE_CHECKING:
    from apps.accounts.models import Organisation
    from apps.common.actor import Actor

pytestmark = pytest.mark.django_db


def test_a_new_mask_numbers_the_next_transfer_note_and_the_count_goes_on(
    organisation: Organisation, admin: Actor
) -> None:
    road = make_road(organisation)
    assert make_movement(road, road.units[:1]).number == "ПМ-1"
    with scope(admin):
        row = OrganisationSettings.objects.get()
        values = {name: getattr(row, name) for name in company.MASK_FIELDS} | {"movement_mask": "ТН-{N:4}"}
        with pytest.raises(Invalid) as refusal:
            company.change_masks(by=admin, values=values | {"claim_mask": "без номера"}, version=row.version)
        assert refusal.value.field == "claim_mask"
        company.change_masks(by=admin, values=values, version=row.version)
    assert make_movement(road, road.units[1:]).number == "ТН-0002"
