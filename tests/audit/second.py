"""The second verifier as a module: `deploy/` is no package and shares nothing with the product."""

from __future__ import annotations

import importlib.util
from functools import lru_cache
from pathlib import Path
from typing import Any

SCRIPT = Path(__file__).resolve().parents[2] / "deploy" / "verify_audit.py"


@lru_cache(maxsize=1)
def second_verifier() -> Any:
    """Load deploy/verify_audit.py."""
    spec = importlib.util.spec_from_file_location("verify_audit", SCRIPT)
    if spec is None or spec.loader is None:
        message = f"{SCRIPT} cannot be loaded"
        raise ImportError(message)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
