"""Machines over real sockets: who answers, who refuses, who keeps silent."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Callable

import pytest

from simulator.config import Group, GroupFault, SiteConfig
from simulator.faults import Fault, parse_fault
from tests.agent.simulator.asking import RPC, LiveSite, config, own_ip, rpc, rpc_raw

Run = Callable[[SiteConfig], LiveSite]


def one(live: Run, family: str = "antminer_s19", *faults: GroupFault) -> tuple[str, LiveSite]:
    ip = own_ip()
    return ip, live(config(Group(family, 1, ip, faults=list(faults))))


def refused(ip: str) -> bool:
    try:
        socket.create_connection((ip, RPC), 1.0).close()
    except ConnectionRefusedError:
        return True
    return False


def switch(site: LiveSite, ip: str, fault: Fault, *, on: bool) -> None:
    """Switch a fault in the site's own thread and wait for it."""
    machine = site.machine(ip)
    done: list[bool] = []

    def act() -> None:
        if on:
            machine.set_fault(time.time(), *parse_fault(fault, {}))
        else:
            machine.clear_fault(time.time(), fault)
        done.append(True)

    site._loop.call_soon_threadsafe(act)
    wait_for(lambda: bool(done))


def wait_for(what: Callable[[], bool], seconds: float = 3.0) -> None:
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.01)


def test_a_machine_answers_and_closes_with_a_nul(live: Run) -> None:
    ip, _ = one(live)
    raw = rpc_raw(ip, b'{"command":"version"}')
    assert raw.endswith(b'"id":1}\x00')
    assert json.loads(raw[:-1])["VERSION"][0]["Type"] == "Antminer S19 Pro"


def test_a_whatsminer_closes_without_a_nul(live: Run) -> None:
    ip, _ = one(live, "whatsminer_v2")
    assert rpc_raw(ip, b'{"cmd":"get_version"}').endswith(b"}")


def test_an_address_without_a_machine_refuses(live: Run) -> None:
    one(live)
    assert refused(own_ip())


def test_offline_refuses_and_comes_back(live: Run) -> None:
    ip, site = one(live)
    switch(site, ip, Fault.OFFLINE, on=True)
    assert refused(ip)
    switch(site, ip, Fault.OFFLINE, on=False)
    assert rpc(ip, "version")["STATUS"][0]["STATUS"] == "S"


def test_hung_accepts_and_never_answers(live: Run) -> None:
    ip, _ = one(live, "antminer_s19", GroupFault(0, "hung"))
    with pytest.raises(TimeoutError):
        rpc_raw(ip, b'{"command":"version"}', timeout_s=0.4)


def test_slow_answers_after_its_latency(live: Run) -> None:
    ip, _ = one(live, "antminer_s19", GroupFault(0, "slow", {"latency_s": 0.3}))
    begin = time.monotonic()
    assert rpc(ip, "version")["id"] == 1
    assert time.monotonic() - begin >= 0.3


def test_a_refusing_machine_says_access_denied(live: Run) -> None:
    ip, _ = one(live, "antminer_s19", GroupFault(0, "refuses"))
    status = rpc(ip, "summary")["STATUS"][0]
    assert (status["STATUS"], status["Code"], status["Msg"]) == ("E", 45, "Access denied to 'summary' command")


def test_a_plain_refusal_is_text_without_a_nul(live: Run) -> None:
    ip, _ = one(live, "antminer_s19", GroupFault(0, "plain_text_refusal"))
    assert rpc_raw(ip, b'{"command":"stats"}') == b"Socket connect failed: Connection refused\n"


def test_the_text_form_answers_a_text_request(live: Run) -> None:
    ip, _ = one(live)
    assert rpc_raw(ip, b"version").startswith(b"STATUS=S,When=")


def test_a_request_in_two_pieces_is_answered_once_whole(live: Run) -> None:
    ip, _ = one(live)
    with socket.create_connection((ip, RPC), 3.0) as connection:
        connection.sendall(b'{"command":')
        time.sleep(0.05)
        connection.sendall(b'"version"}')
        assert b"CGMiner versions" in connection.recv(4096)


def test_bad_json_and_an_unfinished_request_are_answered_with_code_23(live: Run) -> None:
    ip, _ = one(live)
    assert json.loads(rpc_raw(ip, b"{command}")[:-1])["STATUS"][0]["Code"] == 23
    with socket.create_connection((ip, RPC), 3.0) as connection:
        connection.sendall(b'{"command":')
        connection.shutdown(socket.SHUT_WR)
        assert json.loads(connection.recv(4096)[:-1])["STATUS"][0]["Code"] == 23


@pytest.mark.parametrize("command", ["summary+devs", "nothing", "config", "devdetails"])
def test_stock_antminer_refuses_joined_unknown_and_privileged_commands(live: Run, command: str) -> None:
    ip, _ = one(live)
    expected = 45 if command in {"config", "devdetails"} else 14
    assert rpc(ip, command)["STATUS"][0]["Code"] == expected


def test_joined_commands_work_on_avalon_and_luxos(live: Run) -> None:
    for family, parts in (("avalon", "summary+pools"), ("luxos", "summary+power")):
        ip, _ = one(live, family)
        reply = rpc(ip, parts)
        assert sorted(reply) == sorted([*parts.split("+"), "id"])
        assert reply["summary"][0]["STATUS"][0]["Code"] == 11


def test_a_port_taken_meanwhile_is_tried_again(live: Run) -> None:
    ip, site = one(live)
    heard: list[str] = []
    site.running.site.observe(lambda _machine, event, _details: heard.append(event))
    switch(site, ip, Fault.OFFLINE, on=True)
    with socket.socket() as thief:
        thief.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        thief.bind((ip, RPC))
        thief.listen(1)
        switch(site, ip, Fault.OFFLINE, on=False)
        wait_for(lambda: "port_busy" in heard)
    wait_for(lambda: not refused(ip))
    assert rpc(ip, "version")["id"] == 1


def test_a_busy_port_is_named(live: Run) -> None:
    ip, _ = one(live)
    with pytest.raises(OSError, match=f"{ip}:{RPC}"):
        live(config(Group("luxos", 1, ip)))
