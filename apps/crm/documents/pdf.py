"""PDF by LibreOffice: a process of its own with a folder of its own, limited in time and memory, ended as a group.

Called outside any transaction. One start of LibreOffice makes all the PDFs of a package.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.db import connection

from apps.crm.documents.errors import PdfFailed, PdfUnavailable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

FIRST_SECONDS: Final = 60
SECONDS_EACH: Final = 20
MEMORY_BYTES: Final = 4 * 1024**3
PROFILES: Final = 4
_FILTERS: Final = {"pdf": "pdf:writer_pdf_Export", "txt": "txt:Text (encoded):UTF8"}
_LIMITED: Final = Path(__file__).resolve().parent / "limited.py"
# Without a font for them, letters of these languages become boxes.
FONTS: Final = {"ru": "DejaVu Serif", "zh-cn": "Noto CJK"}


def program() -> str | None:
    """Return LibreOffice's program, None when it is not installed."""
    return shutil.which(str(settings.SOFFICE))


def is_available() -> bool:
    """Whether PDFs can be made on this machine."""
    return program() is not None


def convert(documents: Sequence[bytes], into: str = "pdf") -> list[bytes]:
    """Return each .docx as a PDF (or as «txt», the text as LibreOffice reads it), in order.

    Raises PdfUnavailable (not installed), PdfFailed (no answer in time, or a PDF is missing). LibreOffice makes other
    bytes each time: keep what was issued.
    """
    if connection.in_atomic_block and not settings.PDF_INSIDE_TRANSACTIONS:
        message = "a PDF is made outside any transaction: LibreOffice takes seconds"
        raise RuntimeError(message)
    found = program()
    if found is None:
        raise PdfUnavailable
    with _profile() as profile, tempfile.TemporaryDirectory() as folder:
        names = [Path(folder) / f"{number}.docx" for number in range(len(documents))]
        for name, data in zip(names, documents, strict=True):
            name.write_bytes(data)
        _run(found, profile, names, into)
        made = [name.with_suffix(f".{into}") for name in names]
        if not all(name.is_file() for name in made):
            raise PdfFailed
        return [name.read_bytes() for name in made]


def _run(found: str, profile: Path, names: Sequence[Path], into: str) -> None:
    """Run LibreOffice to its end, or end it. Raises PdfFailed."""
    folder = names[0].parent
    seconds = FIRST_SECONDS + SECONDS_EACH * len(names)
    words = [
        sys.executable, str(_LIMITED), str(MEMORY_BYTES), str(seconds), found, "--headless", "--norestore",
        "--nolockcheck", "--nodefault", "--nologo", f"-env:UserInstallation=file://{profile}", "--convert-to",
        _FILTERS[into], "--outdir", str(folder), *map(str, names),
    ]  # fmt: skip
    environment = {"PATH": os.environ.get("PATH", os.defpath), "HOME": str(profile), "LANG": "C.UTF-8"}
    process = subprocess.Popen(
        words, cwd=folder, env=environment, start_new_session=True, stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        code = process.wait(timeout=seconds)
    except subprocess.TimeoutExpired as error:
        raise PdfFailed from error
    finally:
        _end(process)
    if code:
        raise PdfFailed


def _end(process: subprocess.Popen[bytes]) -> None:
    """End whatever is left of the group."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return
    process.wait()


@contextmanager
def _profile() -> Iterator[Path]:
    """Give a profile folder that no other LibreOffice uses at the same time; it is kept for the next."""
    base = settings.VAR_DIR / "libreoffice"
    base.mkdir(parents=True, exist_ok=True)
    locks = [(base / f"profile-{number}.lock").open("w") for number in range(PROFILES)]
    try:
        for number, lock in enumerate(locks):
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            yield base / f"profile-{number}"
            return
        fcntl.flock(locks[0], fcntl.LOCK_EX)
        yield base / "profile-0"
    finally:
        for lock in locks:
            lock.close()


def missing_fonts() -> list[str]:
    """Return the languages whose letters no font of this machine has; empty when that cannot be asked."""
    asker = shutil.which("fc-list")
    if asker is None:
        return []
    return [
        language
        for language in FONTS
        if not subprocess.run([asker, f":lang={language}", "family"], capture_output=True, check=False).stdout.strip()
    ]
