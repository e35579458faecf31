"""Runs one command and answers its exit code: 0 done, 2 refused, 3 trouble outside the program, 70 a fault of ours.

No traceback is ever shown. What a command needs is imported when it is asked for, so that `--help`, `dates` and the
window do not wait for the PDF libraries.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import cast

from senco_desk.cli.parser import UsageError, parse
from senco_desk.cli.world import World

DONE, REFUSED, TROUBLE, STOPPED, FAULT = 0, 2, 3, 130, 70
"""Exit codes. Stopped is what shells use for Ctrl+C; nothing is half-done then either."""

_STOPPED = {
    False: "Stopped. Nothing was changed.",
    True: "Stopped. What was saved before that stays; what would have come after it was not done.",
}
"""What is said of a command that was stopped, by whether it had saved anything: `Namespace.saved`."""

Command = Callable[[argparse.Namespace, World], int]

COMMANDS: dict[str, tuple[str, str]] = {
    "new": ("desks", "new"),
    "demo": ("demo", "demo"),
    "undo": ("desks", "undo"),
    "backup": ("backups", "backup"),
    "restore": ("backups", "restore"),
    "verify": ("desks", "verify"),
    "trail": ("trail", "show"),
    "salvage": ("salvage", "salvage"),
    "import roll": ("rolls", "import_roll"),
    "import attendance": ("rolls", "import_attendance"),
    "import assessments": ("rolls", "import_assessments"),
    "import sessions": ("rolls", "import_sessions"),
    "calendar import": ("rolls", "import_calendar"),
    "leavers": ("erasing", "leavers"),
    "erase": ("erasing", "erase"),
    "status": ("pupils", "status"),
    "attach": ("attachments", "attach"),
    "note": ("pupils", "note"),
    "register": ("registers", "register"),
    "search": ("searching", "search"),
    "provision add": ("costs", "provision_add"),
    "session log": ("costs", "session_log"),
    "spend": ("costs", "spend"),
    "ready": ("readiness", "ready"),
    "pack": ("packs", "pack"),
    "dates ehcna": ("dates", "ehcna"),
    "dates review": ("dates", "review"),
    "dates appeal": ("dates", "appeal"),
    "dates transfer": ("dates", "transfer"),
    "upn": ("dates", "upn"),
}
"""Every command, with the module of this folder and the function that does it. `open` is the window's."""


def run(argv: Sequence[str], world: World) -> int:
    """Do what was typed and answer the exit code; what is wrong is said on standard error, one problem a line."""
    try:
        asked = parse(argv)
    except UsageError as usage:
        world.err.write(f"{usage}\n")
        return REFUSED
    except SystemExit as ended:  # argparse has shown its help
        return int(ended.code or 0)
    asked.saved = False
    try:
        if asked.command == "open":
            return _open(asked, world)
        module, name = COMMANDS[asked.command]
        if "-" in vars(asked).values():  # slow import only where it is wanted
            from senco_desk.cli.typed import fill_in  # noqa: PLC0415

            fill_in(asked, world)
        command = cast("Command", getattr(import_module(f"senco_desk.cli.{module}"), name))
        return command(asked, world)
    except BrokenPipeError:
        return DONE  # whoever reads our output has had enough of it
    except KeyboardInterrupt:
        world.err.write(f"{_STOPPED[asked.saved]}\n")
        return STOPPED
    except Exception as error:  # noqa: BLE001  the last place where an error can be told to a person
        return _tell(error, asked, world)


def _open(asked: argparse.Namespace, world: World) -> int:
    path = asked.path or asked.desk
    if path is None and world.environ.get("SENCO_DESK"):
        path = Path(world.environ["SENCO_DESK"])
    today = asked.today
    return world.window(path, world.day if today is None else lambda: today)


def _tell(error: Exception, asked: argparse.Namespace, world: World) -> int:
    # Slow import on purpose: the window's start does not need it.
    from senco_desk.cli.say import write  # noqa: PLC0415
    from senco_desk.domain.problems import CancelledError, RefusedError, TroubleError  # noqa: PLC0415

    if isinstance(error, RefusedError):
        for problem in error.problems:
            write(world.err, " ".join(str(problem).split()))
        return REFUSED
    if isinstance(error, TroubleError):
        write(world.err, f"{error.happened} {error.safe} {error.do}")
        return TROUBLE
    if isinstance(error, CancelledError):
        write(world.err, _STOPPED[asked.saved])
        return STOPPED
    report = world.fault(error, asked.command.split())
    where = f" A report without any pupil’s data is at {report}." if report else ""
    write(
        world.err,
        f"Something went wrong inside Senco Desk. Your records are safe: nothing was half-done.{where}"
        " Please send the report to whoever looks after the program, and say what you were doing.",
    )
    return FAULT
