"""Asks the limited process: check a template, fill it; bounded in time whatever the template does."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from apps.crm.documents.errors import TemplateRefused
from apps.crm.documents.sandbox.faults import Fault

if TYPE_CHECKING:
    from collections.abc import Mapping

MOST_IN: Final = 5_000_000
SECONDS: Final = 12
_ROOT: Final = Path(__file__).resolve().parents[4]


def check(template: bytes, example: Mapping[str, Any]) -> list[Fault]:
    """Return what is wrong with a template, tried with an example; nothing of it runs in this process."""
    return _ask(template, example)[0]


def render(template: bytes, values: Mapping[str, Any]) -> bytes:
    """Return an uploaded template filled with `values`. Raises TemplateRefused with its first fault."""
    faults, filled = _ask(template, values)
    if faults:
        raise TemplateRefused(faults)
    return filled


def _ask(template: bytes, values: Mapping[str, Any]) -> tuple[list[Fault], bytes]:
    """Return what the process answers; one that is killed by its limits is a fault as well."""
    if len(template) > MOST_IN:
        return [Fault("too_large")], b""
    header = json.dumps({"values": values}, ensure_ascii=False).encode()
    sent = len(header).to_bytes(4, "big") + header + template
    with tempfile.TemporaryDirectory() as empty:
        # -P and an empty folder: nothing that lies about is imported; the environment holds no secret.
        process = subprocess.Popen(
            [sys.executable, "-P", "-B", "-m", "apps.crm.documents.sandbox.worker"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=empty, start_new_session=True,
            env={"PYTHONPATH": str(_ROOT), "PATH": os.defpath, "LANG": "C.UTF-8", "OPENBLAS_NUM_THREADS": "1"},
        )  # fmt: skip
        try:
            out, _none = process.communicate(sent, timeout=SECONDS)
        except subprocess.TimeoutExpired:
            _end(process)
            return [Fault("too_slow")], b""
    line, _newline, filled = out.partition(b"\n")
    if process.returncode in (-signal.SIGXCPU, -signal.SIGKILL):
        return [Fault("too_slow")], b""
    if process.returncode or not line:
        return [Fault("too_large")], b""
    return [Fault(**fault) for fault in json.loads(line)["faults"]], filled


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the process with all it may have started."""
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
