"""`demo`: a fictional school, and the main job done on it."""

from __future__ import annotations

import argparse

from senco_desk.cli.opening import day_of, say_of
from senco_desk.cli.world import World
from senco_desk.domain.problems import RefusedError
from senco_desk.services import desks
from senco_desk.services.demo import making

USUAL_PUPILS = 210
USUAL_SEED = 1
MOST_PUPILS = 50_000


def demo(asked: argparse.Namespace, world: World) -> int:
    """Make the demo school with its register and one evidence pack."""
    pupils = USUAL_PUPILS if asked.pupils is None else asked.pupils
    if not 1 <= pupils <= MOST_PUPILS:
        raise RefusedError(f"A demo school has 1 to {MOST_PUPILS:,} pupils. Choose another number for --pupils.")
    say = say_of(asked, world)
    made = making.make(
        asked.folder,
        pupils_wanted=pupils,
        seed=USUAL_SEED if asked.seed is None else asked.seed,
        day=day_of(asked, world),
        clock=world.clock,
        progress=say.progress(),
        kdf=world.kdf or desks.RECOMMENDED,
        floor=world.floor or desks.FLOOR,
        replace=asked.replace,
    )
    asked.saved = True
    say.answer(
        {
            "desk": str(made.desk),
            "passphrase": made.passphrase,
            "register": str(made.register),
            "pack": str(made.pack),
            "pupils": made.pupils,
            "pack_pupil": made.pack_pupil,
        },
        [
            f"A fictional school of {made.pupils:,} pupils is at {made.desk}; its passphrase is “{made.passphrase}”.",
            f"The register: {made.register}",
            f"An evidence pack ({made.pack_pupil}): {made.pack}",
        ],
    )
    return 0
