"""Pages with marks over the words that were looked for: every place tinted, the one on show with a line around it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from senco_desk.services import previews
from senco_desk.services.previews import Paper
from senco_desk.services.viewing import Place
from senco_desk.ui.paper_view import PaperView
from senco_desk.ui.theme import unit

_TINT, _INK = QColor(255, 200, 40, 110), QColor("#8A5200")
"""The pages are white paper in every theme, and so are the marks on them."""


class FoundView(PaperView):
    """A paper to read in which places are marked."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(previews.picture, parent)
        self._places: tuple[Place, ...] = ()
        self._at = -1

    def show_paper(self, paper: Paper | None) -> None:
        """Another paper has no marks yet."""
        self._places, self._at = (), -1
        super().show_paper(paper)

    def mark_places(self, places: Sequence[Place]) -> None:
        """Marks these places instead of those before; none is on show yet."""
        self._places, self._at = tuple(places), -1
        self.viewport().update()

    def show_place(self, at: int) -> None:
        """Brings one of the marked places into view, with a line around it."""
        if not 0 <= at < len(self._places):
            return
        self._at = at
        place = self._places[at]
        if place.page <= self.count:
            self._jump(place.page, 0)
            if place.boxes:
                area = self._area(place.page)
                top = area.top() + round(place.boxes[0][1] * area.height())
                if top > self.viewport().height() - unit(6) or top < 0:
                    bar = self.verticalScrollBar()
                    bar.setValue(bar.value() + top - self.viewport().height() // 3)
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The pages, then the marks."""
        super().paintEvent(event)
        if not self._places or not self.count:
            return
        painter = QPainter(self.viewport())
        shown = set(self._visible())
        for number, place in enumerate(self._places):
            if place.page not in shown:
                continue
            area = QRectF(self._area(place.page))
            for left, top, right, bottom in place.boxes:
                box = QRectF(
                    area.left() + left * area.width(),
                    area.top() + top * area.height(),
                    (right - left) * area.width(),
                    (bottom - top) * area.height(),
                ).adjusted(-1, -1, 1, 1)
                painter.fillRect(box, _TINT)
                if number == self._at:
                    painter.setBrush(Qt.BrushStyle.NoBrush)
                    painter.setPen(QPen(_INK, 2))
                    painter.drawRect(box.adjusted(-2, -2, 2, 2))
        painter.end()
