"""Many papers put to two helper processes at once, and answered in their order.

A paper more is sent while two are read, and no more than that, so that memory does not grow with their number. The
second helper is only called for a row of papers: starting it costs more than a few short letters do.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotYetError
from queue import SimpleQueue
from typing import TypeVar

from senco_desk.domain.problems import CancelledError
from senco_desk.domain.progress import Progress
from senco_desk.machine.contained import Helper

FEW = 8
"""So many papers are read by one helper alone."""

_Each = TypeVar("_Each")
_Answer = TypeVar("_Answer")


def side_by_side(
    one: Callable[[_Each, Helper, Progress], _Answer],
    papers: Iterable[_Each],
    helpers: Sequence[Helper],
    progress: Progress,
) -> Iterator[_Answer]:
    """The answers of `one` for each paper, in order.

    `papers` and `progress` are only touched in the caller's thread; `progress` is asked whether to go on, and not
    moved on. What `one` raises is raised in the paper's turn, and what was sent after it is given up.
    """
    stopping = threading.Event()
    free: SimpleQueue[Helper] = SimpleQueue()
    free.put(helpers[0])

    def begin(paper: _Each) -> _Answer:
        helper = free.get()
        try:
            watched = _Watched(stopping)
            watched.step(0)
            return one(paper, helper, watched)
        finally:
            free.put(helper)

    waiting: deque[Future[_Answer]] = deque()
    pool = ThreadPoolExecutor(len(helpers))
    try:
        for number, paper in enumerate(papers, 1):
            if number == FEW:
                for more in helpers[1:]:
                    free.put(more)
            waiting.append(pool.submit(begin, paper))
            if len(waiting) > len(helpers):
                yield _waited(waiting.popleft(), progress)
        while waiting:
            yield _waited(waiting.popleft(), progress)
    finally:
        stopping.set()
        pool.shutdown(cancel_futures=True)


class _Watched:
    """Progress for another thread: it learns of the end, and tells nobody anything."""

    def __init__(self, stopping: threading.Event) -> None:
        self._stopping = stopping

    def start(self, what: str, total: int) -> None:
        """Nothing to show."""

    def step(self, done: int = 1) -> None:  # noqa: ARG002
        """Nothing to show."""
        if self._stopping.is_set():
            raise CancelledError


def _waited(future: Future[_Answer], progress: Progress) -> _Answer:
    while True:
        try:
            return future.result(timeout=0.1)
        except NotYetError:
            if future.done():  # it was raised in there
                raise
            progress.step(0)
