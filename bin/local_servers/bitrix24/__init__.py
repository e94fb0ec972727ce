"""A portal of Bitrix24 on this machine: its documented REST methods, limits, errors and outgoing webhook."""

from local_servers.bitrix24.demo import demo_portal
from local_servers.bitrix24.faults import Faults
from local_servers.bitrix24.limits import Limits
from local_servers.bitrix24.service import Bitrix24
from local_servers.bitrix24.store import Store

__all__ = ["Bitrix24", "Faults", "Limits", "Store", "demo_portal"]
