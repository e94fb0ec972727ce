"""Verbs of the service centre."""

from apps.inventory.service_centre.services.approval import approve_estimate, ask_approval, decline_estimate
from apps.inventory.service_centre.services.assessing import assess
from apps.inventory.service_centre.services.catalogue import change_part, change_work, create_part, create_work
from apps.inventory.service_centre.services.counting import begin_count, cancel_count, close_count, count_part
from apps.inventory.service_centre.services.endings import cancel_order, finish_order, scrap_unit
from apps.inventory.service_centre.services.ledger import Bin
from apps.inventory.service_centre.services.order_lines import (
    Issue,
    Taken,
    add_work,
    issue_part,
    remove_work,
    return_part,
    take_off_unit,
)
from apps.inventory.service_centre.services.orders import (
    Found,
    change_order,
    diagnose,
    fail_test,
    open_order,
    put_on_test,
    start_work,
    wait_for_parts,
)
from apps.inventory.service_centre.services.photos import add_photos
from apps.inventory.service_centre.services.settings import change_settings
from apps.inventory.service_centre.services.stock import (
    correct_stock,
    receive_part,
    transfer_part,
    write_off_part,
)

__all__ = [
    "Bin",
    "Found",
    "Issue",
    "Taken",
    "add_photos",
    "add_work",
    "approve_estimate",
    "ask_approval",
    "assess",
    "begin_count",
    "cancel_count",
    "cancel_order",
    "change_order",
    "change_part",
    "change_settings",
    "change_work",
    "close_count",
    "correct_stock",
    "count_part",
    "create_part",
    "create_work",
    "decline_estimate",
    "diagnose",
    "fail_test",
    "finish_order",
    "issue_part",
    "open_order",
    "put_on_test",
    "receive_part",
    "remove_work",
    "return_part",
    "scrap_unit",
    "start_work",
    "take_off_unit",
    "transfer_part",
    "wait_for_parts",
    "write_off_part",
]
