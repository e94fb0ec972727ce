"""Stock Antminer's web interface: the cgi answers of the S19 and S21 generations."""

from __future__ import annotations

from typing import Any

from simulator.families.antminer_rpc import sensors
from simulator.families.base import clock_text, ghs, short_difficulty
from simulator.machine import Machine, Pool
from simulator.reading import BoardReading, Reading, Shares
from simulator.wire.rpc import Reply

WORK_MODES = {0: "normal", 1: "sleep", 2: "high", 3: "low"}
_SLEEP = 1


def head(message: str, machine: Machine, compile_time: str, now: float) -> Reply:
    """Return STATUS and INFO as all cgi answers carry them."""
    return {
        "STATUS": {"STATUS": "S", "when": int(now), "Msg": message, "api_version": "3.1"},
        "INFO": {"miner_version": "49.0.1.3", "CompileTime": compile_time, "type": machine.spec.label},
    }


def _rates(reading: Reading) -> Reply:
    return {
        "elapsed": reading.elapsed_s,
        "rate_5s": ghs(reading.now_ths),
        "rate_30m": ghs(reading.half_hour_ths),
        "rate_avg": ghs(reading.average_ths),
        "rate_ideal": ghs(reading.ideal_ths),
        "rate_unit": "GH/s",
    }


def summary_rows(machine: Machine, reading: Reading) -> list[Reply]:
    """Return SUMMARY: one row, none while the machine sleeps."""
    if machine.sleeping:
        return []
    fans_good = all(rpm > 0 for rpm in reading.fan_rpm)
    checks = {
        "rate": reading.now_ths > 0.8 * reading.ideal_ths,
        "network": True,
        "fans": fans_good,
        "temp": reading.chip_max_c < 90,  # noqa: PLR2004
    }
    states = [{"type": kind, "status": "s" if good else "e", "code": 0, "msg": ""} for kind, good in checks.items()]
    row = _rates(reading) | {"hw_all": reading.hw_errors, "bestshare": reading.shares.best, "status": states}
    return [row]


def stats_rows(machine: Machine, reading: Reading, *, with_power: bool) -> list[Reply]:
    """Return STATS: one row with a chain per board that answers, none while the machine sleeps."""
    if machine.sleeping:
        return []
    chains = [_chain(board) for board in reading.boards if board.alive]
    row = _rates(reading) | {
        "chain_num": len(chains),
        "fan_num": len(reading.fan_rpm),
        "fan": list(reading.fan_rpm),
        "hwp_total": 0.0001,
        "miner-mode": 0,
        "freq-level": 100,
        "chain": chains,
    }
    if with_power:
        row["power"] = reading.power_w
    return [row]


def _chain(board: BoardReading) -> Reply:
    chips, pcb, pic = sensors(board)
    return {
        "index": board.slot,
        "freq_avg": board.frequency_mhz,
        "rate_ideal": ghs(board.ideal_ths),
        "rate_real": ghs(board.hashrate_ths),
        "asic_num": board.chips,
        "asic": "o" * board.chips,
        "temp_pic": [float(value) for value in pic],
        "temp_pcb": [float(value) for value in pcb],
        "temp_chip": [float(value) for value in chips],
        "hw": board.hw_errors,
        "eeprom_loaded": True,
        "sn": board.serial,
        "hwp": 0.00003,
    }


def pool_rows(machine: Machine, reading: Reading) -> list[Reply]:
    """Return POOLS of pools.cgi."""
    rows = []
    for index in range(3):
        pool = machine.pools[index] if index < len(machine.pools) else Pool("", "", "")
        shares = reading.shares if index == 0 else Shares(0, 0, 0, 0, 0, 0)
        rows.append(
            {
                "index": index,
                "url": pool.url,
                "user": pool.user,
                "status": "Alive" if pool.url else "Dead",
                "priority": index,
                "getworks": reading.elapsed_s // 10 if index == 0 else 0,
                "accepted": shares.accepted,
                "rejected": shares.rejected,
                "discarded": 0,
                "stale": shares.stale,
                "diff": short_difficulty(shares.difficulty) if index == 0 else "",
                "diff1": 0,
                "diffa": shares.accepted_difficulty,
                "diffr": shares.rejected * shares.difficulty,
                "diffs": 0,
                "lsdiff": shares.difficulty,
                "lstime": clock_text(shares.seconds_since_last) if index == 0 else "0",
            }
        )
    return rows


def network(machine: Machine) -> Reply:
    """Return the address block that get_system_info and get_network_info share."""
    stem = machine.identity.ip.rpartition(".")[0]
    return {
        "nettype": "DHCP",
        "netdevice": "eth0",
        "macaddr": machine.identity.mac,
        "hostname": machine.identity.hostname,
        "ipaddress": machine.identity.ip,
        "netmask": "255.255.255.0",
        "gateway": f"{stem}.254",
        "dnsservers": f"{stem}.254",
    }


def miner_conf(machine: Machine) -> Reply:
    """Return the configuration as get_miner_conf.cgi shows it."""
    pools = [{"url": pool.url, "user": pool.user, "pass": pool.password} for pool in machine.pools]
    pools += [{"url": "", "user": "", "pass": ""}] * (3 - len(pools))
    mode = _SLEEP if machine.sleeping else {"normal": 0, "high": 2, "low": 3}[machine.mode]
    return {
        "pools": pools,
        "api-listen": True,
        "api-network": True,
        "api-groups": "A:stats:pools:devs:summary:version",
        "api-allow": "A:0/0,W:*",
        "bitmain-fan-ctrl": False,
        "bitmain-fan-pwm": "100",
        "bitmain-use-vil": True,
        "bitmain-freq": str(machine.spec.frequency_mhz),
        "bitmain-voltage": str(round(machine.spec.voltage_v * 100)),
        "bitmain-ccdelay": "0",
        "bitmain-pwth": "0",
        "bitmain-work-mode": str(mode),
        "bitmain-hashrate-percent": "0",
        "bitmain-freq-level": "",
    }


def set_miner_conf(machine: Machine, body: Any, now: float) -> Reply:
    """Take a configuration: pools as sent, and the work mode in any of its spellings."""
    if not isinstance(body, dict):
        return {"stats": "error", "code": "M002", "msg": "Invalid parameters!"}
    pools = body.get("pools")
    if pools is not None:
        taken = _pools(pools)
        if taken is None:
            return {"stats": "error", "code": "M001", "msg": "Invalid pool!"}
        machine.set_pools(now, taken)
    for key in ("bitmain-work-mode", "miner-mode"):
        if key in body and str(body[key]).isdigit() and int(body[key]) in WORK_MODES:
            _set_mode(machine, WORK_MODES[int(body[key])], now)
            break
    return {"stats": "success", "code": "M000", "msg": "OK!"}


def _set_mode(machine: Machine, mode: str, now: float) -> None:
    if mode == "sleep":
        machine.sleep(now)
        return
    machine.set_mode(now, mode)
    if machine.sleeping:
        machine.wake(now)


def _pools(sent: Any) -> tuple[Pool, ...] | None:
    if not isinstance(sent, list) or not sent:
        return None
    pools = []
    for row in sent:
        if not isinstance(row, dict) or not isinstance(row.get("url"), str):
            return None
        if row["url"]:
            pools.append(Pool(row["url"], str(row.get("user", "")), str(row.get("pass", ""))))
    return tuple(pools) or None
