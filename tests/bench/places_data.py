"""A company of two hundred thousand units with their dated facts, places, movements and returns, laid by SQL."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.db import connection

from apps.common.roles import Role
from apps.common.scope import SystemJob, scope, system_scope
from apps.crm.models import Client, Contract
from apps.inventory import services
from apps.inventory.enums import SiteType
from apps.inventory.models import Shelf
from tests.crm.factories import make_client, make_contract
from tests.factories import actor_for, make_organisation, make_user
from tests.inventory.factories import bind, make_model, make_site

if TYPE_CHECKING:
    from collections.abc import Mapping

    from apps.accounts.models import Organisation, User
    from apps.common.actor import Actor
    from apps.inventory.models import Site

STORED, WAITING, LOOSE = 48_000, 2_000, 10_000
CENTRES, EACH = 28, 5_000
NODES, SHELVES_OF_A_NODE = 40, 125
SPARE_SHELVES = 2_000
MOVEMENTS, LINES, ACTS = 300, 10, 100
_BLANKS: Final = {"boolean": "false", "jsonb": "'{}'::jsonb", "integer": "0", "bigint": "0", "smallint": "0"}
_BLANKS_MORE: Final = {"uuid": "gen_random_uuid()", "timestamp with time zone": "now()", "date": "current_date"}


@dataclass(frozen=True)
class Company:
    """Who works in it and where."""

    organisation: Organisation
    warehouse: Site
    centres: list[Site]
    keeper: User
    technician: User
    keeper_actor: Actor
    technician_actor: Actor
    admin: User


def insert(table: str, values: Mapping[str, str], source: str, **given: Any) -> None:
    """Write `SELECT values FROM source` into a table; a needed column that is not named gets a blank of its kind.

    Columns come and go while the product grows; the benchmark is of those that lists read.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_name, data_type FROM information_schema.columns WHERE table_name = %s "
            "AND is_nullable = 'NO' AND column_default IS NULL AND is_identity = 'NO' AND is_generated = 'NEVER'",
            [table],
        )
        blanks = _BLANKS | _BLANKS_MORE
        whole = {name: blanks.get(kind, "''") for name, kind in cursor.fetchall()} | dict(values)
        columns = ", ".join(f'"{name}"' for name in whole)
        statement = f"INSERT INTO {table} ({columns}) SELECT {', '.join(whole.values())} FROM {source}"  # noqa: S608 - words of this file
        cursor.execute(statement, given)


def lay() -> Company:
    """Lay the company; people and places by the services, all that is many by SQL."""
    organisation = make_organisation("bench")
    warehouse = make_site(organisation, SiteType.WAREHOUSE, name="Warehouse")
    centres = [make_site(organisation, name=f"Centre {number:02}") for number in range(CENTRES)]
    for _number in range(20):
        make_contract(make_client(organisation))
    models = [make_model(organisation.pk, power_w) for power_w in (3250, 3500, 3650, 5445)]
    admin = make_user(organisation, Role.ADMIN)
    _places(actor_for(admin), warehouse, centres)
    with system_scope(SystemJob.MAINTENANCE):
        clients = list(Client.objects.order_by("pk").values_list("pk", flat=True))
        contracts = list(Contract.objects.order_by("pk").values_list("pk", flat=True))
    told = {
        "org": organisation.pk,
        "warehouse": warehouse.pk,
        "centres": [centre.pk for centre in centres],
        "models": [model.pk for model in models],
        "clients": clients,
        "contracts": contracts,
    }
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
    _units(told)
    _facts(told)
    driver = make_user(organisation, Role.DRIVER)
    _journeys(told | {"driver": driver.pk})
    keeper, technician = make_user(organisation, Role.WAREHOUSE), make_user(organisation, Role.TECHNICIAN)
    keeper_actor = bind(actor_for(keeper), warehouse)
    technician_actor = bind(actor_for(technician), centres[0])
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        cursor.execute("VACUUM ANALYZE")
    return Company(organisation, warehouse, centres, keeper, technician, keeper_actor, technician_actor, admin)


def _places(by: Actor, warehouse: Site, centres: list[Site]) -> None:
    """Make rooms, nodes and shelves; the first two centres have spare shelves to place on."""
    with scope(by):
        store = services.create_room(by=by, site=warehouse, name="Store")
        for letter in "ABCDEF":
            services.create_shelves(by=by, room=store, pattern=f"{letter}-{{1..40}}-{{1..50}}", capacity=4)
        for number, centre in enumerate(centres):
            room = services.create_room(by=by, site=centre, name="Hall")
            for node in range(NODES):
                made = services.create_power_node(by=by, room=room, name=f"Node {node}", limit_w=900_000)
                services.create_shelves(by=by, power_node=made, pattern=f"N{node}-{{1..{SHELVES_OF_A_NODE}}}")
            for spare in range(SPARE_SHELVES // SHELVES_OF_A_NODE if number < 2 else 0):
                made = services.create_power_node(by=by, room=room, name=f"Spare {spare}", limit_w=900_000)
                services.create_shelves(by=by, power_node=made, pattern=f"Z{spare}-{{1..{SHELVES_OF_A_NODE}}}")


_SERIAL: Final = "'BENCH' || upper(substr(md5(n::text), 1, 10))"
_UNIT: Final = {
    "uid": "gen_random_uuid()",
    "created_at": "now()",
    "updated_at": "now()",
    "organisation_id": "%(org)s",
    "version": "1",
    "serial": _SERIAL,
    "serial_tail": f"right({_SERIAL}, 4)",
    "state": "state",
    "owner_id": "(%(clients)s)[1 + n %% 20]",
    "contract_id": "(%(contracts)s)[1 + n %% 20]",
    "model_id": "(%(models)s)[1 + n %% 4]",
    "power_w": "(ARRAY[3250, 3500, 3650, 5445])[1 + n %% 4]",
    "site_id": "site_id",
    "shelf_id": "shelf_id",
    "declared_currency": "'RUB'",
    "changed_at": "now() - (1 + n %% 300) * interval '1 day'",
}


def _units(told: Mapping[str, Any]) -> None:
    """Write the units: on shelves, loose and waiting at the warehouse, in service at the centres."""
    stored = """(SELECT n, CASE WHEN n <= %(waiting)s THEN 'pending_return' ELSE 'stored' END AS state,
        %(warehouse)s::bigint AS site_id, shelf.id AS shelf_id
        FROM (SELECT row_number() OVER (ORDER BY id, copy) AS n, shelves.id FROM inventory_shelf shelves
              CROSS JOIN generate_series(1, 4) copy WHERE site_id = %(warehouse)s) shelf
        WHERE n <= %(standing)s) given"""
    insert("inventory_unit", _UNIT, stored, **told, waiting=WAITING, standing=STORED + WAITING)
    loose = """(SELECT n, 'stored' AS state, %(warehouse)s::bigint AS site_id, NULL::bigint AS shelf_id
        FROM generate_series(100001, 100000 + %(loose)s) n) given"""
    insert("inventory_unit", _UNIT, loose, **told, loose=LOOSE)
    working = """(SELECT n, 'in_service' AS state, site_id, shelf_id FROM (
        SELECT 1000000 + row_number() OVER (ORDER BY id) AS n, site_id, id AS shelf_id FROM inventory_shelf
        WHERE site_id = ANY(%(centres)s) AND label LIKE 'N%%') shelves) given"""
    insert("inventory_unit", _UNIT, working, **told)
    # What is to be placed while placing is measured stands loose at the first two centres.
    waits = """(SELECT n, 'stored' AS state, (%(centres)s)[1 + n %% 2] AS site_id, NULL::bigint AS shelf_id
        FROM generate_series(3000001, 3000000 + 2 * %(spare)s) n) given"""
    insert("inventory_unit", _UNIT, waits, **told, spare=SPARE_SHELVES)


def _facts(told: Mapping[str, Any]) -> None:
    """Write what the columns mirror, and the chain of custody."""
    shared = {
        "uid": "gen_random_uuid()",
        "organisation_id": "unit.organisation_id",
        "unit_id": "unit.id",
        "during": "tstzrange(unit.changed_at, NULL)",
    }
    unit = "inventory_unit unit"
    where = f"{unit} LEFT JOIN inventory_shelf shelf ON shelf.id = unit.shelf_id LEFT JOIN inventory_site site "
    where += "ON site.id = unit.site_id"
    slot = "CASE WHEN unit.shelf_id IS NULL THEN NULL "
    slot += "ELSE row_number() OVER (PARTITION BY unit.shelf_id ORDER BY unit.id) END"
    columns = {"site_id": "unit.site_id", "shelf_id": "unit.shelf_id", "slot": slot}
    insert("inventory_unitplacement", shared | columns, unit, **told)
    insert("inventory_unitstatus", shared | {"state": "unit.state"}, unit, **told)
    insert("inventory_unitserial", shared | {"serial": "unit.serial"}, unit, **told)
    owner = {"client_id": "unit.owner_id", "contract_id": "unit.contract_id"}
    insert("inventory_unitownership", shared | owner, unit, **told)
    keeper = {"owner_id": "unit.owner_id", "site_id": "unit.site_id", "keeper_kind": "'site'", "keeper": "site.name"}
    insert("logistics_custodyrecord", shared | keeper | {"place": "coalesce(shelf.label, '')"}, where, **told)


def _journeys(told: Mapping[str, Any]) -> None:
    """Write movements that come to the warehouse and that wait there, and return acts whose units wait."""
    for kind, first in (("picked_up", 0), ("pending", MOVEMENTS)):
        comes = kind == "picked_up"
        movement = {
            "uid": "gen_random_uuid()",
            "organisation_id": "%(org)s",
            "version": "1",
            "number": "'ПМ-' || n",
            "ordinal": "n",
            "reason": "'x'",
            "from_site_id": "(%(centres)s)[2 + n %% 20]" if comes else "%(warehouse)s",
            "to_site_id": "%(warehouse)s" if comes else "(%(centres)s)[2 + n %% 20]",
            "driver_id": "%(driver)s",
            "status": f"'{kind}'",
            "unit_count": "%(lines)s",
            "picked_up_at": "now()" if comes else "NULL",
        }
        source = "generate_series(%(first)s + 1, %(first)s + %(count)s) n"
        insert("logistics_movement", movement, source, **told, first=first, count=MOVEMENTS, lines=LINES)
    line = {
        "uid": "gen_random_uuid()",
        "organisation_id": "%(org)s",
        "movement_id": "movement.id",
        "unit_id": "unit.id",
        "position": "unit.place",
        "serial": "unit.serial",
        "model_name": "'x'",
        "power_w": "unit.power_w",
        "state": "CASE movement.status WHEN 'pending' THEN 'planned' ELSE 'picked_up' END",
    }
    source = """(SELECT *, 1 + (n - 1) %% %(lines)s AS place, 1 + (n - 1) / %(lines)s AS movement_ordinal FROM (
        SELECT row_number() OVER (ORDER BY id) AS n, id, serial, power_w FROM inventory_unit
        WHERE state = 'in_service') counted WHERE n <= 2 * %(count)s * %(lines)s) unit
        JOIN logistics_movement movement ON movement.ordinal = unit.movement_ordinal"""
    insert("logistics_movementline", line, source, **told, lines=LINES, count=MOVEMENTS)
    act = {
        "uid": "gen_random_uuid()",
        "organisation_id": "%(org)s",
        "number": "'ВЗ-' || n",
        "ordinal": "n",
        "client_id": "(%(clients)s)[1 + n %% 20]",
        "contract_id": "(%(contracts)s)[1 + n %% 20]",
        "status": "'registered'",
        "unit_count": "%(each)s",
    }
    each = WAITING // ACTS
    insert("logistics_returnact", act, "generate_series(1, %(acts)s) n", **told, acts=ACTS, each=each)
    line = {
        "uid": "gen_random_uuid()",
        "organisation_id": "%(org)s",
        "act_id": "act.id",
        "unit_id": "unit.id",
        "site_id": "%(warehouse)s",
        "position": "unit.n",
        "serial": "unit.serial",
        "model_name": "'x'",
        "power_w": "unit.power_w",
        "state": "'waiting'",
    }
    source = """(SELECT row_number() OVER (ORDER BY id) AS n, id, serial, power_w FROM inventory_unit
        WHERE state = 'pending_return') unit
        JOIN logistics_returnact act ON act.ordinal = 1 + (unit.n - 1) / %(each)s"""
    insert("logistics_returnline", line, source, **told, each=each)


def spare_shelves(site: Site) -> list[Shelf]:
    """Return the free shelves of a centre."""
    with system_scope(SystemJob.MAINTENANCE):
        return list(Shelf.objects.select_related("site").filter(site=site, label__startswith="Z").order_by("pk"))
