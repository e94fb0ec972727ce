"""Admin of the house: the only room that imports unfold; read-only unless a class registers services."""

from apps.common.admin import checks  # noqa: F401 - registers the system checks
from apps.common.admin.base import HouseAdmin
from apps.common.admin.history import HistoryEntry, history_provider
from apps.common.admin.importing import import_operation
from apps.common.admin.inlines import HouseStackedInline, HouseTabularInline
from apps.common.admin.operations import operation
from apps.common.admin.services import AdminServices, Write
from apps.common.admin.site import HouseSite, register, site

__all__ = [
    "AdminServices",
    "HistoryEntry",
    "HouseAdmin",
    "HouseSite",
    "HouseStackedInline",
    "HouseTabularInline",
    "Write",
    "history_provider",
    "import_operation",
    "operation",
    "register",
    "site",
]
