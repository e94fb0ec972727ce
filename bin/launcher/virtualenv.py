"""The virtual environment and its hash-pinned packages."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from launcher.commands import run_logged
from launcher.console import Progress
from launcher.failure import Failure
from launcher.files import digest, tail
from launcher.layout import Layout
from launcher.steps import Steps

NO_NETWORK = re.compile(
    r"NewConnectionError|Failed to establish a new connection|Temporary failure in name resolution|"
    r"Max retries exceeded|ConnectTimeout|Read timed out|ProxyError|Network is unreachable|"
    r"EAI_AGAIN|ENOTFOUND|ECONNREFUSED|ETIMEDOUT|No matching distribution found",
)

# What `python -m ensurepip` does, but in one process: its own helper process would outlive a killed launcher.
_PUT_PIP_IN = """
import ensurepip, pathlib, runpy, sys, sysconfig
folders = [pathlib.Path(ensurepip.__file__).parent / "_bundled", pathlib.Path(sysconfig.get_config_var("WHEEL_PKG_DIR")
           or "/usr/share/python-wheels")]
wheels = sorted(str(wheel) for folder in folders for wheel in folder.glob("pip-*.whl"))
if not wheels:
    sys.exit("ensurepip has no wheel of pip")
sys.path.insert(0, wheels[-1])
sys.argv = ["pip", "install", "--no-index", "--no-deps", "--quiet", "--disable-pip-version-check", wheels[-1]]
runpy.run_module("pip", run_name="__main__", alter_sys=True)
"""


def requirements(layout: Layout) -> Path:
    """Return the lock file in force: development has everything, production what serves."""
    name = "base.txt" if os.environ.get("NEUROHOST_ENV") == "production" else "dev.txt"
    return layout.root / "requirements" / name


def no_network(what: str, log: Path) -> Failure:
    """Give the refusal for packages that could not be fetched."""
    return Failure(
        f"{what} could not be fetched: the package registry does not answer.",
        f"Check the network or the proxy (HTTPS_PROXY), then start again; details: {log}",
    )


def ensure(layout: Layout, steps: Steps) -> None:
    """Make the virtual environment and install what the lock file names, if either is due."""
    base = f"{sys.version_info[0]}.{sys.version_info[1]} {layout.venv}"
    steps.do("virtualenv", base, "Making the virtual environment", lambda progress: _make(layout, progress))
    lock = requirements(layout)
    inputs = digest([lock], base)
    steps.do("packages", inputs, "Installing Python packages", lambda progress: _install(layout, lock, progress))


def environment(layout: Layout) -> dict[str, str]:
    """Return the environment in which pip and npm keep their caches below var/."""
    cache = {
        "PIP_CACHE_DIR": str(layout.cache / "pip"),
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "PIP_NO_INPUT": "1",
        "npm_config_cache": str(layout.cache / "npm"),
        "npm_config_update_notifier": "false",
        "XDG_CACHE_HOME": str(layout.cache),
        "TMPDIR": os.environ.get("TMPDIR", "/tmp"),  # noqa: S108 - pip's own default, named so that it is the same
    }
    kept = {name: value for name, value in os.environ.items() if name not in {"PYTHONPATH", "PYTHONHOME"}}
    return kept | cache


def _healthy(layout: Layout) -> bool:
    """Tell whether the environment is of this Python, in this place, with pip."""
    probe = "import pip, sys; print(sys.prefix, *sys.version_info[:2])"
    if not layout.python.exists():
        return False
    done = subprocess.run([str(layout.python), "-c", probe], check=False, capture_output=True, text=True)
    return done.stdout.split() == [str(layout.venv), *map(str, sys.version_info[:2])]


def _make(layout: Layout, progress: Progress) -> None:
    if _healthy(layout):
        return
    shutil.rmtree(layout.venv, ignore_errors=True)
    log = layout.log / "setup-venv.log"
    for command in (
        [sys.executable, "-m", "venv", "--without-pip", str(layout.venv)],
        [str(layout.python), "-c", _PUT_PIP_IN],
    ):
        if run_logged(command, log=log, env=environment(layout), cwd=layout.root, progress=progress) != 0:
            shutil.rmtree(layout.venv, ignore_errors=True)
            raise _no_venv(tail(log))


def _no_venv(said: str) -> Failure:
    """Give the refusal for a Python that cannot make virtual environments."""
    if "ensurepip" in said or "No module named venv" in said:
        return Failure(
            "This Python cannot make virtual environments: its venv or ensurepip module is missing.",
            "Install it (Debian, Ubuntu: apt install python3-venv) and start again.",
        )
    return Failure(f"The virtual environment could not be made: {said.strip()}", "Put that right and start again.")


def _install(layout: Layout, lock: Path, progress: Progress) -> None:
    log = layout.log / "setup-pip.log"
    command = [str(layout.python), "-m", "pip", "install", "--require-hashes", "--prefer-binary", "-r", str(lock)]
    if run_logged(command, log=log, env=environment(layout), cwd=layout.root, progress=progress) == 0:
        return
    if NO_NETWORK.search(tail(log, 60)):
        raise no_network("Python packages", log)
    raise Failure(f"Python packages could not be installed. The end of {log}:\n{tail(log, 8)}\n", "Start again.")
