"""The command `salvage`: what a damaged desk still holds, saved into a new one, with a list of what is missing."""

from __future__ import annotations

import argparse

from senco_desk.cli.opening import day_of, passphrase_of, say_of
from senco_desk.cli.world import World
from senco_desk.services import desks, salvaging

INCOMPLETE = 3
"""The exit code of a salvage that left something behind: the new desk is there, and something is missing in it."""


def salvage(asked: argparse.Namespace, world: World) -> int:
    """Make a new desk of what is left of a damaged one, which is only read; exit 3 if something is missing."""
    say = say_of(asked, world)
    to = asked.to
    if to.suffix != desks.SUFFIX and not to.exists():
        to = to.with_name(to.name + desks.SUFFIX)
        say.problem(f"A desk’s name ends in {desks.SUFFIX}, so the new desk is called {to.name}.")
    keys = desks.unlock(asked.damaged, passphrase_of(asked, world), floor=world.floor or desks.FLOOR)
    made = salvaging.salvage(
        asked.damaged, keys, to, day=day_of(asked, world), clock=world.clock, progress=say.progress()
    )
    asked.saved = True
    found = made.salvaged
    document = {
        "desk": str(asked.damaged),
        "to": str(found.folder),
        "complete": made.complete,
        "sound": made.sound,
        "pages": found.pages,
        "damaged_pages": found.damaged_pages,
        "from_history": found.from_journal,
        "rows": dict(found.rows),
        "missing": [*found.missing, *made.faults],
    }
    for sentence in (*found.missing, *made.faults):
        say.problem(sentence)
    lines = [f"Saved into {found.folder}. {made.sentence()}"]
    if not made.complete:
        lines.append("Restore a backup instead where it holds what is missing; the damaged desk is kept as it was.")
    say.answer(document, lines)
    return 0 if made.complete else INCOMPLETE
