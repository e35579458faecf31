"""The watch over every test of the window: what one leaves behind is found, and a clean end is not blamed."""

from __future__ import annotations

from PySide6.QtCore import QThread, QTimer
from PySide6.QtWidgets import QLabel, QWidget

from tests.ui.conftest import what_is_left


class Endless(QThread):
    def run(self) -> None:
        self.exec()


def test_a_window_left_open_is_found(qapp):
    before = [widget for widget in qapp.topLevelWidgets() if widget.isVisible()]
    left = QLabel("Left open")
    left.show()
    (found,) = what_is_left(qapp, before)
    assert "window" in found
    left.close()
    assert what_is_left(qapp, before) == []


def test_a_timer_left_ticking_is_found_also_inside_a_widget(qapp):
    owner = QWidget()
    for parent in (None, owner):
        left = QTimer(parent)
        left.start(60_000)
        (found,) = what_is_left(qapp, [])
        assert "timer" in found
        left.stop()
        assert what_is_left(qapp, []) == []


def test_a_thread_left_running_is_found(qapp):
    left = Endless()
    left.start()
    (found,) = what_is_left(qapp, [])
    assert "thread" in found
    left.quit()
    assert left.wait(5_000)
    assert what_is_left(qapp, []) == []


def test_what_only_a_circle_of_rubbish_still_holds_is_found(qapp):
    """A timer that nobody names any more ticks on until Python sweeps."""
    left = QTimer()
    left.itself = left
    left.start(60_000)
    left = None
    assert len(what_is_left(qapp, [])) == 1
    for found in [each for each in _timers() if getattr(each, "itself", None) is each]:
        found.stop()
        found.itself = None
    assert what_is_left(qapp, []) == []


def _timers():
    import gc

    return [each for each in gc.get_objects() if isinstance(each, QTimer)]
