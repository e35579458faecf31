"""Every test of the window runs without a screen, in the light theme, and must leave nothing behind."""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import gc
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QSettings, QThread, QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from senco_desk.ui import clipboard
from senco_desk.ui.theme import Theme


@pytest.fixture(scope="session")
def theme(qapp: QApplication) -> Theme:
    return Theme(qapp, choice="light")


@pytest.fixture
def settings(tmp_path) -> QSettings:
    return QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)


@pytest.fixture(autouse=True)
def nothing_left_behind(request: pytest.FixtureRequest, theme: Theme, qapp: QApplication) -> Iterator[None]:
    """Fails a test that leaves a window, a running timer or a running thread, after its own widgets are closed."""
    if theme.choice != "light" or theme.spacing != "standard":
        theme.wear("light", "standard")
    before = {id(widget) for widget in qapp.topLevelWidgets()}
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
    left = [widget for widget in qapp.topLevelWidgets() if widget.isVisible() and id(widget) not in before]
    assert not left, f"windows left open: {left}"
    running = [found for found in gc.get_objects() if isinstance(found, QThread) and _runs(found)]
    assert not running, f"threads left running: {running}"
    ticking = [found for found in gc.get_objects() if isinstance(found, QTimer) and _ticks(found)]
    assert not ticking, f"timers left running: {ticking}"


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
        return timer.isActive()
    except RuntimeError:
        return False
