"""Thousands of damaged files through the program's own deeds: does any of them cost more than a sentence?

`python3 dev.py trial mutations --files 10000`. Sound papers, lists and a desk are damaged at random and attached, read,
made ready for a pack, drawn, planned as a roll, or opened. Each time the program either goes on or says in words why
not; never a traceback, never more than 10 seconds, never more than 512 MB in the program and its helper together. With
`--bombs` the files of the tests that are built to do harm go the same way.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib
import os
import random
import resource
import shutil
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from senco_desk.documents.appendix_reading import viewable
from senco_desk.documents.attachments import Wanted, read_and_prepare_all
from senco_desk.documents.inspect import read_pages, render_page
from senco_desk.domain.problems import RefusedError, TroubleError
from senco_desk.domain.progress import Silent
from senco_desk.machine.contained import HELPER, SECOND
from senco_desk.services import attachments, desks, figures, rolls
from senco_desk.services.desk import Desk
from senco_desk.store import nouns
from trials import seeds
from trials.mutating import mutated, mutated_inside
from trials.workload import DESK, PASSPHRASE, Morning, opened

SECONDS = 10.0
MEGABYTES = 512.0
_KINDS = ("attendance", "assessments", "sessions")
_PARTS = ("vault.json", "vault.json", "vault-copy.json", "desk.db", "desk.db", "desk.state.json", "desk.lock")


@dataclass(frozen=True)
class Tried:
    """What became of one file: `read`, `refused` or `WRONG: …`; its longest deed, and the most that was held."""

    name: str
    verdict: str
    seconds: float
    megabytes: float


class Worker:
    """One process's own desk and folder, and the files that it begins with."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.folder, self._longest = folder, 0.0
        morning = Morning(folder, seed)
        morning.pupil()
        morning.attach()
        self.pupil_id = nouns.PUPILS.all(morning.desk.store)[0].id
        morning.desk.close()
        self.lying = folder / "lying"
        shutil.copytree(folder / DESK, self.lying)
        self.desk: Desk = opened(folder / DESK)
        self.papers, self.lists = seeds.papers(), seeds.lists(folder)
        self.others = [*self.papers.values(), *self.lists.values()]

    def try_one(self, number: int, seed: int) -> Tried:
        """The file of that number, made of chance and put through its deeds."""
        chance = random.Random(f"{seed}/{number}")
        change = chance.choice((mutated, mutated_inside))
        match chance.randrange(10):
            case 0:
                return self._measured("desk", lambda: self._desk(chance))
            case 1 | 2 | 3:
                name = chance.choice(sorted(self.lists))
                data = change(self.lists[name], self.others, chance)
                return self._measured(f"{number} {name}", lambda: self.roll(data, name))
            case _:
                name = chance.choice(sorted(self.papers))
                data = change(self.papers[name], self.others, chance)
                return self._measured(f"{number} {name}", lambda: self.paper(data))

    def bomb(self, name: str, data: bytes) -> Tried:
        """A file built to do harm, as a list where it may be one, and as a paper."""
        if data.startswith((b"PK", b"<", b"U", b"\n", b'"')):
            return self._measured(name, lambda: self.roll(data, "list.csv"))
        return self._measured(name, lambda: self.paper(data))

    def paper(self, data: bytes) -> bool:
        """Attach it, read it, make it ready and open what came back, draw it for the screen."""
        path = self.folder / "paper.pdf"
        path.write_bytes(data)
        with self._deed():
            kept = attachments.attach(self.desk, self.pupil_id, path)
            if kept.changes is not None:
                desks.undo(self.desk)
            self.desk.store.blobs.remove(kept.value.blob)
        fine = True
        with self._deed():
            ((read, prepared),) = read_and_prepare_all([Wanted(data)], Silent())
            with prepared.held, self._deed():
                fine = prepared.pdf is not None
            if read.why_not and not read.why_not.endswith("."):
                raise ValueError(f"not a sentence: {read.why_not}")
        with self._deed():
            render_page(viewable(data), 0, 400)
            return fine
        with self._deed():
            read_pages(data)
        return False

    def roll(self, data: bytes, name: str) -> bool:
        """Read it as a roll and plan that, and as the term's figures."""
        path = self.folder / name.removeprefix("sample ")
        path.write_bytes(data)
        for kind in _KINDS:
            with self._deed():
                figures.plan(self.desk, kind, path)
        with self._deed():
            rolls.read(self.folder / "roll.csv", path)
        with self._deed():
            rolls.plan(self.desk, rolls.read(path))
            return True
        return False

    def _desk(self, chance: random.Random) -> bool:
        """A copy of the desk with one of its files damaged, opened and read."""
        place = self.folder / f"tried{desks.SUFFIX}"
        shutil.copytree(self.lying, place)
        files = [each for name in _PARTS if (each := place / name).exists()] + list((place / "files").iterdir())
        hit = chance.choice(files)
        hit.write_bytes(mutated(hit.read_bytes(), [each.read_bytes() for each in files], chance))
        try:
            with self._deed():
                desk = opened(place, PASSPHRASE)
                try:
                    for paper in nouns.DOCUMENTS.all(desk.store):
                        attachments.open_bytes(desk, paper.id)
                    return desks.verify(desk).ok
                finally:
                    desk.close()
            return False
        finally:
            shutil.rmtree(place)

    @contextlib.contextmanager
    def _deed(self) -> Iterator[None]:
        """One deed, timed; what a person is told in words is fine, and anything else is not."""
        began = time.monotonic()
        with contextlib.suppress(RefusedError, TroubleError):
            try:
                yield
            finally:
                self._longest = max(self._longest, time.monotonic() - began)

    def _measured(self, name: str, deed: Callable[[], bool]) -> Tried:
        for pid in ("self", *_helpers()):
            with contextlib.suppress(OSError):
                Path(f"/proc/{pid}/clear_refs").write_text("5", encoding="ascii")  # the peak is counted from now
        before, self._longest = set(_helpers()), 0.0
        try:
            verdict = "read" if deed() else "refused"
        except Exception:  # noqa: BLE001  a traceback is what must never happen
            verdict = "WRONG: " + " | ".join(traceback.format_exc().splitlines()[-4:])
        took = self._longest
        helpers = [_peak(pid) for pid in _helpers()]
        if before - set(_helpers()):  # one was ended: the most that any ended one has held is known
            helpers.append(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024)
        held = _peak("self") + max(helpers, default=0.0)
        if verdict[0] != "W" and (took > SECONDS or held > MEGABYTES):
            verdict = f"WRONG: {took:.1f} s, {held:.0f} MB"
        return Tried(name, verdict, took, held)


def trial(files: int, seed: int, workers: int, minutes: float = 1e6) -> list[Tried]:
    """So many files, shared among processes; fewer where the minutes are over."""
    shares = [range(first, files, workers) for first in range(workers)]
    if workers == 1:
        return _share(shares[0], seed, minutes)
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        waiting = [pool.submit(_share, share, seed, minutes) for share in shares]
        return [each for future in waiting for each in future.result()]


def bombs() -> list[Tried]:
    """The files of the tests that are built to do harm."""
    places = (
        ("tests.documents.test_contained", "BOMBS"),
        ("tests.documents.test_hostile", "HEAVY"),
        ("tests.exchange.test_hostile_workbooks", "BOMBS"),
    )
    with tempfile.TemporaryDirectory() as name:
        worker, found = Worker(Path(name), 0), []
        for module, held in places:
            for title, made in getattr(importlib.import_module(module), held).items():
                found.append(worker.bomb(title, made() if callable(made) else made))
        worker.desk.close()
    return found


def main(argv: list[str]) -> int:
    """The trial; answers 1 where a file cost more than a sentence."""
    parser = argparse.ArgumentParser(prog="trial mutations")
    parser.add_argument("--files", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--minutes", type=float, default=1e6, help="stop sooner, and tell how many were tried")
    parser.add_argument("--bombs", action="store_true", help="the files of the tests that are built to do harm")
    asked = parser.parse_args(argv)
    if not Path("/proc/self/clear_refs").exists():
        print("Skipped: what a file costs in memory can only be measured on Linux.")
        return 2
    if not seeds.SAMPLES.is_dir():
        print(f"Without samples of other programs: {seeds.SAMPLES} is not there.")
    began = time.perf_counter()
    tried = bombs() if asked.bombs else trial(asked.files, asked.seed, asked.workers, asked.minutes)
    counts = Counter(each.verdict.partition(":")[0] for each in tried)
    for each in tried if asked.bombs else ():
        if each.verdict.startswith("WRONG"):
            print(f"    {each.name}: {each.verdict}")
    slowest, largest = max(tried, key=lambda each: each.seconds), max(tried, key=lambda each: each.megabytes)
    told = ", ".join(f"{count} {verdict}" for verdict, count in sorted(counts.items()))
    print(
        f"{counts.total()} files: {told}; longest {slowest.seconds:.1f} s ({slowest.name}), "
        f"most {largest.megabytes:.0f} MB ({largest.name}); {time.perf_counter() - began:.0f} s"
    )
    return 1 if counts["WRONG"] else 0


def _share(numbers: range, seed: int, minutes: float) -> list[Tried]:
    with tempfile.TemporaryDirectory() as name:
        worker = Worker(Path(name), seed)
        try:
            tried: list[Tried] = []
            until = time.monotonic() + minutes * 60
            for number in numbers:
                if time.monotonic() > until:
                    break
                tried.append(worker.try_one(number, seed))
                if tried[-1].verdict.startswith("WRONG"):
                    print(f"    {tried[-1].name}: {tried[-1].verdict}", flush=True)
            return tried
        finally:
            worker.desk.close()
            HELPER.close()
            SECOND.close()


def _helpers() -> list[str]:
    return [str(helper.running) for helper in (HELPER, SECOND) if helper.running is not None]


def _peak(pid: str) -> float:
    """The most a process has held since it was last asked, in MB; 0 where it is gone."""
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace")
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmHWM")), 0.0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
