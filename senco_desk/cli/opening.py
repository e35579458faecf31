"""Which desk, and its passphrase, from what was typed, the environment or a prompt."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import date
from functools import partial
from pathlib import Path

from senco_desk.cli.say import Say
from senco_desk.cli.world import World
from senco_desk.domain.problems import RefusedError, TroubleError
from senco_desk.services import backups, desks, trail
from senco_desk.services.desk import Desk

PASSPHRASE = "SENCO_DESK_PASSPHRASE"  # noqa: S105  the name of a variable, not a secret
DESK = "SENCO_DESK"


def say_of(asked: argparse.Namespace, world: World) -> Say:
    """The voice of this run."""
    return Say(world.out, world.err, as_json=asked.json)


def day_of(asked: argparse.Namespace, world: World) -> Callable[[], date]:
    """The day to act on: `--today`, or else today."""
    today = asked.today
    return world.day if today is None else lambda: today


@contextmanager
def open_desk(
    asked: argparse.Namespace, world: World, *, read_only: bool = False, looking: bool = False
) -> Iterator[Desk]:
    """The desk that was asked for, open, and closed cleanly at the end. `asked.saved` tells then if anything was.

    Args:
        asked: what was typed.
        world: the world around this run.
        read_only: such a desk can stand beside a window that has it open; it refuses every change.
        looking: for a command that only shows something of the records: opened so that the look can be noted, and
            where that cannot be (another computer has it open, a locked stick) to read only.
    """
    folder = desk_folder(asked, world)
    floor = world.floor or desks.FLOOR
    keys = desks.unlock(folder, passphrase_of(asked, world), floor=floor)
    opened = partial(
        desks.open_with,
        folder,
        keys,
        day=day_of(asked, world),
        clock=world.clock,
        anyway=asked.take_over,
        seen=keys_seen(world),
        other_keys_too=asked.other_keys,
    )
    try:
        desk = opened(read_only=read_only)
    except TroubleError as trouble:
        if not looking or isinstance(trouble, desks.OtherKeysError):
            raise
        desk = opened(read_only=True)
    before, deed = backups.last_change(desk), desks.last_deed(desk)
    trail.unlocked(desk, f"Command line: {asked.command}")
    try:
        try:
            yield desk
        finally:
            with suppress(TroubleError):
                asked.saved |= desks.last_deed(desk) != deed
        if backups.last_change(desk) != before:
            _back_up_daily(desk, asked, world)
    finally:
        desk.close()


def keys_seen(world: World) -> desks.KeysSeen | None:
    """What this account remembers of the keys of desks, shared with the window."""
    return desks.KeysSeen(world.keys_seen()) if world.keys_seen is not None else None


def _back_up_daily(desk: Desk, asked: argparse.Namespace, world: World) -> None:
    """The day's backup after the first command that changed something; that it failed is told, and no more."""
    if not backups.due(desk) or not backups.changed(desk):
        return
    try:
        backups.note(desk, backups.take(desk, "daily"))
    except TroubleError as trouble:
        backups.note_trouble(desk, trouble)
        say_of(asked, world).problem(f"No backup could be made. {trouble.happened} {trouble.do}")


def desk_folder(asked: argparse.Namespace, world: World) -> Path:
    """The desk's folder: `--desk`, else the environment's; refused, in words, without either."""
    if asked.desk is not None:
        return Path(asked.desk)
    if world.environ.get(DESK):
        return Path(world.environ[DESK])
    raise RefusedError(f"Say which desk is meant: --desk PATH, or set {DESK} to the folder that ends in .sencodesk.")


def passphrase_of(asked: argparse.Namespace, world: World, *, twice: bool = False) -> str:
    """The passphrase: from its file, else the environment, else a prompt (asked `twice` for a new desk)."""
    if asked.passphrase_file is not None:
        return _from_file(asked.passphrase_file)
    if world.environ.get(PASSPHRASE):
        return world.environ[PASSPHRASE]
    if world.ask is None:
        raise RefusedError(
            f"There is nobody here to ask for the passphrase. Give it by --passphrase-file FILE or by {PASSPHRASE}."
        )
    typed = world.ask("Passphrase: ")
    if twice and world.ask("The same passphrase once more: ") != typed:
        raise RefusedError("The two passphrases differ. Start again and type the same one twice.")
    return typed


def _from_file(path: Path) -> str:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, ValueError) as error:
        raise TroubleError(
            f"The passphrase file {path} cannot be read.",
            "Your records are safe, and nothing has been changed.",
            "Check its name, that this account may read it, and that it is plain text.",
        ) from error
    line = text.partition("\n")[0].rstrip("\r")
    if not line:
        raise RefusedError(f"The passphrase file {path.name} is empty. Write the passphrase in its first line.")
    return line
