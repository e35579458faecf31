"""The live preview: a paper to read, with the line beneath it that turns pages and zooms."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from senco_desk.services import previews
from senco_desk.services.previews import Paper
from senco_desk.ui.cards import button, label
from senco_desk.ui.paper_view import PaperView
from senco_desk.ui.theme import unit
from senco_desk.ui.tips import set_tip

AFTER = 400
"""Milliseconds after which a preview in the making says so while older pages are on show."""


class PreviewPane(QFrame):
    """Shows a paper page by page. What it shows is in memory only and goes when the pane does."""

    turned = Signal(int)
    """The page on show, from 1."""

    def __init__(self, parent: QWidget | None = None, *, view: PaperView | None = None) -> None:
        """`view` is a view of its own kind, such as one that marks what was found."""
        super().__init__(parent)
        self.view = view if view is not None else PaperView(previews.picture, self)
        self.back = self._small("‹", "Previous page", self._back)
        self.forward = self._small("›", "Next page", self._forward)
        self.field = QLineEdit(self)
        self.field.setFixedWidth(unit(6))
        self.field.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.field.setAccessibleName("Page")
        self.field.returnPressed.connect(self._typed)
        self.total = label("", tone="muted")
        self.smaller = self._small("−", "Smaller", self._smaller)
        self.larger = self._small("+", "Larger", self._larger)
        self.percent = label("")
        self.wide = button("&Width", self._width, kind="quiet")
        self.whole = button("Whole pa&ge", self.view.show_whole, kind="quiet")
        self.state = _Word(self)
        line = QHBoxLayout()
        line.setSpacing(unit(0.75))
        self.word = label("Page", tone="muted")
        for widget in (self.back, self.word, self.field, self.total, self.forward):
            line.addWidget(widget)
        line.addStretch(1)
        for widget in (self.smaller, self.percent, self.larger, self.wide, self.whole):
            line.addWidget(widget)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(unit(0.75))
        layout.addWidget(self.view, 1)
        layout.addLayout(line)
        self._line = line
        self.view.turned.connect(self._turned)
        self.view.zoomed.connect(self._say_zoom)
        self._turned(0)

    @property
    def page(self) -> int:
        """The page on show, from 1; 0 for none."""
        return self.view.page

    def show_paper(self, paper: Paper | None) -> None:
        """Shows a paper; the place in it stays where it was."""
        self.view.show_paper(paper)
        self._turned(self.view.page)
        self._say_zoom()

    def go(self, page: int) -> None:
        """Brings a page into view."""
        self.view.go(page)

    def say(self, words: str) -> None:
        """A word over the pages: that the preview is being made anew, or nothing.

        Where pages are on show, work that is done at once never says so.
        """
        self.state.say(words, after=AFTER if self.view.count else 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The word stays over the middle of the pages' top."""
        super().resizeEvent(event)
        self.state.settle()
        self._fit_line()

    def hideEvent(self, event: QHideEvent) -> None:
        """Nothing is drawn while nobody looks."""
        self.view.stop()
        super().hideEvent(event)

    def _small(self, words: str, name: str, deed: object) -> QPushButton:
        made = QPushButton(words, self)
        made.setProperty("kind", "quiet")
        made.setFixedWidth(unit(4))
        made.setAccessibleName(name)
        set_tip(made, name)
        made.clicked.connect(deed)
        return made

    def _turned(self, page: int) -> None:
        count = self.view.count
        self.field.setText(str(page) if page else "")
        self.total.setText(f"of {count}" if count else "")
        self.back.setEnabled(page > 1)
        self.forward.setEnabled(page < count)
        for widget in (self.field, self.smaller, self.larger, self.wide, self.whole):
            widget.setEnabled(count > 0)
        self._fit_line()
        if page:
            self.turned.emit(page)

    def _fit_line(self) -> None:
        """In a narrow pane the words that say no more than their neighbours go, so that no button is cut off."""
        parts = [item.widget() for at in range(self._line.count()) if (item := self._line.itemAt(at)) is not None]
        asked = sum(each.sizeHint().width() + self._line.spacing() for each in parts if each is not None)
        for each in (self.word, self.percent):
            each.setVisible(self.width() >= asked)

    def _say_zoom(self) -> None:
        words = f"{round(self.view.zoom * 100)} %" if self.view.count else ""
        self.percent.setText(words)
        self.percent.setAccessibleName(f"Zoom: {words}" if words else "")

    def _typed(self) -> None:
        typed = self.field.text().strip()
        if typed.isdecimal():
            self.go(int(typed))
        self.field.setText(str(self.view.page))
        self.field.selectAll()

    def _back(self) -> None:
        self.go(self.view.page - 1)

    def _forward(self) -> None:
        self.go(self.view.page + 1)

    def _smaller(self) -> None:
        self.view.zoom_step(-1)

    def _larger(self) -> None:
        self.view.zoom_step(1)

    def _width(self) -> None:
        self.view.set_zoom(1.0)


class _Word(QFrame):
    """A line over the pages, where there is room for it in any width; the mouse goes through to the pages."""

    def __init__(self, pane: PreviewPane) -> None:
        super().__init__(pane)
        self._pane = pane
        self.setProperty("role", "card")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.words = label("", "small")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(unit(1.5), unit(0.5), unit(1.5), unit(0.5))
        layout.addWidget(self.words)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self._show)
        self.hide()

    def say(self, words: str, *, after: int) -> None:
        """Shows the words after so many milliseconds; hides at once where there are none."""
        self.words.setText(words)
        if not words:
            self._soon.stop()
            self.hide()
        elif self.isVisible() or not after:
            self._show()
        elif not self._soon.isActive():
            self._soon.start(after)

    def settle(self) -> None:
        """Takes its place over the pages."""
        self.adjustSize()
        room = self._pane.view.geometry()
        self.move(room.x() + max((room.width() - self.width()) // 2, 0), room.y() + unit(1.5))

    def _show(self) -> None:
        self.show()
        self.settle()
        self.raise_()
