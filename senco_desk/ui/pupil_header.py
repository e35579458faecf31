"""The strip above a child's tabs: who it is at a glance, and the three things done most."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from senco_desk.domain.ages import age_on
from senco_desk.domain.flags import SEE_DSL, Flag, flags_of
from senco_desk.domain.money import in_pounds
from senco_desk.domain.needs import Status
from senco_desk.domain.pupil_records import PupilRecord
from senco_desk.domain.status_history import standing_since
from senco_desk.services.costs import Spend
from senco_desk.services.desk import Desk
from senco_desk.ui.cards import Meter, button, label
from senco_desk.ui.flow import Flow
from senco_desk.ui.marks import Mark, MarkLabel, mark
from senco_desk.ui.pupil_photo import PhotoDisc, photo_of
from senco_desk.ui.register_table import date_mark, day_words, long_year, need_words
from senco_desk.ui.theme import unit
from senco_desk.ui.tips import set_tip


class PupilHeader(QWidget):
    """Photo or initials, preferred name, one line (year, class, age, status since, needs, next review), and flags."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.disc = PhotoDisc()
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
        self._below.setSpacing(unit(1.25))  # the review's shape parts it from the line, without a dot
        self._below.addWidget(self.line)
        self._below.addWidget(self.review)
        self._below.addStretch(1)
        words.addLayout(self._below)
        self.flags = QWidget()
        self._flow = Flow(self.flags, gap=1)
        self.meter = Meter()
        self.meter.setFixedSize(unit(11.5), self.line.fontMetrics().height() + 2)
        self.spend = label("", "small")
        self._flags: list[tuple[Mark, str]] = []
        self._marks: list[MarkLabel] = []
        self._flow.addWidget(self.meter)
        self._flow.addWidget(self.spend)
        words.addWidget(self.flags)
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

    def show_record(self, record: PupilRecord, desk: Desk, found: Spend | None = None) -> None:
        """Shows a child; `found` is what the support costs, for those who may see it."""
        today = desk.today
        pupil, status = record.pupil, record.status(today)
        self.disc.show_initials(pupil.forename[:1] + pupil.surname[:1], photo_of(record))
        self.name.setText(pupil.name)
        needs = record.needs_on(today)
        age = age_on(pupil.date_of_birth, today)
        parts = [
            long_year(pupil.year_group),
            pupil.class_name,
            f"aged {age}" if age is not None else "",
            status_words(status, record),
            ", ".join(need.code for need in needs),
        ]
        left = pupil.leaving_date is not None and pupil.leaving_date <= today
        self._show_spend(found if desk.may("rates") and not left else None)
        self._show_flags(record, guarded=desk.may("confidential"), left=left)
        due = None if left else record.next_review()
        self.line.setText(" · ".join(part for part in parts if part))
        set_tip(self.line, "\n".join(need_words(need.code) for need in needs))
        if due is None:
            self.review.show_mark(None)
        else:
            told = date_mark(due, today)
            self.review.show_mark(mark(told.state, f"review {told.words}", meaning=told.meaning))
        self.record_review.setEnabled(record.current_cycle() is not None)
        self.record_review.setToolTip(
            "Record the review of the open cycle (Ctrl+R)"
            if record.current_cycle()
            else "No cycle is open: open one under Cycles, and its review can be recorded here."
        )

    def _show_spend(self, found: Spend | None) -> None:
        """The meter of the year's forecast beside the threshold: a measure of spending, and never a gate."""
        counted = found.spend.counted_pence if found is not None and found.spend.lines else 0
        amount = found.spend.threshold.amount_pence if found is not None else 0
        for part in (self.meter, self.spend):
            part.setVisible(bool(counted and amount))
        if found is None or not counted or not amount:
            return
        figures = f"{_pounds(counted)} of {_pounds(amount)}"
        core = " with the core amount" if found.spend.threshold.basis == "core_plus_additional" else ""
        spoken = f"Forecast for the year{core}: {figures}. An assessment can be requested at any level of spend."
        self.meter.show_part(counted / amount, spoken)
        self.spend.setText(f"{figures}, forecast")
        set_tip(self.spend, spoken)

    def _show_flags(self, record: PupilRecord, *, guarded: bool, left: bool) -> None:
        pupil = record.pupil
        told: list[tuple[Mark, str]] = []
        if left:
            words = f"Left on {day_words(pupil.leaving_date)} · the record is kept"
            told.append(
                (mark("info", words, meaning="left"), "Nothing is lost: the register as it stood shows the child")
            )
        if pupil.see_dsl and guarded:
            told.append((mark("info", SEE_DSL, meaning=SEE_DSL), "Ask the designated safeguarding lead"))
        told += [(_flag_mark(flag), flag.why) for flag in flags_of(pupil, record.contacts)]
        if told == self._flags:
            return
        self._flags = told
        for old in self._marks:
            self._flow.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._marks = []
        for shown, why in told:
            made = MarkLabel(shown, self.flags)
            set_tip(made, why or shown.spoken())
            made.setAccessibleName(f"{shown.spoken()}: {why}" if why else shown.spoken())
            self._flow.addWidget(made)
            made.show()
            self._marks.append(made)


def _pounds(pence: int) -> str:
    return in_pounds((pence + 50) // 100 * 100, whole=True)


def _flag_mark(flag: Flag) -> Mark:
    return mark("info", flag.words, meaning=flag.words)


def status_words(status: Status | None, record: PupilRecord | None = None) -> str:
    """`SEN Support since 12 Sep 2024`, or that the child is not on the register; since it has held without a break."""
    if status is None or status.status == "N":
        return "Not on the register"
    since = standing_since(record.statuses, status) if record is not None else status.start
    if since is None:
        found = f", as found on the roll of {day_words(status.as_found_on)}" if status.as_found_on else ""
        return f"{status.words}{found}"
    return f"{status.words} since {day_words(since)}"
