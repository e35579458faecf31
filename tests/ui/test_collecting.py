"""Python's collector works on the window's thread alone, and goes on working."""

from __future__ import annotations

import gc
import threading
import weakref

import pytest

from senco_desk.ui.jobs import Jobs


class Ring:
    """Something that only the collector can end."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture
def looked():
    """For each look of the collector, whether it was on the window's thread."""
    seen: list[bool] = []

    def note(phase: str, _info: object) -> None:
        if phase == "start":
            seen.append(threading.current_thread() is threading.main_thread())

    gc.callbacks.append(note)
    yield seen
    gc.callbacks.remove(note)


def test_a_worker_never_looks_for_garbage_and_the_window_does(qapp, qtbot, looked):
    jobs = Jobs()
    kept: list[object] = []  # what is let go at once needs no look
    job = jobs.start("Working", lambda _watcher: [[number] for number in range(200_000)])
    job.finished.connect(kept.append)
    with qtbot.waitSignal(job.ended, timeout=10_000):
        pass
    qtbot.waitUntil(lambda: bool(looked), timeout=10_000)
    assert all(looked)
    jobs.stop()


def test_garbage_goes_while_the_window_waits_for_its_user(qapp, qtbot):
    Jobs().stop()
    assert not gc.isenabled()
    ring = Ring()
    gone = weakref.ref(ring)
    del ring
    made = [[number] for number in range(5_000)]
    qtbot.waitUntil(lambda: gone() is None, timeout=5000)
    assert made
