"""Telegram's Bot API on this machine: its methods, limits, errors, both ways of getting updates, and people."""

from local_servers.telegram.demo import demo_telegram
from local_servers.telegram.service import Telegram
from local_servers.telegram.world import Bot, Person

__all__ = ["Bot", "Person", "Telegram", "demo_telegram"]
