"""The panel beside the register: the selected child without leaving the list, the child's own words first."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from senco_desk.domain.register import RegisterRow
from senco_desk.services import costs, pupils
from senco_desk.services.desk import Desk
from senco_desk.ui.cards import FactRow, QuoteBox, button, label
from senco_desk.ui.flow import Flow
from senco_desk.ui.provision_words import sessions_words
from senco_desk.ui.pupil_words import (
    cycle_line,
    latest_view,
    meeting_words,
    source_words,
    strengths_of,
)
from senco_desk.ui.register_table import need_words, year_words
from senco_desk.ui.sheet_room import Scrolled
from senco_desk.ui.theme import unit

_LONG = 20
"""A name of more letters than this has its line to itself."""


class RegisterPreview(QFrame):
    """Shows one pupil; a plain sentence while none, or several, are selected."""

    open_wanted = Signal(str)
    note_wanted = Signal(str)
    session_wanted = Signal(str)
    change_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self.setFixedWidth(unit(29))
        self.setAccessibleName("Selected pupil")
        self.pupil_id = ""
        self.name = label("", "section", wrap=True)
        self.where = label("", tone="muted")
        self.quote = QuoteBox()
        self.strengths = FactRow("Strengths")
        self.needs = FactRow("Needs")
        self.cycle = _RichFact("In the cycle")
        self.sessions = FactRow("Sessions")
        self.met = FactRow("Parents met this year")
        self.open = button("&Open", self._open, kind="primary")
        self.note = button("&Note", self._note, needs="change")
        self.session = button("Se&ssion", self._session, needs="log")
        self.change = button("&Change them…", self.change_wanted.emit, needs="change")
        self.hint = label("Select a child to see how they are doing.", tone="muted", wrap=True)
        self._lay()
        self.show_none()

    def show_none(self, words: str = "Select a child to see how they are doing.") -> None:
        """Shows a sentence instead of a child."""
        self.pupil_id = ""
        self.hint.setText(words)
        self.hint.show()
        self._child.hide()
        self.change.hide()

    def show_several(self, count: int, *, change: bool) -> None:
        """Says how many are selected, and what can be done with them."""
        self.show_none(f"{count:,} children are selected. Ctrl+C copies them as a table.")
        self.change.setVisible(change)

    def show_pupil(self, desk: Desk, row: RegisterRow) -> None:
        """Shows the pupil of a line of the register."""
        record = pupils.record_of(desk, row.pupil_id)
        today = desk.today
        self.pupil_id = row.pupil_id
        self.name.setText(row.name)
        place = ", ".join(part for part in (year_words(row.year_group), row.class_name) if part)
        ways, long = QHBoxLayout.Direction, len(row.name) > _LONG
        self._top.setDirection(ways.TopToBottom if long else ways.LeftToRight)
        self.where.setText(place if long or not place else f"· {place}")
        said = latest_view(record.views, "child")
        self.quote.show_words(_shortened(said.words) if said else "", source_words(said) if said else "")
        self.strengths.show_words(_shortened(strengths_of(record)))
        self.needs.show_words("\n".join(need_words(code) for code in row.needs))
        self.needs.setVisible(bool(row.needs))
        self.cycle.show_text(*cycle_line(record.current_cycle(), today))
        spent = costs.for_pupil(desk, row.pupil_id)
        self.sessions.show_words(sessions_words(spent.spend.lines))
        self.met.show_words(meeting_words(record, today))
        self.open.setAccessibleName(f"Open {row.name}")
        self.hint.hide()
        self.change.hide()
        self._child.show()

    def _open(self) -> None:
        self.open_wanted.emit(self.pupil_id)

    def _note(self) -> None:
        self.note_wanted.emit(self.pupil_id)

    def _session(self) -> None:
        self.session_wanted.emit(self.pupil_id)

    def _lay(self) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(unit(2), unit(1.75), unit(1), unit(1.75))
        outer.addWidget(self.hint)
        outer.addWidget(self.change, 0, Qt.AlignmentFlag.AlignLeft)
        self._child = QWidget()
        whole = QVBoxLayout(self._child)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(unit(1.25))
        scroll = Scrolled()
        scroll.setAccessibleName("Selected pupil")
        column = scroll.body
        column.setContentsMargins(0, 0, unit(1), 0)
        column.setSpacing(unit(0.75))
        self._top = QHBoxLayout()
        self._top.setSpacing(unit(0.75))
        self._top.addWidget(self.name)
        self._top.addWidget(self.where, 1)
        column.addLayout(self._top)
        for part in (self.quote, self.strengths, self.cycle, self.sessions, self.met, self.needs):
            column.addWidget(part)
        column.addStretch(1)
        whole.addWidget(scroll, 1)
        row = Flow(gap=1)  # with letters set wide three buttons are wider than the panel
        for made in (self.open, self.note, self.session):
            row.addWidget(made)
        whole.addLayout(row)
        outer.addWidget(self._child, 1)
        outer.addStretch(0)


class _RichFact(QWidget):
    """A fact with one strong part; its mark-up is ours, never a person's."""

    def __init__(self, name: str) -> None:
        super().__init__()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, unit(0.25), 0, unit(0.5))
        layout.setSpacing(0)
        self._name = name
        self._words = QLabel()
        self._words.setTextFormat(Qt.TextFormat.RichText)
        self._words.setWordWrap(True)
        layout.addWidget(label(name, tone="muted"))
        layout.addWidget(self._words)

    def show_text(self, marked: str, plain: str) -> None:
        self._words.setText(marked)
        self._words.setAccessibleName(plain)
        self.setAccessibleName(f"{self._name}: {plain}")


def _shortened(words: str, most: int = 240) -> str:
    """The beginning of a long text, cut between words; the whole of it is on the pupil’s page."""
    if len(words) <= most:
        return words
    return f"{words[:most].rsplit(' ', 1)[0]} …"
