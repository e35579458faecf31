"""A month to choose a day from, in the colours and the size of text that are worn: Qt's own knows neither."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QDate, QSize, Qt
from PySide6.QtGui import QTextCharFormat
from PySide6.QtWidgets import QCalendarWidget, QToolButton, QWidget

from senco_desk.ui.icons import icon, icon_size
from senco_desk.ui.theme import colour, unit

_TURNERS = (("qt_calendar_prevmonth", "back", "The month before"), ("qt_calendar_nextmonth", "forward", "Next month"))
"""Qt's names of its arrows, our pictures for them, and what they do."""


def month_view(parent: QWidget, day: date) -> QCalendarWidget:
    """The month of a day, which is chosen; weeks begin on Monday, and the last week is wholly in sight."""
    made = QCalendarWidget(parent)
    made.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
    made.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
    plain = QTextCharFormat()
    plain.setForeground(colour("text"))  # Qt's own red is too faint on a dark ground, and says nothing here
    for weekend in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
        made.setWeekdayTextFormat(weekend, plain)
    for name, picture, words in _TURNERS:
        turner = made.findChild(QToolButton, name)
        if turner is not None:
            turner.setIcon(icon(picture))
            turner.setIconSize(QSize(icon_size(), icon_size()))
            turner.setAccessibleName(words)
    made.setSelectedDate(QDate(day.year, day.month, day.day))
    letters = made.fontMetrics()
    row, column = letters.height() + unit(0.75), letters.horizontalAdvance("Wed") + unit(1.5)
    # The line that turns months, the names of the days, six weeks.
    made.setMinimumSize(7 * column + unit(1), 7 * row + letters.height() + unit(3))
    return made
