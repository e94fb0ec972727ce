"""The limited process: looks a template through, fills it, answers, ends.

In: the length of a JSON header (4 bytes, big-endian), the header (`values`, `check`), the template. Out: a JSON line
(`faults`), then the filled document when there are none.
"""

from __future__ import annotations

import json
import resource
import sys
from typing import Any, Final

CPU_SECONDS: Final = 6
MEMORY_BYTES: Final = 768 * 1024 * 1024
MOST_OUT: Final = 20_000_000


def limit() -> None:
    """Give up time, memory, files and children before anything of the stranger is read."""
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def answer(header: dict[str, Any], template: bytes) -> tuple[list[dict[str, Any]], bytes]:
    """Return the faults of a template, and the filled document when there are none."""
    from jinja2 import TemplateError  # noqa: PLC0415 - read after the limits stand
    from jinja2.exceptions import SecurityError  # noqa: PLC0415 - as above

    from apps.crm.documents.filling import fill  # noqa: PLC0415 - as above
    from apps.crm.documents.sandbox import archive, parts, tags  # noqa: PLC0415 - as above
    from apps.crm.documents.sandbox.faults import Fault, Refused  # noqa: PLC0415 - as above

    try:
        opened = archive.opened(template)
        found = list(parts.references(opened)) or tags.faults(parts.paragraphs(opened), header["values"])
        filled = b"" if found else fill(template, header["values"], tags.Environment())
    except Refused as refusal:
        found = [refusal.fault]
    except SecurityError as error:
        found = [Fault("forbidden", str(error))]
    except TemplateError as error:
        found = [Fault("broken_tag", str(error).rstrip("."))]
    except MemoryError:
        found = [Fault("too_large")]
    except (ValueError, KeyError, AttributeError, TypeError, IndexError, LookupError, OSError, RecursionError) as error:
        # The file is a .docx by its parts and still cannot be read as one.
        found = [Fault("no_document", type(error).__name__)]
    if not found and len(filled) > MOST_OUT:
        found = [Fault("too_large")]
    return [fault.as_json() for fault in found], b"" if found else filled


def main() -> None:
    """Read, answer, end."""
    limit()
    stream = sys.stdin.buffer
    length = int.from_bytes(stream.read(4), "big")
    faults, filled = answer(json.loads(stream.read(length)), stream.read())
    sys.stdout.buffer.write(json.dumps({"faults": faults}).encode() + b"\n" + filled)


if __name__ == "__main__":
    main()
