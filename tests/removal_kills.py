"""Ends the program at each touch of a file while a person is removed, and opens what is left; run as a program.

    python -m tests.removal_kills FOLDER STRIDE

Each run is a child that ends at once, as at a pulled plug: nothing that would tidy up runs. Of the touches while the
new desk is built every STRIDE-th is tried; of those while it is exchanged, every one. Prints what was found.
"""

from __future__ import annotations

import io
import os
import shutil
import sys
from pathlib import Path
from typing import Any

from senco_desk.domain.school import PersonDraft
from senco_desk.services import desks, people
from senco_desk.services.desk import Desk
from senco_desk.store import nouns
from senco_desk.store.errors import WrongPassphraseError
from tests.builders import CHEAP, PASSPHRASE, TODAY, Clock, a_desk, a_pupil

FIRST = "three brown foxes"
_TOUCHES = {"open", "os.rename", "os.remove", "os.rmdir", "os.mkdir", "os.truncate", "os.chmod"}


def opened(folder: Path, secret: str = PASSPHRASE) -> Desk:
    """The desk, opened for somebody."""
    return desks.open_with(folder, desks.unlock(folder, secret, floor=CHEAP), day=lambda: TODAY, clock=Clock())


class Plug:
    """Pulled at a touch; until then it counts. `built` is how many there had been when the exchange began."""

    def __init__(self, at: int, near: Path) -> None:
        self.at, self.near, self.count, self.built = at, str(near), 0, 0

    def hear(self, event: str, arguments: tuple[Any, ...]) -> None:
        """An audit hook."""
        if event in _TOUCHES and str(arguments[0]).startswith(self.near):
            self.count += 1
            if self.count == self.at:
                os._exit(9)


def removal(folder: Path, person_id: str, at: int, told: int) -> None:
    """In a child: opens the desk and removes the person, up to the touch `at`."""
    desk = opened(folder)
    plug = Plug(at, folder.parent)
    sys.addaudithook(plug.hear)
    renewed = people.prepare_removal(desk, person_id)
    plug.built = plug.count
    people.finish_removal(desk, renewed)
    desk.close()
    os.write(told, f"{plug.built} {plug.count}".encode())
    os._exit(0)


def tried(template: Path, work: Path, person_id: str, at: int) -> tuple[str, str]:
    """What is left after the plug was pulled at a touch: `before`, `after` or what is wrong; and the counts."""
    shutil.rmtree(work, ignore_errors=True)
    shutil.copytree(template, work)
    folder = work / "school.sencodesk"
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        try:
            removal(folder, person_id, at, writing)
        finally:
            os._exit(1)
    os.close(writing)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    counts = os.read(reading, 100).decode()
    os.close(reading)
    if status not in {0, 9}:
        return f"the child ended with {status}", counts
    return found(folder, person_id), counts


def found(folder: Path, person_id: str) -> str:
    """Whether the desk is whole, and whether with the person or without."""
    desk = opened(folder)
    try:
        sound = desks.verify(desk).ok and len(nouns.PUPILS.all(desk.store)) == 1
        files = [desk.store.blobs.check(name) for name in desk.store.blobs.names()]
        there = nouns.PEOPLE.get(desk.store, person_id).removed_on is None
    finally:
        desk.close()
    if not sound or files != ["ok"]:
        return "damaged"
    left = {each.name for each in folder.parent.iterdir()} - {folder.name, "school backups"}
    if left:
        return f"left behind: {sorted(left)}"
    try:
        opened(folder, FIRST).close()
    except WrongPassphraseError:
        return "a way in was lost" if there else "after"
    return "before" if there else "the person still gets in"


def main(folder: Path, stride: int) -> None:
    """Tries them all and prints one line for each outcome, with how often it came."""
    template = folder / "template"
    template.mkdir(parents=True)
    desk = a_desk(template)
    a_pupil(desk)
    desk.store.blobs.put(io.BytesIO(b"a letter " * 1000))
    slot = people.first_slot(desk, FIRST, FIRST)
    person = people.add(desk, PersonDraft(name="Tess", role="assistant"), [], slot).value
    desk.close()
    outcome, counts = tried(template, folder / "work", person.id, 0)
    built, whole = (int(each) for each in counts.split())
    outcomes = {f"unhurt: {outcome}": 1}
    for at in [*range(1, built, stride), *range(built, whole + 1)]:
        outcome, _ = tried(template, folder / "work", person.id, at)
        outcomes[outcome] = outcomes.get(outcome, 0) + 1
        if outcome not in {"before", "after"}:
            print(f"at {at} of {whole} ({built} built): {outcome}", file=sys.stderr)  # noqa: T201  it is a program
    for words, times in sorted(outcomes.items()):
        print(f"{words}: {times}")  # noqa: T201


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
