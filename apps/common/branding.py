"""How the shell names itself: the brand of whoever looks at it, told by the app that owns organisations."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from django.http import HttpRequest

PRODUCT: Final = "NeuroHost"


@dataclass(frozen=True, slots=True)
class ShellBrand:
    """Name, address of the logo and of the style sheet with the colours; empty addresses leave the house's own."""

    name: str = PRODUCT
    logo_url: str = ""
    style_url: str = ""


Provider = Callable[["HttpRequest"], ShellBrand]
_provider: Provider | None = None


def install(provider: Provider) -> None:
    """Tell how the brand of a request is found; called once, by accounts."""
    global _provider  # noqa: PLW0603 - one provider per process, set once at start
    _provider = provider


def of(request: HttpRequest) -> ShellBrand:
    """Return the brand for this request; the product's own while nobody knows better."""
    return _provider(request) if _provider else ShellBrand()
