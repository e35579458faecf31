"""The list of a pack's sections, or of anything else that has a state and a figure to each line."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from senco_desk.ui.cards import label, rule
from senco_desk.ui.marks import Mark, paint_shape
from senco_desk.ui.theme import unit


class SectionList(QWidget):
    """Lines of shape, words and a figure at the right, as the sections of a pack; a line with a deed is a button."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(0)

    def show_lines(self, lines: Sequence[tuple[str, Mark, str]]) -> None:
        """Shows lines of id, mark (its words are the line) and figure."""
        while (item := self._layout.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for name, shown, figure in lines:
            self._layout.addWidget(_SectionLine(name, shown, figure, self))
            self._layout.addWidget(rule())


class _SectionLine(QPushButton):
    """One line of a section list: text in plain ink, only the shape is coloured."""

    def __init__(self, name: str, shown: Mark, figure: str, owner: SectionList) -> None:
        super().__init__(owner)
        self.setProperty("kind", "quiet")
        self.setAccessibleName(f"{shown.words}, {shown.meaning}, {figure}".rstrip(", "))
        layout = self._line = QHBoxLayout(self)
        layout.setContentsMargins(unit(0.25), unit(0.75), unit(0.5), unit(0.75))
        layout.setSpacing(unit(1))
        shape = _Shape(shown)
        words, number = label(shown.words, wrap=True), label(figure, tone="muted")
        for part in (shape, words, number):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        layout.addWidget(shape)
        layout.addWidget(words, 1)
        layout.addWidget(number)
        self.clicked.connect(lambda: owner.chosen.emit(name))

    def sizeHint(self) -> QSize:
        return self._line.sizeHint().expandedTo(QSize(0, unit(4)))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()


class _Shape(QWidget):
    def __init__(self, shown: Mark) -> None:
        super().__init__()
        self._mark = shown
        self.setFixedSize(unit(2), unit(2))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        side = unit(1.375)
        paint_shape(painter, QRectF(0, (self.height() - side) / 2, side, side), self._mark.state)
        painter.end()
