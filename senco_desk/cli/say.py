"""How the command line speaks: answers on standard output, as text or as one JSON document; the rest beside it."""

from __future__ import annotations

import contextlib
import json
import re
import sys
from collections.abc import Iterable
from typing import TextIO

from senco_desk.domain.problems import Problem, TroubleError
from senco_desk.domain.progress import Progress, Silent


class Say:
    """Speaks for one run.

    Args:
        out: where answers go.
        err: where problems and progress go.
        as_json: answers as one JSON document.
    """

    def __init__(self, out: TextIO, err: TextIO, *, as_json: bool) -> None:
        self._out, self._err, self._as_json = out, err, as_json

    def answer(self, document: object, lines: Iterable[str]) -> None:
        """The answer of a command: the document with `--json`, else the lines."""
        if self._as_json:
            wide = (self._out.encoding or "utf-8").casefold().replace("-", "") == "utf8"
            text = json.dumps(document, ensure_ascii=not wide, indent=2)
        else:
            text = "\n".join(lines)
        write(self._out, text)

    def problem(self, problem: Problem | str) -> None:
        """One thing that is wrong, on a line of its own."""
        write(self._err, " ".join(str(problem).split()))

    def progress(self) -> Progress:
        """Progress on standard error if a person is watching, else none."""
        return TerminalProgress(self._err) if self._err.isatty() else Silent()


class TerminalProgress:
    """Progress as one line of a terminal that is written over."""

    def __init__(self, err: TextIO) -> None:
        self._err = err
        self._what, self._total, self._done, self._shown = "", 0, 0, -1

    def start(self, what: str, total: int) -> None:
        """Begin a stretch of work."""
        self._what, self._total, self._done, self._shown = what, max(total, 1), 0, -1
        self.step(0)

    def step(self, done: int = 1) -> None:
        """Go on; the line is written anew only when its figure changes."""
        self._done += done
        share = min(100, self._done * 100 // self._total)
        if share != self._shown:
            self._shown = share
            self._err.write(f"\r{self._what}: {share} %" + ("\n" if share == 100 else ""))
            self._err.flush()


_COMMANDING = re.compile("[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\u202a-\\u202e\\u2066-\\u2069]")
"""Control signs but tab and line end, and those that turn the reading direction."""


def write(stream: TextIO, text: str) -> None:
    """Write a text with its line end; a letter that the terminal cannot show does not end the program.

    Signs that would command a terminal, or turn the reading direction, come out as a mark: a text may be a stranger's.
    """
    encoding = stream.encoding or sys.getdefaultencoding()
    shown = _COMMANDING.sub("\N{REPLACEMENT CHARACTER}", text).encode(encoding, errors="replace").decode(encoding)
    try:
        stream.write(shown + "\n")
        stream.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        with contextlib.suppress(OSError):  # what is still waiting would fail once more at the program's end
            stream.close()
        raise TroubleError(
            f"The answer could not be written ({(error.strerror or 'for an unknown reason').lower()}).",
            "Your records are safe.",
            "Make room where it was to be written, and look what was done before you give the command again.",
        ) from error
