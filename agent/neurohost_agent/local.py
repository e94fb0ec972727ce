"""What stays on the site: enrolment, own configuration, and the machines' passwords, encrypted at rest."""

from __future__ import annotations

import base64
import os
from pathlib import Path
from typing import Any, Final

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from neurohost_agent.drivers.registry import FACTORY_LOGINS, OTHER
from neurohost_agent.errors import AgentError
from neurohost_agent.files import read_struct, write_json, write_whole
from neurohost_agent.transport.line import Login

_CONTEXT: Final = b"neurohost-agent credentials v1"
_NONCE_BYTES: Final = 12
_KEY_BYTES: Final = 32


class Enrolment(msgspec.Struct, frozen=True):
    """What the server gave once."""

    server: str
    agent_uid: str
    key: str
    server_ed25519_public: str


class Local(msgspec.Struct, frozen=True):
    """`local.json`, written by people on the site.

    `factory_logins` names the families to which the makers' default passwords may be sent («other» lets the general
    library read unknown firmware, which sends such passwords by itself).
    """

    factory_logins: tuple[str, ...] = ()


class _Keys(msgspec.Struct, frozen=True):
    ed25519_private: str
    x25519_private: str


class Folder:
    """The data folder of one agent."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def enrolment(self) -> Enrolment | None:
        """Return what the server gave, None before enrolment."""
        return read_struct(self.path / "enrolment.json", Enrolment)

    def save_enrolment(self, enrolment: Enrolment) -> None:
        """Keep what the server gave; on disk when this returns."""
        write_json(self.path / "enrolment.json", enrolment)

    def keys(self) -> tuple[Ed25519PrivateKey, X25519PrivateKey]:
        """Return the agent's own keys, made and written at the first call."""
        path = self.path / "keys.json"
        found = read_struct(path, _Keys)
        if found is None:
            found = _Keys(_text(os.urandom(_KEY_BYTES)), _text(os.urandom(_KEY_BYTES)))
            write_json(path, found)
        return (
            Ed25519PrivateKey.from_private_bytes(base64.b64decode(found.ed25519_private)),
            X25519PrivateKey.from_private_bytes(base64.b64decode(found.x25519_private)),
        )

    def local(self) -> Local:
        """Return the site's own configuration."""
        return read_struct(self.path / "local.json", Local) or Local()

    def allow_factory_logins(self, families: list[str]) -> None:
        """Write the families that may get default passwords; raise AgentError for a name that is none."""
        known = {*FACTORY_LOGINS, OTHER}
        wrong = [family for family in families if family not in known]
        if wrong:
            raise AgentError(f"no factory login for «{wrong[0]}»; known: {', '.join(sorted(known))}")
        write_json(self.path / "local.json", Local(tuple(families)))

    def logins(self) -> dict[str, Login]:
        """Return the login of each family: the site's own first, factory ones only where they are allowed."""
        allowed = {name: FACTORY_LOGINS[name] for name in self.local().factory_logins if name in FACTORY_LOGINS}
        return allowed | {name: Login(*pair) for name, pair in self._stored().items()}

    def set_login(self, family: str, login: Login) -> None:
        """Keep a family's login, encrypted."""
        stored = self._stored() | {family: (login.username, login.password)}
        nonce = os.urandom(_NONCE_BYTES)
        sealed = AESGCM(self._credentials_key()).encrypt(nonce, msgspec.json.encode(stored), _CONTEXT)
        write_whole(self.path / "credentials.bin", nonce + sealed)

    def _stored(self) -> dict[str, tuple[str, str]]:
        path = self.path / "credentials.bin"
        if not path.exists():
            return {}
        data = path.read_bytes()
        try:
            plain = AESGCM(self._credentials_key()).decrypt(data[:_NONCE_BYTES], data[_NONCE_BYTES:], _CONTEXT)
        except InvalidTag as error:
            raise AgentError(f"{path} does not fit credentials.key: set the logins again") from error
        return msgspec.json.decode(plain, type=dict[str, tuple[str, str]])

    def _credentials_key(self) -> bytes:
        path = self.path / "credentials.key"
        if not path.exists():
            write_whole(path, os.urandom(_KEY_BYTES))
        return path.read_bytes()

    def write_status(self, status: dict[str, Any]) -> None:
        """Write status.json for people on the site."""
        write_json(self.path / "status.json", status, durable=False)


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()
