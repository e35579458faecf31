"""The room of a page on a low screen, 1366 x 768 at 200 % say: the page scrolls as a whole, with one bar.

Where there is height enough, the parts of a page scroll for themselves and its head stays. Where there is not, two bars
side by side would leave a slit of each part: then every part is as high as what it holds, and the page alone scrolls.
A form has all of the room meanwhile, so that the buttons below it stay in view.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QFrame, QScrollArea, QStackedWidget, QVBoxLayout, QWidget
from shiboken6 import isValid

from senco_desk.ui.keyboard import bring_into_view
from senco_desk.ui.theme import unit

LOWEST = 58
"""Steps of the grid below which a page is not squeezed but scrolled as a whole: a small screen at 200 %."""

ANY_HEIGHT = 16_777_215
"""Qt's own greatest height of a widget."""

_REFITS = {QEvent.Type.LayoutRequest, QEvent.Type.Resize, QEvent.Type.Show}


class PageRoom(QStackedWidget):
    """A page, scrolled where the window is too low for it; or a part of it that covers it for a while.

    A part that grows where it is low has a method `fit_page`, which is called when that begins or ends; it asks
    `is_low` then, and whenever what it holds has changed.
    """

    def __init__(self, page: QWidget) -> None:
        super().__init__()
        self.page = page
        self.low = False
        self._fitted: list[_Fitted] = []
        self._scroll = QScrollArea()
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(page)
        self._scroll.verticalScrollBar().rangeChanged.connect(lambda: reach(self._scroll))
        self._cover = QWidget()
        self._cover.setProperty("role", "page")
        covered = QVBoxLayout(self._cover)
        covered.setContentsMargins(unit(1), unit(1), unit(1), unit(1))
        self.addWidget(self._scroll)
        self.addWidget(self._cover)
        self.setFocusProxy(self._scroll)

    def cover(self, part: QWidget) -> None:
        """Gives all of the room to a part of the page, which keeps the keyboard; `uncover` ends it."""
        layout = self._cover.layout()
        if layout is not None and part.parentWidget() is not self._cover:
            held = part.focusWidget()
            layout.addWidget(part)
            part.show()
            self.setCurrentWidget(self._cover)
            if held is not None:
                held.setFocus(Qt.FocusReason.OtherFocusReason)

    def uncover(self, part: QWidget) -> None:
        """The page shows again; the part is given back by whoever asked for it."""
        layout = self._cover.layout()
        if layout is not None and part.parentWidget() is self._cover:
            layout.removeWidget(part)
        if self.currentWidget() is self._cover:
            self.setCurrentWidget(self._scroll)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Tells the parts of the page when it begins or ends to be low."""
        super().resizeEvent(event)
        low = 0 < self.height() < unit(LOWEST)
        if low != self.low:
            self.low = low
            for fitted in self._fitted:
                fitted.end()
            held = [*self.page.findChildren(QStackedWidget), self.page] if low else []
            self._fitted = [_Fitted(part) for part in held]
            for part in (*self.page.findChildren(QWidget), *self._cover.findChildren(QWidget)):
                fit = getattr(part, "fit_page", None)
                if fit is not None:
                    fit()


class _Fitted(QObject):
    """Keeps a part as high as what it shows and no higher.

    Qt makes a stack as high as the highest of its pages, shown or not, and spreads what is left over between labels.
    """

    def __init__(self, part: QWidget) -> None:
        super().__init__(part)
        self._part = part
        part.installEventFilter(self)
        if isinstance(part, QStackedWidget):
            part.currentChanged.connect(self._fit)
        self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _REFITS:
            self._fit()
        return super().eventFilter(watched, event)

    def end(self) -> None:
        """The part takes all the height again that it is given."""
        if isValid(self):
            self._part.removeEventFilter(self)
            if isinstance(self._part, QStackedWidget):
                self._part.currentChanged.disconnect(self._fit)
            self._part.setMaximumHeight(ANY_HEIGHT)
            self.deleteLater()

    def _fit(self, _at: int = 0) -> None:
        part = self._part
        shown = part.currentWidget() if isinstance(part, QStackedWidget) else part
        if shown is None or not part.isVisible():
            return
        layout, wanted = shown.layout(), max(shown.sizeHint().height(), shown.minimumHeight())
        if layout is not None and layout.hasHeightForWidth():
            wanted = max(layout.totalHeightForWidth(part.width()), shown.minimumHeight())
        if wanted != part.maximumHeight():
            part.setMaximumHeight(wanted)
            QTimer.singleShot(0, self, self._follow)

    def _follow(self) -> None:
        """What has the keyboard stays in view while the parts above it find their height."""
        at = QApplication.focusWidget()
        if at is not None and self._part.isAncestorOf(at) and QApplication.mouseButtons() == Qt.MouseButton.NoButton:
            bring_into_view(at)


def room_above(part: QWidget) -> PageRoom | None:
    """The room of the page that a part belongs to; None in a window without pages."""
    above = part.parentWidget()
    while above is not None and not isinstance(above, PageRoom):
        above = above.parentWidget()
    return above


def is_low(part: QWidget) -> bool:
    """Whether a part should be as high as what it holds, since its page is scrolled as a whole."""
    room = room_above(part)
    return room is not None and room.low and room.page.isAncestorOf(part)


def set_least(part: QWidget, height: int) -> None:
    """Gives a part its least height, in pixels; what is around it hears of that even where it is hidden now."""
    if height == part.minimumHeight():
        return
    part.setMinimumHeight(height)
    above = None if part.isVisible() else part.parentWidget()
    while above is not None and not isinstance(above, PageRoom):
        layout = above.layout()
        if layout is not None:
            layout.invalidate()
            if not above.isVisible():
                layout.activate()  # what is hidden would go on with what its inner layouts had found
        above.updateGeometry()
        above = above.parentWidget()


def reach(area: QScrollArea) -> None:
    """Lets the keyboard into an area that overflows and holds nothing that the keyboard could go to."""
    inside = area.widget()
    over = area.verticalScrollBar().maximum() > 0
    bare = (
        over
        and inside is not None
        and not any(
            one.focusPolicy() & Qt.FocusPolicy.TabFocus and one.isVisibleTo(inside)
            for one in inside.findChildren(QWidget)
        )
    )
    area.setFocusPolicy(Qt.FocusPolicy.StrongFocus if bare else Qt.FocusPolicy.NoFocus)
    if bare and inside is not None and not area.accessibleName():
        area.setAccessibleName(inside.accessibleName() or "More below: the arrow keys scroll")
