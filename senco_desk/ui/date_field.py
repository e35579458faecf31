"""The field for a date: typed as people write it, or taken from a calendar that the keyboard can reach."""

from __future__ import annotations

from datetime import date
from typing import Any

from PySide6.QtCore import QDate, QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QToolButton, QWidget, QWidgetAction

from senco_desk.ui.fields import LineField
from senco_desk.ui.icons import icon
from senco_desk.ui.month_view import month_view
from senco_desk.ui.theme import unit
from senco_desk.ui.typed import DATE_SENTENCE, date_words, read_date


class DateField(LineField):
    """A date, typed as people write it or taken from a calendar (Alt+Down); empty is None."""

    def __init__(self, words: str, today: date, help_line: str = "", *, parent: QWidget | None = None) -> None:
        """`today` completes a date without a year, and is where the calendar opens."""
        super().__init__(words, help_line, hint="dd/mm/yyyy", parent=parent)
        self.input.setToolTip("A date as you write it: 27/11/2026, 27.11.26 or 27 Nov")
        self._today = today
        self._calendar: QMenu | None = None
        self.pick = QToolButton(self)
        self.pick.setIcon(icon("calendar"))
        self.pick.setToolTip("Choose from a calendar (Alt+Down)")
        self.pick.setAccessibleName(f"{self.words}: choose from a calendar")
        self.pick.clicked.connect(self.open_calendar)
        self.input.setMaximumWidth(unit(24))
        self._make_room()
        self.input.editingFinished.connect(self._tidy)
        row = QWidget(self)
        across = QHBoxLayout(row)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(unit(0.75))
        across.addWidget(self.input, 1)
        across.addWidget(self.pick)
        across.addStretch(1)
        self._layout.insertWidget(1, row)

    def value(self) -> Any:
        """A date, None, or the text as typed where it is no date."""
        typed = self.input.text().strip()
        return (read_date(typed, self._today) or typed) if typed else None

    def set_value(self, value: date | None) -> None:
        """Shows a date."""
        self.input.setText(date_words(value))

    def unreadable(self) -> str:
        """Says how to type a date."""
        return DATE_SENTENCE if isinstance(self.value(), str) else ""

    def open_calendar(self) -> QMenu:
        """Opens the calendar below the field; arrows and Enter choose, Esc leaves the date as it was."""
        value = self.value()
        day = value if isinstance(value, date) else self._today
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        calendar = month_view(menu, day)
        calendar.activated.connect(self._chosen)
        calendar.clicked.connect(self._chosen)
        holder = QWidgetAction(menu)
        holder.setDefaultWidget(calendar)
        menu.addAction(holder)
        self._calendar = menu
        menu.popup(self.input.mapToGlobal(self.input.rect().bottomLeft()))
        calendar.setFocus()
        return menu

    def changeEvent(self, event: QEvent) -> None:
        """Another font or another spacing of its letters: a whole date is still to be seen."""
        super().changeEvent(event)
        if event.type() in {QEvent.Type.FontChange, QEvent.Type.StyleChange} and hasattr(self, "pick"):
            self._make_room()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Alt+Down opens the calendar."""
        if event.key() == Qt.Key.Key_Down and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.open_calendar()
        else:
            super().keyPressEvent(event)

    def _chosen(self, day: QDate) -> None:
        self.set_value(date(day.year(), day.month(), day.day()))
        if self._calendar is not None:
            self._calendar.close()
            self._calendar = None
        self.changed.emit()
        self.focus()

    def _make_room(self) -> None:
        self.input.ensurePolished()
        self.input.setMinimumWidth(min(self.input.fontMetrics().horizontalAdvance("00/00/0000") + unit(3), unit(24)))

    def _tidy(self) -> None:
        """On leaving, a date that was understood is shown in full, so that its year can be seen."""
        value = self.value()
        if isinstance(value, date):
            self.input.setText(date_words(value))
