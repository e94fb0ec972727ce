"""How near routes come to the optimum: random days of up to ten jobs beside exact dynamic programming.

The program keeps for every set of done jobs and every last one the earliest moment at which it can be so (Held and
Karp 1962, with windows, capacity and «fetched before brought»); as nobody is earlier by coming later, that is exact for
the end of the day.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from pathlib import Path
from random import Random

sys.path[:0] = [str(Path(__file__).resolve().parents[2])]

from apps.logistics.rules.routes import Job, Point, Road, best_order, drive  # noqa: E402 - the path comes first

CASES = 300
SEED = 20261127
BAR_MEAN, BAR_WORST = 0.005, 0.05


def case(chance: Random) -> tuple[list[Job], Road]:
    """Return a random day: sites around a town, movements between them, some with windows, a small van."""
    sites = {number: Point(56 + chance.random(), 39 + chance.random()) for number in range(chance.randint(3, 6))}
    jobs: list[Job] = []
    for movement in range(chance.randint(2, 5)):
        start, end = chance.sample(sorted(sites), 2)
        units = chance.randint(1, 12)
        opens = chance.choice((0, 0, 480, 600, 780))
        window = (opens, opens + chance.choice((120, 240, 1440)))
        jobs += [Job(movement, start, is_fetch=True, units=units, opens=window[0], closes=window[1])]
        jobs += [Job(movement, end, is_fetch=False, units=units, closes=chance.choice((960, 1140, 1440)))]
    if chance.random() < 0.3:
        del jobs[0]  # already loaded
    road = Road(sites, start=chance.choice([None, *sites]), units_max=chance.choice((None, 14, 24)))
    return jobs, road


def optimum(jobs: list[Job], road: Road) -> float | None:
    """Return when the day ends at the earliest, None when no order can be driven."""
    fetched = {job.movement: number for number, job in enumerate(jobs) if job.is_fetch}
    aboard = sum(job.units for job in jobs if not job.is_fetch and job.movement not in fetched)
    soonest: dict[tuple[int, int], float] = {(0, -1): road.starts_min}
    full = (1 << len(jobs)) - 1
    for done in range(full):
        load = aboard + sum((j.units if j.is_fetch else -j.units) for n, j in enumerate(jobs) if done >> n & 1)
        for last in range(-1, len(jobs)):
            now = soonest.get((done, last))
            if now is None:
                continue
            here = road.start if last < 0 else jobs[last].site
            for number, job in enumerate(jobs):
                if done >> number & 1:
                    continue
                if not job.is_fetch and job.movement in fetched and not done >> fetched[job.movement] & 1:
                    continue
                if road.units_max is not None and job.is_fetch and load + job.units > road.units_max:
                    continue
                begins = max(now + road.km(here, job.site) / road.speed_kmh * 60, job.opens)
                if begins > job.closes:
                    continue
                stays = here == job.site and last >= 0
                ends = begins + (0 if stays else road.stop_min) + road.unit_min * job.units
                key = (done | 1 << number, number)
                soonest[key] = min(ends, soonest.get(key, ends))
    ends_of_day = [ends for (done, _last), ends in soonest.items() if done == full]
    return min(ends_of_day) if ends_of_day else None


def main() -> int:
    """Prove, print a table and the result."""
    chance = Random(SEED)
    gaps: list[float] = []
    took: list[float] = []
    missed = false = 0
    while len(gaps) + missed < CASES:
        jobs, road = case(chance)
        best = optimum(jobs, road)
        began = time.perf_counter()
        run = drive(best_order(jobs, road), road)
        took.append(time.perf_counter() - began)
        if best is None:
            false += run.is_feasible
        elif not run.is_feasible:
            missed += 1
        else:
            gaps.append((run.ends - road.starts_min) / (best - road.starts_min) - 1)
    mean, worst = statistics.mean(gaps), max(gaps)
    exact = sum(gap < 1e-6 for gap in gaps)
    print(f"{'days that can be driven':<40}{CASES:>8}")
    print(f"{'driven, at the optimum':<40}{exact:>8}")
    print(f"{'not found to be drivable':<40}{missed:>8}")
    print(f"{'called drivable and is not':<40}{false:>8}")
    print(f"{'gap to the optimum, mean and worst':<40}{mean:>8.3%}{worst:>9.3%}")
    print(
        f"{'milliseconds a day, median and slowest':<40}{statistics.median(took) * 1000:>8.0f}{max(took) * 1000:>8.0f}"
    )
    holds = not missed and not false and mean <= BAR_MEAN and worst <= BAR_WORST
    result = {
        "name": "routes",
        "value": round(worst * 100, 3),
        "unit": f"% beyond the optimum at worst, {mean:.3%} on average, {exact} of {CASES} days exactly",
        "floor": 0,
        "ratio": None,
        "bar": f"mean {BAR_MEAN:.1%}, worst {BAR_WORST:.0%}, no drivable day missed",
        "holds": holds,
    }
    print(json.dumps(result))
    return 0 if holds else 1


if __name__ == "__main__":
    sys.exit(main())
