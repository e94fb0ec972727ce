"""Calls about power: limits, breakers, phases, moves of racks and shelves, models, reservations."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from hypothesis import strategies as st
from hypothesis.stateful import rule

from apps.common.clock import now
from apps.inventory import services
from apps.inventory.models import EquipmentModel, PowerNode, PowerReservation, Rack, Room, Site
from apps.inventory.tasks import lapse
from tests.proof.places.calls import DAWN, FEW, PICK, Calls

if TYPE_CHECKING:
    from apps.common.actor import Actor
    from tests.proof.places.layout import Key
    from tests.proof.places.remembered import Reservation

# Limits are set close to what is drawn and held, so that the next call may meet them; None: no limit.
_SLACK_W: Final = st.sampled_from((None, -1, 0, 1, 1_200, 3_500, 5_000, 8_000))
_SLACK_A: Final = st.sampled_from((None, -1, 0, 7, 20, 40))
_W_PER_A: Final = 184
_NODE_WITH_ALL: Final = st.sampled_from((0, 0, 0, 1, 2, 3, 4))
_PHASES: Final = st.sampled_from(("abc", "a", "b", "c"))
_LEGS: Final = st.sampled_from(("", "abc", "a", "b", "c"))
NODE: Final = st.integers(0, 4)
DAYS: Final = st.integers(0, 5)


class PowerCalls(Calls):
    """Power is limited, moved, held."""

    @rule(model=st.integers(0, 2), power_w=st.sampled_from((900, 1_200, 3_250, 3_500, 4_100)))
    def change_model(self, model: int, power_w: int) -> None:
        """Give a model another power."""
        row = EquipmentModel.objects.get(pk=self.world.models[model].pk)
        self._as_admin(
            self.oracle.set_model_power(model, power_w),
            lambda by: services.change_model(row, by=by, version=row.version, power_w=power_w),
        )

    @rule(model=st.integers(0, 2), is_needed=st.booleans())
    def need_phases(self, model: int, is_needed: bool) -> None:
        """Say that a model needs three phases, or not."""
        row = EquipmentModel.objects.get(pk=self.world.models[model].pk)
        self._as_admin(
            self.oracle.set_three_phase(model, is_needed=is_needed),
            lambda by: services.change_model(row, by=by, version=row.version, three_phase=is_needed),
        )

    @rule(node=_NODE_WITH_ALL, slack_w=_SLACK_W)
    def limit_node(self, node: int, slack_w: int | None) -> None:
        """Give a node another limit."""
        limit_w = self._limit(("node", node), slack_w)
        self._change_node(node, self.oracle.set_limit("nodes", node, limit_w), limit_w=limit_w)

    @rule(node=_NODE_WITH_ALL, slack_a=_SLACK_A)
    def change_breaker(self, node: int, slack_a: int | None) -> None:
        """Give a node another breaker."""
        figures = self.oracle.figures()
        thirds = max(figures.both(("node", node), place) for place in (1, 2, 3))
        breaker_a = None if slack_a is None else max(1, -(-thirds // (3 * _W_PER_A)) + slack_a)
        self._change_node(node, self.oracle.set_breaker(node, breaker_a), breaker_a=breaker_a)

    @rule(node=NODE, phases=_PHASES)
    def turn_node(self, node: int, phases: str) -> None:
        """Hang a node on other legs."""
        self._change_node(node, self.oracle.set_node_phases(node, phases), phases=phases)

    @rule(node=NODE, parent=st.one_of(st.none(), NODE))
    def feed_node(self, node: int, parent: int | None) -> None:
        """Feed a node from elsewhere."""
        row = None if parent is None else PowerNode.objects.get(pk=self.world.nodes[parent].pk)
        self._change_node(node, self.oracle.set_parent(node, parent), parent=row)

    def _change_node(self, node: int, expected: Any, **values: Any) -> None:
        """Change a node."""
        row = PowerNode.objects.get(pk=self.world.nodes[node].pk)
        self._as_admin(expected, lambda by: services.change_power_node(by=by, node=row, version=row.version, **values))

    @rule(room=st.sampled_from((0, 0, 1, 2)), slack_w=_SLACK_W)
    def limit_room(self, room: int, slack_w: int | None) -> None:
        """Give a room another limit."""
        row, limit_w = Room.objects.get(pk=self.world.rooms[room].pk), self._limit(("room", room), slack_w)
        self._as_admin(
            self.oracle.set_limit("rooms", room, limit_w),
            lambda by: services.change_room(by=by, room=row, version=row.version, limit_w=limit_w),
        )

    @rule(site=st.sampled_from((0, 0, 2)), slack_w=_SLACK_W)
    def limit_site(self, site: int, slack_w: int | None) -> None:
        """Give a site another limit."""
        row, limit_w = Site.objects.get(pk=self.world.sites[site].pk), self._limit(("site", site), slack_w)
        self._as_admin(
            self.oracle.set_limit("sites", site, limit_w),
            lambda by: services.change_site(by=by, site=row, version=row.version, limit_w=limit_w),
        )

    def _limit(self, key: Key, slack_w: int | None) -> int | None:
        """Return a limit that leaves so much to a place."""
        return None if slack_w is None else max(1, self.oracle.figures().both(key, 0) + slack_w)

    @rule(rack=st.integers(0, 1), phase=_PHASES)
    def turn_rack(self, rack: int, phase: str) -> None:
        """Hang a rack on another leg."""
        row = self._rack(rack)
        self._as_admin(
            self.oracle.set_rack_phase(rack, phase),
            lambda by: services.change_rack(by=by, rack=row, version=row.version, name=row.name, phase=phase),
        )

    @rule(pick=PICK, phase=_LEGS)
    def turn_shelf(self, pick: int, phase: str) -> None:
        """Hang a shelf on another leg."""
        number = pick % len(self.world.shelves)
        row = self._shelf(number)
        self._as_admin(
            self.oracle.set_shelf_phase(number, phase),
            lambda by: services.change_shelf(by=by, shelf=row, version=row.version, phase=phase),
        )

    @rule(rack=st.integers(0, 1), node=NODE)
    def move_rack(self, rack: int, node: int) -> None:
        """Feed a rack from another node."""
        row, target = self._rack(rack), self._node(node)
        self._as_admin(
            self.oracle.move_rack(rack, node),
            lambda by: services.move_rack(by=by, rack=row, power_node=target, version=row.version),
        )

    @rule(picks=FEW, node=NODE, rack=st.sampled_from((None, None, 0, 1)))
    def move_shelves(self, picks: list[int], node: int, rack: int | None) -> None:
        """Feed shelves from another node or rack."""
        # The last two are the warehouse's: they are named now and then, and refused.
        every = len(self.world.shelves)
        numbers = list(dict.fromkeys(pick % (every if pick % 16 == 0 else every - 2) for pick in picks))
        rows = [self._shelf(number) for number in numbers]
        whither = node if rack is None else self.oracle.layout.racks[rack].node

        def run(by: Actor) -> None:
            if rack is None:
                services.move_shelves(by=by, shelves=rows, power_node=self._node(node))
            else:
                services.move_shelves(by=by, shelves=rows, rack=self._rack(rack))

        self._as_admin(self.oracle.move_shelves(numbers, whither, rack), run)

    # Reservations ----------------------------------------------------------------------------------------------------

    @rule(node=_NODE_WITH_ALL, phases=_LEGS, days=DAYS, client=st.sampled_from((None, 0, 0, 0, 1, 1)), pick=PICK)
    def reserve_for_a_client(self, node: int, phases: str, days: int, client: int | None, pick: int) -> None:
        """Hold power for what a client, or nobody named, brings."""
        power_w = 500 * (1 + pick % 8)
        row = None if client is None else self.world.contracts[client].client
        self._as_admin(
            self.oracle.reserve(node, phases, days, power_w=power_w, client=client),
            lambda by: services.reserve_power(
                by=by,
                power_node=self._node(node),
                document="D-1",
                until=DAWN + timedelta(days=days),
                power_w=power_w,
                client=row,
                phases=phases,
            ),
        )

    @rule(node=_NODE_WITH_ALL, phases=_LEGS, days=DAYS, picks=FEW)
    def reserve_for_units(self, node: int, phases: str, days: int, picks: list[int]) -> None:
        """Hold power for named units, mostly of those that no node feeds."""
        loose = [unit for unit in self.oracle.units if unit.draw is None]
        units = self._some(loose, self.oracle.units, picks)
        self._as_admin(
            self.oracle.reserve(node, phases, days, units=units),
            lambda by: services.reserve_power(
                by=by,
                power_node=self._node(node),
                document="D-2",
                until=DAWN + timedelta(days=days),
                units=[self._row(unit) for unit in units],
                phases=phases,
            ),
        )

    @rule(pick=PICK)
    def release(self, pick: int) -> None:
        """Give back what is held."""
        row = self._reservation(pick)
        if row is not None:
            kept = self._kept(row)
            self._as_admin(
                self.oracle.release(row), lambda by: services.release_power(by=by, reservation=kept, why="x")
            )

    @rule(pick=PICK, days=DAYS)
    def prolong(self, pick: int, days: int) -> None:
        """Hold power until another day."""
        row = self._reservation(pick)
        if row is not None:
            kept, until = self._kept(row), DAWN + timedelta(days=days)
            self._as_admin(
                self.oracle.prolong(row, days),
                lambda by: services.prolong_reservation(by=by, reservation=kept, version=kept.version, until=until),
            )

    @rule(pick=PICK, is_swept=st.booleans())
    def pass_time(self, pick: int, is_swept: bool) -> None:
        """Let the time of a reservation be over: it holds nothing any more, swept up or not."""
        row = self._reservation(pick)
        if row is None:
            return
        if row.holds:
            PowerReservation.objects.filter(pk=self._kept(row).pk).update(until=now() - timedelta(seconds=1))
            row.is_over = True
        if is_swept:
            self.oracle.lapse()
            self._as_admin(None, lambda _by: lapse())

    # What is chosen --------------------------------------------------------------------------------------------------

    def _reservation(self, pick: int) -> Reservation | None:
        """Return a reservation, mostly one that holds something."""
        likely = [row for row in self.oracle.reservations if row.holds]
        found: Reservation | None = self._one(likely, self.oracle.reservations, pick)
        return found

    def _kept(self, row: Reservation) -> PowerReservation:
        """Return the row of a reservation."""
        place = self.oracle.reservations.index(row)
        mine = PowerReservation.objects.filter(organisation_id=self.world.organisation_id)
        return mine.order_by("pk")[place]

    def _node(self, number: int) -> PowerNode:
        """Return a node as it is now."""
        return PowerNode.objects.get(pk=self.world.nodes[number].pk)

    def _rack(self, number: int) -> Rack:
        """Return a rack as it is now."""
        return Rack.objects.select_related("room", "power_node").get(pk=self.world.racks[number].pk)
