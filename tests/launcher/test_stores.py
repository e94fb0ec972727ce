"""Addresses of stores: derived from an administrator's, taken as they are, or ours."""

from pathlib import Path

import pytest

from launcher.keys import load, parse
from launcher.layout import Layout
from launcher.ports import answers, is_free, remembered
from launcher.stores import Addresses, Stores, open_stores, with_database


@pytest.fixture
def stores(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Stores:
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL"):
        monkeypatch.delenv(name, raising=False)
    layout = Layout(tmp_path)
    layout.prepare()
    (tmp_path / "deploy").mkdir()
    (tmp_path / "deploy" / "roles.sql").write_text("SELECT 1;", encoding="utf-8")
    return open_stores(layout)


def test_two_given_addresses_are_used_as_they_are(stores: Stores, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://a:b@h/d")
    monkeypatch.setenv("DATABASE_OWNER_URL", "postgresql://o:p@h/d")
    monkeypatch.setenv("REDIS_URL", "redis://r/3")

    assert stores.start() == Addresses("postgresql://a:b@h/d", "postgresql://o:p@h/d", "redis://r/3")


def test_an_administrators_address_gives_the_two_logins(stores: Stores, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[tuple[str, str]] = []
    monkeypatch.setattr(Stores, "_make_roles", lambda _, admin, database: made.append((admin, database)))
    admin = "postgresql://root:x@db.invalid:5433/postgres?sslmode=require"
    monkeypatch.setenv("DATABASE_URL", admin)
    monkeypatch.setenv("REDIS_URL", "redis://r/3")
    app, owner = (stores.secrets[f"NEUROHOST_DB_{name}_PASSWORD"] for name in ("APP", "OWNER"))

    addresses = [stores.start() for _ in range(2)]

    assert addresses[0] == addresses[1]
    assert addresses[0].app == f"postgresql://nh_app:{app}@db.invalid:5433/neurohost?sslmode=require"
    assert addresses[0].owner == f"postgresql://nh_owner:{owner}@db.invalid:5433/neurohost?sslmode=require"
    assert made == [(admin, "neurohost")]


def test_migrations_connect_as_the_owner() -> None:
    addresses = Addresses(app="app", owner="owner", redis="r")

    assert addresses.environment(as_owner=True)["DATABASE_URL"] == "owner"
    assert addresses.environment(as_owner=False)["DATABASE_URL"] == "app"


def test_another_database_keeps_the_rest_of_the_address() -> None:
    assert with_database("postgresql://u:p@h:1/a?x=y", "b") == "postgresql://u:p@h:1/b?x=y"


def test_secrets_are_made_once_and_closed_to_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NEUROHOST_SECRET_KEY", raising=False)
    first, second = load(tmp_path), load(tmp_path)

    assert first == second
    assert (tmp_path / "secrets.env").stat().st_mode & 0o777 == 0o600
    assert len(set(first.values())) == len(first)


def test_a_secret_of_the_environment_wins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEUROHOST_SECRET_KEY", "given")

    assert load(tmp_path)["NEUROHOST_SECRET_KEY"] == "given"
    assert parse((tmp_path / "secrets.env").read_text(encoding="utf-8"))["NEUROHOST_SECRET_KEY"] != "given"


def test_a_port_is_remembered_while_it_is_free(tmp_path: Path) -> None:
    port = remembered(tmp_path, "postgres")

    assert remembered(tmp_path, "postgres") == port
    assert remembered(tmp_path, "valkey") != port
    assert is_free("127.0.0.1", port)
    assert not answers("127.0.0.1", port)
