"""TCP ports: free ones that are remembered, busy ones that are named."""

import contextlib
import errno
import json
import socket
from pathlib import Path

from launcher.failure import Failure
from launcher.files import locked, write_whole


def is_free(host: str, port: int) -> bool:
    """Tell whether a server could listen there now."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with contextlib.closing(socket.socket(family)) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                return False
            raise Failure(
                f"Nothing can listen at {host}, port {port}: {error.strerror or error}.",
                "Choose an address of this machine and a port above 1023: HOST=127.0.0.1 PORT=8000 make run",
            ) from error
    return True


def answers(host: str, port: int) -> bool:
    """Tell whether somebody listens there."""
    try:
        with socket.create_connection((host, port), 0.5):
            return True
    except OSError:
        return False


def any_free() -> int:
    """Return a port that nobody holds now."""
    with contextlib.closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def remembered(folder: Path, name: str) -> int:
    """Return the port kept for this server; a new one when it is not kept or taken by another."""
    path = folder / "ports.json"
    with locked(folder / "ports.lock"):
        kept = _read(path)
        port = kept.get(name, 0)
        if not port or not is_free("127.0.0.1", port):
            port = any_free()
            while port in kept.values():
                port = any_free()
            write_whole(path, json.dumps(kept | {name: port}, indent=1) + "\n")
        return port


def _read(path: Path) -> dict[str, int]:
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {str(name): int(port) for name, port in kept.items()} if isinstance(kept, dict) else {}


def require_free(host: str, port: int) -> None:
    """Refuse to start the web server on a busy port, with the way out."""
    if not is_free(host, port):
        free = port + 1
        while free < port + 50 and not is_free(host, free):
            free += 1
        raise Failure(
            f"Port {port} of {host} is used by another program.",
            f"End that program or choose another port: PORT={free} make run",
        )
