"""Back and forward beyond the two arrows: the side buttons of a mouse anywhere in the window, and a list of places."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QMouseEvent, QWindow
from PySide6.QtWidgets import QMenu, QToolButton

from senco_desk.ui.pages import Place
from senco_desk.ui.tips import unmarked

if TYPE_CHECKING:
    from senco_desk.ui.window import MainWindow

_MOST = 12
"""As many places as a menu shows without scrolling on a small screen."""

_SIDE = {Qt.MouseButton.BackButton: "view.back", Qt.MouseButton.ForwardButton: "view.forward"}


class GoingBack(QObject):
    """Serves one window. `words` names a place (whose record it is); until it is given, the page's own words do."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._heeded: QWindow | None = None
        self.words: Callable[[Place], str] | None = None
        for arrow, forward in ((window.bar.back, False), (window.bar.forward, True)):
            menu = QMenu(arrow)
            menu.setToolTipsVisible(True)
            menu.aboutToShow.connect(partial(self._fill, menu, forward))
            arrow.setMenu(menu)
            arrow.setPopupMode(QToolButton.ToolButtonPopupMode.DelayedPopup)
            arrow.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
            arrow.customContextMenuRequested.connect(partial(self._open, arrow))
        window.installEventFilter(self)

    def places(self, *, forward: bool) -> list[tuple[Place, str, int]]:
        """The places behind or ahead, the nearest first: each with its words and how many steps away it is."""
        around = self._window.history.ahead() if forward else self._window.history.behind()
        return [(place, self._called(place), steps) for steps, place in enumerate(around[:_MOST], start=1)]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The side buttons are taken before the part of the page under the mouse can swallow them."""
        if event.type() == QEvent.Type.Show and watched is self._window:
            self._heed()
        elif event.type() == QEvent.Type.MouseButtonPress and isinstance(event, QMouseEvent):
            action = _SIDE.get(event.button())
            if action is not None and watched is self._heeded:
                self._window.registry.run(action)
                return True
        return super().eventFilter(watched, event)

    def _heed(self) -> None:
        handle = self._window.windowHandle()
        if handle is not None and handle is not self._heeded:
            self._heeded = handle
            handle.installEventFilter(self)

    def _called(self, place: Place) -> str:
        told = self.words(place) if self.words is not None else ""
        return told or self._window.page_words(place.page)

    def _open(self, arrow: QToolButton, at: QPoint) -> None:
        menu = arrow.menu()
        if arrow.isEnabled() and menu is not None:
            menu.popup(arrow.mapToGlobal(at))

    def _fill(self, menu: QMenu, forward: bool) -> None:  # noqa: FBT001  bound once, above
        menu.clear()
        for _place, words, steps in self.places(forward=forward):
            # Without a tip of its own an action answers with its words.
            action = menu.addAction(unmarked(words.replace("&", "&&")))
            action.triggered.connect(partial(self._go, steps if forward else -steps))

    def _go(self, steps: int, _checked: bool = False) -> None:  # noqa: FBT001, FBT002  the shape of the signal
        self._window.go_along(steps)
