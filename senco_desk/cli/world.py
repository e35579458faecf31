"""What the command line is given from outside: where it writes, who it asks, what day it is. Standard library alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, TextIO

if TYPE_CHECKING:
    from senco_desk.services.desks import KdfParameters

Day = Callable[[], date]


@dataclass(frozen=True)
class World:
    """The world around one run of the command line.

    Args:
        out: standard output.
        err: standard error.
        environ: the environment.
        day: today's date.
        clock: the real time, for the journal alone.
        ask: asks a person for a secret without echo; None where nobody can be asked.
        window: opens the window on a desk (or none) with a day of its own, and answers its exit code.
        fault: keeps a crash report of an error of ours and answers where it lies; None if it could not be kept.
        keys_seen: tells the file in which the keys of desks are remembered; None where they are not.
        typed: standard input, for a text given as “-”; the process's own if None.
        kdf: the cost of a new desk's keys; the program's own if None.
        floor: the least cost of a desk's keys that is accepted; the program's own if None.
    """

    out: TextIO
    err: TextIO
    environ: Mapping[str, str]
    day: Day
    clock: Callable[[], datetime]
    window: Callable[[Path | None, Day], int]
    fault: Callable[[BaseException, Sequence[str]], Path | None]
    ask: Callable[[str], str] | None = None
    keys_seen: Callable[[], Path] | None = None
    typed: BinaryIO | None = None
    kdf: KdfParameters | None = field(default=None, repr=False)
    floor: KdfParameters | None = field(default=None, repr=False)
