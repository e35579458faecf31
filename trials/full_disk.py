"""The drive is full at each write of each deed in turn: is there a sentence, is nothing lost, does work go on?

`python3 dev.py trial full-disk`. Each deed of the morning is tried with room for no write at all, then for one, for
two, … until it goes through. Whenever it fails, it must fail in words, the records must be as they were before it, bit
by bit and sound, and the very same open desk must take the next change once there is room. Linux with a C compiler.
"""

from __future__ import annotations

import argparse
import ctypes
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from senco_desk.domain.problems import TroubleError
from senco_desk.services import desks
from trials.recording import can_record, run_recorded
from trials.workload import DESK, Morning, opened, state_of

DEEDS = (
    "note", "pupil", "status", "cycle", "support", "undo", "redo", "attach", "roll", "pack", "backup", "own_backup",
    "secret", "again",
)  # fmt: skip


class CrampedMorning(Morning):
    """A morning that remembers the state of the records instead of telling it to a file."""

    def confirm(self, deed: str, **more: str) -> None:  # noqa: ARG002
        """The deed went through."""
        self._number += 1


def worked(folder: Path, seed: int, deeds: Sequence[str] = DEEDS) -> Counter[str]:
    """Plays every deed on a drive that fills up at each of its writes; raises at the first thing amiss."""
    sources = folder.parent / "sources"
    sources.mkdir()
    morning = CrampedMorning(folder, seed, sources=sources)
    for _ in range(3):
        morning.pupil()
    counts: Counter[str] = Counter()
    for name in deeds:
        room = -1
        went_through = False
        while not went_through:
            # Each of the first hundred writes, then about one in twenty: a pack or a backup makes thousands alike.
            room += max(1, room // 20 - 4)
            went_through = _tried(morning, name, room, counts)
    sound = desks.verify(morning.desk)
    if not sound.ok:
        raise AssertionError(f"the desk is not sound: {sound}")
    morning.desk.close()
    return counts


def _tried(morning: CrampedMorning, name: str, room: int, counts: Counter[str]) -> bool:
    """Whether the deed went through, and needed no more writes than there was room for."""
    deed: Callable[[], None] = getattr(morning, name)
    before = state_of(morning.desk)
    drive = _drive()
    drive.full_after(room)
    try:
        deed()
    except TroubleError as trouble:
        refused = drive.refusals()
        drive.full_after(-1)
        counts["refused"] += 1
        if not refused:
            raise AssertionError(f"{name} was refused though there was room: {trouble}") from trouble
        if "full" not in trouble.happened:
            counts["said something else"] += 1
            print(f"    {name} with room for {room}: {trouble.happened}")
        if name == "again":
            morning.desk = opened(morning.folder / DESK, morning.passphrase)
        if state_of(morning.desk) != before:
            raise AssertionError(f"{name} with room for {room} left something behind") from trouble
        morning.note()
        morning.undo()
        return False
    refused = drive.refusals()
    drive.full_after(-1)
    counts["went through"] += 1
    return not refused


def _drive() -> ctypes.CDLL:
    """The recorder under which this process runs."""
    library = ctypes.CDLL(None)
    library.full_after.argtypes = [ctypes.c_long]
    library.refusals.restype = ctypes.c_long
    return library


def main(argv: list[str]) -> int:
    """The trial; answers 1 where anything was amiss."""
    parser = argparse.ArgumentParser(prog="trial full-disk")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--in", dest="place", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--deeds", nargs="+", choices=DEEDS, default=DEEDS)
    asked = parser.parse_args(argv)
    if asked.place:
        print(dict(worked(asked.place, asked.seed, asked.deeds)))
        return 0
    why_not = can_record()
    if why_not:
        print(f"The trial of the full drive cannot run: {why_not}.")
        return 2
    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as name:
        place = Path(name) / "place"
        place.mkdir()
        code = run_recorded(
            place, "trials.full_disk", "--in", str(place), "--seed", str(asked.seed), "--deeds", *asked.deeds
        )
    print(f"{'Held' if not code else 'Did not hold'}, {time.perf_counter() - began:.0f} s")
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
