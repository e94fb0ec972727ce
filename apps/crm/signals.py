"""Facts that crm announces after commit; each receiver works in the scope of who caused it (`by`).

`client_created`, `client_changed` (`fields`: names), `client_archived`: `client_id`.
`clients_merged`, `clients_unmerged`: `source_id` (the old card), `target_id`.
`contacts_changed`, `accounts_changed` (something was added, changed or removed): `client_id`.
`contract_registered`: `contract_id`, `number`. `contract_status_changed`: `contract_id`, `verb`, `status`.
`commission_accrued`: `payment_id`, `entry_ids`. `commission_reversed`: `credit_id`, `entry_ids`.
`payout_status_changed`: `payout_id`, `verb`, `status`.
`addendum_registered`: `addendum_id`, `contract_id`, `number`.
`document_made`: `document_id`, `kind`, `contract_id`.
`lead_created`: `lead_id`. `lead_assigned`: `lead_id`, `owner_id`. `lead_status_changed`: `lead_id`, `verb`, `status`.
`deal_created`: `deal_id`. `deal_moved`: `deal_id`, `verb`, `from_stage_id`, `to_stage_id`.
`activity_added`, `activity_done`: `activity_id`.
"""

from __future__ import annotations

from django.dispatch import Signal

client_created = Signal()
client_changed = Signal()
client_archived = Signal()
clients_merged = Signal()
clients_unmerged = Signal()
contacts_changed = Signal()
accounts_changed = Signal()
contract_registered = Signal()
contract_status_changed = Signal()
commission_accrued = Signal()
commission_reversed = Signal()
payout_status_changed = Signal()
addendum_registered = Signal()
document_made = Signal()
lead_created = Signal()
lead_assigned = Signal()
lead_status_changed = Signal()
deal_created = Signal()
deal_moved = Signal()
activity_added = Signal()
activity_done = Signal()
