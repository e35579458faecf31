"""The power goes at a random moment of a SENCO's morning, thousands of times: is everything confirmed still there?

`python3 dev.py trial power --images 4000`. The morning (`workload.py`) runs once, with all it asks of the drive written
down by `recorder.c`; each image is what a drive may hold after a cut (`drive.py`), and is opened by the program itself.
The same with `pragma synchronous = off` must find losses, or the trial proves nothing. Linux with a C compiler only.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

from trials.drive import Drive, Event, lay_out, read_events
from trials.judging import Confirmed, judge
from trials.recording import can_record, run_recorded
from trials.workload import CONFIRMED


def record(folder: Path, seed: int, deeds: int, *, synchronous_off: bool = False) -> list[Event]:
    """Runs the morning in a folder, and answers everything that was asked of the drive."""
    place, recording = folder / "place", folder / "recording"
    place.mkdir()
    arguments = [str(place), str(seed), str(deeds), *(["--synchronous-off"] if synchronous_off else [])]
    if run_recorded(place, "trials.workload", *arguments, recording=recording):
        raise RuntimeError("the morning did not run through")
    return list(read_events(recording))


def trial(folder: Path, images: int, seed: int, deeds: int, *, synchronous_off: bool = False) -> Counter[str]:
    """Plays so many cuts and answers how many were `ok`, `lost` and `corrupt`; the first few faults are printed."""
    events = record(folder, seed, deeds, synchronous_off=synchronous_off)
    root = str(folder / "place")
    first = next(number for number, event in enumerate(events) if _is_confirmation(event, _writers(events)))
    chance = random.Random(seed)
    cuts = sorted(chance.randint(first + 1, len(events)) for _ in range(images))
    counts: Counter[str] = Counter()
    shown = 0
    with ProcessPoolExecutor(os.cpu_count()) as judges:
        waiting = []
        for loose in (False, True):
            mine = cuts[loose::2]
            for number, (found, confirmed, next_one) in enumerate(_images(events, mine, root, chance, loose=loose)):
                to = folder / f"image-{int(loose)}-{number}"
                lay_out(found, root, to)
                waiting.append(judges.submit(_judged, to, confirmed, next_one))
                while len(waiting) > 16:
                    shown += _count(waiting.pop(0).result(), counts, shown)
        for each in waiting:
            shown += _count(each.result(), counts, shown)
    counts["events"] = len(events)
    return counts


def main(argv: list[str]) -> int:
    """The trial and its counter-trial; 1 where anything was lost or torn, or nothing in the counter-trial."""
    parser = argparse.ArgumentParser(prog="trial power")
    parser.add_argument("--images", type=int, default=4000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--deeds", type=int, default=60)
    asked = parser.parse_args(argv)
    why_not = can_record()
    if why_not:
        print(f"The power trial cannot run: {why_not}.")
        return 2
    passed = True
    for off in (False, True):
        began = time.perf_counter()
        images = asked.images if not off else max(100, asked.images // 10)
        with tempfile.TemporaryDirectory() as name:
            counts = trial(Path(name), images, asked.seed, asked.deeds, synchronous_off=off)
        bad = counts["lost"] + counts["corrupt"]
        print(
            f"synchronous {'OFF ' if off else 'FULL'}: {images} images of {counts['events']} events, "
            f"{counts['corrupt']} corrupt, {counts['lost']} confirmed but lost, {time.perf_counter() - began:.0f} s"
        )
        passed = passed and (bool(bad) if off else not bad)
    print("Held." if passed else "Did not hold.")
    return 0 if passed else 1


def _images(events: list[Event], cuts: list[int], root: str, chance: random.Random, *, loose: bool) -> Any:
    drive, at = Drive(root, loose=loose), 0
    writers = _writers(events)
    every = [json.loads(event.payload) for event in events if _is_confirmation(event, writers)]
    told = 0
    for cut in cuts:
        for event in events[at:cut]:
            drive.play(event)
            told += _is_confirmation(event, writers)
        at = cut
        yield drive.after_cut(chance), every[:told], every[told] if told < len(every) else None


def _writers(events: list[Event]) -> set[int]:
    """The numbers under which the file of confirmations was open: it stays open throughout."""
    return {event.file for event in events if event.kind == "o" and event.payload.endswith(b"/" + CONFIRMED.encode())}


def _is_confirmation(event: Event, writers: set[int]) -> bool:
    return event.kind == "w" and event.file in writers and event.payload.startswith(b'{"number"')


def _judged(to: Path, confirmed: list[Confirmed], next_one: Confirmed | None) -> tuple[str, str]:
    try:
        return judge(to, confirmed, next_one), str(to)
    finally:
        shutil.rmtree(to, ignore_errors=True)


def _count(judged: tuple[str, str], counts: Counter[str], shown: int) -> int:
    verdict, where = judged
    counts[verdict.partition(":")[0]] += 1
    if verdict == "ok" or shown >= 5:
        return 0
    print(f"    {Path(where).name}: {verdict}")
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
