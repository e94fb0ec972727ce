"""The number that a mask would give, shown beside its field while it is typed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.shortcuts import render

from apps.common import clock, masks
from apps.common.errors import Invalid

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django import forms
    from django.forms import BoundField
    from django.http import HttpRequest, HttpResponse

NUMBER: Final = 17
ENDING: Final = "_mask"


@dataclass(frozen=True, slots=True)
class Sample:
    """What a mask makes of the sample number today, or the sentence of its refusal."""

    number: str = ""
    wrong: str = ""


def sample(text: str) -> Sample:
    """Return the sample of a mask as somebody has typed it."""
    try:
        return Sample(number=masks.parse(text).render(NUMBER, clock.today()))
    except Invalid as refusal:
        return Sample(wrong=refusal.message)


def rows(form: forms.Form, names: Iterable[str]) -> list[tuple[BoundField, Sample | None]]:
    """Return these fields of a form, each mask with the sample of what stands in it."""
    found = []
    for name in names:
        bound = form[name]
        found.append((bound, sample(str(bound.value() or "")) if name.endswith(ENDING) else None))
    return found


def answer(request: HttpRequest) -> HttpResponse:
    """Answer the sample of the mask that the address carries, whatever its field is called (fragment)."""
    name = next((each for each in request.GET if each.endswith(ENDING)), "")
    typed = request.GET.get(name, "")
    return render(request, "components/mask_sample.html", {"sample": sample(typed[: masks.MAX_LENGTH + 1])})
