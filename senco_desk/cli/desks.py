"""Commands on a whole desk: make one, the demo school, undo, back up, verify."""

from __future__ import annotations

import argparse
from pathlib import Path

from senco_desk.cli.opening import day_of, desk_folder, open_desk, passphrase_of, say_of
from senco_desk.cli.world import World
from senco_desk.domain.school import SchoolDraft
from senco_desk.services import demo as demos
from senco_desk.services import desks, schools

TROUBLE = 3


def new(asked: argparse.Namespace, world: World) -> int:
    """Make an encrypted desk and show its recovery code, once."""
    schools.shipped_profile(asked.authority)
    school = SchoolDraft(name=asked.school, phase=asked.phase, authority_id=asked.authority)
    desk, code = desks.create(
        asked.path,
        passphrase_of(asked, world, twice=True),
        school,
        day=day_of(asked, world),
        clock=world.clock,
        kdf=world.kdf or desks.RECOMMENDED,
        floor=world.floor or desks.FLOOR,
    )
    desk.close()
    say_of(asked, world).answer(
        {"desk": str(asked.path), "recovery_code": code},
        [
            f"The desk of {school.name} is at {asked.path}.",
            "",
            f"Recovery code: {code}",
            "",
            "Write the code down or print it now, and keep it where the school keeps its keys. It is not shown again,",
            "and without it or the passphrase nobody can open the desk.",
        ],
    )
    return 0
