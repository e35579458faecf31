"""A child's initials on a soft disc, or the photo in their place. The photo is drawn from memory, never from a file."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QImage, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QWidget

from senco_desk.domain.papers import Document
from senco_desk.domain.problems import RefusedError, TroubleError
from senco_desk.domain.pupil_records import PupilRecord
from senco_desk.services import attachments
from senco_desk.ui.context import Context
from senco_desk.ui.theme import colour, scaled, unit

_WIDE = 360
"""Pixels across of the page that a photo is taken from: the disc is small."""
_KEPT = 12
"""Photos kept drawn while the desk is open: going back and forth draws nothing anew. They go with the page."""
_WHITE = 245
"""A pixel as light as this at the edge of the page is paper, and no part of the photo."""


def photo_of(record: PupilRecord) -> Document | None:
    """The photo of a child that is shown: the one-page profile's own, else the newest document of kind `photo`."""
    photos = [paper for paper in record.documents if paper.kind == "photo" and not paper.problem]
    chosen = record.profile.photo_id if record.profile is not None else None
    own = next((paper for paper in photos if paper.id == chosen), None)
    return own or max(photos, key=lambda paper: (paper.dated or paper.added_on, paper.id), default=None)


class PhotoDisc(QWidget):
    """Initials on a disc; a photo is put there once it has been drawn, off the window's thread."""

    def __init__(self) -> None:
        super().__init__()
        self._initials = ""
        self._wanted = ""
        self.photo: QImage | None = None
        self._drawn: dict[str, QImage] = {}
        self.setFixedSize(self.sizeHint())

    def show_initials(self, initials: str, photo: Document | None = None) -> None:
        """Shows a child; a photo that is on show already stays, any other gives way to the initials."""
        self._initials = initials.upper()
        if photo is None or photo.id != self._wanted:
            self._wanted, self.photo = "", None
            self.setAccessibleName("")
        self.setFixedSize(self.sizeHint())
        self.update()

    def show_photo(self, context: Context, photo: Document, name: str) -> None:
        """Asks once for a photo to be drawn; until then, and where it cannot be drawn, the initials stand."""
        if self._wanted == photo.id:
            return
        self._wanted = photo.id
        if photo.id in self._drawn:
            self._put(self._drawn[photo.id], name)
            return

        def drawn(found: object) -> None:
            if isinstance(found, QImage):
                while len(self._drawn) >= _KEPT:
                    del self._drawn[next(iter(self._drawn))]
                self._drawn[photo.id] = found
                if self._wanted == photo.id:
                    self._put(found, name)

        def draw(desk: object, _watcher: object) -> QImage | None:
            try:
                wide, high, stride, pixels = attachments.render_page(desk, photo.id, 0, _WIDE)  # type: ignore[arg-type]
            except (RefusedError, TroubleError):
                return None  # a photo that cannot be drawn is no trouble of the page: the initials stand
            return trimmed(QImage(pixels, wide, high, stride, QImage.Format.Format_ARGB32).copy())

        context.read_job("Showing the photo", draw).finished.connect(drawn)

    def _put(self, photo: QImage, name: str) -> None:
        self.photo = photo
        self.setAccessibleName(f"Photo of {name}")
        self.update()

    def sizeHint(self) -> QSize:
        """Two lines of text high."""
        return QSize(unit(5.5), unit(5.5))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The photo in its disc, or the initials."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour("accent_soft"))
        painter.drawEllipse(QRectF(self.rect()))
        if self.photo is not None and not self.photo.isNull():
            disc = QPainterPath()
            disc.addEllipse(QRectF(self.rect()))
            painter.setClipPath(disc)
            side = min(self.photo.width(), self.photo.height())
            left, top = (self.photo.width() - side) // 2, (self.photo.height() - side) // 3
            painter.drawImage(self.rect(), self.photo, QRect(left, top, side, side))
        else:
            painter.setPen(colour("accent"))
            painter.setFont(scaled(self.font(), 1.1, QFont.Weight.Medium))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._initials)
        painter.end()


def trimmed(page: QImage) -> QImage:
    """The picture on a page, without the paper around it; the whole page where it has no edge of paper."""

    def paper(points: list[tuple[int, int]]) -> bool:
        inks = [page.pixelColor(x, y) for x, y in points]
        return all(min(ink.red(), ink.green(), ink.blue()) >= _WHITE for ink in inks)

    left, top, right, bottom = 0, 0, page.width() - 1, page.height() - 1
    step = 4
    while top < bottom and paper([(x, top) for x in range(left, right, step)]):
        top += 1
    while bottom > top and paper([(x, bottom) for x in range(left, right, step)]):
        bottom -= 1
    while left < right and paper([(left, y) for y in range(top, bottom, step)]):
        left += 1
    while right > left and paper([(right, y) for y in range(top, bottom, step)]):
        right -= 1
    return page.copy(QRect(left, top, right - left + 1, bottom - top + 1)) if right > left and bottom > top else page
