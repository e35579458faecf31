"""The records file or its log is cut short, or bytes of it are flipped: does the program ever show wrong data?

`python3 dev.py trial damage`. The records and the log are cut at random points and at every page's edge, and bytes are
flipped at random places. Each time the desk either opens in exactly the state that was confirmed, or is refused in
words; and where it is refused, or a check finds damage, salvaging makes a sound desk of what is left. Never a
traceback, never records that differ without a word.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from senco_desk.domain.problems import TroubleError
from senco_desk.services import desks
from senco_desk.services.desk import Desk
from senco_desk.store import opening, vault
from senco_desk.store.salvage import salvage
from trials.kills import confirmed_in
from trials.workload import CHEAP, DESK, TODAY, Clock, Morning, opened, state_of

PAGE = 4096

Damage = tuple[str, str, int]
"""What is done: `cut` or `flip`, to which file, at which byte."""


def damages(place: Path, cuts: int, flips: int, chance: random.Random, *, edges: bool = True) -> Iterator[Damage]:
    """The damages to try: every page's edge, then random cuts and flips, over the records and the log."""
    files = {name: (place / DESK / name).stat().st_size for name in ("desk.db", "desk.db-wal")}
    for name, size in files.items() if edges else ():
        yield from (("cut", name, at) for at in range(0, size, PAGE))
    for kind, count in (("cut", cuts), ("flip", flips)):
        for _ in range(count):
            name = chance.choice(("desk.db", "desk.db", "desk.db-wal"))
            yield kind, name, chance.randrange(files[name])


def judge(place: Path, damage: Damage, state: str, passphrase: str) -> str:
    """`right`, `refused`, `found by the check`, or what is wrong; in all but the first, salvaged too."""
    kind, name, at = damage
    path = place / DESK / name
    content = bytearray(path.read_bytes())
    if kind == "cut":
        del content[at:]
    else:
        content[at] ^= 1 << at % 8
    path.write_bytes(content)
    before = path.read_bytes()
    try:
        verdict = _seen(place, state, passphrase)
        if verdict == "right":
            return verdict
        path.write_bytes(before)
        return verdict if verdict.startswith("WRONG") else _salvaged(place, verdict, passphrase)
    except Exception as error:  # noqa: BLE001  a traceback is what must never happen
        return f"WRONG: {kind} {name} at {at}: {type(error).__name__}: {error}"


def trial(folder: Path, seed: int, cuts: int, flips: int, *, edges: bool = True) -> Counter[str]:
    """All damages on copies of one desk, made by a morning that was broken off so that its log is full."""
    place = folder / "place"
    place.mkdir()
    morning = Morning(place, seed)
    for deed in (morning.pupil, morning.pupil, morning.roll, morning.status, morning.cycle, morning.again):
        deed()
    for deed in (morning.note, morning.status, morning.attach, morning.pupil, morning.note):
        deed()
    told = confirmed_in(place)[-1]
    # As after a power cut: the files are copied while the desk is open.
    lying = folder / "lying"
    shutil.copytree(place, lying)
    (lying / DESK / "desk.db-shm").unlink(missing_ok=True)
    morning.desk.close()
    counts: Counter[str] = Counter()
    every = list(damages(lying, cuts, flips, random.Random(seed), edges=edges))
    with ProcessPoolExecutor(os.cpu_count()) as judges:
        waiting = [
            judges.submit(_one, lying, folder / f"d{number}", damage, told["state"], told["passphrase"])
            for number, damage in enumerate(every)
        ]
        for each in waiting:
            verdict = each.result()
            counts[verdict.partition(":")[0]] += 1
            if verdict.startswith("WRONG"):
                print(f"    {verdict}")
    return counts


def main(argv: list[str]) -> int:
    """The trial; answers 1 where wrong data was shown, or a damage ended in anything but words."""
    parser = argparse.ArgumentParser(prog="trial damage")
    parser.add_argument("--cuts", type=int, default=200)
    parser.add_argument("--flips", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args(argv)
    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as name:
        counts = trial(Path(name), asked.seed, asked.cuts, asked.flips)
    told = ", ".join(f"{count} {verdict}" for verdict, count in sorted(counts.items()))
    print(f"{counts.total()} damages: {told}; {time.perf_counter() - began:.0f} s")
    return 1 if counts["WRONG"] else 0


def _one(lying: Path, to: Path, damage: Damage, state: str, passphrase: str) -> str:
    shutil.copytree(lying, to)
    try:
        return judge(to, damage, state, passphrase)
    finally:
        shutil.rmtree(to, ignore_errors=True)


def _seen(place: Path, state: str, passphrase: str) -> str:
    """What a person would be told: the desk is opened, read whole and checked as the program does after a bad end."""
    try:
        desk = opened(place / DESK, passphrase)
    except TroubleError:
        return "refused"
    try:
        with desks.connection.telling_troubles():
            found = state_of(desk)
        sound = desks.verify(desk).ok
    except TroubleError:
        return "refused"
    finally:
        desk.close()
    if found == state:
        return "right" if sound else "found by the check"
    return "WRONG: other records, and nothing was said" if sound else "found by the check"


def _salvaged(place: Path, verdict: str, passphrase: str) -> str:
    keys = vault.unlock(place / DESK, passphrase, CHEAP)
    to = place / f"salvaged{desks.SUFFIX}"
    salvage(place / DESK, keys, to, clock=Clock())
    desk = Desk(opening.open_desk(to, keys, clock=Clock()), lambda: TODAY)
    try:
        sound = desks.verify(desk)
    finally:
        desk.close()
    return f"{verdict}, salvaged" if sound.ok else f"WRONG: salvaged, and not sound: {sound}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
