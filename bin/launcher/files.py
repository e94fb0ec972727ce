"""Small file work that survives being killed half-way."""

import fcntl
import hashlib
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path


def write_whole(path: Path, text: str, mode: int = 0o644) -> None:
    """Write a file so that a reader sees the old or the new one, never a part."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    with os.fdopen(handle, "w", encoding="utf-8") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    draft.replace(path)


def digest(paths: Iterable[Path], *words: str) -> str:
    """Return one SHA-256 over the names and contents of files and over extra words."""
    total = hashlib.sha256()
    for path in sorted(paths):
        total.update(f"{path.name}\0".encode())
        total.update(hashlib.sha256(path.read_bytes()).digest())
    for word in words:
        total.update(f"\0{word}".encode())
    return total.hexdigest()


def stamp(paths: Iterable[Path], *words: str) -> str:
    """Return one SHA-256 over paths, sizes and times: for trees too large to read at each start."""
    total = hashlib.sha256()
    for path in sorted(paths):
        status = path.stat()
        total.update(f"{path}\0{status.st_size}\0{status.st_mtime_ns}\n".encode())
    for word in words:
        total.update(f"\0{word}".encode())
    return total.hexdigest()


def tail(path: Path, lines: int = 20) -> str:
    """Return the last lines of a text file, or an empty text when there is none."""
    if not path.exists():
        return ""
    with path.open("rb") as stream:
        stream.seek(0, os.SEEK_END)
        stream.seek(max(0, stream.tell() - 32_768))
        text = stream.read().decode("utf-8", "replace")
    return "\n".join(text.splitlines()[-lines:])


@contextmanager
def locked(path: Path, *, shared: bool = False) -> Iterator[int]:
    """Hold a file lock for the length of the block; waits for its turn."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        fcntl.flock(handle, fcntl.LOCK_SH if shared else fcntl.LOCK_EX)
        yield handle
    finally:
        os.close(handle)


def try_exclusive(handle: int) -> bool:
    """Turn a held shared lock into an exclusive one if nobody else holds it."""
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
