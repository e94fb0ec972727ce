"""All outside services of development in one process: `python -m local_servers --port 8100`."""

import argparse
import signal
import sys
import threading

from local_servers.bitrix24 import demo_portal
from local_servers.dadata import Dadata
from local_servers.serving import LocalServer, Service
from local_servers.telegram import demo_telegram


def services() -> tuple[Service, ...]:
    """Return a new one of each service."""
    return (Dadata(), demo_portal(), demo_telegram())


def main() -> int:
    """Read the command line, serve until asked to end."""
    parser = argparse.ArgumentParser(prog="local_servers", description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    options = parser.parse_args()
    server = LocalServer(*services(), port=options.port)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: threading.Thread(target=server.close).start())
    print(f"listening on {server.url}", flush=True)
    server.serve()
    return 0


if __name__ == "__main__":
    sys.exit(main())
