"""The site: all machines built from the site file, found by address."""

from __future__ import annotations

from typing import Any

from simulator import physics
from simulator.catalogue import MODELS, ModelSpec
from simulator.config import ConfigError, Group, SiteConfig, addresses
from simulator.families import registry
from simulator.families.base import Firmware
from simulator.faults import UnknownFaultError, parse_fault
from simulator.identity import make_identity
from simulator.machine import Access, Machine, Observer, Pool, Traits

_HOUR_S = 3600.0


class Site:
    """Machines by address. `observer` hears every change of state (name of the event, details)."""

    def __init__(self, config: SiteConfig, now: float, observer: Observer | None = None) -> None:
        self.config = config
        self.started_at = now
        self.machines: dict[str, Machine] = {}
        self._observers: list[Observer] = [observer] if observer else []
        for group in config.machines:
            self._add(group, now)

    def observe(self, observer: Observer) -> None:
        """Tell this observer about changes from now on."""
        self._observers.append(observer)

    def firmware(self, machine: Machine) -> Firmware:
        """Return what answers for this machine."""
        return registry.FAMILIES[machine.family]

    def _announce(self, machine: Machine, event: str, details: dict[str, Any]) -> None:
        for observer in self._observers:
            observer(machine, event, details)

    def _add(self, group: Group, now: float) -> None:
        firmware = registry.FAMILIES.get(group.family)
        if firmware is None:
            message = f"no family {group.family!r}; known: {', '.join(registry.FAMILIES)}"
            raise ConfigError(message)
        spec = _model(firmware, group)
        first: list[Machine] = []
        for ip in addresses(group):
            if ip in self.machines:
                message = f"two machines at {ip}"
                raise ConfigError(message)
            machine = self._build(group, firmware, spec, ip)
            running_s = physics.spread(machine.identity.seed + 91, 2.0, 400.0) * _HOUR_S
            machine.start(now, running_s=running_s if self.config.warm else 0.0)
            self.machines[ip] = machine
            first.append(machine)
        self._break(group, first, now)

    def _build(self, group: Group, firmware: Firmware, spec: ModelSpec, ip: str) -> Machine:
        identity = make_identity(
            seed=self.config.seed,
            ip=ip,
            serial_prefix=firmware.serial_prefix,
            serial_length=firmware.serial_length,
            mac_prefix=firmware.mac_prefix,
            hostname=firmware.hostname,
            boards=spec.boards,
        )
        worker = f"{group.pool_user}.{'x'.join(ip.split('.')[1:])}"
        return Machine(
            identity=identity,
            family=firmware.key,
            spec=spec,
            traits=_traits(identity.seed, spec.boards),
            climate=self.config.climate,
            access=Access(group.username or firmware.username, group.password or firmware.password),
            pools=(Pool(group.pool_url, worker),),
            reboot_s=self.config.reboot_s,
            observer=self._announce,
        )

    def _break(self, group: Group, machines: list[Machine], now: float) -> None:
        for entry in group.faults:
            if not 0 <= entry.index < len(machines):
                message = f"group {group.family}: no machine with index {entry.index}"
                raise ConfigError(message)
            try:
                fault, params = parse_fault(entry.fault, entry.params)
            except UnknownFaultError as error:
                message = f"group {group.family}: {error}"
                raise ConfigError(message) from error
            machines[entry.index].set_fault(now, fault, params)


def _model(firmware: Firmware, group: Group) -> ModelSpec:
    if not group.model:
        return firmware.models[0]
    spec = MODELS.get(group.model)
    if spec is None or spec not in firmware.models:
        known = ", ".join(model.name for model in firmware.models)
        message = f"family {firmware.key} has no model {group.model!r}; known: {known}"
        raise ConfigError(message)
    return spec


def _traits(seed: int, boards: int) -> Traits:
    return Traits(
        quality=physics.spread(seed + 11, 0.985, 1.025),
        board_quality=tuple(physics.spread(seed + 21 + slot, 0.99, 1.01) for slot in range(boards)),
        rack_offset_c=physics.spread(seed + 41, -1.5, 4.0),
        hw_errors_per_hour=physics.spread(seed + 51, 0.5, 30.0),
        luck=physics.spread(seed + 61, 0.99, 1.01),
    )
