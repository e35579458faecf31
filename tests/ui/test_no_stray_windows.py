"""Making a page opens no window of its own: a part shown before it has a parent would flash across the screen."""

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QWidget

from senco_desk.ui.pages import Place
from tests import desk_window

# The fixtures of the program's window.
children, desk, opened = desk_window.children, desk_window.desk, desk_window.opened


class Watch(QObject):
    """Remembers every window that shows."""

    def __init__(self):
        super().__init__()
        self.shown = []

    def eventFilter(self, watched, event):  # noqa: N802  Qt's own name
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.shown.append(f"{type(watched).__name__} {getattr(watched, 'text', str)()}")
        return False


@pytest.mark.parametrize("page", ["register", "provision", "costs", "packs", "reports", "settings", "import"])
def test_a_page_is_made_without_a_window_of_its_own(opened, children, page):
    watch = Watch()
    QApplication.instance().installEventFilter(watch)
    try:
        opened.window.go(Place(page))
        QApplication.processEvents()
    finally:
        QApplication.instance().removeEventFilter(watch)
    assert watch.shown == []


@pytest.mark.parametrize("tab", ["overview", "cycles", "provision", "chronology", "documents", "views"])
def test_a_pupils_tab_is_made_without_a_window_of_its_own(opened, children, tab):
    watch = Watch()
    QApplication.instance().installEventFilter(watch)
    try:
        page = opened.window.go(Place("pupil", (children["amelia"].id, tab)))
        page.deeds.status()
        QApplication.processEvents()
    finally:
        QApplication.instance().removeEventFilter(watch)
    assert watch.shown == []
