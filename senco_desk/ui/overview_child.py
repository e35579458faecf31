"""The first cards of a child's overview: their own words and strengths, and what they are working on."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from senco_desk.domain.cycles import Outcome
from senco_desk.domain.pupil_records import PupilRecord
from senco_desk.domain.terms import in_words
from senco_desk.domain.views import View
from senco_desk.services.costs import Spend
from senco_desk.services.desk import Desk
from senco_desk.ui.cards import FactRow, QuoteBox, button, label
from senco_desk.ui.marks import State, mark
from senco_desk.ui.overview_cards import Ask, Facts, HeadCard, wrapped_mark
from senco_desk.ui.provision_words import sessions_words
from senco_desk.ui.pupil_words import cycle_line, latest_view, source_words
from senco_desk.ui.theme import unit

_ACHIEVED: dict[str, tuple[State, str]] = {
    "met": ("good", "met"), "partly": ("due", "partly met"), "not met": ("info", "not met yet"), "": ("info", "so far"),
}  # fmt: skip


class ChildCard(HeadCard):
    """The child's own words first, then the parents', then what the child is good at, likes and hopes for."""

    def __init__(self, ask: Ask) -> None:
        super().__init__(
            "In their own words",
            button("Add their words", lambda: ask("view", ""), kind="link", needs="change"),
            button("Edit strengths…", lambda: ask("pupil", "strengths"), kind="link", needs="change"),
        )
        self.quote = QuoteBox()
        self.parents = QuoteBox()
        self.strengths = Facts(names=11)
        for part in (self.quote, self.parents, self.strengths):
            self.add(part)

    def show_record(self, record: PupilRecord) -> None:
        """Shows a child."""
        pupil = record.pupil
        said, told = latest_view(record.views, "child"), latest_view(record.views, "parent")
        self.quote.show_words(said.words if said else "", source_words(said) if said else "")
        self.tell_none("" if said else "What do they say about school?")
        self.strengths.show_facts(
            [("Strengths", pupil.strengths), ("Interests", pupil.interests), ("Hopes", pupil.aspirations)]
        )
        self.parents.show_words(told.words if told else "", _parent_words(told) if told else "")


class NowCard(HeadCard):
    """What the child is working on: where they are in the cycle, its outcomes and how far they have come."""

    def __init__(self, ask: Ask) -> None:
        self.open = button("Open &cycle", lambda: ask("cycle", ""), kind="link")
        self.start = button("Start a &cycle", lambda: ask("cycle", ""), kind="link", needs="change")
        super().__init__("What is being worked on", self.open, self.start)
        self.cycle = QLabel()
        self.cycle.setTextFormat(Qt.TextFormat.RichText)  # the mark-up is ours, never a person's
        self.cycle.setWordWrap(True)
        self.outcomes = QWidget()
        self._outcomes = QVBoxLayout(self.outcomes)
        self._outcomes.setContentsMargins(0, 0, 0, 0)
        self._outcomes.setSpacing(unit(0.75))
        self.sessions = FactRow("Sessions this year")
        self.spend = FactRow("Support this year")
        for part in (self.cycle, self.outcomes, self.sessions, self.spend):
            self.add(part)
        self._listed: list[Outcome] | None = None

    def show_record(self, record: PupilRecord, desk: Desk, found: Spend) -> None:
        """Shows a child; `found` is what the support costs."""
        cycle = record.current_cycle()
        marked, plain = cycle_line(cycle, desk.today)
        which = f"Cycle {cycle.number}: " if cycle else ""
        self.cycle.setText(which + marked)
        self.cycle.setAccessibleName(which + plain)
        self.cycle.setVisible(cycle is not None)
        self.tell_none("" if cycle else "no cycle is open")
        self._show_outcomes(record.outcomes_of(cycle) if cycle else [])
        self.sessions.show_words(sessions_words(found.spend.lines))
        self.sessions.setVisible(bool(found.spend.lines))
        self.spend.setVisible(desk.may("rates") and bool(found.spend.lines))
        if desk.may("rates"):
            self.spend.show_words(found.sentences[0] if found.spend.lines else "No provision is planned")
        self.open.setVisible(cycle is not None)
        self.start.setVisible(cycle is None)

    def _show_outcomes(self, outcomes: list[Outcome]) -> None:
        self.outcomes.setVisible(bool(outcomes))
        if outcomes == self._listed:
            return
        self._listed = outcomes
        while (entry := self._outcomes.takeAt(0)) is not None:
            if (widget := entry.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for outcome in outcomes:
            self._outcomes.addWidget(_outcome(outcome))


def _parent_words(view: View) -> str:
    """Who spoke, so that it is clear that it was no child: a name alone would not say so."""
    said = source_words(view)
    return said if view.person.casefold() in ("", "parent", "a parent") else f"Parent or carer: {said}"


def _outcome(outcome: Outcome) -> QWidget:
    """An aim, and below it from where to where, by when, and what has come of it."""
    made = QWidget()
    column = QVBoxLayout(made)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(unit(0.125))
    column.addWidget(label(outcome.aim, wrap=True))
    step = " → ".join(part for part in (outcome.baseline, outcome.target) if part)
    due = f"by {in_words(outcome.due)}" if outcome.due else ""
    line = " · ".join(part for part in (step, due) if part)
    if line:
        column.addWidget(label(line, tone="muted", wrap=True))
    if outcome.result or outcome.achieved:
        state, words = _ACHIEVED[outcome.achieved]
        said = ": ".join(part for part in (words, outcome.result) if part)
        column.addWidget(wrapped_mark(mark(state, said, meaning=words)))
    return made
