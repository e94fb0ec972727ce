"""Every process of the running system, as one table."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from launcher.layout import Layout


@dataclass(frozen=True)
class Program:
    """One process: its name, what it is for, its command, and whether it needs the web server first."""

    name: str
    title: str
    command: Callable[[Layout, Mapping[str, str]], list[str]]
    after_web: bool = False
    grace_seconds: float = 10.0


def _web(layout: Layout, env: Mapping[str, str]) -> list[str]:
    host = env["NEUROHOST_HOST"]
    bind = f"[{host}]" if ":" in host else host
    return [
        str(layout.venv / "bin" / "gunicorn"), "neurohost.wsgi:application",
        "--bind", f"{bind}:{env['NEUROHOST_PORT']}",
        "--worker-class", "gthread", "--workers", "2", "--threads", "8",
        "--timeout", "60", "--graceful-timeout", "8", "--keep-alive", "30",
        "--preload", "--max-requests", "20000", "--max-requests-jitter", "2000",
        "--no-control-socket", "--access-logfile", "-",
    ]  # fmt: skip


def _worker(layout: Layout, _: Mapping[str, str]) -> list[str]:
    return [
        str(layout.venv / "bin" / "celery"), "-A", "neurohost", "worker",
        "--queues", "default,io,docs,telemetry", "--concurrency", "2", "--loglevel", "info",
        "--without-gossip", "--without-mingle",
    ]  # fmt: skip


def _beat(layout: Layout, _: Mapping[str, str]) -> list[str]:
    return [str(layout.venv / "bin" / "celery"), "-A", "neurohost", "beat", "--loglevel", "info", "--pidfile="]


def _mail(layout: Layout, env: Mapping[str, str]) -> list[str]:
    tool = layout.root / "bin" / "tools" / "mail_sink.py"
    return [str(layout.python), str(tool), "--port", env["EMAIL_PORT"], "--folder", str(layout.var / "mail")]


def _local_servers(layout: Layout, env: Mapping[str, str]) -> list[str]:
    return [
        str(layout.python),
        "-m",
        "local_servers",
        "--port",
        urlsplit(env["NEUROHOST_LOCAL_SERVERS_URL"]).netloc.rpartition(":")[2],
    ]


def _simulator(layout: Layout, _: Mapping[str, str]) -> list[str]:
    return [str(layout.python), "-m", "simulator", "run", "--config", str(site_file(layout))]


def site_file(layout: Layout) -> Path:
    """Return the file that says what the simulated site consists of."""
    return layout.var / "simulator" / "site.json"


def _agent(layout: Layout, _: Mapping[str, str]) -> list[str]:
    return [str(layout.python), "-m", "neurohost_agent", "run", "--data", str(layout.var / "agent")]


def _telegram(layout: Layout, _: Mapping[str, str]) -> list[str]:
    return [str(layout.python), "manage.py", "telegram_poll"]


PROGRAMS = (
    Program("mail", "local mail server", _mail),
    Program("services", "local outside services", _local_servers),
    Program("simulator", "simulated site", _simulator),
    Program("web", "web server", _web, grace_seconds=12.0),
    Program("worker", "Celery worker", _worker, after_web=True, grace_seconds=15.0),
    Program("beat", "Celery beat", _beat, after_web=True),
    Program("telegram", "reader of Telegram's updates", _telegram, after_web=True, grace_seconds=2.0),
    Program("agent", "on-site agent", _agent, after_web=True),
)
