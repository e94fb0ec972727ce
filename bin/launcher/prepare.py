"""What must be true before the servers start: tables, translations, static files, demo data."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from launcher.commands import must
from launcher.console import Progress
from launcher.files import stamp
from launcher.layout import Layout
from launcher.steps import Steps
from launcher.stores import Addresses


class Preparation:
    """The steps between the stores and the servers, each done again only when its sources changed."""

    def __init__(self, layout: Layout, env: Mapping[str, str], addresses: Addresses, markers: Path) -> None:
        self._layout = layout
        self._env = dict(env)
        self._addresses = addresses
        self._of_database = Steps(markers)
        self._of_files = Steps(layout.var / "state")

    def tables(self) -> None:
        """Migrate as the owner."""
        files = self._files("apps/*/migrations/*.py") + self._files("requirements/base.txt")
        inputs = stamp(files, self._addresses.owner.rpartition("@")[2], self._env["DJANGO_SETTINGS_MODULE"])
        self._step(self._of_database, "migrate", inputs, "Making tables", ["migrate", "--no-input"])

    def static_files(self) -> None:
        """Collect static files for serving."""
        files = [path for path in self._files("static/**/*") + self._files("apps/*/static/**/*") if path.is_file()]
        inputs = stamp([*files, *self._files("requirements/base.txt"), *self._files("neurohost/settings/*.py")])
        if not (self._layout.var / "static").exists():
            self._of_files.forget("static")
        command = ["collectstatic", "--no-input", "--verbosity", "0"]
        self._step(self._of_files, "static", inputs, "Collecting static files", command)

    def demo_data(self) -> None:
        """Make the demo organisations, once per database."""
        command = ["demo", "--if-empty"]
        inputs = self._addresses.owner.rpartition("@")[2]
        self._step(self._of_database, "demo", inputs, "Making demo data", command)

    def _files(self, pattern: str) -> list[Path]:
        return sorted(self._layout.root.glob(pattern))

    def _step(self, steps: Steps, name: str, inputs: str, title: str, command: Sequence[str]) -> None:
        steps.do(name, inputs, title, lambda progress: self._run(["manage.py", *command], progress))

    def _run(self, arguments: Sequence[str], progress: Progress) -> None:
        name = Path(arguments[0]).stem if arguments[0] != "manage.py" else arguments[1]
        must(
            [str(self._layout.python), *arguments],
            log=self._layout.log / f"setup-{name}.log",
            env=self._env | self._addresses.environment(as_owner=True),
            cwd=self._layout.root,
            progress=progress,
            what=" ".join(arguments[:2]),
        )
