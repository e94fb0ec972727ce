"""What the steps of the main job tell each other, and small tools that several steps use."""

from __future__ import annotations

import email
import email.policy
import os
import shutil
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

# Differs from run to run, so that the story can be told again on the same data.
RUN: Final = int(time.time()) % 10_000_000


def _inn(start: str) -> str:
    """Return a company's INN with its check digit."""
    weights = (2, 4, 10, 3, 5, 9, 4, 6, 8)
    return f"{start}{sum(weight * int(digit) for weight, digit in zip(weights, start, strict=True)) % 11 % 10}"


COMPANY: Final = {
    "inn": _inn(f"77{RUN:07d}"),
    "name": f"ООО «Проверочный Хеш {RUN}»",
    "kpp": "770801001",
    "ogrn": "1267700012348",
    "legal_address": "107078, г. Москва, ул. Новая Басманная, д. 14",
    "phone": "+7 495 123-45-67",
    "email": "office@proverka.example",
}
CONTACT: Final = {
    "contact_name": "Проверкин Семён Львович",
    "contact_phone": "+7 916 765-43-21",
    "contact_email": "semyon@proverka.example",
}
ACCOUNT: Final = {
    "account_bank_name": "ПАО Сбербанк",
    "account_bic": "044525225",
    "account_settlement_account": "40702810200000012345",
    "account_correspondent_account": "30101810400000000225",
}
SIGNATORY: Final = {
    "signatory_post": "Генеральный директор",
    "signatory_name": "Проверкин Семён Львович",
    "signatory_basis": "Устава",
}


@dataclass
class Story:
    """What has come to pass so far."""

    client: str = ""
    contract: str = ""
    number: str = ""
    site: str = ""
    machines: list[dict[str, Any]] = field(default_factory=list)
    units: dict[str, str] = field(default_factory=dict)

    def needs(self, *names: str) -> None:
        """Fail plainly when an earlier step of the story has not come to its end."""
        missing = [name for name in names if not getattr(self, name)]
        if missing:
            pytest.fail(f"an earlier step of the story did not get here: no {', '.join(missing)}")


def wait_for(what: Callable[[], Any], seconds: float, title: str, every_s: float = 1.0) -> Any:
    """Ask again and again until the answer is truthy; return it, fail after `seconds`."""
    limit = time.monotonic() + seconds
    while True:
        found = what()
        if found:
            return found
        if time.monotonic() > limit:
            pytest.fail(f"{title}: not within {seconds:.0f} s")
        time.sleep(every_s)


def as_pdf(document: Path) -> Path:
    """Return the document as LibreOffice shows it; skips where there is no LibreOffice."""
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("LibreOffice is not installed: the document was not opened")
    home = f"-env:UserInstallation=file://{document.parent / 'office'}"
    subprocess.run(
        [program, home, "--headless", "--convert-to", "pdf", "--outdir", str(document.parent), str(document)],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    return document.with_suffix(".pdf")


def letter_to(address: str) -> str:
    """Return the text of the newest letter to an address, empty when there is none yet."""
    folder = Path(os.environ["NEUROHOST_VAR"]) / "mail"
    found = sorted(folder.glob(f"*{address}.eml"))
    if not found:
        return ""
    letter = email.message_from_bytes(found[-1].read_bytes(), policy=email.policy.default)
    body = letter.get_body(("plain",))
    return "" if body is None else str(body.get_content())
