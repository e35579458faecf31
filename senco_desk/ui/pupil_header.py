"""The strip above a child's tabs: who it is at a glance, and the three things done most."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from senco_desk.domain.needs import Status
from senco_desk.domain.pupil_records import PupilRecord
from senco_desk.services.desk import Desk
from senco_desk.ui.cards import button, label
from senco_desk.ui.marks import MarkLabel, mark
from senco_desk.ui.register_table import date_mark, day_words, long_year, need_words
from senco_desk.ui.theme import colour, scaled, unit


class PupilHeader(QWidget):
    """Initials, preferred name, and one line: year, class, status since, needs, next review."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.disc = _Disc()
        self.name = label("", "title", wrap=True)
        self.line = label("", tone="muted")
        self.review = MarkLabel()
        self.note = button("&Note", needs="change")
        self.note.setToolTip("Write a note about this child (Ctrl+N)")
        self.record_review = button("Record &review", needs="change")
        self.make_pack = button("Ma&ke pack", kind="primary", needs="change rates")
        self.line.setMinimumWidth(unit(12))
        self._outer = QHBoxLayout(self)
        self._outer.setContentsMargins(0, 0, 0, 0)
        self._outer.setSpacing(unit(1.25))
        left = QHBoxLayout()
        left.setSpacing(unit(1.75))
        left.addWidget(self.disc, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(unit(0.25))
        words.addWidget(self.name)
        self._below = QHBoxLayout()
        self._below.setSpacing(unit(0.5))
        self._below.addWidget(self.line)
        self._below.addWidget(self.review)
        self._below.addStretch(1)
        words.addLayout(self._below)
        left.addLayout(words, 1)
        self._outer.addLayout(left, 1)
        right = QHBoxLayout()
        right.setSpacing(unit(1.75))
        for made in (self.note, self.record_review, self.make_pack):
            right.addWidget(made)
        right.addStretch(0)
        self._outer.addLayout(right)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where it is narrow, the line wraps, the review stands below it, and the buttons below that."""
        super().resizeEvent(event)
        narrow = self.width() < unit(92)
        if narrow != self.line.wordWrap():
            way = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
            self._outer.setDirection(way)
            self._below.setDirection(way)
            self.line.setWordWrap(narrow)

    def show_record(self, record: PupilRecord, desk: Desk) -> None:
        """Shows a child."""
        today = desk.today
        pupil, status = record.pupil, record.status(today)
        self.disc.show_initials(pupil.forename[:1] + pupil.surname[:1])
        self.name.setText(pupil.name)
        needs = record.needs_on(today)
        parts = [
            long_year(pupil.year_group),
            pupil.class_name,
            status_words(status),
            ", ".join(need.code for need in needs),
            f"left {day_words(pupil.leaving_date)}" if pupil.leaving_date and pupil.leaving_date <= today else "",
        ]
        due = record.next_review()
        self.line.setText(" · ".join(part for part in parts if part) + (" ·" if due else ""))
        self.line.setToolTip("\n".join(need_words(need.code) for need in needs))
        if due is None:
            self.review.show_mark(None)
        else:
            found = date_mark(due, today)
            self.review.show_mark(mark(found.state, f"review {found.words}", meaning=found.meaning))
        self.record_review.setEnabled(record.current_cycle() is not None)
        self.record_review.setToolTip(
            "Record the review of the open cycle (Ctrl+R)"
            if record.current_cycle()
            else "No cycle is open: open one under Cycles, and its review can be recorded here."
        )


def status_words(status: Status | None) -> str:
    """`SEN Support since 12 Sep 2024`, or that the child is not on the register."""
    if status is None or status.status == "N":
        return "Not on the register"
    if status.start is None:
        return f"{status.words}, as found on the roll of {day_words(status.as_found_on)}"
    return f"{status.words} since {day_words(status.start)}"


class _Disc(QWidget):
    """A child's initials on a soft disc."""

    def __init__(self) -> None:
        super().__init__()
        self._initials = ""
        self.setFixedSize(self.sizeHint())

    def show_initials(self, initials: str) -> None:
        self._initials = initials.upper()
        self.setFixedSize(self.sizeHint())
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(unit(5.5), unit(5.5))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour("accent_soft"))
        painter.drawEllipse(QRectF(self.rect()))
        painter.setPen(colour("accent"))
        painter.setFont(scaled(self.font(), 1.1, QFont.Weight.Medium))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._initials)
        painter.end()
