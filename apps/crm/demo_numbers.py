"""Requisites for the demonstration: invented, yet right in every check digit."""

from __future__ import annotations

from random import Random

_COMPANY = (2, 4, 10, 3, 5, 9, 4, 6, 8)
_PERSON = ((7, 2, 4, 10, 3, 5, 9, 4, 6, 8), (3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8))
_WEIGHTS = (7, 1, 3)


def _checked(body: str, weights: tuple[int, ...]) -> str:
    return body + str(sum(int(digit) * weight for digit, weight in zip(body, weights, strict=True)) % 11 % 10)


def company_inn(random: Random, region: str) -> str:
    """Return the INN of a company in a region of two digits."""
    return _checked(f"{region}{random.randrange(10**7):07}", _COMPANY)


def person_inn(random: Random, region: str) -> str:
    """Return the INN of a person in a region of two digits."""
    body = f"{region}{random.randrange(10**8):08}"
    for weights in _PERSON:
        body = _checked(body, weights)
    return body


def ogrn(random: Random, region: str) -> str:
    """Return the OGRN of a company."""
    body = f"1{random.randrange(15, 26)}{region}{random.randrange(10**7):07}"
    return body + str(int(body) % 11 % 10)


def ogrnip(random: Random, region: str) -> str:
    """Return the OGRNIP of a sole trader."""
    body = f"3{random.randrange(15, 26)}{region}{random.randrange(10**9):09}"
    return body + str(int(body) % 13 % 10)


def account(random: Random, bic: str, start: str) -> str:
    """Return an account that begins with `start` (eight digits) in the bank of this BIC."""
    tail = f"{random.randrange(10**11):011}"
    for digit in "0123456789":
        number = f"{start}{digit}{tail}"
        if sum(int(sign) * _WEIGHTS[place % 3] % 10 for place, sign in enumerate(bic[6:] + number)) % 10 == 0:
            return number
    raise ValueError(bic)
