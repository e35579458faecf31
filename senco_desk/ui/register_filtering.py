"""The filter of one column: opened below its heading, typed or ticked, applied with Enter."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from senco_desk.domain.register import RegisterRow
from senco_desk.domain.register_columns import RegisterColumn, choices_of
from senco_desk.domain.register_filters import PERIODS, WAYS, Filter, Way, parsed, problems_of_filter
from senco_desk.ui.announcing import announce
from senco_desk.ui.cards import button, label, show_if
from senco_desk.ui.theme import unit
from senco_desk.ui.typed import date_words, pence_words, read_date, read_number, read_pence

_WORDS: dict[Way, str] = {
    "is": "is any of", "not": "is none of", "has": "has in it", "more": "is above", "least": "is at least",
    "less": "is below", "most": "is at most", "between": "is between", "within": "is within", "empty": "is empty",
    "filled": "is not empty",
}  # fmt: skip
_WORDS_OF_DAYS: dict[Way, str] = {**_WORDS, "more": "is after", "less": "is before"}
_SHOWN = 9
"""So many choices are on show at once; the rest are scrolled to."""


class FilterPanel(QFrame):
    """A small panel over the table. It closes with Esc or a click elsewhere, and then nothing is changed."""

    applied = Signal(object)
    """The Filter, or None where the column is not to be filtered any more."""

    def __init__(
        self,
        column: RegisterColumn,
        rows: Iterable[RegisterRow],
        now: Filter | None,
        today: date,
        parent: QWidget,
        *,
        left: Iterable[RegisterRow] | None = None,
    ) -> None:
        """`rows` are those whose choices there are, `now` is the column's filter at present.

        Choices are counted among those that all else leaves: `left`, or all rows where nothing else narrows them.
        """
        super().__init__(parent, Qt.WindowType.Popup)
        self.setProperty("role", "float")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAccessibleName(f"Filter by {column.called}")
        self.column, self._today = column, today
        self._where = QPoint()
        self._date = column.kind == "date"
        self.way = QComboBox(self)
        self.way.setAccessibleName(f"How {column.called} is compared")
        for way in WAYS[column.kind]:
            self.way.addItem((_WORDS_OF_DAYS if self._date else _WORDS)[way], way)
        self.first, self.second = self._line("What to compare with"), self._line("And")
        self.period = QComboBox(self)
        self.period.setAccessibleName("Stretch of time")
        for name, words in PERIODS.items():
            self.period.addItem(words, name)
        self.choices = QListWidget(self)
        self.choices.setAccessibleName(f"{column.words}: choose with the space bar")
        self.problem = label("", tone="over", wrap=True)
        self.problem.hide()
        self.apply = button("&Filter", self.send, kind="primary")
        self.clear = button("&Take filter off", self._take_off, kind="quiet")
        self.way.currentIndexChanged.connect(self._fit)
        self._lay()
        every = tuple(rows)
        self._fill(every, every if left is None else left, now)
        show_if(self.clear, now is not None)
        self._fit()

    def open_at(self, where: QPoint) -> None:
        """Opens below a place on the screen, wholly within it, and takes the keyboard."""
        self._where = where
        self._fit_screen()
        self.show()
        self._fit_screen()  # once more in the look that its parts are given when they show
        first = self.choices if self._ticks else self.first if self.first.isVisibleTo(self) else self.way
        first.setFocus(Qt.FocusReason.PopupFocusReason)

    def send(self) -> None:
        """Reads what was chosen and applies it; says what is missing instead where something is."""
        found = self._read()
        wrong = problems_of_filter(found, self.column)
        if wrong:
            self.problem.setText(f"■ {wrong}")
            self.problem.show()
            self._fit_screen()
            announce(wrong, self, urgent=True)
            return
        self.close()
        self.applied.emit(found)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter applies from anywhere in the panel; Esc leaves everything as it was."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.send()
        elif event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)

    @property
    def _now(self) -> Way:
        way: Way = self.way.currentData()
        return way

    @property
    def _ticks(self) -> bool:
        return self._now in ("is", "not")

    def _line(self, name: str) -> QLineEdit:
        made = QLineEdit(self)
        made.setAccessibleName(name)
        made.setPlaceholderText({"date": "dd/mm/yyyy", "money": "£"}.get(self.column.kind, ""))
        made.setMinimumWidth(unit(14))
        made.returnPressed.connect(self.send)
        return made

    def _lay(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(unit(1.5), unit(1.25), unit(1.5), unit(1.5))
        column.setSpacing(unit(1))
        column.addWidget(label(self.column.words, "section"))
        column.addWidget(self.way)
        column.addWidget(self.choices)
        across = QHBoxLayout()
        across.setSpacing(unit(0.75))
        self._and = label("and", tone="muted")
        for part in (self.first, self._and, self.second, self.period):
            across.addWidget(part)
        if self.column.unit:
            self._unit = label(self.column.unit.strip(), tone="muted")
            across.addWidget(self._unit)
        across.addStretch(1)
        column.addLayout(across)
        column.addWidget(self.problem)
        row = QHBoxLayout()
        row.addWidget(self.apply)
        row.addWidget(self.clear)
        row.addStretch(1)
        column.addLayout(row)

    def _fill(self, rows: Iterable[RegisterRow], left: Iterable[RegisterRow], now: Filter | None) -> None:
        wanted = set(now.values) if now is not None else set()
        if self.column.kind in ("choice", "several"):
            counted = {code: count for code, _words, count in choices_of(self.column, left)}
            found = [(code, words, counted.get(code, 0)) for code, words, _count in choices_of(self.column, rows)]
            known = {code for code, _words, _count in found}
            found += [(code, self.column.said(code), 0) for code in sorted(wanted - known)]
            for code, words, count in found:
                item = QListWidgetItem(f"{words}   {count:,}", self.choices)
                item.setData(Qt.ItemDataRole.UserRole, code)
                item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{words}, {count:,}")
                item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
                item.setCheckState(Qt.CheckState.Checked if code in wanted else Qt.CheckState.Unchecked)
            if self.choices.count():
                self.choices.setCurrentRow(0)
        if now is None:
            return
        self.way.setCurrentIndex(max(self.way.findData(now.way), 0))
        if now.way == "within":
            self.period.setCurrentIndex(max(self.period.findData(now.values[0]), 0))
        elif now.way not in ("is", "not"):
            for line, value in zip((self.first, self.second), now.values, strict=False):
                line.setText(self._shown(value))

    def _fit(self) -> None:
        way = self._now
        show_if(self.choices, self._ticks)
        show_if(self.first, way in ("has", "more", "least", "less", "most", "between"))
        for part in (self._and, self.second):
            show_if(part, way == "between")
        show_if(self.period, way == "within")
        if self.column.unit:
            show_if(self._unit, self.first.isVisibleTo(self))
        self.problem.hide()
        if self.isVisible():
            self._fit_screen()

    def _fit_screen(self) -> None:
        """As large as what is in it, wholly on the screen: where there is too little room the list is scrolled."""
        room, choices = self.screen().availableGeometry(), self.choices
        lines = min(max(choices.count(), 1), _SHOWN)
        high = max(choices.sizeHintForRow(0), unit(2.5))
        style = choices.style()
        beside = style.pixelMetric(style.PixelMetric.PM_IndicatorWidth) + style.pixelMetric(
            style.PixelMetric.PM_ScrollBarExtent
        )
        wide = min(choices.sizeHintForColumn(0) + beside + unit(5), unit(56), room.width() - unit(4))
        choices.setMinimumWidth(wide)
        choices.setFixedHeight(lines * high + 4)
        beyond = self._size().height() - room.height()
        if beyond > 0:
            choices.setFixedHeight(max(choices.height() - beyond, high + 4))
        self.resize(self._size().boundedTo(room.size()))
        across = max(min(self._where.x(), room.right() - self.width()), room.left())
        down = max(min(self._where.y(), room.bottom() - self.height()), room.top())
        self.move(across, down)

    def _size(self) -> QSize:
        """As large as its parts wish to be now."""
        laid = self.layout()
        assert laid is not None
        laid.activate()
        return self.sizeHint()

    def _read(self) -> Filter:
        values: Sequence[str] = ()
        if self._ticks:
            items = [self.choices.item(at) for at in range(self.choices.count())]
            ticked = [item for item in items if item.checkState() == Qt.CheckState.Checked]
            current = self.choices.currentItem()
            if not ticked and current is not None and self.choices.hasFocus():
                ticked = [current]  # Enter on a line takes it, as in any list
            values = [str(item.data(Qt.ItemDataRole.UserRole)) for item in ticked]
        elif self._now == "within":
            values = [str(self.period.currentData())]
        elif self._now == "between":
            values = [self._kept(self.first.text()), self._kept(self.second.text())]
        elif self._now not in ("empty", "filled"):
            values = [self._kept(self.first.text())]
        return Filter(column=self.column.id, way=self._now, values=tuple(values))

    def _kept(self, typed: str) -> str:
        """What was typed as a filter keeps it; as it was typed where it cannot be read."""
        typed = typed.strip()
        if self._date:
            day = read_date(typed, self._today)
            return day.isoformat() if day else typed
        if self.column.kind == "money":
            pence = read_pence(typed)
            return "x" if pence is None else str(pence)
        if self.column.kind == "number":
            number = read_number(typed.rstrip(" %"), 3)
            return typed if number is None else f"{number:f}"
        return typed

    def _shown(self, value: str) -> str:
        found = parsed(value, self.column.kind) if self.column.kind in ("date", "money", "number") else None
        if isinstance(found, date):
            return date_words(found)
        if self.column.kind == "money" and isinstance(found, Decimal):
            return pence_words(int(found))
        return value

    def _take_off(self) -> None:
        self.close()
        self.applied.emit(None)
