"""The folder of signed roots: numbered files outside the database, written once and never again."""

from __future__ import annotations

import base64
import fcntl
import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from django.conf import settings

from apps.audit.exceptions import BrokenRoots, NoSigningKey
from apps.audit.rules.roots import MalformedRoot, Root, parse_root
from apps.audit.rules.signing import public_key

if TYPE_CHECKING:
    from collections.abc import Iterator

_SUFFIX: Final = ".root"
_SEED_BYTES: Final = 32


def roots_dir() -> Path:
    """The folder of roots (`AUDIT_ROOTS_DIR`)."""
    return Path(settings.AUDIT_ROOTS_DIR)


def root_paths(folder: Path) -> list[Path]:
    """Root files in the order of their numbers; none when the folder is not there."""
    return sorted(folder.glob(f"*/*{_SUFFIX}"), key=lambda path: path.name)


def root_contents(folder: Path) -> Iterator[bytes]:
    """The bytes of every root file in order."""
    for path in root_paths(folder):
        yield path.read_bytes()


def newest_root(folder: Path) -> Root | None:
    """The newest root, None in an empty folder. Raises BrokenRoots when it is not readable."""
    paths = root_paths(folder)
    if not paths:
        return None
    try:
        return parse_root(paths[-1].read_bytes())
    except MalformedRoot as error:
        raise BrokenRoots(what=f"{paths[-1].name}: {error}") from error


def signing_seed() -> bytes:
    """The Ed25519 seed from the settings. Raises NoSigningKey."""
    seed = base64.b64decode(getattr(settings, "NEUROHOST_SIGNING_KEY", ""))
    if len(seed) != _SEED_BYTES:
        raise NoSigningKey
    return seed


def trusted_keys() -> tuple[bytes, ...]:
    """The public keys that roots may be signed with: the present one and `AUDIT_FORMER_KEYS` (hex)."""
    former = tuple(bytes.fromhex(key) for key in getattr(settings, "AUDIT_FORMER_KEYS", ()))
    return (public_key(signing_seed()), *former)


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the folder against a second sealer on this machine."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def write_root(folder: Path, number: int, month: str, content: bytes) -> Path:
    """Put a root file in its place, whole and on the disk, or raise FileExistsError."""
    place = folder / month
    place.mkdir(exist_ok=True)
    target = place / f"{number:012d}{_SUFFIX}"
    draft = place / f".{number:012d}.{os.getpid()}"
    with draft.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    draft.chmod(0o444)
    try:
        # A link, unlike a rename, never replaces a file that is there.
        os.link(draft, target)
    finally:
        draft.unlink()
    for changed in (place, folder):
        descriptor = os.open(changed, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    return target
