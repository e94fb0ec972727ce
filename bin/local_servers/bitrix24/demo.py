"""A portal with some companies and contacts for development, none of them real."""

from __future__ import annotations

from local_servers.bitrix24.service import Bitrix24
from local_servers.bitrix24.store import COMPANY, CONTACT, Store, presets

_COMPANIES = (
    ("ООО «Ангара Вычисления»", "Общество с ограниченной ответственностью «Ангара Вычисления»", "3808123450"),
    ("АО «Енисей Дата»", "Акционерное общество «Енисей Дата»", "2466112230"),
    ("ООО «Карелия Хостинг»", "Общество с ограниченной ответственностью «Карелия Хостинг»", "1001334450"),
    ("ООО «Урал Блок»", "Общество с ограниченной ответственностью «Урал Блок»", "6670556670"),
    ("ООО «Без реквизитов»", "", ""),
)
_PEOPLE = (
    ("Ветрова", "Ольга", "Андреевна", "Главный бухгалтер"),
    ("Егоров", "Степан", "Ильич", "Директор"),
    ("Нестеров", "Глеб", "Павлович", "Инженер"),
    ("Соколова", "Инна", "Юрьевна", "Закупки"),
)
_WEIGHTS = (2, 4, 10, 3, 5, 9, 4, 6, 8)


def demo_portal() -> Bitrix24:
    """Return a portal whose presets have other ids than usual."""
    store = Store(presets=presets(first=11, step=1), last_id=100)
    for number, (title, full, start) in enumerate(_COMPANIES):
        phone = {"typeId": "PHONE", "valueType": "WORK", "value": f"8 (495) 510-20-{number:02}"}
        item = store.add_item(COMPANY, {"title": title, "fm": {"n0": phone}})
        if start:
            requisite = _row(store)
            fields = {
                "ENTITY_TYPE_ID": COMPANY, "ENTITY_ID": item["id"], "NAME": "Организация", "RQ_COMPANY_FULL_NAME": full,
                "RQ_INN": inn(start[:9]), "RQ_KPP": f"{start[:4]}01001",
            }  # fmt: skip
            store.set_requisite(requisite, fields)
            store.requisites[int(requisite["ID"])] = requisite
        last, first, second, post = _PEOPLE[number % len(_PEOPLE)]
        mail = {"typeId": "EMAIL", "valueType": "WORK", "value": f"contact{number}@portal.example"}
        store.add_item(
            CONTACT,
            {"lastName": last, "name": first, "secondName": second, "post": post, "companyId": item["id"],
             "fm": {"n0": mail}},
        )  # fmt: skip
    return Bitrix24(store=store)


def inn(start: str) -> str:
    """Return a company's number with its check digit."""
    return start + str(sum(int(one) * weight for one, weight in zip(start, _WEIGHTS, strict=True)) % 11 % 10)


def _row(store: Store) -> dict[str, str]:
    return {"ID": str(store.number()), "PRESET_ID": str(min(store.presets)), "DATE_MODIFY": store.stamp()}
