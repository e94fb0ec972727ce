"""The filter of clients by the region of their INN."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import get_language

from apps.common.pages import ChoiceFilter
from apps.crm.enums import ClientType
from apps.crm.rules.regions import REGIONS

if TYPE_CHECKING:
    from django.http import QueryDict

    from apps.common.actor import Actor


def region_choices(_actor: Actor) -> list[tuple[str, str]]:
    """Return the regions by name, each under the first of its codes."""
    language = get_language() or "en"
    return sorted(((region.codes[0], region.name(language)) for region in REGIONS), key=lambda pair: pair[1])


@dataclass(frozen=True, kw_only=True)
class RegionFilter(ChoiceFilter):
    """Clients whose INN begins with any code of the chosen regions; foreign numbers tell no region."""

    def condition(self, params: QueryDict, actor: Actor) -> Q | None:
        """Return «begins with one of the codes», None when nothing fitting is chosen."""
        given = set(params.getlist(self.key))
        chosen = Q()
        for region in REGIONS:
            if region.codes[0] in given:
                for code in region.codes:
                    chosen |= Q(**{f"{self.lookup}__startswith": code})
        return chosen & ~Q(type=ClientType.FOREIGN_COMPANY) if chosen else None
