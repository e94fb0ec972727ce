"""The queue on disk: numbers without gaps, nothing forgotten too early, nothing lost silently."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from neurohost_agent.queue.store import Chunk, QueueDamagedError, Store
from neurohost_agent.reading import Device, Reading, Sample, State
from neurohost_agent.wire.batch import Gap, GapReason

DEVICE = Device(ip="10.0.0.1", family="avalon")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "queue.db")


def _sample(at_ms: int = 1000, *, detail: str | None = None) -> tuple[Device, Sample]:
    return DEVICE, Sample(at_ms, 5, "boot", Reading(state=State.MINING, hashrate_ths=1.5, detail=detail))


def _seqs(chunk: Chunk | None) -> list[int]:
    return [row.seq for row in chunk.rows] if chunk else []


def test_readings_are_numbered_from_one_without_gaps(store: Store) -> None:
    assert store.append([_sample(), _sample()]) == 2
    assert store.append([_sample()]) == 3
    assert _seqs(store.chunk(10)) == [1, 2, 3]


def test_a_reading_comes_back_as_it_was(store: Store) -> None:
    item = _sample(detail="текст")
    store.append([item])
    chunk = store.chunk(1)
    assert chunk is not None
    assert (chunk.rows[0].device, chunk.rows[0].sample) == item


def test_numbers_go_on_after_everything_was_acknowledged_and_the_file_opened_again(tmp_path: Path) -> None:
    first = Store(tmp_path / "q.db")
    first.append([_sample(), _sample()])
    first.acknowledge(first.epoch, 2)
    epoch = first.epoch
    first.close()
    second = Store(tmp_path / "q.db")
    assert (second.epoch, second.append([_sample()]), second.chunk(9) is not None) == (epoch, 3, True)


def test_each_file_has_its_own_epoch_that_fits_a_signed_column(tmp_path: Path) -> None:
    epochs = {Store(tmp_path / f"{n}.db").epoch for n in range(20)}
    assert len(epochs) == 20
    assert all(len(epoch) == 16 and 1 <= int(epoch, 16) < 2**63 for epoch in epochs)


def test_only_what_is_acknowledged_is_forgotten(store: Store) -> None:
    store.append([_sample()] * 5)
    store.acknowledge(store.epoch, 3)
    assert _seqs(store.chunk(10)) == [4, 5]


def test_an_acknowledgement_of_another_epoch_changes_nothing(store: Store) -> None:
    store.append([_sample()])
    store.acknowledge("0000000000000001", 1)
    assert _seqs(store.chunk(10)) == [1]


def test_the_disk_limit_drops_the_oldest_and_says_so(store: Store) -> None:
    for n in range(40):
        store.append([_sample(1000 + n, detail=f"{n}" * 300)] * 20)
    lost = store.keep_within(max_bytes=200_000, older_than_ms=None)
    chunk = store.chunk(10_000)
    assert chunk is not None
    assert lost > 0
    assert chunk.gaps == [Gap(1, lost, GapReason.DISK_FULL, 1000, chunk.gaps[0].to_ms)]
    assert (chunk.first_seq, _seqs(chunk)) == (1, list(range(lost + 1, 801)))
    assert store.standing().lost_rows == lost
    assert store.used_bytes() <= 200_000


def test_readings_older_than_the_limit_are_dropped_as_one_growing_gap(store: Store) -> None:
    store.append([_sample(100), _sample(200), _sample(300)])
    assert store.keep_within(max_bytes=10**9, older_than_ms=150) == 1
    assert store.keep_within(max_bytes=10**9, older_than_ms=250) == 1
    chunk = store.chunk(10)
    assert chunk is not None
    assert (chunk.gaps, _seqs(chunk)) == ([Gap(1, 2, GapReason.DISK_FULL, 100, 200)], [3])


def test_a_partly_acknowledged_gap_keeps_its_rest(store: Store) -> None:
    store.append([_sample()] * 6)
    store.replace_by_gap(1, 4, GapReason.REFUSED)
    store.acknowledge(store.epoch, 2)
    chunk = store.chunk(10)
    assert chunk is not None
    assert [(gap.first_seq, gap.last_seq) for gap in chunk.gaps] == [(3, 4)]


def test_rows_and_gaps_of_a_chunk_cover_every_number_once(store: Store) -> None:
    store.append([_sample()] * 10)
    store.replace_by_gap(4, 6, GapReason.REFUSED)
    chunk = store.chunk(5)
    assert chunk is not None
    covered = _seqs(chunk) + [n for gap in chunk.gaps for n in range(gap.first_seq, gap.last_seq + 1)]
    assert sorted(covered) == list(range(chunk.first_seq, chunk.last_seq + 1))


def test_a_restored_server_gets_a_gap_for_what_it_confirmed_before(store: Store) -> None:
    store.append([_sample()] * 8)
    store.acknowledge(store.epoch, 5)
    store.forgotten_by_server(3)
    chunk = store.chunk(10)
    assert chunk is not None
    assert (chunk.gaps, _seqs(chunk)) == ([Gap(3, 5, GapReason.ACKNOWLEDGED_BEFORE)], [6, 7, 8])


def test_a_new_epoch_numbers_what_is_held_from_one(store: Store) -> None:
    store.append([_sample(n) for n in range(5)])
    store.acknowledge(store.epoch, 2)
    before = store.epoch
    store.take_new_epoch()
    chunk = store.chunk(10)
    assert chunk is not None
    assert [(row.seq, row.sample.at_ms) for row in chunk.rows] == [(1, 2), (2, 3), (3, 4)]
    assert store.epoch != before
    assert store.append([_sample()]) == 4


def test_a_failed_write_leaves_no_hole(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    store.append([_sample()])

    def fail(_self: Store, _device: Device) -> int:
        raise sqlite3.OperationalError("disk full")

    with monkeypatch.context() as patch:
        patch.setattr(Store, "_device_id", fail)
        with pytest.raises(sqlite3.OperationalError):
            store.append([_sample()])
    assert store.append([_sample()]) == 2


def test_a_file_that_is_no_queue_is_named(tmp_path: Path) -> None:
    path = tmp_path / "queue.db"
    path.write_bytes(b"this is no database at all" * 100)
    with pytest.raises(QueueDamagedError, match=r"queue\.db"):
        Store(path)


def test_every_commit_is_synced_to_the_disk(store: Store) -> None:
    assert store._db.execute("PRAGMA synchronous").fetchone() == (2,)
    assert store._db.execute("PRAGMA journal_mode").fetchone() == ("wal",)
