"""Saving what is left of a damaged desk into a new one, and the list of what is missing, for screen and paper.

The damaged desk is only read. A backup that is whole comes first, always; salvaging is for what was entered since.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from senco_desk.domain.problems import RefusedError
from senco_desk.domain.progress import Progress, Silent
from senco_desk.domain.roles import MAY_RESTORE
from senco_desk.domain.terms import in_words
from senco_desk.services import desks
from senco_desk.services.desk import Desk
from senco_desk.store import opening
from senco_desk.store import salvage as salvages
from senco_desk.store.errors import MissingDeskError, NobodysPassphraseError
from senco_desk.store.keys import Keys
from senco_desk.store.salvage import Salvaged

__all__ = ["Salvaged"]


@dataclass(frozen=True)
class Outcome:
    """A salvaged desk that was opened again and checked.

    Attributes:
        salvaged: what came out, and what did not.
        damaged: the desk it was made of, as it was.
        on: the day it was done.
        sound: whether the new desk holds together: records, references, history, attachments.
        faults: what the check found in it, a sentence each; empty where it is sound.
    """

    salvaged: Salvaged
    damaged: Path
    on: date
    sound: bool
    faults: tuple[str, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether everything that the damaged desk is known to have held is in the new one."""
        return self.sound and not self.salvaged.missing

    def came_back(self) -> list[str]:
        """What is in the new desk, a line for each kind: `210 pupils`."""
        return [f"{number:,} × {words}" for words, number in self.salvaged.rows.items()]

    def paper(self) -> str:
        """The list to print and go through: plain text, its lines no wider than a page."""
        found = self.salvaged
        head = [
            f"What was saved of the desk {self.damaged.name}, {in_words(self.on)}",
            "",
            self.sentence(),
            f"The damaged desk is kept as it was: {self.damaged}",
            f"The new desk: {found.folder}",
            "",
            "In the new desk:",
            *(f"  {line}" for line in self.came_back()),
        ]
        missing = [f"[  ]  {line}" for line in (*found.missing, *self.faults)]
        tail = (
            ["", "Missing. Look for each on paper or in a backup:", *missing]
            if missing
            else ["", "Nothing is missing."]
        )
        return "\n".join(head + tail) + "\n"

    def sentence(self) -> str:
        """In one or two sentences: how damaged it was, and how it came out."""
        found = self.salvaged
        pages = "Every page of the records file could be read."
        if found.damaged_pages:
            pages = f"{found.damaged_pages:,} of {found.pages:,} pages of the records file could not be read."
        twice = ""
        if found.from_journal:
            rows = "One entry was" if found.from_journal == 1 else f"{found.from_journal:,} entries were"
            twice = f" {rows} brought back from the history of changes."
        if self.complete:
            return f"{pages}{twice} Nothing is known to be missing."
        number = len(found.missing) + len(self.faults)
        return f"{pages}{twice} {'One thing is' if number == 1 else f'{number:,} things are'} missing or incomplete."


def salvage(
    folder: Path,
    keys: Keys,
    to: Path,
    *,
    day: Callable[[], date],
    clock: Callable[[], datetime],
    progress: Progress | None = None,
) -> Outcome:
    """Makes the new desk `to` of what `folder` still holds, opens it, and checks it whole. Slow; any thread will do.

    Refuses a name that does not end in .sencodesk, a target that is there and one inside the damaged desk, and whoever
    restores no backup either: the role is that of the key file, since the records may have lost it. Stopping leaves
    nothing behind.
    """
    if keys.role not in MAY_RESTORE:
        raise RefusedError("Only the SENCO and the assistant can save what is left of a desk. Ask one of them.")
    if to.suffix != desks.SUFFIX:
        raise RefusedError(f"Choose a name that ends in {desks.SUFFIX}, such as {to.stem or 'salvaged'}{desks.SUFFIX}.")
    if folder.resolve() in to.resolve().parents:
        raise RefusedError("The new desk cannot lie inside the damaged one. Choose a place outside.")
    if not (folder / opening.RECORDS).exists():
        raise MissingDeskError(folder, "records file")
    watch = progress or Silent()
    found = salvages.salvage(folder, keys, to, clock=clock, progress=watch)
    # A damaged attachment is left behind and named by salvage itself, so its document is no further fault.
    faults = _faults(to, keys, day, clock, watch)
    return Outcome(found, folder, day(), sound=not faults, faults=faults)


def _faults(
    to: Path, keys: Keys, day: Callable[[], date], clock: Callable[[], datetime], watch: Progress
) -> tuple[str, ...]:
    """What is wrong with a salvaged desk, whatever whoever salvaged it may see of it."""
    try:
        desk = Desk(opening.open_desk(to, keys, clock=clock, read_only=True), day)
    except NobodysPassphraseError as nobody:  # whose entry was lost: the printed recovery code opens it
        return (f"{nobody.happened} {nobody.do}",)
    try:
        with desk.store.whole() as store:
            checked = desks.verify(Desk(store, day), watch)
    finally:
        desk.close()
    return (*checked.integrity, *checked.foreign_keys, *checked.journal)
