"""Reads one import file from its standard input under limits of memory and time, and prints why it was refused.

`python -m tests.proof.import_reader MEGABYTES CPU_S`; nothing printed means that the file was read.
"""

from __future__ import annotations

import resource
import sys


def main() -> int:
    """Read the file; print the sentence of its refusal in English."""
    megabytes, seconds = (int(each) for each in sys.argv[1:])
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (megabytes * 1024 * 1024, megabytes * 1024 * 1024))
    import django  # noqa: PLC0415 - under the limits

    django.setup()
    from django.utils import translation  # noqa: PLC0415 - after django.setup()

    from apps.common.imports import mapping, sheets  # noqa: PLC0415 - as above
    from apps.common.imports.limits import FileRefused  # noqa: PLC0415 - as above

    field = mapping.Field("name", "Name")
    with translation.override("en"):
        try:
            sheets.read(sys.stdin.buffer.read(), lambda headers: len(mapping.guess(headers, [field])))
        except FileRefused as refusal:
            print(refusal.message)
    return 0


if __name__ == "__main__":
    sys.exit(main())
