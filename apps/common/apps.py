"""Django application of common."""

from django.apps import AppConfig


class CommonConfig(AppConfig):
    """Registers the house's system checks, and who does imports."""

    name = "apps.common"
    label = "common"

    def ready(self) -> None:
        """Import the checks so that Django knows them; give imports to the workers."""
        from apps.common import checks, outbox, tasks  # noqa: F401, PLC0415 - registration needs loaded applications
        from apps.common.db import lookups  # noqa: F401, PLC0415 - as above
        from apps.common.imports import runs  # noqa: PLC0415 - as above

        outbox.register(runs.TOPIC, tasks.hand_over)
