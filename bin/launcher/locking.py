"""The command lock: pins requirements/*.in again, with hashes, for every supported Python."""

import sys
from collections.abc import Sequence

from launcher.commands import must
from launcher.console import Progress, say
from launcher.layout import Layout
from launcher.virtualenv import environment

# Earlier files hold back later ones, so that one environment can have them all.
_FILES = ("base", "agent", "dev", "node")
_OPTIONS = ("--quiet", "--universal", "--generate-hashes", "--no-emit-index-url", "--python-version", "3.11")


def lock(layout: Layout, arguments: Sequence[str]) -> int:
    """Compile every lock file with uv; arguments go to uv (--upgrade, --upgrade-package NAME)."""
    layout.prepare()
    env = environment(layout) | {"UV_CACHE_DIR": str(layout.cache / "uv")}
    folder = layout.root / "requirements"
    home = layout.cache / "uv-venv"
    log = layout.log / "lock.log"
    with Progress("Pinning requirements") as progress:
        if not (home / "bin" / "uv").exists():
            must(
                [sys.executable, "-m", "venv", str(home)], log=log, env=env, cwd=folder, progress=progress, what="venv"
            )
            install = [str(home / "bin" / "python"), "-m", "pip", "install", "uv"]
            must(install, log=log, env=env, cwd=folder, progress=progress, what="Installing uv")
        for place, name in enumerate(_FILES):
            held = [f"--constraints={earlier}.txt" for earlier in _FILES[:place] if name != "node"]
            command = [str(home / "bin" / "uv"), "pip", "compile", *_OPTIONS, *held, f"{name}.in", "-o", f"{name}.txt"]
            must([*command, *arguments], log=log, env=env, cwd=folder, progress=progress, what=f"Pinning {name}.in")
    say("requirements/*.txt are pinned.")
    return 0
