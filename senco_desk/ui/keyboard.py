"""What holds in every window for those who use no mouse: Enter presses a button, and the focus is never out of sight.

Qt presses buttons with the space bar alone, and a scroll area follows the focus only from within. Both are put right
here once for the whole program, by listening to where the focus goes, and not to every event of every widget.
"""

from __future__ import annotations

from typing import TypeGuard

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QApplication,
    QCheckBox,
    QDialog,
    QLabel,
    QLayout,
    QPlainTextEdit,
    QScrollArea,
    QSplitter,
    QTextEdit,
    QWidget,
)
from shiboken6 import isValid

from senco_desk.ui.ringed import SPACE_ONLY

_ENTER = {Qt.Key.Key_Return, Qt.Key.Key_Enter}
_NEAR = 8
"""Pixels that stay between what has the focus and the edge of what scrolls."""


class Keyboard(QObject):
    """Listens to where the focus goes in one running program; made by `serve`."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        app.focusChanged.connect(self._moved)

    def begin(self, now: QWidget | None) -> None:
        """Minds the window that has the focus already."""
        self._moved(None, now)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter presses the button that has the keyboard; a box is ticked with the space bar, as everywhere.

        The key comes up to the window only where nothing below it had a use for Enter: a field, a table or a form
        comes first.
        """
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and event.key() in _ENTER:
            at = watched.focusWidget() if isinstance(watched, QWidget) else None
            if _pressed(at) and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                if not event.isAutoRepeat():
                    at.click()
                return True
        return super().eventFilter(watched, event)

    def _moved(self, _before: QWidget | None, now: QWidget | None) -> None:
        if now is None:
            return
        window = now.window()
        if not isinstance(window, QDialog):  # a dialog presses its buttons itself
            window.installEventFilter(self)  # the same filter is never there twice
        if QApplication.mouseButtons() == Qt.MouseButton.NoButton:
            # What is pressed with the mouse is in sight, and must not move away before the button is let go.
            bring_into_view(now)
            QTimer.singleShot(0, self, lambda: bring_into_view(now))  # again once all has been given its place


def serve(app: QApplication) -> None:
    """Has Enter and the focus work as said above in every window of a program; asking twice changes nothing."""
    if app.findChild(Keyboard) is None:
        Keyboard(app).begin(app.focusWidget())


def bring_into_view(widget: QWidget) -> None:
    """Scrolls every area around a widget, the innermost first, until the widget, or as much as fits, can be seen.

    Of a table that is higher than there is room, it is the row with the keyboard that is brought into view; of
    something else its upper part.
    """
    if not isValid(widget) or not widget.isVisible():
        return
    around = widget.parentWidget()
    while around is not None:
        inside = around.widget() if isinstance(around, QScrollArea) else None
        if isinstance(around, QScrollArea) and inside is not None and inside.isAncestorOf(widget):
            _scroll(around, inside, widget)
        around = None if around.isWindow() else around.parentWidget()


def read_in_order(root: QWidget) -> None:
    """Has Tab walk through all that stands inside in the order of the layouts, which is the order of reading.

    For what was put above or between what was there before: Qt itself walks in the order in which things were made.
    """
    before: QWidget | None = None
    for one in _laid(root):
        if before is not None:
            QWidget.setTabOrder(before, one)
        before = one


def _pressed(at: QWidget | None) -> TypeGuard[QAbstractButton]:
    """Whether Enter is for a button."""
    if not isinstance(at, QAbstractButton) or isinstance(at, QCheckBox):
        return False
    return at.isEnabled() and at.isVisible() and not at.property(SPACE_ONLY)


def _scroll(area: QScrollArea, inside: QWidget, widget: QWidget) -> None:
    seen = area.viewport().size()
    wanted = _wanted(widget, seen.height())
    place = QRect(widget.mapTo(inside, wanted.topLeft()), wanted.size())
    named = _label_of(widget)
    if named is not None and inside.isAncestorOf(named):
        both = place.united(QRect(named.mapTo(inside, QPoint()), named.size()))
        place = both if both.height() <= seen.height() else place
    for bar, start, end, room in (
        (area.verticalScrollBar(), place.top(), place.bottom() + 1, seen.height()),
        (area.horizontalScrollBar(), place.left(), place.right() + 1, seen.width()),
    ):
        now = bar.value()
        if start >= now and end <= now + room:
            continue
        near = max(min(_NEAR, (room - (end - start)) // 2), 0)
        if start < now or end - start > room:
            bar.setValue(start - near)
        else:
            bar.setValue(end + near - room)


def _label_of(widget: QWidget) -> QLabel | None:
    """The words above a field: a box to type in says nothing while its label is out of sight."""
    around = widget.parentWidget()
    for _ in range(2):  # the field itself, or a row of it
        if around is None:
            return None
        for each in around.findChildren(QLabel, options=Qt.FindChildOption.FindDirectChildrenOnly):
            if each.buddy() is widget and each.isVisible():
                return each
        around = around.parentWidget()
    return None


def _wanted(widget: QWidget, room: int) -> QRect:
    """What of a widget is to be seen, in its own coordinates."""
    whole = widget.rect()
    if whole.height() <= room:
        return whole
    if isinstance(widget, QAbstractItemView) and widget.currentIndex().isValid():
        row = widget.visualRect(widget.currentIndex())
        row.translate(widget.viewport().mapTo(widget, QPoint()))
        return row.intersected(whole) or whole
    if isinstance(widget, (QPlainTextEdit, QTextEdit)):
        return widget.cursorRect()
    return QRect(0, 0, whole.width(), room)


def _laid(widget: QWidget) -> list[QWidget]:
    """What the keyboard can reach inside, in the order of the layouts."""
    if isinstance(widget, QScrollArea):
        inside = widget.widget()
        return _laid(inside) if inside is not None else []
    own = [widget] if widget.focusPolicy() & Qt.FocusPolicy.TabFocus else []
    if isinstance(widget, QSplitter):
        parts = [part for at in range(widget.count()) if (part := widget.widget(at)) is not None]
        return [*own, *(one for part in parts for one in _laid(part))]
    layout = None if isinstance(widget, QAbstractScrollArea) else widget.layout()
    return own if layout is None else [*own, *_in_layout(layout)]


def _in_layout(layout: QLayout) -> list[QWidget]:
    found: list[QWidget] = []
    for at in range(layout.count()):
        item = layout.itemAt(at)
        if item is None:
            continue
        inner, widget = item.layout(), item.widget()
        if widget is not None:
            found += _laid(widget)
        elif inner is not None:
            found += _in_layout(inner)
    return found
