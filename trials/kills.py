"""The program is killed at a random moment of a SENCO's morning, a thousand times, and the morning goes on each time.

`python3 dev.py trial kills --kills 1000`. After each kill the desk is opened by the program itself and judged; the next
morning goes on in the same desk until that has had twenty kills, so that damage that builds up would show.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from trials import older
from trials.judging import Confirmed, judge
from trials.workload import CONFIRMED, DESK, PASSPHRASE, Morning

KILLS_A_DESK = 20
OF_OLDER = 10
"""One kill in so many falls while a desk of an earlier version is brought up to date."""


def confirmed_in(place: Path) -> list[Confirmed]:
    """What was confirmed in a folder so far; a last line that was cut short was not confirmed."""
    lines = (place / CONFIRMED).read_bytes().split(b"\n")[:-1] if (place / CONFIRMED).exists() else []
    return [json.loads(line) for line in lines]


def one_desk(seed: int, kills: int) -> list[str]:
    """So many mornings in one desk, each killed; the verdicts."""
    chance = random.Random(seed)
    verdicts = []
    place = Path(tempfile.mkdtemp(prefix="kills-"))
    try:
        for number in range(kills):
            morning = multiprocessing.Process(target=_morning, args=(str(place), seed * 1000 + number))
            morning.start()
            _wait_for_first(place, morning)
            morning.join(chance.random() ** 2 * 1.5)
            if morning.pid and morning.is_alive():
                os.kill(morning.pid, signal.SIGKILL if sys.platform != "win32" else signal.SIGTERM)
            morning.join()
            verdict = judge(place, confirmed_in(place))
            verdicts.append(verdict)
            if verdict != "ok":
                verdicts[-1] += f" (seed {seed}, kill {number})"
                break
            _forget_artefacts(place)
    finally:
        shutil.rmtree(place, ignore_errors=True)
    return verdicts


def trial(kills: int, seed: int) -> Counter[str]:
    """So many kills over as many desks as it takes; counts of the verdicts, faults printed."""
    counts: Counter[str] = Counter()
    # Forked children have the imports already, so that the kills fall into the work and not into the start.
    how = "fork" if sys.platform.startswith("linux") else "spawn"
    multiprocessing.set_start_method(how, force=True)
    while_brought_up = kills // OF_OLDER
    kills -= while_brought_up
    portions = [min(KILLS_A_DESK, kills - start) for start in range(0, kills, KILLS_A_DESK)]
    with ProcessPoolExecutor(os.cpu_count()) as desks:
        for verdicts in desks.map(one_desk, range(seed, seed + len(portions)), portions):
            for verdict in verdicts:
                _count(counts, verdict)
        for verdict in desks.map(older.kill_while_it_is_brought_up, range(seed, seed + while_brought_up)):
            _count(counts, verdict)
    return counts


def _count(counts: Counter[str], verdict: str) -> None:
    counts[verdict.partition(":")[0]] += 1
    if verdict != "ok":
        print(f"    {verdict}")


def main(argv: list[str]) -> int:
    """The trial; answers 1 where anything was lost or torn."""
    parser = argparse.ArgumentParser(prog="trial kills")
    parser.add_argument("--kills", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args(argv)
    began = time.perf_counter()
    counts = trial(asked.kills, asked.seed)
    bad = counts["lost"] + counts["corrupt"]
    print(
        f"{counts.total()} kills: {counts['ok']} held, {counts['corrupt']} corrupt, "
        f"{counts['lost']} confirmed but lost, {time.perf_counter() - began:.0f} s"
    )
    return 1 if bad else 0


def _morning(place: str, seed: int) -> None:
    folder = Path(place)
    told = confirmed_in(folder)
    passphrase = _working(folder, told[-1]) if told else PASSPHRASE
    Morning(folder, seed, passphrase=passphrase).work(10_000)


def _working(folder: Path, last: Confirmed) -> str:
    """The passphrase that opens the desk: the confirmed one, or the one that was being set."""
    from senco_desk.services import desks  # noqa: PLC0415
    from senco_desk.store.errors import WrongPassphraseError  # noqa: PLC0415
    from trials.workload import CHEAP  # noqa: PLC0415

    try:
        desks.unlock(folder / DESK, last["passphrase"], floor=CHEAP)
    except WrongPassphraseError:
        return f"{PASSPHRASE} {last['number']}"
    return str(last["passphrase"])


def _wait_for_first(place: Path, morning: multiprocessing.Process) -> None:
    """Until the morning has begun: a kill while a desk is being made leaves none, which is another matter."""
    path = place / CONFIRMED
    before = path.stat().st_size if path.exists() else 0
    while morning.is_alive() and (not path.exists() or path.stat().st_size == before):
        morning.join(0.002)
        if before:
            return


def _forget_artefacts(place: Path) -> None:
    """The packs and backups of earlier mornings have been judged; they would only fill the drive."""
    for old in (place / "packs").glob("*.pdf"):
        old.unlink()
    shutil.rmtree(place / "backups", ignore_errors=True)
    path = place / CONFIRMED
    kept = [
        {name: value for name, value in each.items() if name not in {"pack", "sha256", "backup"}}
        for each in confirmed_in(place)
    ]
    path.write_text("".join(json.dumps(each) + "\n" for each in kept[-3:]), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
