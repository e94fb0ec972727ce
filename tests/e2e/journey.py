"""What the steps of a machine's journey tell each other, and what several of them do with their hands."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import pytest
from PIL import Image

from tests.e2e.people import PHONE
from tests.e2e.story import RUN

if TYPE_CHECKING:
    from playwright.sync_api import Locator

    from tests.e2e.conftest import Visit
    from tests.e2e.people import Person

STORE, WORKSHOP = "Склад", "Сервисный центр"
SERIALS: Final = tuple(f"JRN{RUN:07d}{letter}" for letter in "ABC")
# What goes all the way, and what is not on its shelf when the driver comes.
GOING, LOST = SERIALS[:2], SERIALS[2]
REASON: Final = f"Диагностика {RUN}"
RETURN_REASON: Final = f"Клиент забирает оборудование {RUN}"
NOTE: Final = f"Полка пуста {RUN}"
ENDING: Final = f"Стоит на соседней полке {RUN}"
MANAGER, RECEIVER, COLLECTOR = "Музыка Ксения Павловна", "Техов Денис Романович", "Приёмкин Лев Олегович"
# Documents and pictures are given their time.
_PATIENCE_MS: Final = 60_000


@dataclass
class Journey:
    """What has come to pass so far: numbers of papers, addresses of pages, the parties as papers name them."""

    owner: str = ""
    client: str = ""
    client_inn: str = ""
    operator_inn: str = ""
    contract: str = ""
    contract_page: str = ""
    act: str = ""
    movement: str = ""
    number: str = ""
    claim: str = ""
    claim_number: str = ""
    return_act: str = ""
    return_number: str = ""
    units: dict[str, str] = field(default_factory=dict)

    @property
    def parties(self) -> tuple[str, str, str]:
        """Return what an act says of its parties."""
        return self.client, self.client_inn, self.operator_inn

    def needs(self, *names: str) -> None:
        """Fail plainly when an earlier step has not come to its end."""
        missing = [name for name in names if not getattr(self, name)]
        if missing:
            pytest.fail(f"an earlier step of the journey did not get here: no {', '.join(missing)}")


def phone(visit: Visit, login: str) -> Person:
    """Return a signed-in person with a phone."""
    person = visit(login, width=PHONE)
    person.context.set_default_timeout(_PATIENCE_MS)
    return person


def is_told(person: Person, number: str) -> None:
    """Hold that the bell tells the person of a document, on the phone's page of notifications."""
    person.open("/notifications/")
    assert number in person.text()


def choose(person: Person, name: str, label: str) -> None:
    """Choose the option of a select whose text has `label` in it."""
    options = person.page.locator(f"main [name='{name}'] option").filter(has_text=label)
    person.page.locator(f"main [name='{name}']").select_option(str(options.first.get_attribute("value")))


def link(person: Person, links: str, pattern: str) -> Locator:
    """Return the first link of the page whose address fits."""
    addresses = person.page.locator(f"main {links}").evaluate_all(
        "links => links.map(link => link.getAttribute('href'))"
    )
    wanted = next(address for address in addresses if re.fullmatch(pattern, str(address)))
    return person.page.locator(f"main a[href='{wanted}']").first


def at_workplace(person: Person, name: str, view: str = "") -> None:
    """Open the workplace of a site, and one of its lists by its tile."""
    person.open("/logistics/workplace/")
    if name not in person.page.locator("h1").inner_text():
        person.follow(person.page.locator(".nh-page-actions a").filter(has_text=name))
    if view:
        person.follow(person.page.locator(f".nh-tile[href$='view={view}']"))


def place(person: Person, serial: str) -> str:
    """Find a unit by its number and put it onto the shelf that is offered; return the shelf."""
    person.page.locator("#scan").fill(serial)
    item = person.page.locator(".nh-work-item.is-found").filter(has_text=serial)
    item.wait_for()
    offered = item.locator("form button.btn-primary").first
    shelf = offered.inner_text().strip()
    person.follow(offered)
    assert serial in toast(person)
    return shelf


def scan(person: Person, field_: Locator, *codes: str) -> None:
    """Let a hand scanner type codes into a field."""
    for code in codes:
        field_.fill(code)
        field_.press("Enter")


def sign(person: Person, canvas: Locator) -> None:
    """Draw a signature."""
    canvas.scroll_into_view_if_needed()
    frame = canvas.bounding_box()
    assert frame is not None
    person.page.mouse.move(frame["x"] + 20, frame["y"] + 40)
    person.page.mouse.down()
    person.page.mouse.move(frame["x"] + 120, frame["y"] + 20, steps=4)
    person.page.mouse.move(frame["x"] + 180, frame["y"] + 60, steps=4)
    person.page.mouse.up()


def has_signature(person: Person, name: str) -> None:
    """Hold that the page shows the drawn signature of a person, and that its picture loads."""
    figure = person.page.locator("figure.is-signature").filter(has_text=name)
    picture = figure.locator("img").first
    picture.scroll_into_view_if_needed()
    picture.evaluate("picture => picture.decode()")
    assert picture.evaluate("picture => picture.naturalWidth") == 600


def toast(person: Person) -> str:
    """Return the sentence by which the page confirms."""
    return person.page.locator(".nh-toast.tone-green").inner_text()


def photo() -> bytes:
    """Return a small photo."""
    kept = io.BytesIO()
    Image.new("RGB", (320, 240), "grey").save(kept, "JPEG")
    return kept.getvalue()
