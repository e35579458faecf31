"""Kills the program at random moments while it erases a child: the child is whole or gone each time, byte by byte.

Each kill meets a desk of its own, with the child in its records, journal and attachments, in others' notes and in a
backup. After it the desk is opened, which finishes what was broken off, and everything is searched.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from datetime import date
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from senco_desk.domain.needs import StatusDraft
from senco_desk.domain.papers import NoteDraft
from senco_desk.domain.pupils import PupilDraft
from senco_desk.domain.school import SchoolDraft
from senco_desk.services import attachments, backups, desks, erasing, records, statuses
from senco_desk.services.desk import Desk
from senco_desk.store import backups as store_backups
from senco_desk.store import nouns
from senco_desk.store.keys import Keys
from tests.byte_search import found
from trials.workload import CHEAP, DESK, PASSPHRASE, TODAY, Clock, opened

WORDS = {"Zebedee", "Quillfeather", "Ozymandias", "Tremblingly"}
CLASSMATES = 60


def make(place: Path) -> str:
    """A desk with one leaver among sixty others, and a backup of it; answers the leaver's id."""
    school = SchoolDraft(name="Riverbank Primary School")
    desk, _ = desks.create(place / DESK, PASSPHRASE, school, day=lambda: TODAY, clock=Clock(), kdf=CHEAP, floor=CHEAP)
    child = records.add(
        desk,
        PupilDraft(
            legal_forename="Zebedee",
            legal_surname="Quillfeather",
            date_of_birth=date(1994, 5, 1),
            leaving_date=date(2012, 7, 20),
        ),
    ).value
    status = StatusDraft(pupil_id=child.id, status="K", start=date(2004, 9, 6), reason="Tremblingly slow")
    statuses.change(desk, status, ["SLCN"])
    for text in ("Ozymandias, at first", "Tremblingly, later"):
        records.add(desk, NoteDraft(pupil_id=child.id, on=TODAY, text=text))
    attachments.attach(desk, child.id, b"A letter about Zebedee Quillfeather. " * 5000, filename="letter.txt")
    for number in range(CLASSMATES):
        other = records.add(desk, PupilDraft(legal_forename=f"Amy{number}", legal_surname="Stone")).value
        records.add(desk, NoteDraft(pupil_id=other.id, on=TODAY, text="Sat with Zebedee Quillfeather"))
    backups.take(desk, "asked")
    desk.close()
    return str(child.id)


def one_kill(template: Path, child_id: str, place: Path, within: float) -> str:
    """Copies the desk, erases in another process, kills it, and judges what is left."""
    shutil.copytree(template, place, dirs_exist_ok=True)
    here, there = multiprocessing.Pipe()
    erasing_now = multiprocessing.Process(target=_erase, args=(str(place), child_id, there))
    erasing_now.start()
    here.recv()
    time.sleep(within)
    assert erasing_now.pid is not None
    os.kill(erasing_now.pid, signal.SIGKILL)
    erasing_now.join()
    confirmed = here.poll() and here.recv() == "erased"
    return judge(template, place, child_id, confirmed=bool(confirmed))


def judge(template: Path, place: Path, child_id: str, *, confirmed: bool) -> str:
    """`whole` or `gone`, or `wrong: …` in words."""
    before = opened(template / DESK, read_only=True)
    had = _rows(before, child_id)
    before.close()
    desk = opened(place / DESK)
    try:
        keys = desk.store.keys
        assert keys is not None
        left = _rows(desk, child_id)
        if not desks.verify(desk).ok:
            return "wrong: the desk is not sound"
        if erasing.is_waiting(desk):
            return "wrong: the opening did not finish the scrubbing"
        if left:
            if left != had:
                return "wrong: part of the child is left"
            return "wrong: confirmed, and there again" if confirmed else "whole"
        hits = found(place / DESK, keys, WORDS)
        return f"wrong: bytes are left in {sorted(hits)}" if hits else _judged_backups(place, keys)
    finally:
        desk.close()


def trial(kills: int, seed: int) -> Counter[str]:
    """So many kills; counts of the verdicts, faults printed."""
    chosen, counts = random.Random(seed), Counter[str]()
    if sys.platform.startswith("linux"):
        multiprocessing.set_start_method("fork", force=True)  # so that the kills fall into the work, not the start
    with tempfile.TemporaryDirectory() as folder:
        template = Path(folder) / "template"
        template.mkdir()
        child_id = make(template)
        for number in range(kills):
            place = Path(folder) / str(number)
            verdict = one_kill(template, child_id, place, chosen.random() * chosen.choice((0.1, 0.4)))
            counts[verdict.partition(":")[0]] += 1
            if verdict.startswith("wrong"):
                print(f"    kill {number}: {verdict}")
            shutil.rmtree(place)
    return counts


def main(argv: list[str]) -> int:
    """The trial; answers 1 where a child was half gone, or any byte of a gone one was left."""
    parser = argparse.ArgumentParser(prog="trial erasures")
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args(argv)
    began = time.perf_counter()
    counts = trial(asked.kills, asked.seed)
    print(
        f"{counts.total()} kills: {counts['whole']} with the child whole, {counts['gone']} gone to the last byte, "
        f"{counts['wrong']} wrong, {time.perf_counter() - began:.0f} s"
    )
    return 1 if counts["wrong"] else 0


def _erase(place: str, child_id: str, told: Connection[Any, Any]) -> None:
    desk = opened(Path(place) / DESK)
    plan = erasing.plan(desk, child_id)
    take = [mention.id for mention in plan.mentions]
    told.send("begins")
    certificate = erasing.erase(desk, plan, typed_name=plan.pupil.name, reason="Its time is over", take=take).value
    told.send("erased")
    erasing.finish(desk, certificate, erasing.scrub(desk, certificate, plan.copies, take=take))
    told.send("finished")
    time.sleep(60)


def _rows(desk: Desk, child_id: str) -> dict[str, list[dict[str, Any]]]:
    rows = {name: desk.store.query(f'select * from "{name}" order by id') for name in nouns.TABLES}
    return {name: kept for name, each in rows.items() if (kept := [row for row in each if child_id in row.values()])}


def _judged_backups(place: Path, keys: Keys) -> str:
    """A backup holds the child to the last row, or not a byte of it, and its manifest says what is in it."""
    for root in place.glob("* backups"):
        for backup in store_backups.listed(root):
            counted = store_backups.checked(backup.folder / store_backups.RECORDS, keys)[1]
            if counted != dict(store_backups.manifest_of(backup, keys).counts):
                return f"wrong: the backup {backup.folder.name} does not hold what it says"
    return "gone"
