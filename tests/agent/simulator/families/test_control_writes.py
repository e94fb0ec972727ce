"""Orders in each firmware's own protocol change the model, and only with the right key."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from simulator.config import Group, SiteConfig
from simulator.machine import Machine
from simulator.wire import whatsminer_cipher as cipher
from tests.agent.simulator.asking import HTTP, LiveSite, config, frame, own_ip, rpc, rpc_raw

Run = Callable[[SiteConfig], LiveSite]


def one(live: Run, family: str) -> tuple[str, Machine]:
    ip = own_ip()
    return ip, live(config(Group(family, 1, ip))).machine(ip)


def back_after_reboot(machine: Machine, since: float) -> bool:
    """Whether the machine went away after `since` and its counters start anew."""
    return machine.boot_at > since and machine.work_th == 0.0


CLIENTS: list[httpx.Client] = []


def web(ip: str, **options: Any) -> httpx.Client:
    CLIENTS.append(httpx.Client(base_url=f"http://{ip}:{HTTP}", trust_env=False, **options))
    return CLIENTS[-1]


@pytest.fixture(autouse=True)
def _close_clients() -> Iterator[None]:
    yield
    while CLIENTS:
        CLIENTS.pop().close()


def test_antminer_sleeps_wakes_blinks_and_reboots(live: Run) -> None:
    ip, machine = one(live, "antminer_s21")
    client = web(ip, auth=httpx.DigestAuth("root", "root"))
    conf = client.get("/cgi-bin/get_miner_conf.cgi").json()
    asleep = client.post("/cgi-bin/set_miner_conf.cgi", json=conf | {"bitmain-work-mode": 1}).json()
    assert (asleep, machine.sleeping) == ({"stats": "success", "code": "M000", "msg": "OK!"}, True)
    assert client.get("/cgi-bin/summary.cgi").json()["SUMMARY"] == []
    assert client.get("/cgi-bin/get_miner_conf.cgi").json()["bitmain-work-mode"] == "1"
    client.post("/cgi-bin/set_miner_conf.cgi", json=conf | {"miner-mode": 0})
    assert not machine.sleeping
    assert client.post("/cgi-bin/blink.cgi", json={"blink": "true"}).json() == {"code": "B000"}
    assert client.get("/cgi-bin/get_blink_status.cgi").json() == {"blink": True}
    assert client.post("/cgi-bin/blink.cgi", json={"blink": "false"}).json() == {"code": "B100"}
    since = time.time()
    client.get("/cgi-bin/reboot.cgi")
    assert back_after_reboot(machine, since)


def test_antminer_without_the_login_asks_for_a_digest(live: Run) -> None:
    ip, machine = one(live, "antminer_s19")
    answer = web(ip).get("/cgi-bin/reboot.cgi")
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith('Digest realm="antMiner Configuration"')
    assert machine.work_th > 0


def test_antminer_refuses_a_pool_without_an_address(live: Run) -> None:
    ip, machine = one(live, "antminer_s19")
    before = machine.pools
    client = web(ip, auth=httpx.DigestAuth("root", "root"))
    body = {"pools": [{"url": "", "user": "", "pass": ""}], "bitmain-work-mode": 1}
    assert client.post("/cgi-bin/set_miner_conf.cgi", json=body).json()["code"] == "M001"
    assert (machine.pools, machine.sleeping) == (before, False)


def whatsminer_write(ip: str, password: str = "admin", **fields: Any) -> Any:
    told = rpc(ip, "get_token", key="cmd")["Msg"]
    key, sign = cipher.v2_key_and_sign(password, told["salt"], told["newsalt"], told["time"])
    packet = {"enc": 1, "data": cipher.seal(json.dumps(fields | {"token": sign}).encode(), key)}
    reply = json.loads(rpc_raw(ip, json.dumps(packet).encode()))
    return json.loads(cipher.unseal(reply["enc"], key)) if "enc" in reply else reply


def test_whatsminer_v2_takes_orders_in_an_envelope(live: Run) -> None:
    ip, machine = one(live, "whatsminer_v2")
    assert whatsminer_write(ip, cmd="power_off", respbefore="true")["Code"] == 131
    assert rpc(ip, "status", key="cmd")["Msg"]["mineroff"] == "true"
    whatsminer_write(ip, cmd="power_on")
    whatsminer_write(ip, cmd="set_led", color="red", period=60, duration=20, start=0)
    assert (machine.sleeping, machine.led_on) == (False, True)
    whatsminer_write(ip, cmd="adjust_power_limit", power_limit="3000")
    assert rpc(ip, "summary", key="cmd")["SUMMARY"][0]["Power Limit"] == 3000
    order = {"pool1": "stratum+tcp://one.invalid:1", "worker1": "w", "passwd1": "x"}
    assert whatsminer_write(ip, cmd="update_pools", **order)["Code"] == 131
    assert [row["URL"] for row in rpc(ip, "pools", key="cmd")["POOLS"]] == ["stratum+tcp://one.invalid:1"]
    assert whatsminer_write(ip, cmd="update_pools")["Code"] == 132
    since = time.time()
    assert whatsminer_write(ip, cmd="reboot")["STATUS"] == "S"
    assert back_after_reboot(machine, since)


def test_whatsminer_v2_refuses_other_keys_and_plain_orders(live: Run) -> None:
    ip, machine = one(live, "whatsminer_v2")
    assert whatsminer_write(ip, password="wrong", cmd="power_off")["Code"] == 135
    assert rpc(ip, "power_off", key="cmd")["Code"] == 45
    assert json.loads(rpc_raw(ip, b'{"enc":1,"data":"not base64!"}'))["Code"] == 137
    assert json.loads(rpc_raw(ip, b"{nonsense}"))["Code"] == 23
    assert not machine.sleeping


def test_whatsminer_v2_wants_the_token_inside_the_envelope_too(live: Run) -> None:
    ip, machine = one(live, "whatsminer_v2")
    told = rpc(ip, "get_token", key="cmd")["Msg"]
    key, _sign = cipher.v2_key_and_sign("admin", told["salt"], told["newsalt"], told["time"])
    packet = {"enc": 1, "data": cipher.seal(b'{"cmd":"power_off","token":"x"}', key)}
    assert json.loads(rpc_raw(ip, json.dumps(packet).encode()))["Code"] == 135
    assert not machine.sleeping


def test_whatsminer_v3_takes_signed_orders(live: Run) -> None:
    ip, machine = one(live, "whatsminer_v3")
    salt = frame(ip, {"cmd": "get.device.info", "param": "salt"})["msg"]["salt"]

    def order(command: str, param: object, password: str = "super") -> int:
        stamp = int(time.time())
        token = cipher.v3_token(command, password, salt, stamp)
        message = {"cmd": command, "param": param, "ts": stamp, "account": "super", "token": token}
        return int(frame(ip, message)["code"])

    assert order("set.miner.service", "stop", password="other") == -4
    assert not machine.sleeping
    assert (order("set.miner.service", "stop"), machine.sleeping) == (0, True)
    assert frame(ip, {"cmd": "get.device.info"})["msg"]["miner"]["working"] == "false"
    assert (order("set.miner.service", "start"), machine.sleeping) == (0, False)
    assert (order("set.system.led", [{"color": "red"}]), machine.led_on) == (0, True)
    assert order("set.miner.service", "dance") == -1
    since = time.time()
    assert order("set.system.reboot", None) == 0
    assert back_after_reboot(machine, since)


def test_avalon_takes_ascset(live: Run) -> None:
    ip, machine = one(live, "avalon")
    off = rpc(ip, "ascset", "0,softoff,1:1800000005")["STATUS"][0]
    assert (off["STATUS"], off["Msg"], machine.sleeping) == ("I", "ASC 0 set info: success softoff:1800000005", True)
    assert "Work: In Idle" in rpc(ip, "stats")["STATS"][0]["MM ID0"]
    rpc(ip, "ascset", "0,softon,1:1800000009")
    led = rpc(ip, "ascset", "0,led,1-1")["STATUS"][0]
    assert (led["Code"], led["Msg"]) == (119, "ASC 0 set OK")
    assert (machine.sleeping, machine.led_on) == (False, True)
    assert rpc(ip, "ascset", "0,dance")["STATUS"][0]["STATUS"] == "E"
    since = time.time()
    rpc(ip, "ascset", "0,reboot,0")
    assert back_after_reboot(machine, since)


def test_braiins_takes_orders_with_the_bare_token(live: Run) -> None:
    ip, machine = one(live, "braiins")
    client = web(ip)
    assert client.post("/api/v1/auth/login", json={"username": "root", "password": "no"}).status_code == 401
    token = client.post("/api/v1/auth/login", json={"username": "root", "password": "root"}).json()["token"]
    assert client.put("/api/v1/actions/pause", headers={"Authorization": f"Bearer {token}"}).status_code == 401
    client.headers["Authorization"] = token
    assert client.put("/api/v1/actions/pause").json() is False
    assert (client.put("/api/v1/actions/pause").json(), machine.sleeping) == (True, True)
    assert client.get("/api/v1/miner/details").json()["status"] == 3
    client.put("/api/v1/actions/resume")
    assert client.put("/api/v1/actions/locate", content="true").json() is True
    assert (machine.sleeping, machine.led_on) == (False, True)
    assert client.put("/api/v1/performance/power-target", json={"watt": 3000}).json() == {"watt": 3000}
    assert client.put("/api/v1/performance/power-target", json={"watt": 90000}).status_code == 422
    assert client.get("/api/v1/configuration/miner").json()["tuner"]["power_target"] == {"watt": 3000}
    since = time.time()
    assert client.put("/api/v1/actions/reboot").status_code == 204
    assert back_after_reboot(machine, since)


def test_vnish_takes_orders_with_a_bearer_token(live: Run) -> None:
    ip, machine = one(live, "vnish")
    client = web(ip)
    assert client.get("/api/v1/info").json()["fw_name"] == "Vnish"
    assert client.post("/api/v1/mining/stop").status_code == 401
    token = client.post("/api/v1/unlock", json={"pw": "admin"}).json()["token"]
    client.headers["Authorization"] = f"Bearer {token}"
    assert (client.post("/api/v1/mining/stop").json(), machine.sleeping) == ({"success": True}, True)
    assert client.get("/api/v1/summary").json()["miner"]["miner_status"]["miner_state"] == "stopped"
    client.post("/api/v1/mining/start")
    assert client.post("/api/v1/find-miner", json={"on": True}).json() == {"on": True}
    assert (machine.sleeping, machine.led_on) == (False, True)
    since = time.time()
    client.post("/api/v1/system/reboot")
    assert back_after_reboot(machine, since)


@pytest.mark.parametrize(("preset", "expected"), [("2890", "2890"), ("1", "3510")])
def test_vnish_says_the_same_whether_a_preset_was_taken_or_not(live: Run, preset: str, expected: str) -> None:
    ip, _ = one(live, "vnish")
    client = web(ip)
    token = client.post("/api/v1/unlock", json={"pw": "admin"}).json()["token"]
    body = {"miner": {"overclock": {"preset": preset}}}
    answer = client.post("/api/v1/settings", json=body, headers={"Authorization": f"Bearer {token}"}).json()
    assert answer == {"restart_required": False, "reboot_required": False}
    assert client.get("/api/v1/perf-summary").json()["current_preset"]["name"] == expected


def test_vnish_stops_a_guesser(live: Run) -> None:
    ip, _ = one(live, "vnish")
    client = web(ip)
    answers = [client.post("/api/v1/unlock", json={"pw": f"guess{number}"}).status_code for number in range(12)]
    assert answers == [403] * 11 + [429]


def test_luxos_takes_orders_under_a_session(live: Run) -> None:
    ip, machine = one(live, "luxos")
    assert rpc(ip, "session")["SESSION"] == [{"SessionID": ""}]
    assert rpc(ip, "curtail", "nosession,sleep")["STATUS"][0]["STATUS"] == "E"
    session = rpc(ip, "logon")["SESSION"][0]["SessionID"]
    assert rpc(ip, "logon")["STATUS"][0]["STATUS"] == "E"
    assert rpc(ip, "session")["SESSION"] == [{"SessionID": session}]
    assert (rpc(ip, "curtail", f"{session},sleep")["STATUS"][0]["STATUS"], machine.sleeping) == ("S", True)
    assert rpc(ip, "config")["CONFIG"][0]["CurtailMode"] == "Sleep"
    rpc(ip, "curtail", f"{session},wakeup")
    rpc(ip, "ledset", f"{session},red,blink")
    assert (machine.sleeping, machine.led_on) == (False, True)
    profile = rpc(ip, "profiles")["PROFILES"][3]["Profile Name"]
    rpc(ip, "profileset", f"{session},{profile}")
    assert rpc(ip, "config")["CONFIG"][0]["Profile"] == profile
    since = time.time()
    rpc(ip, "rebootdevice", session)
    assert back_after_reboot(machine, since)


@pytest.mark.parametrize("family", ["whatsminer_v2", "whatsminer_v3"])
def test_whatsminer_sends_browsers_to_its_encrypted_page(live: Run, family: str) -> None:
    ip, _ = one(live, family)
    answer = web(ip).get("/")
    assert (answer.status_code, answer.headers["Location"]) == (307, f"https://{ip}/cgi-bin/luci")
