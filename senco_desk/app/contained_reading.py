"""The helper process that reads what comes from outside: it holds itself to its ceilings, then answers questions.

It is the program itself, started with a word nobody types. It reads questions from its input until that is closed,
and is given nothing else: no key, no path, no environment.
"""

from __future__ import annotations

import io
import os
import threading
import time
from collections.abc import Callable, Sequence
from typing import IO, Any

from senco_desk.app import ceilings
from senco_desk.domain.problems import RefusedError
from senco_desk.domain.progress import Progress
from senco_desk.machine import contained

Reading = Callable[[dict[str, Any], Sequence[bytes], Progress], tuple[dict[str, Any], bytes]]

IDLE = 120.0
"""Seconds after which a helper that is asked nothing goes, and with it whatever it still holds of a file."""

_EVERY = 0.2


def serve() -> int:
    """Answer questions until there are no more; the exit code."""
    asked, out = _pipes()
    ceilings.hold(contained.MEMORY, contained.ENDED_FULL)
    idle = _Idle()
    while (question := contained.receive(asked)) is not None:
        idle.since = None
        told, bodies = question
        if not _answer(out, told, bodies):
            return contained.ENDED_FULL
        del question, told, bodies
        idle.since = time.monotonic()
    return 0


class _Idle:
    """Ends the process when it has been asked nothing for long."""

    def __init__(self) -> None:
        self.since: float | None = time.monotonic()
        threading.Thread(target=self._watch, daemon=True).start()

    def _watch(self) -> None:
        pause = threading.Event()
        while (since := self.since) is None or time.monotonic() - since < IDLE:
            pause.wait(IDLE / 20)
        os._exit(0)


def _pipes() -> tuple[io.FileIO, IO[bytes]]:
    """The two pipes, unbuffered. What a library prints goes nowhere, so that it cannot be taken for an answer."""
    asked, out = io.FileIO(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb", 0)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(nowhere, number)
    return asked, out


def _answer(out: IO[bytes], told: dict[str, Any], bodies: Sequence[bytes]) -> bool:
    """Answer one question; False where no other should be put to this process."""
    try:
        reading = _reading(told["reading"])
        signs = _Signs(out)
        contained.send(out, {"began": True})
        ceilings.lengthen(contained.SECONDS)
        answer, body = reading(told["told"], bodies, signs)
    except RefusedError as error:
        contained.reply(out, told, {"refused": [each.model_dump() for each in error.problems]})
    except MemoryError:
        contained.reply(out, told, {"stopped": contained.UNFOLDED})
        return False
    except Exception:  # noqa: BLE001  whatever a file provokes, its name is all that may be told
        contained.reply(out, told, {"stopped": contained.FAILED})
    else:
        contained.reply(out, told, {"answer": answer}, body)
    return True


class _Signs:
    """Progress that tells the program now and then that the helper is alive, and lengthens its time."""

    def __init__(self, out: IO[bytes]) -> None:
        self._out, self._told = out, time.monotonic()

    def start(self, what: str, total: int) -> None:  # noqa: ARG002
        """Alive."""
        self.step()

    def step(self, done: int = 1) -> None:  # noqa: ARG002
        """Alive."""
        now = time.monotonic()
        if now - self._told > _EVERY:
            self._told = now
            contained.send(self._out, {"step": True})
            ceilings.lengthen(contained.SECONDS)


def _reading(name: str) -> Reading:
    # Slow imports on purpose: a helper loads only what it is asked to read with.
    if name in ("workbook", "transfer", "written"):
        from senco_desk.exchange import contained_readings as lists  # noqa: PLC0415

        return lists.READINGS[name]
    from senco_desk.documents import contained_readings as papers  # noqa: PLC0415

    return papers.READINGS[name]
