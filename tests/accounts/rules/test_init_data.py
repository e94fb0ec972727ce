"""Telegram's initData: known vectors are believed, ten thousand forged or stale ones are not."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from random import Random
from urllib.parse import parse_qsl, urlencode

import pytest

from apps.accounts.rules.init_data import InitDataRefused, digest, read

# Published samples of the Bot API's documentation and of libraries; none is a working bot.
VECTORS = [
    (
        "42:TEST",
        (
            "auth_date=1650385342&user=%7B%22id%22%3A42%2C%22first_name%22%3A%22Test%22%7D&query_id=test"
            "&hash=46d2ea5e32911ec8d30999b56247654460c0d20949b6277af519e76271182803"
        ),
        42,
    ),
    (
        "5768337691:AAH5YkoiEuPk8-FZa32hStHTqXiLPtAEhx8",
        (
            "query_id=AAHdF6IQAAAAAN0XohDhrOrc&user=%7B%22id%22%3A279058397%2C%22first_name%22%3A%22Vladislav%22%2C"
            "%22last_name%22%3A%22Kibenko%22%2C%22username%22%3A%22vdkfrost%22%2C%22language_code%22%3A%22ru%22%2C"
            "%22is_premium%22%3Atrue%7D&auth_date=1662771648"
            "&hash=c501b71e775f74ce10e377dea85a7ea24ecd640b223ea86dfe453e0eaed2e2b2"
        ),
        279058397,
    ),
    (
        "7342037359:AAHI25ES9xCOMPokpYoz-p8XVrZUdygo2J4",
        (
            "user=%7B%22id%22%3A279058397%2C%22first_name%22%3A%22Vladislav%20%2B%20-%20%3F%20%5C%2F%22%2C"
            "%22last_name%22%3A%22Kibenko%22%2C%22username%22%3A%22vdkfrost%22%2C%22language_code%22%3A%22ru%22%2C"
            "%22is_premium%22%3Atrue%2C%22allows_write_to_pm%22%3Atrue%2C%22photo_url%22%3A%22https%3A%5C%2F%5C%2Ft.me"
            "%5C%2Fi%5C%2Fuserpic%5C%2F320%5C%2F4FPEE4tmP3ATHa57u6MqTDih13LTOiMoKoLDRG4PnSA.svg%22%7D"
            "&chat_instance=8134722200314281151&chat_type=private&auth_date=1733509682"
            "&signature=TYJxVcisqbWjtodPepiJ6ghziUL94-KNpG8Pau-X7oNNLNBM72APCpi_RKiUlBvcqo5L-LAxIc3dnTzcZX_PDg"
            "&hash=a433d8f9847bd6addcc563bff7cc82c89e97ea0d90c11fe5729cae6796a36d73"
        ),
        279058397,
    ),
]
TOKEN = "42:TEST"
NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


def started(at: datetime = NOW, token: str = TOKEN, **fields: str) -> str:
    """Return what Telegram would start a Mini App with."""
    told = {"auth_date": str(int(at.timestamp())), "user": json.dumps({"id": 42}), "query_id": "q"} | fields
    return urlencode(told | {"hash": digest(told, token)})


def when(text: str) -> datetime:
    """Return the moment of a vector."""
    return datetime.fromtimestamp(int(dict(parse_qsl(text))["auth_date"]) + 5, UTC)


@pytest.mark.parametrize(("token", "text", "telegram_id"), VECTORS)
def test_a_known_vector_is_believed_and_no_other_bot_believes_it(token: str, text: str, telegram_id: int) -> None:
    assert read(text, token, when(text)).telegram_id == telegram_id
    with pytest.raises(InitDataRefused, match="hash"):
        read(text, f"{token}x", when(text))


def test_what_is_signed_now_tells_person_language_and_parameter() -> None:
    found = read(started(user=json.dumps({"id": 7, "language_code": "ru"}), start_param="move-5"), TOKEN, NOW)
    assert (found.telegram_id, found.language, found.start_param) == (7, "ru", "move-5")


@pytest.mark.parametrize("age", [timedelta(hours=1, seconds=1), timedelta(days=400), timedelta(minutes=-2)])
def test_a_stale_or_future_word_is_refused(age: timedelta) -> None:
    with pytest.raises(InitDataRefused, match="auth_date"):
        read(started(NOW - age), TOKEN, NOW)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hash=",
        "no pairs",
        "a=1&a=2&hash=0",
        "x" * 5000,
        "user=%FF&hash=0",
        started(user="[]"),
        started(user='{"id": true}'),
        started(user='{"id": "42"}'),
        started(user=json.dumps({"id": 2**60})),
        started(auth_date="1e9"),
        started(auth_date="-5"),
    ],
)
def test_a_malformed_word_is_refused(text: str) -> None:
    with pytest.raises(InitDataRefused):
        read(text, TOKEN, NOW)


def test_a_doubled_field_is_refused_even_when_signed() -> None:
    with pytest.raises(InitDataRefused, match="doubled"):
        read(started() + "&query_id=q", TOKEN, NOW)


def test_ten_thousand_forged_or_stale_ones_are_refused() -> None:
    random, good = Random(20_261_120), started()
    refused = 0
    for number in range(10_000):
        fields = dict(parse_qsl(good))
        match number % 5:
            case 0:
                fields["hash"] = f"{random.getrandbits(256):064x}"
            case 1:
                fields["user"] = json.dumps({"id": random.randint(43, 2**40)})
            case 2:
                fields["auth_date"] = str(int(fields["auth_date"]) + random.choice([-1, 1]) * random.randint(1, 10**6))
            case 3:
                fields.pop(random.choice([name for name in fields if name != "hash"]))
            case _:
                at = NOW - timedelta(seconds=random.randint(3601, 10**7))
                fields = dict(parse_qsl(started(at)))
        try:
            read(urlencode(fields), TOKEN, NOW)
        except InitDataRefused:
            refused += 1
    assert refused == 10_000
