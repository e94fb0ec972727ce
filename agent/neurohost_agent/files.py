"""Files of the data folder: written whole or not at all, readable by their owner only, one agent per folder."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from neurohost_agent.errors import AgentError

_T = TypeVar("_T")
_PRIVATE = 0o600
_PRIVATE_FOLDER = 0o700


def prepare_folder(folder: Path) -> Path:
    """Return the folder, made with owner-only access when it was missing; raise AgentError when it can't be used."""
    try:
        folder.mkdir(mode=_PRIVATE_FOLDER, parents=True, exist_ok=True)
    except OSError as error:
        raise AgentError(f"the data folder {folder} cannot be made: {error.strerror}") from error
    if not os.access(folder, os.W_OK | os.X_OK):
        raise AgentError(f"the data folder {folder} cannot be written")
    return folder


def write_whole(path: Path, data: bytes, *, durable: bool = True) -> None:
    """Replace the file in one step; with `durable` it is on disk when this returns."""
    part = path.with_name(f".{path.name}.{os.getpid()}")
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, _PRIVATE)
    try:
        os.write(handle, data)
        if durable:
            os.fsync(handle)
    finally:
        os.close(handle)
    part.replace(path)
    if durable:
        folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def write_json(path: Path, value: Any, *, durable: bool = True) -> None:
    """Write a value as indented JSON, whole."""
    write_whole(path, msgspec.json.format(msgspec.json.encode(value), indent=1) + b"\n", durable=durable)


def read_struct(path: Path, kind: type[_T]) -> _T | None:
    """Return the typed content, None when there is no file; raise AgentError when it is not what it should be."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise AgentError(f"{path} cannot be read: {error.strerror}") from error
    try:
        return msgspec.json.decode(data, type=kind)
    except (msgspec.DecodeError, msgspec.ValidationError) as error:
        raise AgentError(f"{path} is damaged: {error}") from error


@contextmanager
def only_one(folder: Path) -> Iterator[None]:
    """Hold the folder for this process; raise AgentError when another agent has it."""
    with (folder / "lock").open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise AgentError(f"another agent is running with the data folder {folder}") from error
        yield
