"""The live preview: a paper to read, with the line beneath it that turns pages and zooms."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from senco_desk.services import previews
from senco_desk.services.previews import Paper
from senco_desk.ui.cards import button, label
from senco_desk.ui.paper_view import PaperView
from senco_desk.ui.theme import unit


class PreviewPane(QFrame):
    """Shows a paper page by page. What it shows is in memory only and goes when the pane does."""

    turned = Signal(int)
    """The page on show, from 1."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.view = PaperView(previews.picture, self)
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
        self.percent = QLabel("", self)
        self.percent.setAccessibleName("Zoom")
        self.wide = button("&Width", self._width, kind="quiet")
        self.whole = button("Whole pa&ge", self.view.show_whole, kind="quiet")
        self.state = label("", "small")
        line = QHBoxLayout()
        line.setSpacing(unit(0.75))
        for widget in (self.back, label("Page", tone="muted"), self.field, self.total, self.forward):
            line.addWidget(widget)
        line.addStretch(1)
        line.addWidget(self.state)
        line.addStretch(1)
        for widget in (self.smaller, self.percent, self.larger, self.wide, self.whole):
            line.addWidget(widget)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(unit(0.75))
        layout.addWidget(self.view, 1)
        layout.addLayout(line)
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
        """A word between the pages and the zoom: that the preview is being made anew, or nothing."""
        self.state.setText(words)

    def hideEvent(self, event: QHideEvent) -> None:
        """Nothing is drawn while nobody looks."""
        self.view.stop()
        super().hideEvent(event)

    def _small(self, words: str, name: str, deed: object) -> QPushButton:
        made = QPushButton(words, self)
        made.setProperty("kind", "quiet")
        made.setFixedWidth(unit(4))
        made.setAccessibleName(name)
        made.setToolTip(name)
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
        if page:
            self.turned.emit(page)

    def _say_zoom(self) -> None:
        self.percent.setText(f"{round(self.view.zoom * 100)} %" if self.view.count else "")

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
