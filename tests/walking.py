"""Going through a window as somebody without a mouse does: keys on what has the keyboard, and what is in sight."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QWidget

SMALL = (683, 384)
"""1366 x 768 at 200 %."""


def settled() -> None:
    """Everything that was put off until the next turn has happened."""
    for _ in range(4):
        QApplication.sendPostedEvents()
        QApplication.processEvents()


def press(key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> QWidget | None:
    """Presses a key on what has the keyboard; gives what has it then."""
    at = QApplication.focusWidget()
    assert at is not None
    QTest.keyClick(at, key, modifiers)
    settled()
    return QApplication.focusWidget()


def walk(inside: QWidget) -> list[QWidget]:
    """Everything that Tab goes to inside a widget, once round, from what has the keyboard now."""
    met: list[QWidget] = []
    here = QApplication.focusWidget()
    while here is not None and here not in met:
        met.append(here)
        here = press(Qt.Key.Key_Tab)
    return [one for one in met if inside.isAncestorOf(one)]


def in_sight(widget: QWidget, window: QWidget) -> bool:
    """Whether a widget, or a good part of a high one, can be seen in its window."""
    seen = widget.visibleRegion().boundingRect()
    return seen.height() >= min(widget.height(), 20) and window.rect().contains(widget.mapTo(window, seen.center()))


def bars(window: QWidget) -> list[QAbstractScrollArea]:
    """The areas that show a vertical bar, texts that are typed into aside."""
    return [
        one
        for one in window.findChildren(QAbstractScrollArea)
        if one.isVisible() and one.verticalScrollBar().isVisible() and one.metaObject().className() != "QPlainTextEdit"
    ]
