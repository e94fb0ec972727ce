"""Bitrix24: limits of the portal (by plan), deadlines, and what only development and tests may do."""

from __future__ import annotations

from neurohost.settings.env import env

# Most plans: the bucket holds 50 requests and leaks 2 a second; Enterprise: 250 and 5.
BITRIX_LEAK_PER_SECOND = env.float("NEUROHOST_BITRIX_LEAK_PER_SECOND", default=2.0)
BITRIX_BUCKET = env.int("NEUROHOST_BITRIX_BUCKET", default=50)
# Requests of the bucket that are left unused, since requests arrive bunched and others may use the same address.
BITRIX_RESERVE = env.int("NEUROHOST_BITRIX_RESERVE", default=8)
BITRIX_TIMEOUT_S = env.float("NEUROHOST_BITRIX_TIMEOUT_S", default=65.0)
# How much faster than real time the portal's clock runs; 1 everywhere but in proofs, whose server runs as fast.
BITRIX_CLOCK_SCALE = env.float("NEUROHOST_BITRIX_CLOCK_SCALE", default=1.0)
# Only development and tests may speak plain HTTP, to a server on this machine.
BITRIX_PLAIN_HTTP = False
