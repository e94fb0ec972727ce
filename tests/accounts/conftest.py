"""Fixtures of accounts: a real SMTP server that letters of the test go to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.letters import LetterBox

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_django import Settings


@pytest.fixture
def letter_box(settings: Settings) -> Iterator[LetterBox]:
    """Return a running server to which Django's own SMTP backend sends."""
    box = LetterBox()
    box.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", box.port
    yield box
    box.stop()
