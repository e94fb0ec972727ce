"""Work on many units by the API: what a body asks for, and a result for each unit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from apps.common import access
from apps.crm.models import Client, Contract
from apps.crm.permissions import CLIENT_VIEW, CONTRACT_VIEW
from apps.inventory import services
from apps.inventory.enums import UnitVerb
from apps.inventory.models import Site
from apps.inventory.permissions import PLACE_VIEW, UNIT_MANAGE, UNIT_PLACE
from apps.inventory.selectors.filling import named_units, paired
from apps.inventory.services.bulk import MOST_UNITS
from apps.inventory.services.lifecycle import OPEN_VERBS

if TYPE_CHECKING:
    from apps.common.actor import Actor
    from apps.inventory.services import BulkResult

_NEEDED = {"place": ("first_shelf",), "assign": ("client", "document", "why"), "state": ("verb", "why")}


class BulkSerializer(serializers.Serializer[Any]):
    """One operation for many units, named by serial number or its last four characters."""

    operation = serializers.ChoiceField(choices=["place", "take_off", "assign", "state"])
    serials = serializers.ListField(child=serializers.CharField(max_length=400), min_length=1, max_length=MOST_UNITS)
    first_shelf = serializers.CharField(max_length=80, required=False)
    client = serializers.UUIDField(required=False)
    contract = serializers.UUIDField(required=False)
    document = serializers.CharField(max_length=80, required=False)
    verb = serializers.ChoiceField(choices=sorted(verb.value for verb in OPEN_VERBS), required=False)
    site = serializers.UUIDField(required=False)
    why = serializers.CharField(max_length=300, required=False, allow_blank=True, default="")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Ask for what the operation needs."""
        missing = [name for name in _NEEDED.get(attrs["operation"], ()) if not attrs.get(name)]
        if missing:
            raise serializers.ValidationError({name: [_("This field is needed.")] for name in missing})
        return attrs


class BulkResultSerializer(serializers.Serializer[Any]):
    """What became of one unit; `code` and `message` say why nothing was done."""

    serial = serializers.CharField()
    done = serializers.BooleanField()
    code = serializers.CharField(allow_blank=True)
    message = serializers.CharField(allow_blank=True)


def work(by: Actor, values: dict[str, Any]) -> list[dict[str, Any]]:
    """Do it; returns a result for each entry of the list, those that name no single unit in reach first."""
    operation, why = values["operation"], values["why"]
    permission = UNIT_PLACE if operation in {"place", "take_off"} else UNIT_MANAGE
    access.require(by, permission)
    named = named_units(by, permission, "\n".join(values["serials"]))
    found = [_told(text, "not_found", "") for text in named.unknown]
    if not named.units:
        return found
    if operation == "place":
        pairs, left = paired(by, named.units, values["first_shelf"])
        found += [_told(unit.serial, "no_free_place", reason) for unit, reason in left]
        results = [
            result
            for site, some in pairs.items()
            for result in services.fill_shelves(by=by, pairs=some, site=site, why=why)
        ]
    elif operation == "take_off":
        results = services.take_off_units(by=by, units=named.units, why=why)
    elif operation == "assign":
        client = access.fetch(by, CLIENT_VIEW, Client.objects.all(), uid=values["client"])
        contract = None
        if "contract" in values:
            contract = access.fetch(by, CONTRACT_VIEW, Contract.objects.all(), uid=values["contract"])
        results = services.assign_units(
            by=by, units=named.units, client=client, contract=contract, document=values["document"], why=why
        )
    else:
        site = access.fetch(by, PLACE_VIEW, Site.objects.all(), uid=values["site"]) if "site" in values else None
        results = services.change_states(by=by, units=named.units, verb=UnitVerb(values["verb"]), why=why, site=site)
    return found + [_result(one) for one in results]


def _result(one: BulkResult) -> dict[str, Any]:
    """Return a result as it is answered."""
    if one.refusal is None:
        return {"serial": one.unit.serial, "done": True, "code": "", "message": ""}
    return _told(one.unit.serial, one.refusal.code, one.refusal.message)


def _told(serial: str, code: str, message: str) -> dict[str, Any]:
    """Return a refusal as it is answered."""
    return {"serial": serial, "done": False, "code": code, "message": message}
