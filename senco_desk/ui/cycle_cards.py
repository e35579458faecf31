"""The parts of the cycle page that only show: its head, the voices, and what its Review says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from senco_desk.domain.cycles import Cycle
from senco_desk.domain.pupil_records import PupilRecord
from senco_desk.ui.cards import QuoteBox, button, label
from senco_desk.ui.cycle_parts import ReviewFacts, clear, cycle_dates, review_mark
from senco_desk.ui.marks import MarkLabel, mark
from senco_desk.ui.pupil_words import latest_view, source_words
from senco_desk.ui.theme import unit
from senco_desk.ui.tips import set_tip

_ASKS = (
    "A review asks what the child and the parents say, how the progress compares with what was expected, and what is"
    " decided. It can be recorded from any part of the cycle."
)


class CycleHead(QWidget):
    """Whose cycle and which, whether everything is saved, and the buttons."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(unit(1.5))
        words = QVBoxLayout()
        words.setSpacing(0)
        self.pupil = button("", kind="link")
        self.title = label("Cycle", "title")
        self.versions = button("Earlier versions", kind="link")
        self.versions.setToolTip("Compare this plan with how it was (Ctrl+H)")
        above = QHBoxLayout()  # beside the name it takes no width from the buttons in a narrow window
        above.setSpacing(unit(1.5))
        above.addWidget(self.pupil)
        above.addWidget(self.versions)
        above.addStretch(1)
        words.addLayout(above)
        words.addWidget(self.title)
        row.addLayout(words)
        row.addStretch(1)
        self.state = MarkLabel(mark("due", "Not saved yet"))
        self.save = button("&Save", kind="primary", needs="change")
        self.save.setToolTip("Keep what was typed (Ctrl+S)")
        self.review = button("Record revie&w", needs="change")
        self.next = button("&Open the next cycle", kind="primary", needs="change")
        self.correct = button("&Correct this cycle", needs="change")
        for part in (self.state, self.correct, self.review, self.next, self.save):
            row.addWidget(part)

    def show_nothing(self) -> None:
        """There is no cycle."""
        self.title.setText("No open cycle")
        for part in (self.state, self.save, self.review, self.next, self.correct, self.versions):
            part.hide()

    def show_cycle(self, record: PupilRecord, cycle: Cycle) -> None:
        """Shows whose cycle it is, and which."""
        self.pupil.setText(f"‹ {record.pupil.name}")
        self.pupil.setAccessibleName(f"Back to {record.pupil.name}")
        self.title.setText(f"Cycle {cycle.number} · {cycle.plan_kind}")
        set_tip(self.title, cycle_dates(cycle))
        closed = cycle.stage == "closed"
        self.review.setVisible(not closed)
        self.versions.show()
        self.next.setVisible(closed and record.cycles[-1].id == cycle.id)
        self.next.setText(f"&Open cycle {cycle.number + 1}")

    def show_state(self, *, unsaved: bool, read_only: bool) -> None:
        """Says where something is typed that is not kept yet; a reviewed cycle is opened for correction first."""
        self.state.setVisible(unsaved and not read_only)
        self.save.setVisible(not read_only)
        self.save.setEnabled(unsaved)
        self.correct.setVisible(read_only)


class Voice(QWidget):
    """The last words of the child or the parents, and the way to add new ones."""

    def __init__(self, whose: str, words: str, add: Callable[[], object]) -> None:
        """`whose` as a view has it; `words` as people say it: `the child says`."""
        super().__init__()
        self._whose = whose
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(unit(0.25))
        self.quote = QuoteBox()
        self.none = label(f"Not written down yet: what {words}.", tone="muted")
        column.addWidget(self.quote)
        column.addWidget(self.none)
        self.add_button = button(f"Add what {words}", add, kind="link", needs="change")
        column.addWidget(self.add_button, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)

    def show_record(self, record: PupilRecord) -> None:
        """Shows the newest words, or that there are none yet."""
        view = latest_view(record.views, self._whose)
        self.quote.show_words(view.words if view else "", source_words(view, record.pupil.forename) if view else "")
        self.none.setVisible(view is None)


class ReviewPart(QWidget):
    """What the review found, or when it is due and what it will ask."""

    def __init__(self, record_it: Callable[[], object]) -> None:
        super().__init__()
        self._record_it = record_it
        self.asks: QWidget | None = None
        """The button that records the review, while there is one to be recorded."""
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(unit(1))

    def show_cycle(self, record: PupilRecord, cycle: Cycle, today: date) -> None:
        """Shows the review of a cycle."""
        clear(self._column)
        self.asks = None
        reviews = record.reviews_of(cycle)
        if reviews:
            self._column.addWidget(ReviewFacts(reviews[-1], record.pupil.forename))
        elif cycle.stage == "closed":
            self._column.addWidget(label(f"Closed without a review on record: {cycle_dates(cycle)}.", wrap=True))
        else:
            due = review_mark(cycle, today)
            self._column.addWidget(label(f"{due.glyph} {due.words}", tone=due.token, wrap=True))
            self._column.addWidget(label(_ASKS, tone="muted", wrap=True))
            kind = "primary" if cycle.stage == "review" else ""
            self.asks = button("Record review", self._record_it, kind=kind, needs="change")
            self._column.addWidget(self.asks, 0, Qt.AlignmentFlag.AlignLeft)
