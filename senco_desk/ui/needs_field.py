"""The field for a child's needs: several types of need in their order, the main one first.

Each is moved by its arrows, by Ctrl+Shift+Up and Ctrl+Shift+Down, or with the mouse by the grip before it.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from senco_desk.domain.codes import SEN_TYPES
from senco_desk.domain.needs import BROAD_AREAS, areas_of
from senco_desk.ui.cards import label, show_if
from senco_desk.ui.fields import ChoiceList, Field
from senco_desk.ui.grip import MOVES, MOVING, Grip, tool
from senco_desk.ui.theme import unit

MOST = 4
"""Places in the field at first; the census takes two, and a child with more than four keeps them all."""


class NeedsField(Field):
    """Ranked needs; `value` is the tuple of their codes. An empty place below the last is always there."""

    def __init__(self, words: str, help_line: str = "", *, parent: QWidget | None = None) -> None:
        super().__init__(words, help_line, parent)
        self.inputs: list[QComboBox] = []
        self.rows: list[NeedRow] = []
        self._holder = QWidget(self)
        self._column = QVBoxLayout(self._holder)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(unit(0.5))
        for at in range(MOST):
            self._add(at)
        self.areas = label("", "small", wrap=True)
        self._column.addWidget(self.areas)
        self._place(self.inputs[0], self._holder)
        self.inputs[0].setAccessibleName("Need 1")
        self._fit()

    def value(self) -> Any:
        """The codes chosen, in their order."""
        return tuple(code for each in self.inputs if (code := each.currentData()))

    def set_value(self, value: Any) -> None:
        """Shows these needs; a code that is not known is shown as it is, never dropped."""
        codes = list(value or ())
        for at in range(len(self.inputs), len(codes) + 1):
            self._add(at)
        for each, code in zip(self.inputs, [*codes, *[""] * len(self.inputs)], strict=False):
            _show(each, code)
        self._fit()

    def carry(self, at: int, to: int) -> None:
        """Puts the need at one place into another; those between move up or down."""
        codes = list(self.value())
        if at == to or not (0 <= at < len(codes) and 0 <= to < len(codes)):
            return
        codes.insert(to, codes.pop(at))
        self.set_value(codes)
        self.inputs[to].setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit()

    def places(self) -> list[QWidget]:
        """The places that hold a need, for the grip to be let go over."""
        return list(self.rows[: len(self.value())])

    def take_out(self, at: int) -> None:
        """Takes a need out; those below move up."""
        codes = list(self.value())
        if at < len(codes):
            del codes[at]
            self.set_value(codes)
            self.inputs[min(at, len(codes))].setFocus(Qt.FocusReason.OtherFocusReason)
            self.changed.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Ctrl+Shift with an arrow moves the need that has the keyboard."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and watched in self.inputs:
            step = MOVES.get(Qt.Key(event.key()))
            if step is not None and event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier == MOVING:
                at = next(place for place, each in enumerate(self.inputs) if each is watched)
                self.carry(at, at + step)
                return True
        return super().eventFilter(watched, event)

    def _add(self, at: int) -> None:
        each = ChoiceList(self._holder)
        each.setAccessibleName(f"Need {at + 1}")
        each.setToolTip("Ctrl+Shift+Up and Ctrl+Shift+Down move it")
        each.addItem("None" if at == 0 else "No further need", "")
        for code in SEN_TYPES.codes:
            if not code.legacy:
                each.addItem(f"{code.code} · {code.words}", code.code)
        each.activated.connect(self._chosen)
        each.installEventFilter(self)
        self.inputs.append(each)
        row = NeedRow(each, at, self)
        self.rows.append(row)
        self._column.insertWidget(at, row)

    def _chosen(self) -> None:
        self._close_up()
        self._fit()
        self.changed.emit()

    def _close_up(self) -> None:
        """A place that was emptied is closed by those below it."""
        if any(not each.currentData() for each in self.inputs[: len(self.value())]):
            self.set_value(self.value())

    def _fit(self) -> None:
        """One empty place below the last need is enough, and a filled last place gets another below it."""
        filled = len(self.value())
        if filled == len(self.inputs):
            self._add(filled)
        for at, row in enumerate(self.rows):
            row.setVisible(at <= filled)
            row.show_moves(up=0 < at < filled, down=at < filled - 1, there=at < filled)
        areas = [BROAD_AREAS[area] for area in areas_of(self.value())]
        self.areas.setText(f"Broad area{'' if len(areas) == 1 else 's'}: {', '.join(areas)}" if areas else "")
        self.areas.setVisible(bool(areas))


class NeedRow(QWidget):
    """One place: a grip, the need, arrows that move it, and a cross that takes it out."""

    def __init__(self, choices: QComboBox, at: int, field: NeedsField) -> None:
        super().__init__()
        self.grip = Grip(partial(field.carry, at), field.places)
        self.up = tool("▲", f"Move need {at + 1} up", lambda: field.carry(at, at - 1))
        self.down = tool("▼", f"Move need {at + 1} down", lambda: field.carry(at, at + 1))
        self.out = tool("✕", f"Take need {at + 1} out", lambda: field.take_out(at))
        across = QHBoxLayout(self)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(unit(0.375))
        across.addWidget(self.grip)
        across.addWidget(choices, 1)
        for part in (self.up, self.down, self.out):
            across.addWidget(part)

    def show_moves(self, *, up: bool, down: bool, there: bool) -> None:
        """Which ways it can go; an empty place goes nowhere."""
        for part, wanted in ((self.up, up), (self.down, down), (self.out, there)):
            show_if(part, wanted)
        self.grip.setEnabled(there)


def _show(each: QComboBox, code: str) -> None:
    if each.findData(code) < 0:
        each.addItem(code, code)
    each.setCurrentIndex(each.findData(code))
