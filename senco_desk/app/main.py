"""Starts the program: the window where there is no command, the command line where there is one.

Imports are kept few here: until the unlock window shows, nothing is loaded that it does not need.
"""

from __future__ import annotations

import getpass
import io
import os
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TextIO

from senco_desk.app import clock
from senco_desk.cli.running import run
from senco_desk.cli.world import World


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program with what was typed (the process's own arguments if None) and answer its exit code."""
    typed = list(sys.argv[1:] if argv is None else argv)
    return run(typed, _world(typed))


def _world(argv: Sequence[str]) -> World:
    return World(
        out=_steady(sys.stdout),
        err=_steady(sys.stderr),
        environ=os.environ,
        day=clock.today,
        clock=clock.now,
        window=lambda path, day: _window(path, day, argv),
        fault=_fault,
        ask=getpass.getpass if sys.stdin is not None and sys.stdin.isatty() else None,
    )


def _window(path: Path | None, day: Callable[[], date], argv: Sequence[str]) -> int:
    # Slow imports on purpose: the command line needs no Qt, and pydantic can wait for a fault.
    from senco_desk.app import folders  # noqa: PLC0415

    try:
        from senco_desk.ui.main import run_window  # noqa: PLC0415
    except ImportError as error:
        if "PySide6" not in str(error) and ".so" not in str(error) and "DLL" not in str(error):
            raise
        from senco_desk.domain.problems import TroubleError  # noqa: PLC0415

        raise TroubleError(
            f"The window cannot be opened, since a part that Qt needs is missing ({error}).",
            "Your records are safe, and the commands still work (senco-desk --help).",
            "Run “python3 dev.py run”, which says which command installs it, or ask your IT support.",
        ) from error
    return run_window(path, day=day, clock=clock.now, folders=folders.usual(), argv=[sys.argv[0], *argv])


def _fault(error: BaseException, command: Sequence[str]) -> Path | None:
    # Slow imports on purpose: only an error of ours needs them.
    from senco_desk.app import crash, folders  # noqa: PLC0415

    return crash.keep_report(folders.usual().crashes, error, command, clock.now())


def _steady(stream: TextIO | None) -> TextIO:
    """A stream that is always there: a windowed program on Windows has none. Piped output is UTF-8 everywhere."""
    if stream is None:
        return io.StringIO()
    if isinstance(stream, io.TextIOWrapper) and not stream.isatty():
        stream.reconfigure(encoding="utf-8")
    return stream
