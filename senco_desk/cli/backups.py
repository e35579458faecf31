"""Commands for backups: a verified copy of a desk, and a desk brought back from one."""

from __future__ import annotations

import argparse

from senco_desk.cli.opening import keys_seen, open_desk, passphrase_of, say_of
from senco_desk.cli.world import World
from senco_desk.domain.terms import in_words
from senco_desk.services import desks, restoring
from senco_desk.services.restoring import Weighed


def backup(asked: argparse.Namespace, world: World) -> int:
    """A verified copy of the desk, beside it unless told otherwise."""
    say = say_of(asked, world)
    to = asked.to
    if to is not None and to.suffix != desks.SUFFIX and not to.exists():
        to = to.with_name(to.name + desks.SUFFIX)
        say.problem(f"A desk’s name ends in {desks.SUFFIX}, so the backup is called {to.name}.")
    with open_desk(asked, world, read_only=True) as desk:
        made = desks.back_up(desk, to or desks.backup_place(desk, desk.store.folder.absolute().parent), say.progress())
        asked.saved = True
    found = "opened again and found whole"
    if made.damaged:
        say.problem(f"In the desk itself {made.damaged} attachments are damaged; “senco-desk verify” names them.")
        found = "opened again; its records are whole"
    say.answer(
        {"file": str(made.file), "pupils": made.pupils, "verified": made.verified},
        [f"Backed up to {made.file}: {made.pupils:,} pupils, {found}."],
    )
    return 0


def restore(asked: argparse.Namespace, world: World) -> int:
    """A desk brought back from a backup, with the passphrase of its day; the desk that was there is kept beside it."""
    say = say_of(asked, world)
    floor = world.floor or desks.FLOOR
    weighed = restoring.weigh(asked.file, passphrase_of(asked, world), asked.to, floor=floor)
    document: dict[str, object] = {
        "file": str(asked.to),
        "pupils": weighed.pupils,
        "from": str(weighed.origin.folder),
        "last_change": weighed.at.isoformat() if weighed.at else None,
        "newer_changes": weighed.newer_in_all,
        "returning": list(weighed.returning),
        "erased_back": len(weighed.erased.back),
    }
    if asked.dry_run:
        say.answer(document | {"verified": False, "kept": None, "missing": []}, _told(weighed))
        return 0
    done = restoring.restore(
        weighed,
        asked.to,
        clock=world.clock,
        progress=say.progress(),
        anyway=asked.take_over,
        with_removed=asked.with_removed,
        seen=keys_seen(world),
    )
    asked.saved = True
    if done.missing:
        number = len(done.missing)
        say.problem(
            f"{number:,} {'attachment is' if number == 1 else 'attachments are'} in no backup; “senco-desk verify” says"
            " which documents they belong to."
        )
    lines = [f"Restored to {done.desk}: {done.pupils:,} pupils, opened and found whole."]
    lines += [f"The desk that was there is kept at {done.kept}."] if done.kept else []
    lines += _of_people(weighed, with_removed=asked.with_removed)
    lines += [_ERASED_AGAIN] if weighed.erased.back else []
    kept = str(done.kept) if done.kept else None
    say.answer(document | {"verified": not done.missing, "kept": kept, "missing": list(done.missing)}, lines)
    return 0


def _told(weighed: Weighed) -> list[str]:
    """What a restore would do, a line each; without pupils’ names, since a terminal keeps what it showed."""
    when = in_words(weighed.at.astimezone().date()) if weighed.at else "before its first change"
    lines = [f"It would bring back {weighed.school or 'the desk'} as it was on {when}: {weighed.pupils:,} pupils."]
    lines += [weighed.unread] if weighed.unread else []
    if weighed.newer_in_all:
        number = weighed.newer_in_all
        lines.append(f"{number:,} newer {'change' if number == 1 else 'changes'} would be in the kept desk alone.")
    lines += [words] if (words := restoring.erased_words(weighed)) else []
    lines += [_ERASE_AGAIN] if weighed.erased.back else []
    return [*lines, *_of_people(weighed), "Nothing was changed."]


_ERASE_AGAIN = "Restoring erases them again at once, and keeps the certificates."
_ERASED_AGAIN = "Who had been erased was erased again in it, and the certificates are kept."


def _of_people(weighed: Weighed, *, with_removed: bool = False) -> list[str]:
    if not restoring.returning_words(weighed):
        return []
    if with_removed:
        lets_in = [f"It lets in again: {', '.join(weighed.returning)}."] if weighed.returning else []
        return lets_in + ([f"It has as they were: {', '.join(weighed.otherwise)}."] if weighed.otherwise else [])
    brings = " --with-removed has people as they were in the backup." if weighed.may_bring_back else ""
    return [f"{restoring.returning_words(weighed)}{brings}"]
