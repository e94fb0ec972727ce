"""Measured power: what machines draw now, as an upper app that reads them can say; without one, nothing is known."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

# Sites by id → units by id → watts. Only readings that are fresh: nothing else says what is drawn now.
Provider = Callable[[Collection[int]], Mapping[int, float]]
_providers: list[Provider] = []


def install(provider: Provider) -> None:
    """Say who reads the machines; called once by an upper app when it is ready."""
    _providers[:] = [provider]


def is_known() -> bool:
    """Whether anybody reads machines at all."""
    return bool(_providers)


def measured(site_ids: Collection[int]) -> Mapping[int, float]:
    """Return what each unit at these sites draws now by a fresh reading; units without one are left out."""
    return _providers[0](site_ids) if _providers and site_ids else {}
