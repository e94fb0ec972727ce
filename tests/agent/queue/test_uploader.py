"""From the queue to the server, over real HTTP: what each answer makes the agent do."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

from neurohost_agent import clock
from neurohost_agent.config import QueueConfig, UploadConfig
from neurohost_agent.problems import Problems
from neurohost_agent.queue.store import Store
from neurohost_agent.queue.thread import QueueThread
from neurohost_agent.queue.uploader import Uploader
from neurohost_agent.reading import Device, Reading, Sample, State
from neurohost_agent.server import Server
from tests.agent.small_server import SmallServer

Work = Callable[[Uploader, QueueThread, SmallServer], Awaitable[None]]


def _sample(at_ms: int) -> tuple[Device, Sample]:
    return Device(ip="10.0.0.1", family="avalon"), Sample(at_ms, at_ms, "b", Reading(state=State.MINING))


def _with_queue(folder: Path, count: int, work: Work, problems: Problems | None = None) -> SmallServer:
    async def run() -> SmallServer:
        small = SmallServer()
        async with small.running():
            queue = QueueThread(folder / "queue.db")
            server = Server(small.url, key="secret")
            uploader = Uploader(queue, server, agent_uid="u", folder=folder, problems=problems or Problems())
            uploader.upload = UploadConfig(interval_s=2, max_rows=4)
            if count:
                await queue.run(Store.append, [_sample(n) for n in range(count)])
            await work(uploader, queue, small)
            await server.close()
            queue.close()
        return small

    return asyncio.run(run())


def _held(folder: Path) -> list[int]:
    chunk = Store(folder / "queue.db").chunk(1000)
    return [row.seq for row in chunk.rows] if chunk else []


def test_everything_arrives_once_in_order_and_leaves_the_queue(tmp_path: Path) -> None:
    async def work(uploader: Uploader, _queue: QueueThread, _small: SmallServer) -> None:
        assert [await uploader.step() for _ in range(4)] == [0.0, 0.0, 2, 2]

    small = _with_queue(tmp_path, 10, work)
    assert [seq for _, seq, _, _ in small.readings] == list(range(1, 11))
    assert _held(tmp_path) == []
    assert b"Bearer secret" in small.headers[0]


def test_back_pressure_waits_as_long_as_the_server_says_and_keeps_everything(tmp_path: Path) -> None:
    async def work(uploader: Uploader, _queue: QueueThread, small: SmallServer) -> None:
        small.script = [(503, {"code": "busy"}, {"Retry-After": "17"}), (429, {}, {"Retry-After": "99999"})]
        assert await uploader.step() == 17
        assert await uploader.step() == 3600

    _with_queue(tmp_path, 2, work)
    assert _held(tmp_path) == [1, 2]


def test_failures_back_off_twice_as_long_each_time_and_at_most_five_minutes(tmp_path: Path) -> None:
    waits: list[float] = []

    async def work(uploader: Uploader, _queue: QueueThread, small: SmallServer) -> None:
        small.script = [(500, {}, {})] * 12
        waits.extend([await uploader.step() for _ in range(12)])

    _with_queue(tmp_path, 1, work)
    whole = [min(300.0, 2.0**n) for n in range(12)]
    assert [whole[n] / 2 <= wait <= whole[n] for n, wait in enumerate(waits)] == [True] * 12


def test_an_answer_that_confirms_another_epoch_is_no_acknowledgement(tmp_path: Path) -> None:
    async def work(uploader: Uploader, _queue: QueueThread, small: SmallServer) -> None:
        small.script = [(200, {"epoch": "00000000000000aa", "accepted_through": 4}, {})]
        assert await uploader.step() > 0

    _with_queue(tmp_path, 4, work)
    assert _held(tmp_path) == [1, 2, 3, 4]


def test_a_refused_batch_is_set_aside_on_disk_and_later_ones_go_on(tmp_path: Path) -> None:
    problems = Problems()

    async def work(uploader: Uploader, _queue: QueueThread, small: SmallServer) -> None:
        small.script = [(422, {"code": "batch.refused", "detail": "column seq falls"}, {})]
        for _ in range(3):
            await uploader.step()

    small = _with_queue(tmp_path, 6, work, problems)
    assert [seq for _, seq, _, _ in small.readings] == [5, 6]
    assert [gap[:3] for gap in small.gaps] == [[1, 4, 2]]
    assert [path.suffix for path in (tmp_path / "setaside").iterdir()] == [".batch"]
    assert [problem["code"] for problem in problems.listed()] == ["batch.refused"]


def test_a_batch_that_is_too_large_is_halved(tmp_path: Path) -> None:
    async def work(uploader: Uploader, _queue: QueueThread, small: SmallServer) -> None:
        small.script = [(413, {"code": "batch.too_large"}, {})]
        for _ in range(4):
            await uploader.step()

    small = _with_queue(tmp_path, 4, work)
    assert [seq for _, seq, _, _ in small.readings] == [1, 2, 3, 4]


def test_a_revoked_key_keeps_the_readings_and_asks_again_later(tmp_path: Path) -> None:
    async def work(uploader: Uploader, _queue: QueueThread, small: SmallServer) -> None:
        small.script = [(401, {"code": "key.revoked"}, {})]
        assert await uploader.step() == 300

    _with_queue(tmp_path, 1, work)
    assert _held(tmp_path) == [1]


def test_a_restored_server_is_told_what_it_had_and_the_stream_goes_on(tmp_path: Path) -> None:
    async def work(uploader: Uploader, _queue: QueueThread, small: SmallServer) -> None:
        await uploader.step()
        small.accepted.clear()
        for _ in range(3):
            await uploader.step()

    small = _with_queue(tmp_path, 6, work)
    assert small.gaps == [[1, 4, 4, None, None]]
    assert list(small.accepted.values()) == [6]


def test_a_restored_agent_takes_a_new_epoch(tmp_path: Path) -> None:
    async def work(uploader: Uploader, queue: QueueThread, small: SmallServer) -> None:
        epoch = (await queue.run(Store.standing)).epoch
        small.script = [(409, {"code": "batch.gap", "expected_seq": 50, "epoch": epoch}, {})]
        for _ in range(2):
            await uploader.step()
        assert (await queue.run(Store.standing)).epoch != epoch

    small = _with_queue(tmp_path, 3, work)
    assert [seq for _, seq, _, _ in small.readings] == [1, 2, 3]


def test_the_age_limit_waits_for_the_servers_clock(tmp_path: Path) -> None:
    async def work(uploader: Uploader, _queue: QueueThread, _small: SmallServer) -> None:
        uploader.limits = QueueConfig(max_days=1)
        await uploader.step()
        uploader.server_time = (10**13, clock.mono_ms())
        await uploader.step()

    small = _with_queue(tmp_path, 6, work)
    assert ([seq for _, seq, _, _ in small.readings], [gap[:3] for gap in small.gaps]) == ([1, 2, 3, 4], [[5, 6, 1]])
