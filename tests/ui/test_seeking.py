"""Looking in another thread: the newest asking is answered and no other, and the thread ends with the desk."""

from __future__ import annotations

import threading
from typing import Any

from pytestqt.qtbot import QtBot

from senco_desk.services.desk import Desk
from senco_desk.ui.seeking import Seeker
from tests import desk_window

desk = desk_window.desk


def test_only_the_newest_asking_is_answered(desk: Desk, qtbot: QtBot) -> None:
    seeker = Seeker(desk)
    answers: list[tuple[int, object]] = []
    seeker.answered.connect(lambda number, found: answers.append((number, found)))
    begun, go_on = threading.Event(), threading.Event()

    def first(_desk: Desk) -> str:
        begun.set()
        assert go_on.wait(5)
        return "first"

    seeker.ask(first)
    assert begun.wait(5)
    passed_over: list[str] = []
    seeker.ask(lambda _desk: passed_over.append("second"))
    last = seeker.ask(lambda reader: reader.store is not desk.store)
    go_on.set()
    qtbot.waitUntil(lambda: bool(answers))
    after = seeker.ask(lambda _desk: "after")  # nothing else was told before this is
    qtbot.waitUntil(lambda: answers[-1][0] == after)
    assert answers == [(last, True), (after, "after")]
    assert passed_over == []
    seeker.stop()
    assert seeker._thread is None


def test_an_asking_that_fails_is_told_and_the_next_is_answered(desk: Desk, qtbot: QtBot) -> None:
    seeker = Seeker(desk)
    failed: list[Any] = []
    seeker.failed.connect(failed.append)

    def fail(_desk: Desk) -> None:
        raise ValueError("on purpose")

    with qtbot.waitSignal(seeker.failed):
        seeker.ask(fail)
    with qtbot.waitSignal(seeker.answered):
        seeker.ask(lambda reader: reader.today)
    assert [type(error) for error in failed] == [ValueError]
    seeker.stop()


def test_stopping_before_anything_was_asked_is_harmless(desk: Desk) -> None:
    Seeker(desk).stop()
