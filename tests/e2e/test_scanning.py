"""Codes are read under the strict content policy: by the camera, and from a photo where there is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.e2e import labels
from tests.e2e.people import PHONE, Person, launch

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Playwright

    from tests.e2e.conftest import Visit

_SERIAL = "TGDEMO00000001"
_ELSEWHERE = "ANYLABEL20261127"


def _open_scanner(person: Person) -> None:
    person.open("/logistics/workplace/")
    person.page.locator("[data-scan='scan']").click()
    person.page.locator("dialog.nh-scanner").wait_for()


@pytest.mark.parametrize("serial", [_SERIAL, _ELSEWHERE])
def test_a_photo_of_a_label_is_read_in_the_page(visit: Visit, serial: str, figures: list[str]) -> None:
    person = visit("warehouse", width=PHONE)
    _open_scanner(person)
    began = person.page.evaluate("performance.now()")
    photo = {"name": "label.jpg", "mimeType": "image/jpeg", "buffer": labels.jpeg(serial)}
    person.page.locator("dialog.nh-scanner input[type=file]").set_input_files(photo)  # type: ignore[arg-type]  # a file in memory
    expect(person.page.locator("#scan")).to_have_value(serial)
    taken = person.page.evaluate("performance.now()") - began
    figures.append(f"a photo of a label is read in {taken:.0f} ms")


def test_a_photo_without_a_code_says_so(visit: Visit) -> None:
    person = visit("warehouse", width=PHONE)
    _open_scanner(person)
    said = person.page.locator("dialog.nh-scanner [role=status]")
    before = said.inner_text()
    photo = {"name": "x.jpg", "mimeType": "image/jpeg", "buffer": labels.jpeg("X")[:200]}
    person.page.locator("dialog.nh-scanner input[type=file]").set_input_files(photo)  # type: ignore[arg-type]  # as above
    expect(said).not_to_have_text(before)
    assert person.page.locator("#scan").input_value() == ""


def test_the_camera_reads_a_label(playwright: Playwright, base_url: str, tmp_path: Path) -> None:
    film = tmp_path / "label.mjpeg"
    labels.film(_SERIAL, film)
    flags = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")
    browser = launch(playwright, *flags, f"--use-file-for-fake-video-capture={film}")
    person = Person(browser, base_url, width=PHONE)
    person.context.grant_permissions(["camera"])
    person.open("/sign-in/")
    person.fill(username="warehouse", password="hash-rate-2026")
    person.send()
    _open_scanner(person)
    expect(person.page.locator("#scan")).to_have_value(_SERIAL, timeout=20_000)
    assert person.watch.faults == []
    browser.close()
