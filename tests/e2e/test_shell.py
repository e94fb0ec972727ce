"""The shell of every page: signing in, language, theme, and what nobody is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.e2e.people import PHONE, sign_in

if TYPE_CHECKING:
    from tests.e2e.conftest import Visit


def test_a_wrong_password_keeps_the_name_and_lets_nobody_in(visit: Visit) -> None:
    person = visit("")
    person.open("/sign-in/")
    person.fill(username="manager", password="not-the-password")
    person.send()
    assert "/sign-in/" in person.page.url
    assert person.page.locator("[name=username]").input_value() == "manager"
    assert person.page.locator("[name=password]").input_value() == ""


def test_a_signed_out_person_is_led_to_the_sign_in_and_back(visit: Visit) -> None:
    person = visit("")
    person.open("/profile/")
    assert "/sign-in/" in person.page.url
    person.fill(username="accountant", password="hash-rate-2026")
    person.send()
    assert person.page.url == f"{person.base_url}/profile/"


def test_signing_out_ends_the_session(visit: Visit) -> None:
    person = visit("")
    sign_in(person, "accountant")
    person.page.locator("header .dropdown").last.locator("[data-bs-toggle]").click()
    person.follow(person.page.locator("form[action='/sign-out/'] [type=submit]"))
    person.open("/profile/")
    assert "/sign-in/" in person.page.url


def test_the_language_switch_keeps_the_page_and_what_is_typed(visit: Visit, width: int) -> None:
    person = visit("manager", width=width)
    person.open("/clients/new/")
    titles = []
    for language in ("ru", "zh-hans", "en"):
        person.fill(name="ООО «Тест — 测试»", legal_address="г. Владимир")
        person.page.locator("header [data-bs-toggle]:has(.ti-language)").click()
        person.follow(person.page.locator(f"form.nh-language button[lang='{language}']"))
        assert person.page.url == f"{person.base_url}/clients/new/"
        assert person.page.locator("html").get_attribute("lang") == language
        assert person.page.locator("[name=name]").input_value() == "ООО «Тест — 测试»"
        assert person.page.locator("[name=legal_address]").input_value() == "г. Владимир"
        titles.append(person.page.locator("h1").inner_text())
    assert len(set(titles)) == 3


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_theme_is_chosen_and_stays(visit: Visit, theme: str) -> None:
    person = visit("manager")
    person.open("/profile/")
    person.page.locator("header [data-bs-toggle]:has(.ti-brightness)").click()
    person.page.locator(f"[data-theme-set='{theme}']").click()
    assert person.page.locator("html").get_attribute("data-bs-theme") == theme
    person.open("/notifications/")
    assert person.page.locator("html").get_attribute("data-bs-theme") == theme


def test_an_unknown_address_is_a_page_of_its_own(visit: Visit, width: int) -> None:
    person = visit("manager", width=width)
    person.open("/no-such-page/", status=404)
    assert person.page.locator("h1").inner_text() != ""


def test_the_navigation_opens_and_closes_on_a_phone(visit: Visit) -> None:
    person = visit("manager", width=PHONE)
    person.open("/clients/")
    person.page.locator("[data-nav-open]").click()
    assert person.page.locator("#nh-sidebar.is-open").count() == 1
    person.page.keyboard.press("Escape")
    assert person.page.locator("#nh-sidebar.is-open").count() == 0
