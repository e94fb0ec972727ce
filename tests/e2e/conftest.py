"""Fixtures of the browser tests: Chromium, the system under test, people who sign in, the simulated site."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Playwright, StorageState, sync_playwright

from tests.e2e.people import PHONE, WIDE, Person, launch, sign_in
from tests.e2e.simulated import SimulatedSite

Visit = Callable[..., Person]
FIGURES: list[str] = []


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every browser test."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.e2e)


@pytest.fixture(scope="session")
def base_url() -> str:
    """Return the address of the system under test, which `bin/neurohost e2e` brings up."""
    url = os.environ.get("NEUROHOST_E2E_URL", "")
    if not url:
        pytest.skip("no system under test: run bin/neurohost e2e")
    return url


@pytest.fixture(scope="session")
def playwright(base_url: str) -> Iterator[Playwright]:
    """Return the one Playwright of a run: two of them at once are refused."""
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """Return the distribution's Chromium."""
    chromium = launch(playwright)
    yield chromium
    chromium.close()


@pytest.fixture(scope="session")
def sign_ins() -> dict[str, StorageState]:
    """Keep the cookies of those who have signed in, so that each does it once."""
    return {}


@pytest.fixture
def visit(
    browser: Browser, base_url: str, sign_ins: dict[str, StorageState], request: pytest.FixtureRequest
) -> Iterator[Visit]:
    """Return a function that gives a signed-in person by login; at the end nothing may have gone wrong unseen."""
    people: list[Person] = []

    def come(login: str, *, width: int = WIDE) -> Person:
        if login and login not in sign_ins:
            first = Person(browser, base_url, width=WIDE)
            people.append(first)
            sign_ins[login] = sign_in(first, login)
        person = Person(browser, base_url, width=width, kept=sign_ins.get(login))
        people.append(person)
        return person

    yield come
    faults = []
    for number, person in enumerate(people):
        if getattr(request.node, "failed", False):
            person.picture(f"{request.node.name}-{number}")
        faults += person.watch.faults
        person.leave()
    assert not faults, "\n".join(faults)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Tell the fixture whether the test has failed, so that it keeps a picture."""
    report = yield
    if report.when == "call" and report.failed:
        item.failed = True  # type: ignore[attr-defined]
    return report


@pytest.fixture(params=[WIDE, PHONE], ids=["wide", "phone"])
def width(request: pytest.FixtureRequest) -> int:
    """Run a test at both widths."""
    return int(request.param)


@pytest.fixture(scope="session")
def simulated() -> SimulatedSite:
    """Return the simulated site's switches."""
    return SimulatedSite.of_environment()


@pytest.fixture
def figures() -> list[str]:
    """Return the list of measured figures that are printed at the end."""
    return FIGURES


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what was measured."""
    for figure in FIGURES:
        terminalreporter.write_line(f"measured: {figure}")
