"""Every test of the window runs without a screen, in the light theme, and must leave nothing behind."""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from collections.abc import Iterator

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QSettings, QThread, QTimer
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from senco_desk.ui import clipboard
from senco_desk.ui.keyboard import serve
from senco_desk.ui.theme import Theme


@pytest.fixture(scope="session")
def theme(qapp: QApplication) -> Theme:
    serve(qapp)
    return Theme(qapp, choice="light")


@pytest.fixture
def settings(tmp_path) -> QSettings:
    return QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)


@pytest.fixture(autouse=True)
def nothing_left_behind(request: pytest.FixtureRequest, theme: Theme, qapp: QApplication) -> Iterator[None]:
    """Fails a test that leaves a window, a running timer or a running thread, after its own widgets are closed."""
    if theme.choice != "light" or theme.spacing != "standard":
        theme.wear("light", "standard")
    before = [widget for widget in qapp.topLevelWidgets() if widget.isVisible()]  # kept, so that none takes its id
    yield
    for reference, before_close in getattr(request.node, "qt_widgets", []):
        widget = reference()
        if widget is not None:
            if before_close is not None:
                before_close(widget)
            widget.close()
            widget.deleteLater()
    clipboard.forget_now()  # a copy is forgotten after a minute; the test does not wait for that
    request.node.qt_widgets = []
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    qapp.processEvents()
    left = what_is_left(qapp, before)
    assert not left, f"left behind: {left}"


def what_is_left(qapp: QApplication, before: list[QWidget]) -> list[str]:
    """The windows that show and were not there before, the threads that run and the timers that tick."""
    left = [f"window {widget!r}" for widget in qapp.topLevelWidgets() if widget.isVisible() and widget not in before]
    for found in shiboken6.getAllValidWrappers():  # whose C++ half lives; Python's half may be in a circle of rubbish
        if isinstance(found, QThread) and _runs(found):
            left.append(f"thread {found!r}")
        elif isinstance(found, QTimer) and _ticks(found):
            left.append(f"timer {found!r}")
    return left


@pytest.fixture
def shown(qtbot: QtBot):
    """Shows a widget, and has it closed after the test."""

    def show(widget):
        qtbot.addWidget(widget)
        widget.show()
        qtbot.waitExposed(widget)
        return widget

    return show


def _runs(thread: QThread) -> bool:
    try:
        return thread is not QThread.currentThread() and thread.isRunning() and type(thread) is not QThread
    except RuntimeError:  # its C++ half is gone
        return False


def _ticks(timer: QTimer) -> bool:
    try:
        return timer.isActive() and timer.objectName() != "collector"  # the program's own, from first to last
    except RuntimeError:
        return False
