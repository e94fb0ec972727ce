"""What stays on the site."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from neurohost_agent.errors import AgentError
from neurohost_agent.files import only_one, prepare_folder, read_struct, write_json
from neurohost_agent.local import Folder, Local
from neurohost_agent.transport.line import Login
from neurohost_agent.wire.enrolment import public_text


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(prepare_folder(tmp_path / "data"))


def test_a_password_is_not_readable_in_any_file(folder: Folder) -> None:
    folder.set_login("vnish", Login("boss", "sehr-geheim"))
    assert Folder(folder.path).logins() == {"vnish": Login("boss", "sehr-geheim")}
    contents = b"".join(path.read_bytes() for path in folder.path.iterdir())
    assert (b"sehr-geheim" in contents, b"boss" in contents) == (False, False)


def test_every_secret_file_belongs_to_its_owner_only(folder: Folder) -> None:
    folder.keys()
    folder.set_login("vnish", Login("a", "b"))
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.path.iterdir()}
    assert modes == {"keys.json": 0o600, "credentials.bin": 0o600, "credentials.key": 0o600}
    assert stat.S_IMODE(folder.path.stat().st_mode) == 0o700


def test_no_default_password_is_known_unless_the_site_names_the_family(folder: Folder) -> None:
    assert folder.logins() == {}
    folder.allow_factory_logins(["braiins"])
    assert folder.logins() == {"braiins": Login("root", "root")}


def test_the_sites_own_login_wins_over_the_factory_one(folder: Folder) -> None:
    folder.allow_factory_logins(["braiins"])
    folder.set_login("braiins", Login("root", "own"))
    assert folder.logins()["braiins"].password == "own"


def test_a_family_without_a_factory_login_is_named(folder: Folder) -> None:
    with pytest.raises(AgentError, match="toaster"):
        folder.allow_factory_logins(["toaster"])
    assert folder.local() == Local()


def test_credentials_under_another_key_are_refused_with_the_way_out(folder: Folder) -> None:
    folder.set_login("vnish", Login("a", "b"))
    (folder.path / "credentials.key").write_bytes(bytes(32))
    with pytest.raises(AgentError, match="set the logins again"):
        folder.logins()


def test_the_keys_are_made_once(folder: Folder) -> None:
    first, second = folder.keys(), Folder(folder.path).keys()
    assert [public_text(key) for key in first] == [public_text(key) for key in second]


def test_a_damaged_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "enrolment.json"
    path.write_text("{")
    with pytest.raises(AgentError, match=r"enrolment\.json is damaged"):
        Folder(tmp_path).enrolment()


def test_a_file_is_replaced_whole_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    for value in ({"a": 1}, {"a": 2}):
        write_json(tmp_path / "x.json", value)
    assert read_struct(tmp_path / "x.json", dict[str, int]) == {"a": 2}
    assert [path.name for path in tmp_path.iterdir()] == ["x.json"]


def test_two_agents_do_not_share_a_folder(tmp_path: Path) -> None:
    with only_one(tmp_path), pytest.raises(AgentError, match="another agent"), only_one(tmp_path):
        pass
