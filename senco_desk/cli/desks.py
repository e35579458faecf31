"""Commands on a whole desk: make one, undo, verify."""

from __future__ import annotations

import argparse

from senco_desk.cli.drafting import drafted
from senco_desk.cli.opening import day_of, desk_folder, open_desk, passphrase_of, say_of
from senco_desk.cli.world import World
from senco_desk.domain.problems import RefusedError, TroubleError
from senco_desk.domain.school import SchoolDraft
from senco_desk.services import before_opening, checking, desks, schools, strays
from senco_desk.services.desk import Desk
from senco_desk.services.strays import Strays

UNSOUND = 3
"""The exit code of a desk that is damaged: trouble outside the program."""


def new(asked: argparse.Namespace, world: World) -> int:
    """Make an encrypted desk and show its recovery code, once."""
    schools.shipped_profile(asked.authority)
    school = drafted(
        SchoolDraft,
        {"name": asked.school, "phase": asked.phase, "authority_id": asked.authority},
        {"name": "--school", "authority_id": "--authority"},
    )
    if not school.name:
        raise RefusedError("--school: give the school’s name.")
    desk, code = desks.create(
        asked.path,
        passphrase_of(asked, world, twice=True),
        school,
        day=day_of(asked, world),
        clock=world.clock,
        kdf=world.kdf,
        floor=world.floor or desks.FLOOR,
    )
    asked.saved = True
    desk.close()
    say = say_of(asked, world)
    for finding in before_opening.look_at_place(asked.path):
        say.problem(finding.sentence)
    say.answer(
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


def undo(asked: argparse.Namespace, world: World) -> int:
    """Take back the last change, if nothing has touched it since."""
    with open_desk(asked, world) as desk:
        label = desks.undo(desk).label
    say_of(asked, world).answer({"undone": label}, [f"Undone: {label}."])
    return 0


def verify(asked: argparse.Namespace, world: World) -> int:
    """Check the whole desk; exit 3 if anything in it is damaged.

    With `--mend`, files that no record has named for a day are removed. Damage is never mended: a backup is restored.
    """
    say = say_of(asked, world)
    known = before_opening.look(desk_folder(asked, world), floor=world.floor or desks.FLOOR).found
    findings = [each for each in known if each.id in _WORTH_TELLING]
    with open_desk(asked, world, read_only=not asked.mend) as desk:
        swept = strays.sweep(desk) if asked.mend else 0
        asked.saved = swept > 0
        found = desks.verify(desk, say.progress())
        alone = _strays(desk)
    attachments = {"checked": found.attachments_checked, "damaged": list(found.attachments_damaged)}
    document = {
        "ok": found.ok,
        "integrity": list(found.integrity),
        "foreign_keys": list(found.foreign_keys),
        "journal": list(found.journal),
        "attachments": attachments,
        "ways_in": list(found.ways_in),
        "strays": {"files": list(alone.files), "absent": list(alone.absent), "swept": swept},
        "findings": [{"id": each.id, "sentence": each.sentence} for each in findings],
    }
    wrong = [*checking.plainly(found.integrity), *found.foreign_keys, *found.journal]
    wrong += [_of_attachment(name, absent=name in alone.absent) for name in found.attachments_damaged]
    lines = [f"The desk is sound: records, references, journal and {found.attachments_checked:,} attachments."]
    if found.ways_in:
        lines = ["The records are sound, but something is wrong with the key file."]
        for sentence in found.ways_in:
            say.problem(sentence)
    if wrong:
        lines = ["The desk is damaged. Restore the latest backup, and keep this copy aside."]
        for sentence in wrong:
            say.problem(sentence)
    for finding in findings:
        say.problem(finding.sentence)
    if alone.files:
        say.problem(_of_files(len(alone.files)))
    if swept:
        lines.append(f"Removed {swept:,} {'file' if swept == 1 else 'files'} that no record named.")
    say.answer(document, lines)
    return 0 if found.ok else UNSOUND


_WORTH_TELLING = frozenset({"network", "cloud", "conflict_copies", "set_aside", "little_room"})


def _strays(desk: Desk) -> Strays:
    try:
        return strays.find(desk)
    except TroubleError:
        return Strays((), ())  # damage is in the way; the check itself has said so


def _of_attachment(document: str, *, absent: bool) -> str:
    if absent:
        return f"The file of document {document} is missing. Attach it again, or restore it from a backup."
    return f"The file of document {document} is damaged. Attach it again, or restore it from a backup."


def _of_files(number: int) -> str:
    files = "One file" if number == 1 else f"{number:,} files"
    return (
        f"{files} in the folder of attachments {'is' if number == 1 else 'are'} named by no record; that harms nothing."
        " If the records were put back from an older day, leave it so;"
        " otherwise “verify --mend” removes what is older than a day."
    )
