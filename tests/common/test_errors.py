"""Refusals: the sentence is the reader's, the parameters are the machine's."""

from __future__ import annotations

import pytest
from django.utils import translation

from apps.common.errors import Conflict


@pytest.mark.parametrize(("language", "written"), [("ru", "1 600,0 kW of A"), ("en", "1,600.0 kW of A")])
def test_kilowatts_of_a_refusal_are_written_by_the_readers_language_and_given_to_the_api_as_they_are(
    language: str, written: str
) -> None:
    refusal = Conflict("%(limit_kw)s kW of %(node)s", node="A", limit_kw="1600.0")
    with translation.override(language):
        assert refusal.message.replace("\xa0", " ") == written
    assert refusal.params == {"node": "A", "limit_kw": "1600.0"}
