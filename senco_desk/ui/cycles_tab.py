"""Where a child is in the cycle: the open one with its outcomes, and the earlier ones folded beneath, gaps in days."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from senco_desk.domain.cycles import Cycle
from senco_desk.domain.pupil_records import PupilRecord
from senco_desk.domain.reviews import DECISIONS
from senco_desk.domain.terms import in_words
from senco_desk.services import cycles, pupils
from senco_desk.ui.cards import Card, QuoteBox, button, label
from senco_desk.ui.context import Context
from senco_desk.ui.cycle_deeds import open_next
from senco_desk.ui.cycle_parts import (
    OutcomesView,
    ReviewFacts,
    StageStrip,
    clear,
    cycle_dates,
    gap_words,
    review_mark,
)
from senco_desk.ui.flow import Flow
from senco_desk.ui.marks import MarkLabel
from senco_desk.ui.pupil_words import latest_view, source_words
from senco_desk.ui.sheet_room import Fold, Scrolled
from senco_desk.ui.theme import unit


class CyclesTab(QWidget):
    """The tab "Cycles" of a pupil."""

    nouns = frozenset({"cycle", "outcome", "review", "view", "pupil"})

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._pupil_id = ""
        self._opened: set[str] = set()
        self.cycle: Cycle | None = None
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        page = Scrolled()
        layout.addWidget(page)
        self.card = Card("Cycle")
        self.strip = StageStrip()
        self.due = MarkLabel()
        self.facts = label("", tone="muted", wrap=True)
        self.quote = QuoteBox()
        self.outcomes = OutcomesView()
        for part in (self.strip, self.due, self.facts, self.quote, self.outcomes, self._tools()):
            self.card.add(part)
        page.body.addWidget(self.card)
        self.earlier_title = label("Earlier cycles", "section")
        page.body.addWidget(self.earlier_title)
        self._earlier = QVBoxLayout()
        self._earlier.setSpacing(unit(0.75))
        page.body.addLayout(self._earlier)
        page.body.addStretch(1)

    def show_pupil(self, pupil_id: str) -> None:
        """Shows a pupil's cycles."""
        if pupil_id != self._pupil_id:
            self._opened = set()
        self._pupil_id = pupil_id
        self.reload()

    def reload(self) -> None:
        """Reads the cycles again; what was folded open stays open."""
        pupil_id = self._pupil_id
        record = (
            self._context.work.attempt(lambda: pupils.record_of(self._context.desk, pupil_id)) if pupil_id else None
        )
        if record is not None:
            self._show_current(record)
            self._show_earlier(record)

    def open_cycle(self) -> None:
        """Opens the next cycle, filled with what the last one knows, and goes to it."""
        open_next(self._context, self._pupil_id, self)

    def edit(self) -> None:
        """Goes to the open cycle."""
        if self.cycle is not None:
            self._context.go("cycle", self._pupil_id, self.cycle.id)

    def record_review(self) -> None:
        """Goes to the open cycle with the form of its review open."""
        if self.cycle is not None:
            self._context.go("cycle", self._pupil_id, self.cycle.id, "review")

    def _tools(self) -> QWidget:
        tools = QWidget()
        flow = Flow(tools)
        words = "Edit cyc&le" if self._context.may("change") else "Open cyc&le"
        self.edit_button = button(words, self.edit, kind="primary")
        self.review_button = button("Re&cord review", self.record_review, needs="change")
        self.open_button = button("&Open a cycle", self.open_cycle, kind="primary", needs="change")
        for part in (self.edit_button, self.review_button, self.open_button):
            flow.addWidget(part)
        return tools

    def _show_current(self, record: PupilRecord) -> None:
        today = self._context.desk.today
        self.cycle = cycle = record.current_cycle()
        is_open = cycle is not None
        for part in (self.strip, self.due, self.quote, self.outcomes, self.edit_button, self.review_button):
            part.setVisible(is_open)
        self.open_button.setVisible(not is_open)
        if cycle is None:
            last = record.cycles[-1] if record.cycles else None
            number = last.number + 1 if last else 1
            self.card.title.setText("No cycle is open")
            self.open_button.setText(f"&Open cycle {number}")
            since = (today - last.closed_on).days if last and last.closed_on else None
            self.facts.setText(
                "A cycle is one turn of assess, plan, do and review. The first one starts with what the child says."
                if last is None
                else f"Cycle {last.number} was closed {in_words(last.closed_on)}"
                f"{_ago(since)}. What it knows, and its outcomes that were not met, are taken into the next."
                if last.closed_on
                else ""
            )
            return
        self.card.title.setText(f"Cycle {cycle.number} · {cycle.plan_kind}")
        self.strip.show_cycle(cycle, today)
        self.due.show_mark(review_mark(cycle, today))
        teacher = f" · {cycle.responsible_teacher}" if cycle.responsible_teacher else ""
        self.facts.setText(f"Opened {in_words(cycle.opened_on)}{teacher}")
        child = latest_view(record.views, "child")
        self.quote.show_words(child.words if child else "", source_words(child, record.pupil.forename) if child else "")
        outcomes = record.outcomes_of(cycle)
        self.outcomes.show_outcomes(outcomes)
        self.outcomes.setVisible(bool(outcomes))

    def _show_earlier(self, record: PupilRecord) -> None:
        clear(self._earlier)
        closed = [cycle for cycle in record.cycles if cycle.stage == "closed"]
        self.earlier_title.setVisible(bool(closed))
        following = {before.id: after for before, after in zip(record.cycles, record.cycles[1:], strict=False)}
        for cycle in reversed(closed):
            after = following.get(cycle.id)
            if after is not None:
                days = cycles.gap_days(cycle, after)
                said = label(gap_words(days), "small", "due" if days and days > LONG_GAP else "", wrap=True)
                said.setContentsMargins(unit(3), 0, 0, 0)
                self._earlier.addWidget(said)
            self._earlier.addWidget(self._fold(record, cycle))

    def _fold(self, record: PupilRecord, cycle: Cycle) -> Card:
        reviews = record.reviews_of(cycle)
        decision = f" · {DECISIONS[reviews[-1].decision]}" if reviews else ""
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(unit(3), 0, 0, 0)
        column.setSpacing(unit(1))
        column.addWidget(OutcomesView(record.outcomes_of(cycle)))
        if reviews:
            column.addWidget(ReviewFacts(reviews[-1], record.pupil.forename))
        column.addWidget(
            button("Open this cycle", _Going(self._context, self._pupil_id, cycle.id), kind="link"),
            0, Qt.AlignmentFlag.AlignLeft,
        )  # fmt: skip
        fold = Fold(f"Cycle {cycle.number} · {cycle_dates(cycle)}{decision}", inside, is_open=cycle.id in self._opened)
        fold.setObjectName(cycle.id)
        fold.toggled.connect(self._folded)
        card = Card()
        card.body.setContentsMargins(unit(0.5), unit(0.5), unit(1.5), unit(0.5))
        card.add(fold)
        return card

    def _folded(self, is_open: bool) -> None:  # noqa: FBT001  the shape of the signal
        fold = self.sender()
        if isinstance(fold, Fold):
            (self._opened.add if is_open else self._opened.discard)(fold.objectName())


LONG_GAP = 42
"""Days without a cycle from which the gap is pointed out: six weeks, more than a summer holiday's last week."""


class _Going:
    """Goes to one cycle; an object, because a lambda in a loop would take the last one."""

    def __init__(self, context: Context, pupil_id: str, cycle_id: str) -> None:
        self._context, self._pupil_id, self._cycle_id = context, pupil_id, cycle_id

    def __call__(self) -> None:
        self._context.go("cycle", self._pupil_id, self._cycle_id)


def _ago(days: int | None) -> str:
    if days is None or days <= 0:
        return ""
    return f", {'1 day' if days == 1 else f'{days} days'} ago"
