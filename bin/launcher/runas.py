"""As whom PostgreSQL runs: it refuses root, so root needs another identity for it."""

import hashlib
import os
import pwd
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from launcher.failure import Failure

_UNSHARE = ("unshare", "--user", "--map-user=1000", "--map-group=1000", "--")


@dataclass(frozen=True)
class Identity:
    """How to start a program that refuses root: a prefix of arguments or another user."""

    prefix: tuple[str, ...] = ()
    user: str | None = None

    @property
    def outside(self) -> bool:
        """Tell whether the data must lie outside the project folder."""
        return self.user is not None

    def popen_options(self) -> dict[str, Any]:
        """Return the subprocess options that change the user."""
        if self.user is None:
            return {}
        group = pwd.getpwnam(self.user).pw_gid
        return {"user": self.user, "group": group, "extra_groups": [], "cwd": "/"}

    def own(self, path: Path) -> None:
        """Give a path to the user, where another one is used."""
        if self.user is not None:
            entry = pwd.getpwnam(self.user)
            os.chown(path, entry.pw_uid, entry.pw_gid)

    def can_read(self, path: Path) -> bool:
        """Tell whether the user reaches a file."""
        probe = [*self.prefix, "test", "-r", str(path)]
        return subprocess.run(probe, check=False, capture_output=True, **self.popen_options()).returncode == 0


def _works(prefix: Sequence[str]) -> bool:
    if shutil.which(prefix[0]) is None:
        return False
    return subprocess.run([*prefix, "true"], check=False, capture_output=True).returncode == 0


def choose() -> Identity:
    """Return the identity for PostgreSQL: ourselves, a user namespace, or a system user."""
    if os.geteuid() != 0:
        return Identity()
    if os.environ.get("NEUROHOST_NO_UNSHARE") != "1" and _works(_UNSHARE):
        return Identity(prefix=_UNSHARE)
    for name in ("postgres", "nobody"):
        try:
            pwd.getpwnam(name)
        except KeyError:
            continue
        return Identity(user=name)
    raise Failure(
        "PostgreSQL cannot run as root, and here are neither user namespaces nor a user «postgres» or «nobody».",
        "Start NeuroHost as an ordinary user.",
    )


def outside_folder(home: Path) -> Path:
    """Return the folder for the data of a cluster that cannot live in the project folder."""
    name = hashlib.sha256(str(home).encode()).hexdigest()[:12]
    return Path(f"/var/lib/neurohost-{name}")
