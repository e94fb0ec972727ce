"""The running system: stores, preparation, servers; brought up, watched and ended in one place."""

import http.client
import resource
import shutil
import subprocess
import time
from collections.abc import Collection, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from launcher import pids
from launcher.commands import must
from launcher.console import Progress, say
from launcher.failure import Failure
from launcher.files import tail, write_whole
from launcher.layout import Layout
from launcher.ports import require_free
from launcher.prepare import Preparation
from launcher.processes import PROGRAMS, site_file
from launcher.programs import WebAddress, environment_with
from launcher.steps import Steps
from launcher.stores import Stores, open_stores
from launcher.supervisor import Supervisor

_WEB_SECONDS = 90.0
# The simulated machines have their makers' passwords; a real site names its own families, or none.
_SIMULATED_LOGINS = "antminer_stock,braiins,vnish"


@dataclass(frozen=True)
class Running:
    """A system that is up."""

    supervisor: Supervisor
    env: dict[str, str]
    stores: Stores

    def watch(self) -> None:
        """Look once after the programs and the stores; start again what has died."""
        self.supervisor.watch()
        if not self.stores.servers_run():
            say("  ! PostgreSQL or Valkey has ended; starting it again")
            self.stores.start_servers()


@dataclass(frozen=True)
class System:
    """One installation in one room of the clone, listening at `web`; programs in `without` stay out."""

    layout: Layout
    web: WebAddress
    throwaway: bool = False
    without: Collection[str] = ()

    @contextmanager
    def up(self) -> Iterator[Running]:
        """Bring everything up for the length of the block; end what was started here."""
        end_leftovers(self.layout)
        require_free(self.web.host, self.web.port)
        stores = open_stores(self.layout, throwaway=self.throwaway)
        with ExitStack() as ends:
            env = self._start_stores(stores, ends)
            supervisor = Supervisor(self.layout, env)
            ends.callback(supervisor.stop)
            self._start_programs(supervisor, env, stores)
            yield Running(supervisor, env, stores)
            say("Ending all programs …")

    def _start_stores(self, stores: Stores, ends: ExitStack) -> dict[str, str]:
        """Start the stores, prepare what servers need; return the environment of the servers."""
        before = (stores.cluster.running(), stores.valkey.running())
        if before[0] is None:
            ends.callback(stores.cluster.stop)
        if before[1] is None:
            ends.callback(stores.valkey.stop)
        with Progress("Starting PostgreSQL and Valkey"):
            stores.start_servers()
        addresses = stores.start()
        env = environment_with(self.layout, stores, addresses)
        env |= {"NEUROHOST_HOST": self.web.host, "NEUROHOST_PORT": str(self.web.port)}
        preparation = Preparation(self.layout, env, addresses, stores.markers)
        preparation.tables()
        preparation.static_files()
        preparation.demo_data()
        return env

    def _start_programs(self, supervisor: Supervisor, env: dict[str, str], stores: Stores) -> None:
        chosen = [program for program in PROGRAMS if program.name not in self.without]
        allow_many_sockets()
        self._ensure_site(env)
        for program in chosen:
            if not program.after_web:
                supervisor.start(program)
        with Progress("Starting the web server") as progress:
            wait_for_web(self.web, supervisor, progress)
        for program in chosen:
            if program.after_web:
                if program.name == "agent":
                    self._enrol(env, stores)
                supervisor.start(program)

    def _ensure_site(self, env: dict[str, str]) -> None:
        """Write the file of the simulated site, unless the demo data or a person have written one."""
        path = site_file(self.layout)
        if path.exists() or "simulator" in self.without:
            return
        done = subprocess.run(
            [str(self.layout.python), "-m", "simulator", "--example"],
            check=False, capture_output=True, text=True, env=env, cwd=self.layout.root,
        )  # fmt: skip
        if done.returncode != 0:
            raise Failure(f"The simulated site could not be described:\n{done.stderr.strip()[-2000:]}")
        write_whole(path, done.stdout)

    def _enrol(self, env: dict[str, str], stores: Stores) -> None:
        """Give the demo agent an identity, once per database."""
        folder = self.layout.var / "agent"
        steps = Steps(stores.markers)
        if not folder.exists():
            steps.forget("agent")
        steps.do("agent", str(folder), "Enrolling the agent", lambda progress: self._enrol_once(env, progress))

    def _enrol_once(self, env: dict[str, str], progress: Progress) -> None:
        folder = self.layout.var / "agent"
        shutil.rmtree(folder, ignore_errors=True)
        code = manage_output(self.layout, env, "demo", "--enrol-code").split()
        if not code:
            raise Failure("The server gave no enrolment code for the agent.")
        place = [code[-1], "--server", self.web.url, "--data", str(folder), "--factory-logins", _SIMULATED_LOGINS]
        must(
            [str(self.layout.python), "-m", "neurohost_agent", "enrol", *place],
            log=self.layout.log / "setup-agent.log",
            env=env,
            cwd=self.layout.root,
            progress=progress,
            what="Enrolling the agent",
        )


def allow_many_sockets() -> None:
    """Raise our limit of open files as far as the machine allows: each simulated miner listens on its own."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def manage_output(layout: Layout, env: dict[str, str], *arguments: str) -> str:
    """Return what a command of manage.py prints, run as the owner."""
    done = subprocess.run(
        [str(layout.python), "manage.py", *arguments],
        check=False, capture_output=True, text=True, cwd=layout.root,
        env=env | {"DATABASE_URL": env["DATABASE_OWNER_URL"]},
    )  # fmt: skip
    if done.returncode != 0:
        raise Failure(f"manage.py {' '.join(arguments)} failed:\n{done.stderr.strip()[-2000:]}")
    return done.stdout


def wait_for_web(web: WebAddress, supervisor: Supervisor, progress: Progress) -> None:
    """Wait until the web server says that it lives."""
    limit = time.monotonic() + _WEB_SECONDS
    while time.monotonic() < limit:
        if is_live(web):
            return
        supervisor.watch()
        progress.beat()
        time.sleep(0.05)
    log = supervisor.log("web")
    raise Failure(f"The web server does not answer. The end of {log}:\n{tail(log)}\n")


def is_live(web: WebAddress) -> bool:
    """Ask the web server's liveness address."""
    host = web.url.removeprefix("http://").rpartition(":")[0]
    connection = http.client.HTTPConnection(host.strip("[]"), web.port, timeout=5)
    try:
        connection.request("GET", "/health/live")
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def end_leftovers(layout: Layout) -> int:
    """End programs that an earlier run left behind because it was killed; return how many."""
    count = 0
    for program in PROGRAMS:
        path = layout.run / f"{program.name}.json"
        pid = pids.read(path)
        if pid is not None:
            say(f"  ! ending the {program.title} of an earlier run (process {pid.number})")
            pids.end_group(pid, program.grace_seconds)
            count += 1
        path.unlink(missing_ok=True)
    return count
