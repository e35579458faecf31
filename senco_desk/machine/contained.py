"""Risky reading, done in a process of its own: a file built to do harm costs a sentence there, never the window.

One helper process is started when it is first needed and kept for the files that follow. It is given bytes and the
name of one reading, and answers with plain JSON and bytes; it never has a key, a path or the program's environment.
Where it takes too much memory or time it is ended, and the next reading starts another. What it cannot read is not
read: nothing falls back to the program's own process.

This stands below the floors that read through it, which may not know each other. It knows no format.
"""

from __future__ import annotations

import atexit
import contextlib
import io
import json
import os
import queue
import secrets
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, BinaryIO, Protocol, cast

from senco_desk.domain.problems import Problem, RefusedError, TroubleError
from senco_desk.domain.progress import Progress, Silent

ARGUMENT = "--contained-reading"
"""What the program is started with to be a helper; never typed by a person."""

MEMORY = 400 * 1024 * 1024
"""Bytes a helper may hold: with the program itself no more than half a gigabyte, whatever a file does.

A paper of 100 MB and a picture of 50 million dots are read within it.
"""

SECONDS = 8.0
"""How long a helper may go on without telling of a page or a sheet done."""

IN_ALL = 180.0
"""How long one reading may take however much it tells."""

TO_BEGIN = 60.0
"""How long a helper may take to start and load what it reads with; a virus scanner may look at all of it first."""

MOST_ANSWERED = 512 * 1024 * 1024

TOOK_LONG = "took too long to read and was stopped"
UNFOLDED = "unfolds to far more than it holds and was stopped"
FAILED = "could not be read"

Body = bytes | memoryview | BinaryIO
"""Bytes, or an open file read from its beginning to its end."""

ENDED_FULL = 77
"""What a helper ends with where it saw by itself that it held too much."""

_ENDINGS = {ENDED_FULL: UNFOLDED, -6: UNFOLDED, -9: UNFOLDED, 0xC0000017: UNFOLDED, -24: TOOK_LONG}
"""Exit codes to why: its own, an abort or an end for want of memory, Windows' word for that, and too much computing."""

_HEADER = struct.Struct(">IQ")


class Source(Protocol):
    """An unbuffered stream, such as a pipe."""

    def readinto(self, room: memoryview, /) -> int | None:
        """Fill some of the room; how much, 0 at the end."""


_BLOCK = 256 * 1024
_BOOT = "import sys; sys.path.insert(0, sys.argv.pop(1)); from senco_desk.__main__ import main; sys.exit(main())"
_KEPT = ("SYSTEMROOT", "WINDIR")  # without them Windows starts no program


class StoppedError(Exception):
    """A reading was given up: `why` is one of TOOK_LONG, UNFOLDED and FAILED, to follow “the file”."""

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(why)


@dataclass(frozen=True)
class Answer:
    """What a reading found: plain values, and bytes."""

    told: dict[str, Any]
    body: bytes = b""


class Helper:
    """One helper process at a time, whoever asks; safe to ask from any thread, and from a forked copy of the program.

    A question has a number that its answer repeats: what was read of one child's paper is never taken for another's.
    """

    def __init__(self, command: Sequence[str] | None = None) -> None:
        self._command = command
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._started_by = 0
        self._parents: subprocess.Popen[bytes] | None = None

    def ask(self, reading: str, told: Mapping[str, object], *bodies: Body, progress: Progress | None = None) -> Answer:
        """Have one thing read.

        Args:
            reading: its name, one of those the helper knows.
            told: plain values that it needs.
            bodies: the files.
            progress: asked a few times a second whether to go on; its steps are left to the caller.

        Raises:
            RefusedError: in the reading's own words.
            StoppedError: it took too much time or memory, or broke.
            TroubleError: the helper does not start.
            CancelledError: from `progress`.
        """
        with self._lock:
            self._leave_the_parents()
            while True:
                warm = self._process is not None
                process = self._process or self._start()
                try:
                    return _Talk(process, progress or Silent()).ask(reading, told, bodies)
                except _GoneError as gone:
                    code = self._end()
                    if gone.began:
                        raise StoppedError(_ENDINGS.get(code, FAILED)) from gone
                    if not warm:  # a warm one goes by itself when nothing was asked of it for a while
                        raise _no_helper(f"it ended with {code}") from gone
                except (RefusedError, _AnsweredError):
                    raise
                except BaseException:
                    self._end()
                    raise

    def close(self) -> None:
        """End the helper, if there is one; the next question starts another."""
        with self._lock:
            self._leave_the_parents()
            self._end()

    @property
    def running(self) -> int | None:
        """The helper's process id, or None."""
        return self._process.pid if self._process is not None else None

    def _leave_the_parents(self) -> None:
        """A forked copy of the program starts a helper of its own, and ends only that."""
        if self._process is not None and self._started_by != os.getpid():
            self._parents, self._process = self._process, None

    def _start(self) -> subprocess.Popen[bytes]:
        self._started_by = os.getpid()
        try:
            self._process = subprocess.Popen(  # noqa: S603  the program itself
                list(self._command or _command()),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={name: os.environ[name] for name in _KEPT if name in os.environ},
                cwd=Path(sys.executable).anchor or None,
                bufsize=0,
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        except (OSError, ValueError) as error:
            raise _no_helper(str(error)) from error
        _widen(self._process.stdin, self._process.stdout)
        return self._process

    def _end(self) -> int:
        process, self._process = self._process, None
        if process is None:
            return 0
        with contextlib.suppress(OSError):
            process.kill()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()
        return process.wait()


def send(out: IO[bytes], told: Mapping[str, object], *bodies: Body) -> None:
    """One message: the lengths, plain values as JSON, then the bytes of each body, a block at a time.

    Raises StoppedError where a file cannot be read to its end, as on a stick that was pulled out; any OSError is
    therefore the stream's.
    """
    with _reading():
        sizes = [_size(body) for body in bodies]
    head = json.dumps({**told, "sizes": sizes}).encode()
    _write(out, _HEADER.pack(len(head), sum(sizes)) + head)
    for body, size in zip(bodies, sizes, strict=True):
        if isinstance(body, bytes | memoryview):
            _write(out, body)
            continue
        left = size
        while left:
            with _reading():
                block = body.read(min(_BLOCK, left))
            if not block:  # it has grown shorter since
                raise StoppedError(FAILED)
            _write(out, block)
            left -= len(block)


def reply(out: IO[bytes], question: Mapping[str, Any], told: Mapping[str, object], *bodies: Body) -> None:
    """The answer to a question, under its number; after it nothing more is said to that question."""
    send(out, {**told, "number": question["number"]}, *bodies)


def receive(source: Source, most: int = MOST_ANSWERED) -> tuple[dict[str, Any], list[bytes]] | None:
    """The next message and its bodies; None at the end. Raises ValueError for what is no message."""
    start = _read(source, _HEADER.size)
    if len(start) < _HEADER.size:
        return None
    long, whole = _HEADER.unpack(start)
    if long + whole > most:
        raise ValueError("the message is too long")
    told = json.loads(_read(source, long))
    sizes = told.pop("sizes", [])
    if sum(sizes) != whole:
        raise ValueError("the message contradicts itself")
    return told, [_read(source, size) for size in sizes]


class _GoneError(Exception):
    """The helper went away; `began` tells whether it had begun to read."""

    def __init__(self, *, began: bool) -> None:
        self.began = began


class _AnsweredError(StoppedError):
    """A reading that failed by its helper's own account: the helper itself is well."""


class _Talk:
    """One question and its answer. A thread of its own waits for the pipes, so that the waiting can be ended."""

    def __init__(self, process: subprocess.Popen[bytes], progress: Progress) -> None:
        self._process, self._progress, self._began = process, progress, False
        self._number = secrets.token_hex(8)
        self._heard: queue.SimpleQueue[tuple[dict[str, Any], list[bytes]] | Exception | None] = queue.SimpleQueue()

    def ask(self, reading: str, told: Mapping[str, object], bodies: Sequence[Body]) -> Answer:
        thread = threading.Thread(target=self._exchange, args=(reading, told, bodies), daemon=True)
        thread.start()
        try:
            return self._wait()
        except (RefusedError, _AnsweredError):
            raise
        except BaseException:
            self._process.kill()  # which ends the thread's waiting too
            raise
        finally:
            thread.join()

    def _exchange(self, reading: str, told: Mapping[str, object], bodies: Sequence[Body]) -> None:
        out, source = cast("IO[bytes]", self._process.stdin), cast("Source", self._process.stdout)
        try:
            with _reading():
                for body in bodies:
                    if not isinstance(body, bytes | memoryview):
                        body.seek(0)
            send(out, {"reading": reading, "told": told, "number": self._number}, *bodies)
            while (message := receive(source)) is not None:
                self._heard.put(message)
                if "began" not in message[0] and "step" not in message[0]:
                    return
            self._heard.put(None)
        except OSError:  # the pipe's: the helper has gone. Windows says “invalid argument” where others say “broken”
            self._heard.put(None)
        except (ValueError, TypeError, KeyError, AttributeError):  # what it says makes no sense
            self._heard.put(StoppedError(FAILED))
        except Exception as error:  # noqa: BLE001  raised again where the answer is waited for
            self._heard.put(error)

    def _wait(self) -> Answer:
        started = signed = time.monotonic()
        while True:
            try:
                heard = self._heard.get(timeout=0.1)
            except queue.Empty:
                now = time.monotonic()
                if now - signed > (SECONDS if self._began else TO_BEGIN):
                    raise (StoppedError(TOOK_LONG) if self._began else _no_helper("it says nothing")) from None
                if self._began and now - started > IN_ALL:
                    raise StoppedError(TOOK_LONG) from None
                self._progress.step(0)
                continue
            if heard is None:
                raise _GoneError(began=self._began)
            if isinstance(heard, Exception):
                raise heard
            if "began" in heard[0]:
                self._began, started = True, time.monotonic()
            elif "step" not in heard[0]:
                return _answer(*heard, self._number)
            signed = time.monotonic()


def _answer(told: dict[str, Any], bodies: list[bytes], number: str) -> Answer:
    answers = told.pop("number", None)
    if answers != number:  # perhaps what was read of another child's paper; where it answers any, this is asked anew
        raise _GoneError(began=False) if answers is not None else StoppedError(FAILED)
    try:
        if "refused" in told:
            raise RefusedError([Problem(**each) for each in told["refused"]])
        if "stopped" in told:
            raise _AnsweredError(told["stopped"] if told["stopped"] in (TOOK_LONG, UNFOLDED) else FAILED)
        return Answer(dict(told["answer"]), bodies[0] if bodies else b"")
    except (KeyError, TypeError, ValueError) as error:  # what it says makes no sense
        raise StoppedError(FAILED) from error


def _command() -> list[str]:
    if getattr(sys, "frozen", False):  # an installed program is its own interpreter
        return [sys.executable, ARGUMENT]
    root = str(Path(__file__).resolve().parents[2])
    return [sys.executable, "-I", "-B", "-X", "utf8", "-c", _BOOT, root, ARGUMENT]


def _no_helper(why: str) -> TroubleError:
    return TroubleError(
        f"Files cannot be read just now: the separate part of the program that reads them does not start ({why}).",
        "Your records are safe, and nothing was changed.",
        "Close Senco Desk, start it again and try once more. If that does not help, ask your IT support whether a "
        "security program stops it.",
    )


@contextlib.contextmanager
def _reading() -> Iterator[None]:
    """Within this block a file is read, and what its drive refuses is no trouble of the helper's."""
    try:
        yield
    except OSError as error:
        raise StoppedError(FAILED) from error


def _size(body: Body) -> int:
    if isinstance(body, bytes | memoryview):
        return len(body)
    here = body.tell()
    size = body.seek(0, io.SEEK_END) - here
    body.seek(here)
    return size


def _write(out: IO[bytes], data: bytes | memoryview) -> None:
    view = memoryview(data)
    while view:
        view = view[out.write(view) :]


def _read(source: Source, size: int) -> bytes:
    """So many bytes, or fewer where the stream has ended; written once, straight to where they stay."""
    held, at = io.BytesIO(), 0
    if size:
        held.seek(size - 1)
        held.write(b"\0")
    with held.getbuffer() as view:
        while at < size:
            got = source.readinto(view[at:])
            if not got:
                break
            at += got
    held.truncate(at)
    return held.getvalue()


def _widen(*pipes: IO[bytes] | None) -> None:
    """Let more than 64 kB stand in a pipe where the system allows it, so that the two wait for each other less."""
    if sys.platform == "linux":
        import fcntl  # noqa: PLC0415  not everywhere

        for pipe in pipes:
            if pipe is not None:
                with contextlib.suppress(OSError):
                    fcntl.fcntl(pipe.fileno(), fcntl.F_SETPIPE_SZ, 1 << 20)


HELPER = Helper()
"""The one that the program uses."""

SECOND = Helper()
"""Another, for a row of papers: two are read at a time."""

atexit.register(HELPER.close)
atexit.register(SECOND.close)
