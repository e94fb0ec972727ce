"""The local Bot API: its methods, refusals, limits and both ways of getting updates, over real HTTP."""

from __future__ import annotations

import json
import threading
import time
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from local_servers.serving import Answer, Request, serving
from local_servers.telegram import Bot, Person, Telegram

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

TOKEN = "7100000001:test-telegram-token-0123456789abcdef"
ANNA = Person(501, "Anna", "anna", "en")
SECRET = "X-Telegram-Bot-Api-Secret-Token"

Ask = "Callable[..., tuple[int, dict[str, Any]]]"


@pytest.fixture
def telegram() -> Telegram:
    found = Telegram([Bot(TOKEN, "test_bot")])
    found.know(ANNA)
    return found


@pytest.fixture
def ask(telegram: Telegram) -> Iterator[Callable[..., tuple[int, dict[str, Any]]]]:
    with serving(telegram) as url:

        def call(method: str, token: str = TOKEN, **params: Any) -> tuple[int, dict[str, Any]]:
            answer = httpx.post(f"{url}/telegram/bot{token}/{method}", json=params, timeout=20)
            return answer.status_code, answer.json()

        yield call


class Receiver:
    """A webhook that answers as it is told, one answer after the other."""

    prefix = "/hook"

    def __init__(self, *statuses: int) -> None:
        self.statuses = list(statuses)
        self.got: list[tuple[str, dict[str, Any]]] = []

    def answer(self, request: Request) -> Answer:
        self.got.append((request.headers.get(SECRET.lower(), ""), request.json()))
        return Answer(self.statuses.pop(0) if self.statuses else 200)


def _until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.02)


def test_a_bot_is_known_by_its_token(ask: Any) -> None:
    assert ask("getMe")[1]["result"]["username"] == "test_bot"
    assert ask("getMe", token="7100000001:another-token-0123456789abcdef01")[1] == {
        "ok": False, "error_code": 401, "description": "Unauthorized",
    }  # fmt: skip
    assert ask("getMe", token="x")[0] == 404
    assert ask("noSuchMethod")[0] == 404


def test_a_message_is_read_by_the_person_with_its_markup(ask: Any, telegram: Telegram) -> None:
    keyboard = {
        "inline_keyboard": [[{"text": "Yes", "callback_data": "y"}, {"text": "Site", "url": "https://nh.example/"}]]
    }
    status, told = ask("sendMessage", chat_id=501, text="<b>5 &lt; 6</b>", parse_mode="HTML", reply_markup=keyboard)
    assert (status, told["result"]["text"], told["result"]["reply_markup"]) == (200, "5 < 6", keyboard)
    assert telegram.said_to(ANNA) == ["5 < 6"]


@pytest.mark.parametrize(
    ("params", "status", "words"),
    [
        ({"chat_id": 502}, 400, "chat not found"),
        ({"text": " "}, 400, "message text is empty"),
        ({"text": "x" * 4097}, 400, "message is too long"),
        ({"text": "<b>x", "parse_mode": "HTML"}, 400, "can't parse entities"),
        ({"text": "<table>x</table>", "parse_mode": "HTML"}, 400, "Unsupported start tag"),
        (
            {"reply_markup": {"inline_keyboard": [[{"text": "a", "callback_data": "x" * 65}]]}},
            400,
            "BUTTON_DATA_INVALID",
        ),
        ({"reply_markup": {"inline_keyboard": [[{"text": "a", "url": "http://localhost/"}]]}}, 400, "Wrong HTTP URL"),
        (
            {"reply_markup": {"inline_keyboard": [[{"text": "a", "web_app": {"url": "http://nh.example/"}}]]}},
            400,
            "Only HTTPS links are allowed",
        ),
    ],
)
def test_what_telegram_refuses_is_refused(ask: Any, params: dict[str, Any], status: int, words: str) -> None:
    answered, told = ask("sendMessage", **{"chat_id": 501, "text": "x"} | params)
    assert (answered, told["ok"], words in told["description"]) == (status, False, True)


def test_a_person_who_blocked_the_bot_or_never_began_is_not_reached(ask: Any, telegram: Telegram) -> None:
    telegram.block(ANNA)
    assert ask("sendMessage", chat_id=501, text="x")[1]["description"] == "Forbidden: bot was blocked by the user"
    telegram.write(ANNA, "/start")
    assert ask("sendMessage", chat_id=501, text="x")[0] == 200
    telegram.know(Person(503, "Boris"), started=False)
    assert "can't initiate conversation" in ask("sendMessage", chat_id=503, text="x")[1]["description"]


def test_the_limits_say_how_long_to_wait(ask: Any, telegram: Telegram) -> None:
    assert ask("sendMessage", chat_id=501, text="1")[0] == 200
    status, told = ask("sendMessage", chat_id=501, text="2")
    assert (status, told["parameters"]) == (429, {"retry_after": 1})
    time.sleep(1)
    telegram.limits.per_second = 3
    for number in range(600, 606):
        telegram.know(Person(number, "P"))
    statuses = [ask("sendMessage", chat_id=number, text="x")[0] for number in range(600, 606)]
    assert (statuses[:3], 429 in statuses[3:]) == ([200] * 3, True)


def test_a_group_takes_twenty_a_minute(ask: Any, telegram: Telegram) -> None:
    telegram.know(Person(-70, "Group"))
    telegram.limits.per_second = 100
    statuses = [ask("sendMessage", chat_id=-70, text="x")[0] for _ in range(21)]
    assert statuses == [200] * 20 + [429]


def test_updates_are_asked_for_and_forgotten_by_the_offset(ask: Any, telegram: Telegram) -> None:
    first = telegram.write(ANNA, "/start lnk")["update_id"]
    second = telegram.write(ANNA, "hello")["update_id"]
    assert [one["update_id"] for one in ask("getUpdates")[1]["result"]] == [first, second]
    (left,) = ask("getUpdates", offset=first + 1)[1]["result"]
    assert (left["update_id"], left["message"]["text"]) == (second, "hello")
    began = time.monotonic()
    assert ask("getUpdates", offset=second + 1, timeout=1)[1]["result"] == []
    assert time.monotonic() - began >= 1


def test_one_reader_ends_the_other_and_a_webhook_ends_both(ask: Any) -> None:
    got: list[int] = []
    reader = threading.Thread(target=lambda: got.append(ask("getUpdates", timeout=10)[0]))
    reader.start()
    time.sleep(0.2)
    assert ask("getUpdates")[0] == 200
    reader.join(5)
    assert got == [409]
    assert ask("setWebhook", url="https://nh.example/hook")[0] == 200
    assert "webhook is active" in ask("getUpdates")[1]["description"]
    assert ask("deleteWebhook")[0] == 200
    assert ask("getUpdates")[0] == 200


def test_a_webhook_is_told_with_the_secret_until_it_takes_the_update(ask: Any, telegram: Telegram) -> None:
    telegram.loopback = True
    telegram.deliveries.pause_s = 0.05
    receiver = Receiver(500, 503)
    with serving(receiver) as url:
        assert ask("setWebhook", url=f"{url}/hook/", secret_token="s3cret", allowed_updates=["message"])[0] == 200
        telegram.write(ANNA, "hello")
        telegram.block(ANNA)
        _until(lambda: len(receiver.got) == 3)
        assert [(secret, told["message"]["text"]) for secret, told in receiver.got] == [("s3cret", "hello")] * 3
        _until(lambda: ask("getWebhookInfo")[1]["result"]["pending_update_count"] == 0)
        info = ask("getWebhookInfo")[1]["result"]
        assert (info["last_error_message"], "secret_token" in info) == ("Wrong response from the webhook: 503", False)
        ask("deleteWebhook")


def test_a_webhook_must_be_reached_by_https_and_a_secret_has_its_letters(ask: Any) -> None:
    assert "HTTPS URL must be provided" in ask("setWebhook", url="http://nh.example/")[1]["description"]
    assert "unallowed characters" in ask("setWebhook", url="https://nh.example/", secret_token="a b")[1]["description"]


def test_a_press_is_told_and_answered_once_and_the_message_is_changed(ask: Any, telegram: Telegram) -> None:
    keyboard = {"inline_keyboard": [[{"text": "Yes", "callback_data": "y"}]]}
    number = ask("sendMessage", chat_id=501, text="Sure?", reply_markup=keyboard)[1]["result"]["message_id"]
    query = telegram.press(ANNA, "y")["callback_query"]
    assert ask("answerCallbackQuery", callback_query_id=query["id"])[0] == 200
    assert ask("answerCallbackQuery", callback_query_id=query["id"])[0] == 400
    assert ask("editMessageText", chat_id=501, message_id=number, text="Done")[1]["result"]["text"] == "Done"
    assert "not modified" in ask("editMessageText", chat_id=501, message_id=number, text="Done")[1]["description"]
    assert telegram.said_to(ANNA) == ["Done"]


def test_a_document_is_sent_as_a_form_and_commands_and_menu_are_kept(telegram: Telegram) -> None:
    with serving(telegram) as url:
        base = f"{url}/telegram/bot{TOKEN}"
        sent = httpx.post(
            f"{base}/sendDocument", data={"chat_id": "501", "caption": "Act"}, files={"document": ("act.pdf", b"%PDF")}
        ).json()["result"]
        assert sent["document"] == {"file_name": "act.pdf", "file_size": 4}
        commands = [{"command": "tasks", "description": "Today"}]
        httpx.post(f"{base}/setMyCommands", data={"commands": json.dumps(commands), "language_code": "ru"})
        assert httpx.get(f"{base}/getMyCommands", params={"language_code": "ru"}).json()["result"] == commands
        button = {"type": "web_app", "text": "Tasks", "web_app": {"url": "https://nh.example/tma/"}}
        assert httpx.post(f"{base}/setChatMenuButton", json={"menu_button": button}).status_code == 200
        page = httpx.get(f"{url}/telegram/?person=501").text
        assert ("act.pdf" in page, "https://nh.example/tma/#tgWebAppData=" in page) == (True, True)


def test_the_page_writes_presses_and_blocks_for_a_person(telegram: Telegram, ask: Any) -> None:
    with serving(telegram) as url:
        page = f"{url}/telegram/"
        assert "START as Anna" in httpx.get(f"{page}t.me/test_bot", params={"start": "lnk_1"}).text
        assert httpx.post(page, data={"person": "501", "text": "/start lnk_1"}).status_code == 303
        keyboard = {"inline_keyboard": [[{"text": "Yes", "callback_data": "y"}]]}
        number = ask("sendMessage", chat_id=501, text="Sure?", reply_markup=keyboard)[1]["result"]["message_id"]
        httpx.post(page, data={"person": "501", "message": str(number), "data": "y"})
        httpx.post(page, data={"person": "501", "block": "1"})
        kinds = [min(one) for one in telegram.bots[0].updates]
        assert kinds == ["message", "callback_query", "my_chat_member"]
        assert httpx.post(page, data={"person": "9"}).status_code == 404
