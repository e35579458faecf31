"""Pages one under the other, as a reader of PDFs shows them: drawn from memory, off the window's thread.

Only the pages that are on show, and the ones next to them, are drawn; a page that is not ready yet is blank paper.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent, QShowEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from senco_desk.services.previews import Paper, Picture
from senco_desk.ui.jobs import Jobs, Watcher
from senco_desk.ui.theme import colour, unit

KEPT = 16
"""Drawn pages kept at hand; each is a few megabytes."""
ZOOMS = (0.5, 0.67, 0.8, 1.0, 1.25, 1.5, 2.0, 3.0)
"""Steps of the zoom, times the width that fits."""
PAPER = QColor("#FFFFFF")


Draws = Callable[[Paper, int, int], Picture]
"""Draws a page of a paper, counted from 1, so many pixels wide; called on another thread."""


class PaperView(QAbstractScrollArea):
    """A paper to read. Page Up and Page Down turn pages, Home and End go to the first and last, Ctrl+wheel zooms."""

    turned = Signal(int)
    """The page on show, from 1, after it changed."""
    zoomed = Signal()

    def __init__(self, draw: Draws, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._draw = draw
        self._paper: Paper | None = None
        self._tops: list[int] = []
        self._zoom = 1.0
        self._whole = False
        self._page = 0
        self._drawn: OrderedDict[tuple[int, int], QImage] = OrderedDict()
        self._stale: dict[int, QImage] = {}
        self._jobs = Jobs(self)
        self._resting = False
        self._round = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.verticalScrollBar().valueChanged.connect(self._scrolled)
        self._name()

    @property
    def paper(self) -> Paper | None:
        """What is on show."""
        return self._paper

    @property
    def page(self) -> int:
        """The page on show, from 1; 0 for none."""
        return self._page

    @property
    def count(self) -> int:
        """How many pages there are."""
        return len(self._paper.sizes) if self._paper is not None else 0

    @property
    def zoom(self) -> float:
        """Times the width that fits; a whole page counts as what it comes to."""
        page = max(self._page, 1)
        return self._scale(page) / self._fitting(page) if self.count else self._zoom

    def show_paper(self, paper: Paper | None) -> None:
        """Shows another paper; where it has as many pages, the place stays, and old pages show until new ones come."""
        page, offset = self._page, self._offset_in_page()
        old = {number: image for (number, _), image in self._drawn.items()}
        self._stale = old if paper is not None else {}
        self._round += 1
        self._drawn.clear()
        self._paper = paper
        self._page = 0
        self._lay()
        if self.count:
            self._jump(min(max(page, 1), self.count), offset)
        self._notice()
        self.viewport().update()

    def go(self, page: int) -> None:
        """Brings the top of a page into view; a number outside the paper goes to its first or last."""
        if self.count:
            self._jump(min(max(page, 1), self.count), 0)

    def set_zoom(self, times: float) -> None:
        """Zooms to so many times the width that fits; the place stays."""
        self._rescale(zoom=min(max(times, ZOOMS[0]), ZOOMS[-1]), whole=False)

    def zoom_step(self, steps: int) -> None:
        """The next larger (1) or smaller (-1) step of the zoom."""
        now = self.zoom
        ahead = [z for z in ZOOMS if z > now + 0.01] if steps > 0 else [z for z in reversed(ZOOMS) if z < now - 0.01]
        if ahead:
            self.set_zoom(ahead[0])

    def show_whole(self) -> None:
        """Shows a whole page at a time."""
        self._rescale(zoom=self._zoom, whole=True)

    def stop(self) -> None:
        """Ends the drawing, until it is shown again; for when the page or the window goes."""
        self._resting = True
        self._jobs.stop()

    def sizeHint(self) -> QSize:
        """A page that can be read."""
        return QSize(unit(64), unit(76))

    def showEvent(self, event: QShowEvent) -> None:
        """Draws again."""
        super().showEvent(event)
        self._resting = False
        self._ask()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width lays the pages out anew, at the same place."""
        super().resizeEvent(event)
        page, offset = self._page, self._offset_in_page()
        self._lay()
        if page:
            self._jump(page, offset)
        self.zoomed.emit()  # a whole page is another part of the width
        self._notice()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Page keys turn pages, arrows scroll, + and - zoom."""
        bar = self.verticalScrollBar()
        deeds: dict[int, Callable[[], object]] = {
            Qt.Key.Key_PageDown: lambda: self.go(self._page + 1),
            Qt.Key.Key_PageUp: lambda: self.go(self._page - 1),
            Qt.Key.Key_Home: lambda: self.go(1),
            Qt.Key.Key_End: lambda: self.go(self.count),
            Qt.Key.Key_Down: lambda: bar.setValue(bar.value() + unit(6)),
            Qt.Key.Key_Up: lambda: bar.setValue(bar.value() - unit(6)),
            Qt.Key.Key_Space: lambda: bar.setValue(bar.value() + self.viewport().height() - unit(4)),
            Qt.Key.Key_Plus: lambda: self.zoom_step(1),
            Qt.Key.Key_Equal: lambda: self.zoom_step(1),
            Qt.Key.Key_Minus: lambda: self.zoom_step(-1),
            Qt.Key.Key_0: lambda: self.set_zoom(1.0),
        }
        deed = deeds.get(event.key())
        if deed is None:
            super().keyPressEvent(event)
        else:
            deed()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scrolls; with Ctrl, zooms."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom_step(1 if event.angleDelta().y() > 0 else -1)
            event.accept()
        else:
            super().wheelEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Another theme or text size."""
        super().changeEvent(event)
        if event.type() in {QEvent.Type.PaletteChange, QEvent.Type.FontChange} and hasattr(self, "_tops"):
            self._lay()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The pages on show; blank paper where one is not drawn yet."""
        painter = QPainter(self.viewport())
        painter.fillRect(self.viewport().rect(), colour("track"))
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        for number in self._visible():
            area = self._area(number)
            painter.setPen(QPen(colour("border"), 1))
            painter.setBrush(PAPER)
            painter.drawRect(area)
            image = self._drawn.get((number, self._pixels(number))) or self._nearest(number)
            if image is not None:
                painter.drawImage(QRectF(area), image)
            self._stamp(painter, number, area)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(colour("accent"), 2))
            painter.drawRect(self.viewport().rect().adjusted(1, 1, -1, -1))
        painter.end()

    def _stamp(self, painter: QPainter, number: int, area: QRect) -> None:
        """What will be stamped at the foot of a page that is not ours, in the paper's own ink."""
        assert self._paper is not None
        foot = self._paper.leaves[number - 1].foot
        if foot:
            painter.save()
            font = painter.font()
            font.setPixelSize(max(round(area.width() * 0.0135), 6))
            painter.setFont(font)
            painter.setPen(QColor("#52606D"))
            line = area.adjusted(0, area.height() - round(area.width() * 0.05), 0, -round(area.width() * 0.02))
            painter.drawText(line, int(Qt.AlignmentFlag.AlignCenter), foot)
            painter.restore()

    # Where everything lies, in pixels of the whole length of paper.

    def _fitting(self, number: int) -> float:
        """The scale at which a page is as wide as the view: every page by itself, so that a wide one shrinks alone."""
        assert self._paper is not None
        return max(self.viewport().width() - unit(4), unit(10)) / max(self._paper.sizes[number - 1][0], 1)

    def _scale(self, number: int) -> float:
        assert self._paper is not None
        fitting = self._fitting(number)
        if self._whole:
            room = max(self.viewport().height() - unit(3), unit(10))
            return min(fitting, room / max(self._paper.sizes[number - 1][1], 1))
        return fitting * self._zoom

    def _size(self, number: int) -> tuple[int, int]:
        assert self._paper is not None
        width, height = self._paper.sizes[number - 1]
        scale = self._scale(number)
        return round(width * scale), round(height * scale)

    def _lay(self) -> None:
        self._tops = []
        at = gap = unit(1.5)
        for number in range(1, self.count + 1):
            self._tops.append(at)
            at += self._size(number)[1] + gap
        view = self.viewport()
        bar = self.verticalScrollBar()
        bar.setPageStep(view.height())
        bar.setSingleStep(unit(6))
        bar.setRange(0, max(0, at - view.height()))
        widest = max((self._size(number)[0] for number in range(1, self.count + 1)), default=0) + unit(4)
        across = self.horizontalScrollBar()
        across.setPageStep(view.width())
        across.setRange(0, max(0, widest - view.width()))
        across.setValue(across.maximum() // 2)
        view.update()

    def _area(self, number: int) -> QRect:
        wide, high = self._size(number)
        view = self.viewport().width()
        across = self.horizontalScrollBar()
        left = (view + across.maximum() - wide) // 2 - across.value()
        return QRect(left, self._tops[number - 1] - self.verticalScrollBar().value(), wide, high)

    def _visible(self) -> list[int]:
        top = self.verticalScrollBar().value()
        bottom = top + self.viewport().height()
        return [
            number for number, at in enumerate(self._tops, start=1) if at < bottom and at + self._size(number)[1] > top
        ]

    def _offset_in_page(self) -> int:
        return self.verticalScrollBar().value() - self._tops[self._page - 1] if 0 < self._page <= len(self._tops) else 0

    def _jump(self, page: int, offset: int) -> None:
        lead = unit(1.5) if offset == 0 else 0
        self.verticalScrollBar().setValue(self._tops[page - 1] + offset - lead)
        if self._page != page:
            self._page = page
            self.turned.emit(page)
        self._name()
        self._ask()

    def _rescale(self, *, zoom: float, whole: bool) -> None:
        page = self._page
        self._zoom, self._whole = zoom, whole
        self._lay()
        if page:
            self._jump(page, 0)
        self.zoomed.emit()
        self._notice()
        self.viewport().update()

    def _scrolled(self) -> None:
        self._notice()
        self.viewport().update()

    def _notice(self) -> None:
        """The page on show is the one that has most of the view."""
        top, bottom = self.verticalScrollBar().value(), self.verticalScrollBar().value() + self.viewport().height()
        best, most = 0, -1
        for number in self._visible():
            at = self._tops[number - 1]
            shown = min(bottom, at + self._size(number)[1]) - max(top, at)
            if shown > most:
                best, most = number, shown
        if self._page in self._visible() and self._tops[self._page - 1] >= top and most <= self._size(best)[1] // 2:
            best = self._page
        if best and best != self._page:
            self._page = best
            self.turned.emit(best)
        self._name()
        self._ask()

    def _name(self) -> None:
        words = f"Preview, page {self._page} of {self.count}" if self.count else "Preview, nothing to show yet"
        self.setAccessibleName(words)

    # Drawing.

    def _pixels(self, number: int) -> int:
        return round(self._size(number)[0] * self.devicePixelRatioF())

    def _nearest(self, number: int) -> QImage | None:
        """The page as it was drawn before, at another size or before a change, until the new one is there."""
        found = [image for (page, _), image in self._drawn.items() if page == number]
        return found[-1] if found else self._stale.get(number)

    def _ask(self) -> None:
        """Draws the next page that is wanted, unless one is being drawn."""
        if self._paper is None or self._jobs.running is not None or self._resting or not self.isVisible():
            return
        shown = self._visible()
        wanted = [*shown, *(n for n in (shown[-1] + 1, shown[0] - 1) if 1 <= n <= self.count)] if shown else []
        for number in wanted:
            pixels = self._pixels(number)
            if (number, pixels) not in self._drawn:
                job = self._jobs.start("Drawing a page", _Drawing(self._draw, self._paper, number, pixels))
                job.finished.connect(_Drawn(self, self._round, number, pixels))
                job.failed.connect(self._not_drawn)
                return

    def take(self, made_for: int, number: int, pixels: int, picture: Picture) -> None:
        """A page has been drawn; one of a paper that is no longer on show is let go."""
        if made_for == self._round:
            self._drawn[number, pixels] = image_of(picture)
            self._stale.pop(number, None)
            while len(self._drawn) > KEPT:
                self._drawn.popitem(last=False)
            self.viewport().update()
        self._ask()

    def _not_drawn(self, _error: object) -> None:
        """A page that cannot be drawn stays blank; whoever made the paper says why, and the rest goes on."""


def image_of(picture: Picture) -> QImage:
    """A drawn page as Qt paints it; it keeps its own copy of the dots."""
    return QImage(picture.pixels, picture.width, picture.height, picture.stride, QImage.Format.Format_RGB32).copy()


class _Drawing:
    """One page to draw, on the worker thread."""

    def __init__(self, draw: Draws, paper: Paper, number: int, pixels: int) -> None:
        self._draw, self._paper, self._number, self._pixels = draw, paper, number, pixels

    def __call__(self, _watcher: Watcher) -> object:
        return self._draw(self._paper, self._number, self._pixels)


class _Drawn:
    """Brings a drawn page to the view; not before the job that drew it is over, so that the next may begin."""

    def __init__(self, view: PaperView, made_for: int, number: int, pixels: int) -> None:
        self._view, self._for, self._number, self._pixels = view, made_for, number, pixels

    def __call__(self, picture: object) -> None:
        if isinstance(picture, Picture):
            self._view.take(self._for, self._number, self._pixels, picture)
