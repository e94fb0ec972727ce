"""Names of models, synthesised from their parts: `[manufacturer] [model] [hashrate] [unit]`."""

from __future__ import annotations

from decimal import Decimal


def model_name(manufacturer: str, model: str, hashrate: Decimal | None, unit_label: str) -> str:
    """Return the name; equipment without a hashrate is named by manufacturer and model alone."""
    parts = [manufacturer.strip(), model.strip()]
    if hashrate is not None:
        parts += [plain_number(hashrate), unit_label]
    return " ".join(part for part in parts if part)


def plain_number(value: Decimal) -> str:
    """Return a decimal without trailing zeros and without an exponent."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
