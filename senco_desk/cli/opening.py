"""Which desk, and its passphrase, from what was typed, the environment or a prompt."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from senco_desk.cli.say import Say
from senco_desk.cli.world import World
from senco_desk.domain.problems import RefusedError, TroubleError
from senco_desk.services import desks
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
def open_desk(asked: argparse.Namespace, world: World, *, read_only: bool = False) -> Iterator[Desk]:
    """The desk that was asked for, open, and closed cleanly at the end.

    `read_only` desks can stand beside a window that has the desk open; they refuse every change.
    """
    folder = desk_folder(asked, world)
    floor = world.floor or desks.FLOOR
    keys = desks.unlock(folder, passphrase_of(asked, world), floor=floor)
    desk = desks.open_with(
        folder, keys, day=day_of(asked, world), clock=world.clock, read_only=read_only, anyway=asked.take_over
    )
    try:
        yield desk
    finally:
        desk.close()


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
