"""No wrong verdict on 100,000 requisites: good ones by generators of our own, bad ones by changing a single digit.

The generators count the check digits anew from the rules (not with the product's functions). A changed digit must be
refused; where the rule itself cannot see it (two check sums fall together) a second, slow count says so.
"""

from __future__ import annotations

import json
import random
import sys
from collections import Counter
from collections.abc import Callable

from apps.common import requisites

COUNT = 100_000
Verdict = Callable[[str], bool]


def _digits(chance: random.Random, length: int) -> list[int]:
    return [chance.randrange(10) for _ in range(length)]


def _text(digits: list[int]) -> str:
    return "".join(map(str, digits))


def company_inn(digits: list[int]) -> list[int]:
    """Return nine digits with their check digit."""
    return [*digits, sum(a * b for a, b in zip((2, 4, 10, 3, 5, 9, 4, 6, 8), digits, strict=True)) % 11 % 10]


def person_inn(digits: list[int]) -> list[int]:
    """Return ten digits with their two check digits."""
    first = [*digits, sum(a * b for a, b in zip((7, 2, 4, 10, 3, 5, 9, 4, 6, 8), digits, strict=True)) % 11 % 10]
    return [*first, sum(a * b for a, b in zip((3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8), first, strict=True)) % 11 % 10]


def ogrn(digits: list[int]) -> list[int]:
    """Return twelve digits with the check digit."""
    return [*digits, int(_text(digits)) % 11 % 10]


def ogrnip(digits: list[int]) -> list[int]:
    """Return fourteen digits with the check digit."""
    return [*digits, int(_text(digits)) % 13 % 10]


def account(digits: list[int], bank: str) -> list[int]:
    """Return twenty digits whose ninth is the check digit for a bank number of three digits."""
    whole = [int(sign) for sign in bank] + digits
    whole[11] = 0
    total = sum(value * (7, 1, 3)[place % 3] % 10 for place, value in enumerate(whole))
    whole[11] = total * 3 % 10
    return whole[3:]


def example(kind: str, chance: random.Random) -> tuple[str, Verdict, Callable[[list[int]], bool]]:
    """Return a good number, the product's verdict on a text, and the slow truth about digits."""
    if kind == "inn of a company":
        good = company_inn(_digits(chance, 9))
        return _text(good), requisites.is_company_inn, lambda d: company_inn(d[:9]) == d
    if kind == "inn of a person":
        good = person_inn(_digits(chance, 10))
        return _text(good), requisites.is_person_inn, lambda d: person_inn(d[:10]) == d
    if kind == "ogrn":
        good = ogrn([1, *_digits(chance, 11)])
        return _text(good), requisites.is_ogrn, lambda d: d[0] != 0 and ogrn(d[:12]) == d
    if kind == "ogrnip":
        good = ogrnip([3, *_digits(chance, 13)])
        return _text(good), requisites.is_ogrnip, lambda d: d[0] in (3, 4) and ogrnip(d[:14]) == d
    bank = f"{chance.randrange(50, 1000):03}"
    bic = f"04452{chance.randrange(10)}{bank}"
    good = account([4, 0, 7, 0, 2, 8, 1, 0, *_digits(chance, 12)], bank)
    return _text(good), lambda text: requisites.is_settlement_account(text, bic), lambda d: _account_truth(d, bank)


def _account_truth(digits: list[int], bank: str) -> bool:
    """Whether an account is right: a treasury's has no check digit, a correspondent one is refused."""
    text = _text(digits)
    if text.startswith("30101"):
        return False
    return text.startswith(("40102", "03")) or account(list(digits), bank) == digits


KINDS = ("inn of a company", "inn of a person", "ogrn", "ogrnip", "settlement account")


def main() -> int:
    """Judge all numbers, print a table and the result."""
    chance = random.Random(515)
    tally: Counter[tuple[str, str]] = Counter()
    wrong: list[str] = []
    for number in range(COUNT):
        kind = KINDS[number % len(KINDS)]
        text, verdict, truth = example(kind, chance)
        expected = True
        if number // len(KINDS) % 2:
            place = chance.randrange(len(text))
            text = text[:place] + str((int(text[place]) + chance.randrange(1, 10)) % 10) + text[place + 1 :]
            expected = truth([int(sign) for sign in text])
        tally[kind, "good" if expected else "bad"] += 1
        if verdict(text) is not expected:
            wrong.append(f"{kind} {text}: expected {expected}")
    print(f"{'requisite':<24}{'good':>10}{'bad':>10}")
    for kind in KINDS:
        print(f"{kind:<24}{tally[kind, 'good']:>10}{tally[kind, 'bad']:>10}")
    for line in wrong[:10]:
        print("WRONG", line)
    result = {
        "name": "requisites", "value": len(wrong), "unit": "wrong verdicts", "floor": 0, "ratio": None, "bar": 0,
        "holds": not wrong,
    }  # fmt: skip
    print(json.dumps(result))
    return 0 if not wrong else 1


if __name__ == "__main__":
    sys.exit(main())
