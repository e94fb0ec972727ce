"""The company's settings: checked, recorded, keys never shown; the brand for everybody; the test letter."""

from __future__ import annotations

import io
import socket
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from apps.accounts.models import Brand, LegalEntity, Organisation, OrganisationSettings, User
from apps.accounts.services import company
from apps.audit.models import AuditRecord
from apps.common.roles import Role
from apps.common.scope import SystemJob, system_scope
from tests.accounts.admin_forms import ENTITY
from tests.browser import Browser
from tests.factories import PASSWORD, make_user
from tests.letters import LetterBox

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_django import Settings


@pytest.fixture
def browser(organisation: Organisation, signed_in: Callable[[User], Browser]) -> Browser:
    return signed_in(make_user(organisation, Role.ADMIN, login="boss"))


def _form(browser: Browser, name: str) -> dict[str, Any]:
    form = browser.get("/settings/").context[name]
    return {key: value for key, value in form.initial.items() if value is not None}


def _picture(kind: str, size: tuple[int, int] = (600, 150), color: str = "#3366cc") -> bytes:
    data = io.BytesIO()
    Image.new("RGB", size, color).save(data, kind)
    return data.getvalue()


def _upload(browser: Browser, data: bytes, name: str = "logo.png") -> Any:
    form = _form(browser, "logo_form")
    return browser.post("/settings/logo/", form | {"logo": SimpleUploadedFile(name, data)})


def _actions() -> list[str]:
    with system_scope(SystemJob.MAINTENANCE):
        return list(AuditRecord.objects.order_by("pk").values_list("action", flat=True))


def _main(organisation: Organisation) -> LegalEntity:
    with system_scope(SystemJob.MAINTENANCE):
        return LegalEntity.objects.get(organisation=organisation, is_main=True)


def test_requisites_are_saved_with_their_check_digits(browser: Browser, organisation: Organisation) -> None:
    page = f"/settings/entities/{_main(organisation).uid}/"
    form = {key: value for key, value in browser.get(page).context["form"].initial.items() if value is not None}
    account = {"bic": "044525225", "settlement_account": "40702810138250123017"}
    assert browser.post(page, form | account).status_code == 302
    with system_scope(SystemJob.MAINTENANCE):
        record = AuditRecord.objects.get()
    assert _main(organisation).settlement_account == "40702810138250123017"
    assert "40702810138250123017" not in record.changes


def test_a_second_entity_is_added_and_made_the_main_one(browser: Browser, organisation: Organisation) -> None:
    assert browser.post("/settings/entities/new/", ENTITY).status_code == 302
    with system_scope(SystemJob.MAINTENANCE):
        second = LegalEntity.objects.get(inn=ENTITY["inn"])
    assert second.is_main is False
    assert browser.post(f"/settings/entities/{second.uid}/main/").status_code == 302
    assert _main(organisation).pk == second.pk
    assert _actions() == ["accounts.legal_entity.add", "accounts.legal_entity.make_main"]


def test_the_same_entity_is_not_added_twice(browser: Browser) -> None:
    browser.post("/settings/entities/new/", ENTITY)
    answer = browser.post("/settings/entities/new/", ENTITY | {"short_name": "Again"})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["inn"])
    assert _actions() == ["accounts.legal_entity.add"]


def test_a_wrong_inn_is_refused_at_its_field(browser: Browser) -> None:
    answer = browser.post("/settings/entities/new/", ENTITY | {"inn": "7707083894"})
    assert (answer.status_code, list(answer.context["form"].errors), _actions()) == (422, ["inn"], [])


@pytest.mark.parametrize(
    ("part", "form", "changes", "field"),
    [
        ("organisation", "organisation_form", {"time_zone": "Moon/Sea"}, "time_zone"),
        ("brand", "brand_form", {"accent_color": "red"}, "accent_color"),
        ("masks", "mask_form", {"contract_mask": "{ДД}"}, "contract_mask"),
    ],
)
def test_a_wrong_value_is_refused_at_its_field(
    browser: Browser, part: str, form: str, changes: dict[str, str], field: str
) -> None:
    answer = browser.post(f"/settings/{part}/", _form(browser, form) | changes)
    assert answer.status_code == 422
    assert list(answer.context[form].errors) == [field]
    assert _actions() == []


def test_new_accounts_begin_with_the_organisations_language_and_zone(browser: Browser) -> None:
    chosen = {"name": "North", "time_zone": "Asia/Irkutsk", "language": "zh-hans"}
    assert browser.post("/settings/organisation/", chosen).status_code == 302
    initial = browser.get("/users/new/").context["form"].initial
    assert initial == {"language": "zh-hans", "time_zone": "Asia/Irkutsk"}
    assert _actions() == ["accounts.organisation.change"]


def test_a_key_is_set_and_never_shown(browser: Browser, organisation: Organisation) -> None:
    secret = "42:very-secret-token"
    browser.post("/settings/keys/", {"telegram_token": secret, "version": 1})
    with system_scope(SystemJob.MAINTENANCE):
        assert OrganisationSettings.objects.get(organisation=organisation).telegram_token == secret
        assert secret not in AuditRecord.objects.get().changes
    assert secret not in browser.get("/settings/").content.decode()


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_logo_is_drawn_anew_and_served_to_everybody(browser: Browser, kind: str) -> None:
    assert _upload(browser, _picture(kind)).status_code == 302
    served = Browser().get("/brand/north/logo.png")
    assert (served.status_code, served["Content-Type"]) == (200, "image/png")
    assert served["Cache-Control"] == "public, max-age=3600"
    with Image.open(io.BytesIO(served.content)) as picture:
        assert (picture.format, picture.size) == ("PNG", (512, 128))
    again = Browser().get("/brand/north/logo.png", headers={"If-None-Match": served["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert _actions() == ["accounts.brand.change_logo"]


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b'<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>', "logo.svg"),
        (b"\x89PNG\r\n\x1a\n but not really", "logo.png"),
        (_picture("GIF"), "logo.png"),
        (_picture("PNG")[:300], "logo.png"),
        (_picture("PNG", (4001, 2)), "logo.png"),
        (b"\x00" * (1024 * 1024 + 1), "logo.png"),
    ],
    ids=["svg", "torn", "gif", "cut", "too wide", "too heavy"],
)
def test_what_is_no_picture_of_ours_is_refused_at_its_field(browser: Browser, data: bytes, name: str) -> None:
    answer = _upload(browser, data, name)
    assert (answer.status_code, list(answer.context["logo_form"].errors)) == (422, ["logo"])
    assert (Browser().get("/brand/north/logo.png").status_code, _actions()) == (404, [])


def test_the_shell_shows_name_logo_and_colour_of_the_brand(browser: Browser, organisation: Organisation) -> None:
    _upload(browser, _picture("PNG"))
    browser.post("/settings/brand/", _form(browser, "brand_form") | {"name": "Полюс", "accent_color": "#3366cc"})
    page = browser.get("/profile/").content.decode()
    assert ("<span>Полюс</span>" in page, "/brand/north/brand.css?v=3" in page) == (True, True)
    assert "/brand/north/logo.png?v=" in page
    style = Browser().get("/brand/north/brand.css")
    assert (style["Content-Type"], "--nh-accent: #3366cc;" in style.content.decode()) == (
        "text/css; charset=utf-8",
        True,
    )
    assert "<span>Полюс</span>" in Browser().get("/sign-in/").content.decode()


def test_before_signing_in_the_brand_is_that_of_the_address_or_of_the_last_visit(
    browser: Browser, organisation: Organisation, other_organisation: Organisation
) -> None:
    visitor = Browser()
    assert "<span>NeuroHost</span>" in visitor.get("/sign-in/").content.decode()
    assert "<span>South</span>" in visitor.get("/sign-in/?brand=south").content.decode()
    visitor.post("/sign-in/", {"username": "boss", "password": PASSWORD})
    visitor.post("/sign-out/")
    assert "<span>North</span>" in visitor.get("/sign-in/").content.decode()


def test_a_removed_logo_is_served_no_more(browser: Browser) -> None:
    _upload(browser, _picture("PNG"))
    assert browser.post("/settings/logo/remove/").status_code == 302
    assert Browser().get("/brand/north/logo.png").status_code == 404
    with system_scope(SystemJob.MAINTENANCE):
        assert Brand.objects.get().logo_id is None
    assert _actions() == ["accounts.brand.change_logo", "accounts.brand.remove_logo"]


def _messages(answer: Any) -> list[str]:
    return [str(one) for one in answer.context["messages"]]


def test_a_test_letter_goes_through_the_real_server(browser: Browser, letter_box: LetterBox) -> None:
    browser.post("/settings/test-letter/")
    assert _messages(browser.get("/settings/")) == ["The server accepted a letter to boss@example.test."]
    (letter,) = letter_box.letters
    assert (letter["To"], letter["Subject"]) == ("boss@example.test", "Test letter of North")
    assert _actions() == ["accounts.mail.test"]


def test_a_server_that_is_away_is_named_in_words(browser: Browser, settings: Settings) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", taken.getsockname()[1]
        browser.post("/settings/test-letter/")
    (sentence,) = _messages(browser.get("/settings/"))
    assert sentence.startswith("The message was not delivered this time: ConnectionRefusedError")
    assert _actions() == []


def test_a_recipient_whom_the_server_refuses_is_named_in_words(browser: Browser, letter_box: LetterBox) -> None:
    letter_box.refuse_with = "550 no such mailbox"
    browser.post("/settings/test-letter/")
    assert _messages(browser.get("/settings/")) == ["The message cannot be delivered: SMTP 550"]


@pytest.mark.parametrize(
    ("name", "typed", "said"),
    [
        ("movement_mask", "ПМ-{N:4}", "ПМ-0017"),
        ("claim_mask", "РХ/{N}", "РХ/17"),
        ("contract_mask", "Д-{N}{Ю|Ф}", "Д-17Ю"),
        ("claim_mask", "РХ", "A mask holds {N} exactly once."),
        ("claim_mask", "{ДД}-{N}", "The mask does not know «{ДД}»."),
        ("claim_mask", "", "A mask has 1 to 80 characters."),
    ],
)
def test_a_mask_shows_its_number_while_it_is_typed(browser: Browser, name: str, typed: str, said: str) -> None:
    answer = browser.get("/settings/masks/sample/", {name: typed})
    assert (answer.status_code, said in answer.content.decode()) == (200, True)
    assert _actions() == []


def test_every_mask_of_the_settings_has_its_sample_beside_it(browser: Browser) -> None:
    rows = browser.get("/settings/").context["mask_rows"]
    shown = {bound.name: sample.number for bound, sample in rows if sample}
    assert list(shown) == list(company.MASKS)
    assert (shown["movement_mask"], shown["claim_mask"], shown["addendum_mask"]) == ("ПМ-17", "РХ-17", "17")
    page = browser.get("/settings/").content.decode()
    assert page.count('hx-get="/settings/masks/sample/"') == len(company.MASKS)


def test_a_refused_mask_says_why_where_its_number_would_stand(browser: Browser) -> None:
    answer = browser.post("/settings/masks/", _form(browser, "mask_form") | {"claim_mask": "РХ"})
    samples = {bound.name: sample for bound, sample in answer.context["mask_rows"]}
    assert (answer.status_code, samples["claim_mask"].number) == (422, "")
    assert (samples["claim_mask"].wrong, samples["movement_mask"].number) == ("A mask holds {N} exactly once.", "ПМ-17")
