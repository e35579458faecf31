"""Nobody at the desk: when the program locks by itself, and when it does not."""

from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from senco_desk.ui.idle import KEY, LOOK, IdleWatch, minutes


class Watch:
    """A clock that stands still until it is told."""

    def __init__(self):
        self.now = datetime(2026, 11, 20, 9, tzinfo=UTC)

    def __call__(self):
        return self.now


@pytest.fixture
def watch(settings, shown):
    clock = Watch()
    field = shown(QLineEdit())
    made = IdleWatch(clock, settings)
    made.clock, made.field, made.said = clock, field, []
    made.gone.connect(made.said.append)
    made.start()
    yield made
    made.stop()


def pass_by(watch, time):
    """Lets time go by as it does while the computer is awake: look by look."""
    for _ in range(time // LOOK):
        watch.clock.now += LOOK
        watch.look()


def test_fifteen_minutes_without_a_key_or_the_mouse(watch):
    pass_by(watch, timedelta(minutes=14, seconds=50))
    assert watch.said == []
    pass_by(watch, timedelta(seconds=10))
    assert watch.said == ["Locked after 15 minutes without a key or the mouse."]


@pytest.mark.parametrize("sign", ["key", "mouse"])
def test_a_key_or_the_mouse_begins_the_time_again(watch, sign):
    window = watch.field.windowHandle()
    pass_by(watch, timedelta(minutes=14))
    if sign == "key":
        QTest.keyClick(window, Qt.Key.Key_A)
    else:
        QTest.mouseClick(window, Qt.MouseButton.LeftButton)
    QApplication.processEvents()
    pass_by(watch, timedelta(minutes=14))
    assert watch.said == []
    pass_by(watch, timedelta(minutes=2))
    assert watch.said


def test_a_computer_that_slept_is_locked_at_once(watch):
    pass_by(watch, timedelta(minutes=1))
    watch.clock.now += timedelta(minutes=2)
    watch.look()
    assert watch.said == ["Locked, since the computer was asleep."]


def test_a_clock_put_back_locks_nobody_out(watch):
    watch.clock.now -= timedelta(hours=1)
    watch.look()
    pass_by(watch, timedelta(minutes=14))
    assert watch.said == []


def test_the_minutes_are_chosen_and_hold_at_once(watch, settings):
    settings.setValue(KEY, 5)
    pass_by(watch, timedelta(minutes=5))
    assert watch.said == ["Locked after 5 minutes without a key or the mouse."]


def test_never_is_never_but_a_sleep_still_locks(watch, settings):
    settings.setValue(KEY, 0)
    pass_by(watch, timedelta(hours=8))
    assert watch.said == []
    watch.clock.now += timedelta(minutes=5)
    watch.look()
    assert watch.said


@pytest.mark.parametrize(("written", "meant"), [("", 15), ("soon", 15), ("-3", 0), ("30", 30), (1, 1)])
def test_what_cannot_be_read_is_the_usual(settings, written, meant):
    settings.setValue(KEY, written)
    assert minutes(settings) == meant
