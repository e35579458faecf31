"""Starts the program: the window where there is no command, the command line where there is one.

Imports are kept few here: until the unlock window shows, nothing is loaded that it does not need.
"""

from __future__ import annotations

import contextlib
import getpass
import io
import os
import sys
import threading
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from senco_desk.app import clock, kernel_refusals

if TYPE_CHECKING:
    from senco_desk.cli.world import World
    from senco_desk.domain.problems import TroubleError


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program with what was typed (the process's own arguments if None) and answer its exit code."""
    _leave_no_memory_behind()
    typed = list(sys.argv[1:] if argv is None else argv)
    # Slow imports on purpose: a helper process (`machine.contained`) loads neither the commands nor the window.
    if typed == [_HELPER]:
        from senco_desk.app.contained_reading import serve  # noqa: PLC0415

        return serve()
    if argv is None:  # the process is ours alone
        kernel_refusals.hide_memory()
        _say_no_values()
        _take_back(typed)
    from senco_desk.cli.running import run  # noqa: PLC0415

    return run(typed, _world())


_HELPER = "--contained-reading"
"""`machine.contained.ARGUMENT`, written again so that nothing is loaded to compare with it; a test holds them equal."""


def _leave_no_memory_behind() -> None:
    """No core file: where the process dies, the system would write keys and open records to the drive in clear."""
    if sys.platform != "win32":
        import resource  # noqa: PLC0415  not on Windows

        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _take_back(typed: Sequence[str]) -> None:
    """What a window that was killed left handed over goes with the next command too; a window sees to it by itself."""
    if not typed or typed[0] == "open":
        return
    from senco_desk.services import private_folder  # noqa: PLC0415  only for commands

    with contextlib.suppress(OSError, RuntimeError):  # an account may have no home
        private_folder.Own().empty(private_folder.usual_place(os.environ, Path.home()))


def _say_no_values() -> None:
    """Errors that nobody catches, in a slot of Qt or a thread, are reported like any other: without their messages.

    Python itself would print the message, which may quote a record, to a stream that desktops keep in a log. Where a
    window is open, it says so too: few people see that stream.
    """

    def unforeseen(error: BaseException | None) -> None:
        if error is None or isinstance(error, (KeyboardInterrupt, SystemExit)):
            return
        from senco_desk.domain.problems import TroubleError  # noqa: PLC0415  pydantic can wait for a fault

        trouble = error if isinstance(error, TroubleError) else None  # as a drive that is gone: no fault of ours
        path = _fault(error, ()) if trouble is None else None
        for tell in _WINDOWS:
            with contextlib.suppress(RuntimeError):  # Qt has put the window away already
                tell(_report(error), str(path or ""), trouble)
        with contextlib.suppress(OSError, ValueError, AttributeError):  # no stream, where no terminal started us
            where = f" A report without any pupil’s data is at {path}." if path else ""
            what = "went wrong inside" if trouble is None else "outside stands in the way of"
            sys.stderr.write(f"Something {what} Senco Desk. Your records are safe.{where}\n")

    sys.excepthook = lambda _kind, error, _trace: unforeseen(error)
    sys.unraisablehook = lambda told: unforeseen(told.exc_value)
    threading.excepthook = lambda told: unforeseen(told.exc_value)


_WINDOWS: list[Callable[[str, str, TroubleError | None], None]] = []
"""How a window that is open is told of such an error: the report, where it is kept, and what stands in the way."""


def _world() -> World:
    from senco_desk.cli.world import World  # noqa: PLC0415

    return World(
        out=_steady(sys.stdout),
        err=_steady(sys.stderr),
        environ=os.environ,
        day=clock.today,
        clock=clock.now,
        window=_window,
        fault=_fault,
        keys_seen=_keys_seen,
        ask=getpass.getpass if sys.stdin is not None and sys.stdin.isatty() else None,
    )


def _keys_seen() -> Path:
    # Slow imports on purpose: only a command that opens a desk needs them.
    from senco_desk.app import folders  # noqa: PLC0415
    from senco_desk.services.desks import KEYS_SEEN  # noqa: PLC0415

    return folders.usual().settings / KEYS_SEEN


def _window(path: Path | None, day: Callable[[], date]) -> int:
    # Slow imports on purpose: the command line needs no Qt, and pydantic can wait for a fault.
    from senco_desk.app import folders  # noqa: PLC0415

    try:
        from senco_desk.ui.folders import Folders  # noqa: PLC0415
        from senco_desk.ui.main import run_window  # noqa: PLC0415
        from senco_desk.ui.unforeseen import Unforeseen  # noqa: PLC0415
    except ImportError as error:
        if not any(mark in str(error) for mark in _MISSING):
            raise
        from senco_desk.domain.problems import TroubleError  # noqa: PLC0415

        raise TroubleError(
            f"The window cannot be opened, since a part that Qt needs is missing ({error}).",
            "Your records are safe, and the commands still work (senco-desk --help).",
            "Run “python3 dev.py run”, which says which command installs it, or ask your IT support.",
        ) from error
    own = folders.usual()
    places = Folders(settings=own.settings, demo=own.demo, desks=own.desks)
    unforeseen = Unforeseen()
    _WINDOWS[:] = [unforeseen.tell]
    try:
        return run_window(path, day=day, clock=clock.now, folders=places)
    finally:
        _WINDOWS.clear()


_MISSING = ("PySide6", "shiboken6", ".so", "DLL")
"""What the system says when it cannot load Qt or a library that Qt needs; any other failed import is ours."""


def _fault(error: BaseException, command: Sequence[str]) -> Path | None:
    # Slow imports on purpose: only an error of ours needs them.
    from senco_desk.app import crash, folders  # noqa: PLC0415

    return crash.keep_report(folders.usual().crashes, error, command, clock.now())


def _report(error: BaseException) -> str:
    from senco_desk.app import crash  # noqa: PLC0415  as above

    return crash.report_of(error, (), clock.now())


def _steady(stream: TextIO | None) -> TextIO:
    """A stream that is always there: a windowed program on Windows has none. Piped output is UTF-8 everywhere."""
    if stream is None:
        return io.StringIO()
    if isinstance(stream, io.TextIOWrapper) and not stream.isatty():
        stream.reconfigure(encoding="utf-8")
    return stream
