"""The field for a child's needs: several types of need in their order, the main one first."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QComboBox, QVBoxLayout, QWidget

from senco_desk.domain.codes import SEN_TYPES
from senco_desk.ui.fields import ChoiceList, Field
from senco_desk.ui.theme import unit

MOST = 4
"""Places in the field; the census takes two, and a child with more than four keeps them all."""


class NeedsField(Field):
    """Ranked needs; `value` is the tuple of their codes. An empty place below the last is always there."""

    def __init__(self, words: str, help_line: str = "", *, parent: QWidget | None = None) -> None:
        super().__init__(words, help_line, parent)
        self.inputs: list[QComboBox] = []
        self._holder = QWidget(self)
        self._column = QVBoxLayout(self._holder)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(unit(0.5))
        for at in range(MOST):
            self._add(at)
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
            if each.findData(code) < 0:
                each.addItem(code, code)
            each.setCurrentIndex(each.findData(code))
        self._fit()

    def _add(self, at: int) -> None:
        each = ChoiceList(self._holder)
        each.setAccessibleName(f"Need {at + 1}")
        each.addItem("None" if at == 0 else "No further need", "")
        for code in SEN_TYPES.codes:
            if not code.legacy:
                each.addItem(f"{code.code} · {code.words}", code.code)
        each.activated.connect(self._chosen)
        self.inputs.append(each)
        self._column.addWidget(each)

    def _chosen(self) -> None:
        self._fit()
        self.changed.emit()

    def _fit(self) -> None:
        """One empty place below the last need is enough."""
        filled = max((at for at, each in enumerate(self.inputs) if each.currentData()), default=-1)
        for at, each in enumerate(self.inputs):
            each.setVisible(at <= max(filled + 1, 0))
