"""Proof: a fresh clone runs, ends cleanly, starts again within 10 s and answers every mishap with a sentence."""

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BAR_SECONDS = 10.0
SET_UP_SECONDS = 900
OWN_VARIABLES = (
    "NEUROHOST_",
    "DATABASE_",
    "REDIS_",
    "EMAIL_",
    "DJANGO_",
    "PIP_CACHE",
    "PYTHONPATH",
    "VIRTUAL_ENV",
    "XDG_",
)


@dataclass
class Clone:
    """One clone of the project in a folder of its own (mode 0700), with the port it serves."""

    root: Path
    port: int
    outcomes: list[tuple[str, bool, str]] = field(default_factory=list)

    def note(self, what: str, holds: bool, detail: str = "") -> None:
        """Keep the outcome of one part and print it."""
        self.outcomes.append((what, holds, detail))
        print(f"{'✓' if holds else '✗'} {what:<52} {detail}", flush=True)

    def environment(self, **extra: str) -> dict[str, str]:
        """Return our environment without the project's own variables."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(OWN_VARIABLES)}
        return kept | {"PORT": str(self.port)} | extra

    def say(self, *words: str, seconds: float = 120, **extra: str) -> subprocess.CompletedProcess[str]:
        """Run one command of the launcher to its end."""
        return subprocess.run(
            [sys.executable, "bin/neurohost", *words], check=False, capture_output=True, text=True,
            cwd=self.root, env=self.environment(**extra), timeout=seconds,
        )  # fmt: skip

    @contextlib.contextmanager
    def started(self, *words: str) -> Iterator[subprocess.Popen[bytes]]:
        """Run one command in the background; its output is in proof.log."""
        with (self.root / "proof.log").open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, "bin/neurohost", *words],
                stdout=log, stderr=log, cwd=self.root, env=self.environment(),
            )  # fmt: skip
        try:
            yield process
        finally:
            if process.poll() is None:
                process.terminate()
                process.wait(90)

    def output(self) -> str:
        """Return what the background command has said."""
        return (self.root / "proof.log").read_text(encoding="utf-8", errors="replace")

    def first_page(self, process: subprocess.Popen[bytes], limit: float) -> float:
        """Wait for the first page; return the seconds that it took, or infinity."""
        began = time.monotonic()
        while time.monotonic() - began < limit and process.poll() is None:
            with (
                contextlib.suppress(OSError),
                urllib.request.urlopen(f"http://127.0.0.1:{self.port}/", timeout=5) as page,
            ):
                if page.status == 200:
                    return time.monotonic() - began
            time.sleep(0.05)
        return float("inf")

    def wait_for_greeting(self, process: subprocess.Popen[bytes]) -> None:
        """Wait until everything is up and the sign-ins are shown."""
        limit = time.monotonic() + 60
        while "Ctrl-C ends all programs" not in self.output() and time.monotonic() < limit and process.poll() is None:
            time.sleep(0.1)

    def processes(self) -> list[str]:
        """Return the command lines of live processes that belong to this clone."""
        found = []
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit() and int(entry.name) != os.getpid():
                with contextlib.suppress(OSError):
                    line = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace").strip()
                    if str(self.root) in line:
                        found.append(line)
        return found


def free_port() -> int:
    """Return a port that nobody holds."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def clones() -> Iterator[Clone]:
    """Yield a fresh clone of the last commit; pip's downloads are taken along."""
    with tempfile.TemporaryDirectory(prefix="neurohost-proof-") as folder:
        root = Path(folder) / "clone"
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(root)], check=True)
        for name in ("pip", "npm"):
            source = ROOT / "var" / "cache" / name
            if source.exists():
                shutil.copytree(source, root / "var" / "cache" / name)
        clone = Clone(root, free_port())
        try:
            yield clone
        finally:
            clone.say("stop")
            shutil.rmtree(root, ignore_errors=True)


def half_way(clone: Clone) -> None:
    """Kill a set-up in the middle; nothing of it may live on."""
    with clone.started("setup") as process:
        time.sleep(8)
        process.kill()
        process.wait()
    time.sleep(1)
    left = clone.processes()
    clone.note("a killed set-up leaves no process behind", not left, "; ".join(left)[:200])


def first_run(clone: Clone) -> None:
    """Finish the set-up, serve, end by Ctrl-C."""
    with clone.started("run") as process:
        seconds = clone.first_page(process, SET_UP_SECONDS)
        clone.note("the first run goes on from there and serves", seconds < SET_UP_SECONDS, f"{seconds:.1f} s")
        clone.wait_for_greeting(process)
        clone.note("it shows the address", f"http://127.0.0.1:{clone.port}" in clone.output())
        second = clone.say("run")
        sentence = second.returncode == 1 and "runs here already" in second.stderr
        clone.note("a second run is refused by a sentence", sentence and "Traceback" not in second.stderr)
        process.send_signal(signal.SIGINT)
        process.wait(90)
    left = clone.processes()
    clone.note("Ctrl-C ends every process", not left, "; ".join(left)[:200])
    if process.returncode != 0:
        print(clone.output()[-3000:])


def warm_start(clone: Clone) -> float:
    """Start again, look at the clock, kill the database under it, stop from outside."""
    with clone.started("run") as process:
        seconds = clone.first_page(process, 120)
        clone.note("the second start serves within 10 s", seconds <= BAR_SECONDS, f"{seconds:.2f} s")
        clone.wait_for_greeting(process)
        postmaster = int((clone.root / "var" / "postgres" / "data" / "postmaster.pid").read_text().split()[0])
        os.kill(postmaster, signal.SIGKILL)
        began = time.monotonic()
        time.sleep(1)
        again = clone.first_page(process, 60)
        clone.note("kill -9 of the postmaster is mended", again < 60, f"{time.monotonic() - began:.1f} s")
        stopped = clone.say("stop")
        process.wait(60)
    left = clone.processes()
    clone.note("stop ends every process", stopped.returncode == 0 and not left, "; ".join(left)[:200])
    return seconds


def mishaps(clone: Clone) -> None:
    """Meet each mishap: one sentence, the way out, no traceback."""
    with socket.socket() as taken:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind(("127.0.0.1", clone.port))
        taken.listen()
        _refusal(clone, "a busy port", clone.say("run"), f"Port {clone.port}", "PORT=")
    (clone.root / "var" / "state" / "packages.json").unlink()
    shutil.rmtree(clone.root / "var" / "cache")
    nowhere = clone.say("setup", HTTPS_PROXY="http://127.0.0.1:9", PIP_NO_INDEX="", PIP_FORCE_REINSTALL="1")
    _refusal(clone, "no network", nowhere, "could not be fetched", "Check the network")
    if os.geteuid() != 0:
        (clone.root / "var").chmod(0o500)
        _refusal(clone, "a read-only folder", clone.say("status"), "cannot be written", "chown")
        (clone.root / "var").chmod(0o700)


def _refusal(clone: Clone, what: str, done: subprocess.CompletedProcess[str], sentence: str, way_out: str) -> None:
    said = done.stdout + done.stderr
    good = done.returncode == 1 and sentence in said and way_out in said and "Traceback" not in said
    clone.note(f"{what}: a sentence and the way out", good, "" if good else said[-300:])


def floor_seconds() -> float:
    """Return what importing and setting up Django costs on this machine: no start can be quicker."""
    began = time.monotonic()
    subprocess.run([sys.executable, "-c", "import neurohost.wsgi"], check=True, cwd=ROOT, capture_output=True)
    return time.monotonic() - began


def main() -> int:
    """Run all parts on one clone."""
    floor = floor_seconds()
    for clone in clones():
        half_way(clone)
        first_run(clone)
        seconds = warm_start(clone)
        mishaps(clone)
        holds = all(good for _, good, _ in clone.outcomes)
    value = round(seconds, 2)
    result = {
        "name": "launcher",
        "value": value,
        "unit": "s to the first page of a warm start",
        "floor": round(floor, 2),
    }
    print(json.dumps(result | {"ratio": round(seconds / floor, 2), "bar": BAR_SECONDS, "holds": holds}))
    return 0 if holds else 1


if __name__ == "__main__":
    sys.exit(main())
