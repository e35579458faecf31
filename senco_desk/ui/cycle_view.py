"""What the cycle page shows below its head: where the cycle is, the voices, the outcomes, and its four parts."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QWidget

from senco_desk.domain.cycles import STAGES, Cycle, Stage
from senco_desk.domain.pupil_records import PupilRecord
from senco_desk.services.desk import Desk
from senco_desk.ui.cards import Card, button, label
from senco_desk.ui.cycle_cards import ReviewPart, Voice
from senco_desk.ui.cycle_deeds import CycleDeeds
from senco_desk.ui.cycle_fields import PARTS, CycleFields
from senco_desk.ui.cycle_parts import ORDER, StageStrip
from senco_desk.ui.cycle_support import SessionsPart, SupportPart
from senco_desk.ui.keyboard import read_in_order
from senco_desk.ui.outcomes_card import OutcomesCard
from senco_desk.ui.provision_deeds import ProvisionDeeds
from senco_desk.ui.sheet_room import Columns, Scrolled


class CycleView(Scrolled):
    """One cycle, filled by `show_cycle`; `fields` stand in the parts they belong to."""

    moving = Signal(str)
    """The part of the cycle that is to be gone to."""

    def __init__(self, fields: CycleFields, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._fields = fields
        self.other = label("", tone="over", wrap=True)
        self.other.hide()
        self.strip = StageStrip()
        self.outcomes = OutcomesCard()
        self.cards: dict[Stage, Card] = {stage: Card(STAGES[stage]) for stage in ORDER}
        self._moves = {stage: button("", _Moving(self, stage), kind="link", needs="change") for stage in ORDER}

    def connect_to(self, deeds: CycleDeeds, provision: ProvisionDeeds, review: Callable[[], object]) -> None:
        """Lays everything out, each part with the deeds it asks for; once."""
        self.child = Voice("child", "the child says", deeds.add_child)
        self.parents = Voice("parent", "the parents say", deeds.add_parents)
        self.outcomes.adding.connect(deeds.add_outcome)
        self.outcomes.editing.connect(deeds.edit_outcome)
        self.outcomes.removing.connect(deeds.remove_outcome)
        self.support, self.sessions = SupportPart(provision), SessionsPart(provision)
        self.reviewed = ReviewPart(review)
        more = {"plan": self.support, "do": self.sessions, "review": self.reviewed}
        for stage, card in self.cards.items():
            card.add(self._moves[stage])
            for name in PARTS.get(stage, ()):
                card.add(self._fields.fields[name])
            if stage in more:
                card.add(more[stage])
            card.add_stretch()
        voices = Columns((self.child, self.parents), least=40)
        self.columns = Columns(list(self.cards.values()), least=29)
        for widget in (self.other, self.strip, voices, self.outcomes, self.columns):
            self.body.addWidget(widget)
        self.body.addStretch(1)

    def show_cycle(self, record: PupilRecord, cycle: Cycle, desk: Desk) -> None:
        """Shows everything of a cycle but its fields."""
        closed = cycle.stage == "closed"
        self.strip.show_cycle(cycle, desk.today)
        self.child.show_record(record)
        self.parents.show_record(record)
        self.outcomes.show_outcomes(record.outcomes_of(cycle), desk.today)
        lines = record.lines_of(cycle)
        self.support.show_lines(lines, record.pupil.id, may_add=not closed)
        self.sessions.show_lines(lines, record.pupil.id, desk)
        self.reviewed.show_cycle(record, cycle, desk.today)
        self._show_moves(cycle)
        read_in_order(self)

    def show_unsaved(self) -> None:
        """Marks the fields whose words are not kept yet."""
        typed = self._fields.typed()
        for name, field in self._fields.fields.items():
            _dot(field.label, on=name in typed)

    def first_to_do(self, record: PupilRecord, cycle: Cycle) -> QWidget:
        """Where work on an open cycle goes on: the child's words first, then the part the cycle is in."""
        if cycle.stage == "review":
            return self.reviewed.asks or self.reviewed
        if cycle.stage == "assess" and not any(view.cycle_id == cycle.id for view in record.views):
            return self.child.add_button
        return self._fields.fields[_FIRST[cycle.stage]]

    def _show_moves(self, cycle: Cycle) -> None:
        """Each part's head: done, going on, or the way to it."""
        at = ORDER.index(cycle.stage) if cycle.stage in ORDER else len(ORDER)
        for place, stage in enumerate(ORDER):
            move = self._moves[stage]
            move.setVisible(cycle.stage != "closed" and abs(place - at) == 1)
            move.setText(f"Go on to {STAGES[stage]}" if place > at else f"Go back to {STAGES[stage]}")
            move.setAccessibleName(move.text())
            sign = "✓ " if place < at else ""
            here = " · now" if place == at else ""
            self.cards[stage].title.setText(f"{sign}{STAGES[stage]}{here}")


_FIRST: dict[Stage, str] = {"assess": "teacher_assessment", "plan": "strategies", "do": "do_notes"}
"""The field of each part that is written into first."""


class _Moving:
    """Goes to a part; an object, because a lambda in a loop would take the last one."""

    def __init__(self, view: CycleView, stage: Stage) -> None:
        self._view, self._stage = view, stage

    def __call__(self) -> None:
        self._view.moving.emit(self._stage)


def _dot(words: QLabel, *, on: bool) -> None:
    """Marks a field whose words are not kept yet."""
    text = words.text().removesuffix(" •")
    words.setText(f"{text} •" if on else text)
