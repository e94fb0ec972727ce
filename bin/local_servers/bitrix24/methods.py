"""The methods: what each does to the store, and what it answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from local_servers.bitrix24.store import COMPANY, CONTACT, REQUISITE, Store, chosen, ordered

PAGE = 50
_NAMES = {CONTACT: "CONTACT", COMPANY: "COMPANY"}


class Refused(Exception):
    """An answer with an error."""

    def __init__(self, code: str, description: str, status: int = 400) -> None:
        super().__init__(code)
        self.code, self.description, self.status = code, description, status


@dataclass
class Done:
    """A result, for lists with where they stand."""

    result: Any
    total: int | None = None
    next: int | None = None


@dataclass
class Methods:
    """All methods over one store; `changed(event, fields)` is told of every save, `user` is who writes."""

    store: Store
    changed: Callable[[str, dict[str, Any]], None]
    user: int = 1

    def run(self, method: str, params: dict[str, Any]) -> Done:
        """Do one method. Raises Refused."""
        do = _TABLE.get(method.lower())
        if do is None:
            raise Refused("ERROR_METHOD_NOT_FOUND", "Method not found!", 404)
        with self.store.lock:
            return do(self, params)

    # --- items ---
    def item_list(self, params: dict[str, Any]) -> Done:
        """Items by filter, order and page."""
        entity = self._entity(params)
        found = self._page(self.store.items[entity].values(), params)
        wanted = params.get("select") or ["*"]
        rows = [row if "*" in wanted else {name: row.get(name) for name in wanted} for row in found.result]
        return Done({"items": rows}, found.total, found.next)

    def item_get(self, params: dict[str, Any]) -> Done:
        """One item."""
        return Done({"item": self._item(params)})

    def item_add(self, params: dict[str, Any]) -> Done:
        """Make an item."""
        entity = self._entity(params)
        item = self.store.add_item(entity, _mapping(params.get("fields")), self.user)
        self.changed(f"ONCRM{_NAMES[entity]}ADD", {"ID": item["id"]})
        return Done({"item": item})

    def item_update(self, params: dict[str, Any]) -> Done:
        """Change an item; nothing is saved when nothing changed."""
        entity, item = self._entity(params), self._item(params)
        if self.store.update_item(entity, item["id"], _mapping(params.get("fields")), self.user):
            self.changed(f"ONCRM{_NAMES[entity]}UPDATE", {"ID": item["id"]})
        return Done({"item": item})

    def item_delete(self, params: dict[str, Any]) -> Done:
        """Delete an item with its requisites."""
        entity, item = self._entity(params), self._item(params)
        del self.store.items[entity][item["id"]]
        if entity == COMPANY:
            for number in [n for n, row in self.store.requisites.items() if row["ENTITY_ID"] == str(item["id"])]:
                self._forget_requisite(number)
        self.changed(f"ONCRM{_NAMES[entity]}DELETE", {"ID": item["id"]})
        return Done([])

    # --- requisites and bank details ---
    def requisite_list(self, params: dict[str, Any]) -> Done:
        """Requisites by filter, order and page."""
        return self._page(self.store.requisites.values(), params)

    def requisite_get(self, params: dict[str, Any]) -> Done:
        """One set of requisites."""
        return Done(self._row(self.store.requisites, params))

    def requisite_add(self, params: dict[str, Any]) -> Done:
        """Make requisites; answers with the bare id."""
        fields = _mapping(params.get("fields"))
        company = _number(fields.get("ENTITY_ID"))
        if _number(fields.get("ENTITY_TYPE_ID")) not in (CONTACT, COMPANY) or not fields.get("NAME"):
            raise Refused("", "The field 'ENTITY_TYPE_ID' or 'NAME' is required")
        if company not in self.store.items[_number(fields["ENTITY_TYPE_ID"])]:
            raise Refused("", "The entity of the requisite is not found")
        if _number(fields.get("PRESET_ID")) not in self.store.presets:
            raise Refused("", "The preset is not found")
        number = self.store.number()
        row = {"ID": str(number), "PRESET_ID": str(fields["PRESET_ID"]), "DATE_MODIFY": self.store.stamp()}
        self.store.set_requisite(row, fields)
        self.store.requisites[number] = row
        self.changed("ONCRMREQUISITEADD", {"ID": number})
        return Done(number)

    def requisite_update(self, params: dict[str, Any]) -> Done:
        """Change those fields that the preset keeps."""
        row = self._row(self.store.requisites, params)
        if self.store.set_requisite(row, _mapping(params.get("fields"))):
            self.changed("ONCRMREQUISITEUPDATE", {"ID": int(row["ID"])})
        return Done(True)

    def requisite_delete(self, params: dict[str, Any]) -> Done:
        """Delete requisites with what hangs on them."""
        row = self._row(self.store.requisites, params)
        self._forget_requisite(int(row["ID"]))
        self.changed("ONCRMREQUISITEDELETE", {"ID": int(row["ID"])})
        return Done(True)

    def bank_list(self, params: dict[str, Any]) -> Done:
        """Bank details by filter, order and page."""
        return self._page(self.store.banks.values(), params)

    def bank_get(self, params: dict[str, Any]) -> Done:
        """One set of bank details."""
        return Done(self._row(self.store.banks, params))

    def bank_add(self, params: dict[str, Any]) -> Done:
        """Make bank details; answers with the bare id."""
        fields = _mapping(params.get("fields"))
        if _number(fields.get("ENTITY_ID")) not in self.store.requisites or not fields.get("NAME"):
            raise Refused("", "The field 'ENTITY_ID' or 'NAME' is required")
        number = self.store.number()
        row = {"ID": str(number), "DATE_MODIFY": self.store.stamp()}
        self.store.set_row(row, fields)
        self.store.banks[number] = row
        self.changed("ONCRMBANKDETAILADD", {"ID": number})
        return Done(number)

    def bank_update(self, params: dict[str, Any]) -> Done:
        """Change bank details."""
        row = self._row(self.store.banks, params)
        if self.store.set_row(row, _mapping(params.get("fields"))):
            self.changed("ONCRMBANKDETAILUPDATE", {"ID": int(row["ID"])})
        return Done(True)

    # --- addresses ---
    def address_list(self, params: dict[str, Any]) -> Done:
        """Addresses by filter and page."""
        return self._page(self.store.addresses.values(), params)

    def address_set(self, params: dict[str, Any]) -> Done:
        """Write the one address of a type."""
        fields = _mapping(params.get("fields"))
        key = _address_key(fields)
        if key[1] != REQUISITE or key[2] not in self.store.requisites:
            raise Refused("", "The owner of the address is not found")
        row = self.store.addresses.setdefault(
            key, {"TYPE_ID": str(key[0]), "ENTITY_TYPE_ID": str(key[1]), "ENTITY_ID": str(key[2])}
        )
        if self.store.set_row(row, fields):
            self.changed("ONCRMADDRESSREGISTER", self._address_event(key))
        return Done(True)

    def address_delete(self, params: dict[str, Any]) -> Done:
        """Take an address away."""
        key = _address_key(_mapping(params.get("fields")))
        if self.store.addresses.pop(key, None) is not None:
            self.changed("ONCRMADDRESSUNREGISTER", self._address_event(key))
        return Done(True)

    # --- presets, duplicates, who am I ---
    def preset_list(self, _params: dict[str, Any]) -> Done:
        """The presets of this portal."""
        rows = [{"ID": str(n), "NAME": name, "XML_ID": mark} for n, (name, mark, _f) in self.store.presets.items()]
        return Done(rows, len(rows))

    def preset_fields(self, params: dict[str, Any]) -> Done:
        """The fields that a preset keeps."""
        number = _number(_mapping(params.get("preset")).get("ID"))
        if number not in self.store.presets:
            raise Refused("", "The preset is not found")
        rows = [{"ID": str(n), "FIELD_NAME": name} for n, name in enumerate(self.store.presets[number][2], 1)]
        return Done(rows, len(rows))

    def duplicates(self, params: dict[str, Any]) -> Done:
        """Items with one of these phones or mails."""
        values = params.get("values") or []
        if len(values) > 20:  # noqa: PLR2004 - the documented limit
            raise Refused("", "Too many values")
        entity = COMPANY if params.get("entity_type") == "COMPANY" else CONTACT
        wanted = {_digits(value) for value in values}
        found = [
            item["id"]
            for item in self.store.items[entity].values()
            if any(one["typeId"] == params.get("type") and _digits(one["value"]) in wanted for one in item["fm"])
        ]
        return Done({_NAMES[entity]: found} if found else [])

    def profile(self, _params: dict[str, Any]) -> Done:
        """Who the webhook is."""
        return Done({"ID": str(self.user), "ADMIN": True, "NAME": "Интеграция", "LAST_NAME": "NeuroHost"})

    def scope(self, _params: dict[str, Any]) -> Done:
        """What the webhook may do."""
        return Done(["crm"])

    # --- parts ---
    def _entity(self, params: dict[str, Any]) -> int:
        entity = _number(params.get("entityTypeId"))
        if entity not in self.store.items:
            raise Refused("NOT_FOUND", "Смарт-процесс не найден")
        return entity

    def _item(self, params: dict[str, Any]) -> dict[str, Any]:
        item = self.store.items[self._entity(params)].get(_number(params.get("id")))
        if item is None:
            raise Refused("NOT_FOUND", "Элемент не найден")
        return item

    def _row(self, rows: dict[int, dict[str, Any]], params: dict[str, Any]) -> dict[str, Any]:
        row = rows.get(_number(params.get("id")))
        if row is None:
            raise Refused("", "Not found")
        return row

    def _page(self, rows: Any, params: dict[str, Any]) -> Done:
        found = ordered(chosen(rows, _mapping(params.get("filter"))), _mapping(params.get("order")))
        start = int(params.get("start") or 0)
        if start < 0:
            return Done(found[:PAGE])
        further = start + PAGE if start + PAGE < len(found) else None
        return Done(found[start : start + PAGE], len(found), further)

    def _forget_requisite(self, number: int) -> None:
        self.store.requisites.pop(number, None)
        for bank in [key for key, row in self.store.banks.items() if row.get("ENTITY_ID") == str(number)]:
            del self.store.banks[bank]
        for key in [key for key in self.store.addresses if key[2] == number]:
            del self.store.addresses[key]

    def _address_event(self, key: tuple[int, int, int]) -> dict[str, Any]:
        company = self.store.requisites[key[2]]["ENTITY_ID"]
        return {
            "TYPE_ID": key[0], "ENTITY_TYPE_ID": key[1], "ENTITY_ID": key[2], "ANCHOR_TYPE_ID": COMPANY,
            "ANCHOR_ID": company,
        }  # fmt: skip


_TABLE: dict[str, Callable[[Methods, dict[str, Any]], Done]] = {
    "crm.item.list": Methods.item_list,
    "crm.item.get": Methods.item_get,
    "crm.item.add": Methods.item_add,
    "crm.item.update": Methods.item_update,
    "crm.item.delete": Methods.item_delete,
    "crm.requisite.list": Methods.requisite_list,
    "crm.requisite.get": Methods.requisite_get,
    "crm.requisite.add": Methods.requisite_add,
    "crm.requisite.update": Methods.requisite_update,
    "crm.requisite.delete": Methods.requisite_delete,
    "crm.requisite.bankdetail.list": Methods.bank_list,
    "crm.requisite.bankdetail.get": Methods.bank_get,
    "crm.requisite.bankdetail.add": Methods.bank_add,
    "crm.requisite.bankdetail.update": Methods.bank_update,
    "crm.requisite.preset.list": Methods.preset_list,
    "crm.requisite.preset.field.list": Methods.preset_fields,
    "crm.address.list": Methods.address_list,
    "crm.address.add": Methods.address_set,
    "crm.address.update": Methods.address_set,
    "crm.address.delete": Methods.address_delete,
    "crm.duplicate.findbycomm": Methods.duplicates,
    "profile": Methods.profile,
    "scope": Methods.scope,
}
WRITES = frozenset(name for name in _TABLE if name.rsplit(".", 1)[-1] in ("add", "update", "delete"))


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _number(value: Any) -> int:
    return int(value) if str(value).isdigit() else 0


def _digits(value: Any) -> str:
    text = str(value)
    digits = "".join(sign for sign in text if sign.isdigit())
    return text.lower() if "@" in text else digits[-10:]


def _address_key(fields: dict[str, Any]) -> tuple[int, int, int]:
    return (_number(fields.get("TYPE_ID")), _number(fields.get("ENTITY_TYPE_ID")), _number(fields.get("ENTITY_ID")))
