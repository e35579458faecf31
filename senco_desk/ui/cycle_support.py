"""The provision planned in a cycle, as its Plan shows it, and what was given of it, as its Do shows it."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from senco_desk.domain.pupil_records import ProvisionLine
from senco_desk.services import provision_map
from senco_desk.services.desk import Desk
from senco_desk.ui.cards import Meter, button, label, rule
from senco_desk.ui.cycle_parts import clear
from senco_desk.ui.provision_deeds import ProvisionDeeds
from senco_desk.ui.provision_words import line_words
from senco_desk.ui.theme import unit


class SupportPart(QWidget):
    """The lines planned in this cycle, each with a way to change it, and a way to add one."""

    def __init__(self, deeds: ProvisionDeeds, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._deeds = deeds
        self._pupil_id = ""
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(unit(0.75))
        column.addWidget(rule())
        column.addWidget(label("Provision planned in this cycle", "strong", wrap=True))
        self._lines = QVBoxLayout()
        column.addLayout(self._lines)
        self.add_button = button("Add provision", self._add, picture="add", needs="change")
        row = QHBoxLayout()
        row.addWidget(self.add_button)
        row.addStretch(1)
        column.addLayout(row)

    def show_lines(self, lines: Sequence[ProvisionLine], pupil_id: str, *, may_add: bool) -> None:
        """Shows the lines of a cycle."""
        self._pupil_id = pupil_id
        clear(self._lines)
        for line in lines:
            self._lines.addWidget(_Line(line, "Edit", _Deed(self._deeds, line, pupil_id, "edit")))
        if not lines:
            self._lines.addWidget(label("None yet.", tone="muted"))
        self.add_button.setVisible(may_add)

    def _add(self) -> None:
        self._deeds.add(self._pupil_id)


class SessionsPart(QWidget):
    """Of each line, the sessions given of those planned so far, and a way to log more."""

    def __init__(self, deeds: ProvisionDeeds, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._deeds = deeds
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(unit(0.75))
        column.addWidget(rule())
        column.addWidget(label("Sessions given of those planned so far", "strong", wrap=True))
        self._lines = QVBoxLayout()
        column.addLayout(self._lines)

    def show_lines(self, lines: Sequence[ProvisionLine], pupil_id: str, desk: Desk) -> None:
        """Shows the lines of a cycle that have sessions."""
        clear(self._lines)
        timed = [line for line in lines if line.provision.is_timed]
        for line in timed:
            given = sum(session.given and pupil_id not in session.absent for session in line.sessions)
            planned = planned_so_far(desk, line)
            words = f"{given} of {planned}" if line.sessions else f"not logged; {planned} planned"
            part = _Line(line, "Log session", _Deed(self._deeds, line, pupil_id, "log"), words)
            if line.sessions and planned:
                part.column.addWidget(Meter(given / planned, f"{line.provision.what}: {words} sessions given"))
            self._lines.addWidget(part)
        if not timed:
            self._lines.addWidget(label("No sessions are planned in this cycle.", tone="muted", wrap=True))


def planned_so_far(desk: Desk, line: ProvisionLine) -> int:
    """The sessions that a line foresees for one child from its first day to today, to the nearest whole one."""
    found = provision_map.planned_for(desk, line.provision, line.start, min(line.end, desk.today))
    return int(found + Fraction(1, 2))


class _Line(QWidget):
    """A line in words, with its figure where it has one, and its deed at the right."""

    def __init__(self, line: ProvisionLine, words: str, deed: _Deed, figure: str = "") -> None:
        super().__init__()
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, unit(0.5))
        self.column.setSpacing(0)
        name = label(line.provision.what, "strong", wrap=True)
        does = button(words, deed, kind="link", needs="log" if words == "Log session" else "change")
        does.setAccessibleName(f"{words}: {line.provision.what}")
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(label(figure, wrap=True) if figure else name, 1)
        row.addWidget(does, 0, Qt.AlignmentFlag.AlignTop)
        if figure:
            self.column.addWidget(name)
        else:
            self.column.addLayout(row)
        self.column.addWidget(label(line_words(line.provision), "small", wrap=True))
        if figure:
            self.column.addLayout(row)


class _Deed:
    """Changes or logs one line; an object, because a lambda in a loop would take the last one."""

    def __init__(self, deeds: ProvisionDeeds, line: ProvisionLine, pupil_id: str, what: str) -> None:
        self._deeds, self._line, self._pupil_id, self._what = deeds, line, pupil_id, what

    def __call__(self) -> None:
        if self._what == "edit":
            self._deeds.edit(self._line.provision.id, self._pupil_id)
        else:
            self._deeds.log(self._line.provision.id)
