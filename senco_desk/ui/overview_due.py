"""The overview's card of what comes next: the review, a decision on monitoring, meetings, reports that are awaited."""

from __future__ import annotations

from datetime import date, timedelta

from PySide6.QtWidgets import QVBoxLayout, QWidget

from senco_desk.domain.needs import decide_by
from senco_desk.domain.pupil_records import PupilRecord
from senco_desk.domain.terms import in_words
from senco_desk.services.today import REPORT_WEEKS
from senco_desk.ui.marks import Mark, mark
from senco_desk.ui.overview_cards import HeadCard, wrapped_mark
from senco_desk.ui.pupil_words import meeting_words
from senco_desk.ui.register_table import date_mark
from senco_desk.ui.theme import unit


class DueCard(HeadCard):
    """A line for each thing that has a day; nothing that waits says that anybody has to."""

    def __init__(self) -> None:
        super().__init__("What comes next")
        self._held = QWidget()
        self._column = QVBoxLayout(self._held)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(unit(0.375))
        self.add(self._held)
        self.shown: list[Mark] = []

    def show_record(self, record: PupilRecord, today: date) -> None:
        """Shows a child."""
        self.shown = due_of(record, today)
        self.tell_none("" if self.shown else "nothing has a day yet")
        self._held.setVisible(bool(self.shown))
        while (entry := self._column.takeAt(0)) is not None:
            if (widget := entry.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for each in self.shown:
            self._column.addWidget(wrapped_mark(each))


def due_of(record: PupilRecord, today: date) -> list[Mark]:
    """What comes next for a child, in the order of its days; nothing for somebody who has left."""
    left = record.pupil.leaving_date
    if left is not None and left <= today:
        return []
    found: list[tuple[date, Mark]] = []
    review, status = record.next_review(), record.status(today)
    if review is not None:
        found.append((review, _dated("Review", review, today)))
    elif status is not None and status.status in ("K", "E"):
        found.append((date.max, mark("info", "Review: no date is set; set one in the plan", meaning="no review date")))
    decide = decide_by(status) if status is not None else None
    if decide is not None:
        found.append((decide, _dated("Decide on monitoring", decide, today)))
    for each in record.involvements:
        if each.asked_on is not None and each.reported_on is None:
            due = each.asked_on + timedelta(weeks=REPORT_WEEKS)
            words = f"{each.profession}: report awaited since {in_words(each.asked_on)}"
            found.append((due, mark("over" if due < today else "info", words, meaning="report awaited")))
    said = [each for _day, each in sorted(found, key=lambda pair: pair[0])]
    if status is not None and status.status in ("K", "E"):
        said.append(mark("info", f"Meetings with parents: {meeting_words(record, today)}", meaning="meetings"))
    return said


def _dated(what: str, day: date, today: date) -> Mark:
    told = date_mark(day, today)
    late = f" ({told.words})" if told.state == "over" else ""
    return mark(told.state, f"{what}: {in_words(day)}{late}", meaning=told.meaning)
