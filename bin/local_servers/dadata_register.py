"""The register that the local DaData answers from: fictitious companies, banks, addresses and passport offices.

Every number passes its checksum; no company, person or bank here exists.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

_COMPANIES = (
    ("ПРИМЕР МАЙНИНГ", "ACTIVE"), ("СЕВЕРНЫЙ ХЕШ", "ACTIVE"), ("ВОЛЖСКИЙ БЛОК", "ACTIVE"), ("АЛТАЙ ДАТА", "ACTIVE"),
    ("КЕДРОВЫЙ УЗЕЛ", "ACTIVE"), ("ЭНЕРГОПРИМЕР", "ACTIVE"), ("БАЙКАЛ ТЕСТ", "LIQUIDATING"),
    ("СТАРЫЙ ЗАВОД", "LIQUIDATED"),
    ("ДОЛГОВОЙ ЦЕНТР", "BANKRUPT"), ("НОВОЕ СЛИЯНИЕ", "REORGANIZING"), ("ЯСНАЯ ПОЛЯНА ИТ", "ACTIVE"),
    ("ГОРНЫЙ РУЧЕЙ", "ACTIVE"), ("ПОЛЯРНАЯ СТАНЦИЯ", "ACTIVE"), ("ТИХАЯ ГАВАНЬ", "ACTIVE"), ("КВАДРАТ", "ACTIVE"),
    ("ОПЫТНЫЙ ПОЛИГОН", "ACTIVE"), ("УСЛОВНЫЕ СЕТИ", "ACTIVE"), ("МОДЕЛЬНЫЙ ЦЕХ", "ACTIVE"), ("ОБРАЗЕЦ ПЛЮС", "ACTIVE"),
    ("ЛЕСНАЯ ЭНЕРГИЯ", "ACTIVE"), ("РЕЧНОЙ ТОК", "ACTIVE"), ("СИНИЙ КВАРЦ", "ACTIVE"), ("ЗИМНИЙ ДВОР", "ACTIVE"),
    ("БЕЛАЯ ВЫШКА", "ACTIVE"), ("ТЁПЛЫЙ КОНТУР", "ACTIVE"), ("ДАЛЬНИЙ РУБЕЖ", "ACTIVE"),
)  # fmt: skip
_TRADERS = (
    ("Тестов", "Пётр", "Сергеевич", "ACTIVE"), ("Примерова", "Анна", "Петровна", "ACTIVE"),
    ("Образцов", "Илья", "Андреевич", "ACTIVE"), ("Учебнов", "Роман", "Павлович", "LIQUIDATED"),
    ("Условный", "Олег", "Юрьевич", "ACTIVE"), ("Пробная", "Дарья", "Олеговна", "ACTIVE"),
    ("Вымышленный", "Тимур", "Маратович", "ACTIVE"), ("Эталонова", "Ольга", "Игоревна", "BANKRUPT"),
    ("Черновиков", "Кирилл", "Юрьевич", "ACTIVE"), ("Макетов", "Сергей", "Ильич", "ACTIVE"),
)  # fmt: skip
_HEADS = (
    ("Тестова Анна Петровна", "ГЕНЕРАЛЬНЫЙ ДИРЕКТОР"), ("Примеров Пётр Иванович", "ДИРЕКТОР"),
    ("Образцова Ирина Викторовна", "ГЕНЕРАЛЬНЫЙ ДИРЕКТОР"), ("Учебнов Роман Олегович", "ИСПОЛНИТЕЛЬНЫЙ ДИРЕКТОР"),
)  # fmt: skip
_STREETS = (
    ("127642", "г Москва", "", "ул Сухонская"), ("105005", "г Москва", "", "ул Радио"),
    ("601780", "Владимирская обл", "г Кольчугино", "ул Победы"), ("141400", "Московская обл", "г Химки", "ул Репина"),
    ("420033", "Респ Татарстан", "г Казань", "ул Декабристов"),
    ("630108", "Новосибирская обл", "г Новосибирск", "ул Станционная"),
    ("664003", "Иркутская обл", "г Иркутск", "ул Ленина"), ("190020", "г Санкт-Петербург", "", "ул Старообрядческая"),
)  # fmt: skip
_BANKS = (
    ("ПАО УЧЕБНЫЙ БАНК", "044525901", "г Москва"), ("АО ПРИМЕРБАНК", "044525902", "г Москва"),
    ("БАНК ОБРАЗЕЦ (АО)", "044525903", "г Москва"), ("АО СЕВЕРНЫЙ КРЕДИТ", "044030904", "г Санкт-Петербург"),
    ("ПАО ВОЛГАТЕСТБАНК", "042202905", "г Нижний Новгород"), ("АО КБ УСЛОВНЫЙ", "046577906", "г Екатеринбург"),
    ("ПАО ДАЛЬПРОБАБАНК", "040507907", "г Владивосток"), ("АО СИБИРЬ МОДЕЛЬ", "045004908", "г Новосибирск"),
    ("ООО НКО МАКЕТ", "044525909", "г Москва"), ("АО БАНК ЗАКРЫТЫЙ", "044525910", "г Москва"),
)  # fmt: skip
_OFFICES = (
    ("772-053", "ОВД ЗЮЗИНО Г. МОСКВЫ"), ("772-053", "ОУФМС РОССИИ ПО Г. МОСКВЕ ПО РАЙОНУ ЗЮЗИНО"),
    ("330-012", "ТП № 1 ОУФМС РОССИИ ПО ВЛАДИМИРСКОЙ ОБЛАСТИ"),
    ("770-001", "ОТДЕЛЕНИЕМ УФМС РОССИИ ПО УЧЕБНОМУ РАЙОНУ"),
    ("380-004", "ГУ МВД РОССИИ ПО ИРКУТСКОЙ ОБЛАСТИ"),
)  # fmt: skip
_INN_10 = (2, 4, 10, 3, 5, 9, 4, 6, 8)
_INN_11 = (7, 2, 4, 10, 3, 5, 9, 4, 6, 8)
_INN_12 = (3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8)
_ACCOUNT_WEIGHTS = (7, 1, 3)


def _digit(body: str, weights: tuple[int, ...]) -> str:
    return str(sum(int(sign) * weight for sign, weight in zip(body, weights, strict=True)) % 11 % 10)


def company_inn(number: int) -> str:
    """Return a valid ИНН of a legal entity."""
    body = f"7701{number:05}"
    return body + _digit(body, _INN_10)


def trader_inn(number: int) -> str:
    """Return a valid ИНН of a person."""
    body = f"3306{number:06}"
    body += _digit(body, _INN_11)
    return body + _digit(body, _INN_12)


def _ogrn(number: int) -> str:
    body = f"12577{number:07}"
    return body + str(int(body) % 11 % 10)


def _ogrnip(number: int) -> str:
    body = f"32633{number:09}"
    return body + str(int(body) % 13 % 10)


def _correspondent(bic: str) -> str:
    """Return the correspondent account of a bank: its check key makes the weighted sum end in nought."""
    for key in "0123456789":
        number = f"30101810{key}00000000{bic[6:]}"
        digits = f"0{bic[4:6]}{number}"
        if sum(int(sign) * _ACCOUNT_WEIGHTS[place % 3] % 10 for place, sign in enumerate(digits)) % 10 == 0:
            return number
    raise AssertionError


def _ms(year: int, month: int, day: int) -> int:
    return int(datetime(year, month, day, tzinfo=UTC).timestamp() * 1000)


def _state(status: str, registered: int) -> dict[str, Any]:
    ended = _ms(2026, 3, 2) if status == "LIQUIDATED" else None
    return {
        "status": status, "code": None, "actuality_date": _ms(2026, 11, 1), "registration_date": registered,
        "liquidation_date": ended,
    }  # fmt: skip


def _suggestion(value: str, data: dict[str, Any], whole: str = "") -> dict[str, Any]:
    return {"value": value, "unrestricted_value": whole or value, "data": data}


def _place(number: int, *, to_the_house: bool = True) -> dict[str, Any]:
    """Return an address as DaData writes it; of a person only as far as the town."""
    postcode, region, city, street = _STREETS[number % len(_STREETS)]
    house = str(number % 40 + 1)
    parts = [region, city] + ([street, f"д {house}"] if to_the_house else [])
    value = ", ".join(filter(None, parts))
    data = {
        "postal_code": postcode, "country": "Россия", "country_iso_code": "RU", "region_with_type": region,
        "city_with_type": city or region, "street_with_type": street if to_the_house else None,
        "house": house if to_the_house else None, "fias_level": "8" if to_the_house else "4",
        "qc_geo": "0" if to_the_house else "4",
    }  # fmt: skip
    return _suggestion(value, data, f"{postcode}, {value}")


def _company(number: int, name: str, status: str, *, branch: int = 0) -> dict[str, Any]:
    """Return a legal entity, or one of its branches (its own КПП and address, the same ИНН)."""
    head, post = _HEADS[number % len(_HEADS)]
    registered = _ms(2018 + number % 7, number % 12 + 1, 14)
    quoted = f'"{name}"'
    title = f"{quoted[:-1]} ФИЛИАЛ {branch}{quoted[-1]}" if branch else quoted
    data = {
        "kpp": f"7701{'43' if branch else '01'}{branch or 1:03}",
        "management": {"name": head, "post": post, "start_date": registered, "disqualified": None},
        "branch_type": "BRANCH" if branch else "MAIN", "branch_count": 2 if number == 1 and not branch else 0,
        "hid": f"local{number:06}{branch}", "type": "LEGAL", "state": _state(status, registered),
        "opf": {"type": "2014", "code": "12300", "full": "Общество с ограниченной ответственностью", "short": "ООО"},
        "name": {
            "full_with_opf": f"ОБЩЕСТВО С ОГРАНИЧЕННОЙ ОТВЕТСТВЕННОСТЬЮ {title}", "short_with_opf": f"ООО {title}",
            "latin": None, "full": name, "short": name,
        },
        "inn": company_inn(number + 1), "ogrn": _ogrn(number + 12), "okved": "63.11", "okveds": None, "founders": None,
        "address": _place(number + branch), "phones": None, "emails": None, "ogrn_date": registered,
    }  # fmt: skip
    return _suggestion(f"ООО {title}", data)


def _trader(number: int, surname: str, name: str, patronymic: str, status: str) -> dict[str, Any]:
    full = f"{surname} {name} {patronymic}"
    registered = _ms(2026, 1, 20)
    data = {
        "citizenship": None,
        "fio": {"surname": surname, "name": name, "patronymic": patronymic, "gender": None, "source": None, "qc": None},
        "hid": f"local-ip{number:04}", "type": "INDIVIDUAL", "state": _state(status, registered),
        "opf": {"type": "2014", "code": "50102", "full": "Индивидуальный предприниматель", "short": "ИП"},
        "name": {
            "full_with_opf": f"Индивидуальный предприниматель {full}", "short_with_opf": f"ИП {full}", "latin": None,
            "full": full, "short": None,
        },
        "inn": trader_inn(12345 + number), "ogrn": _ogrnip(1234 + number), "okved": "62.01", "okveds": None,
        "address": _place(number, to_the_house=False), "phones": None, "emails": None, "ogrn_date": registered,
    }  # fmt: skip
    return _suggestion(f"ИП {full}", data)


def _bank(number: int, name: str, bic: str, city: str) -> dict[str, Any]:
    status = "LIQUIDATED" if "ЗАКРЫТЫЙ" in name else "ACTIVE"
    data = {
        "opf": {"type": "BANK", "full": None, "short": None}, "name": {"payment": name, "full": None, "short": name},
        "bic": bic, "swift": None, "inn": company_inn(900 + number), "kpp": "770101001",
        "correspondent_account": _correspondent(bic), "registration_number": str(9000 + number), "payment_city": city,
        "state": _state(status, _ms(1991, 6, 20)), "address": _place(number), "phones": None,
    }  # fmt: skip
    return _suggestion(name, data)


def parties() -> list[dict[str, Any]]:
    """Return every company, branch and sole trader; the second company has two branches."""
    rows = [_company(number, name, status) for number, (name, status) in enumerate(_COMPANIES)]
    rows += [_company(1, _COMPANIES[1][0], "ACTIVE", branch=branch) for branch in (1, 2)]
    return rows + [_trader(number, *one) for number, one in enumerate(_TRADERS)]


def banks() -> list[dict[str, Any]]:
    """Return every bank; the last one is closed."""
    return [_bank(number, *one) for number, one in enumerate(_BANKS)]


def addresses() -> list[dict[str, Any]]:
    """Return houses of every street."""
    return [_place(number) for number in range(40 * len(_STREETS))]


def offices() -> list[dict[str, Any]]:
    """Return the offices that issue passports."""
    return [
        _suggestion(name, {"code": code, "name": name, "region_code": code[:2], "type": "2"}) for code, name in _OFFICES
    ]
