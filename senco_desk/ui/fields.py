"""The fields of a form: each with its label, its line of help, and its problem shown beside it.

A field never refuses a keystroke and never changes what was typed; it only says, when asked, what it makes of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from PySide6.QtCore import QDate, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QCalendarWidget,
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QToolButton,
    QVBoxLayout,
    QWidget,
    QWidgetAction,
)

from senco_desk.ui.cards import label, restyle
from senco_desk.ui.icons import icon
from senco_desk.ui.theme import unit
from senco_desk.ui.typed import (
    DATE_SENTENCE,
    MONEY_SENTENCE,
    NUMBER_SENTENCE,
    date_words,
    pence_words,
    read_date,
    read_number,
    read_pence,
)


class Field(QWidget):
    """What every field has. `words` carry the mnemonic; `value` is what goes into the draft."""

    changed = Signal()

    def __init__(self, words: str, help_line: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.words = words.replace("&", "")
        self._help_line = help_line
        self.label = QLabel(words, self)
        self.help = label(help_line, "small", wrap=True)
        self.help.setVisible(bool(help_line))
        self._problem_words = label("", tone="over", wrap=True)
        self._problem_words.hide()
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(unit(0.375))
        self._layout.addWidget(self.label)
        self._inputs: QWidget | None = None

    def value(self) -> Any:
        """What the draft is given; the text as typed where it cannot be read (see `unreadable`)."""
        raise NotImplementedError

    def set_value(self, value: Any) -> None:
        """Shows a value without telling that it changed."""
        raise NotImplementedError

    def unreadable(self) -> str:
        """A sentence where what was typed cannot be read at all, else nothing."""
        return ""

    def show_problem(self, sentence: str) -> None:
        """Shows a problem beside the field, or takes it away."""
        self._problem_words.setText(f"■ {sentence}" if sentence else "")
        self._problem_words.setVisible(bool(sentence))
        if self._inputs is not None:
            self._inputs.setProperty("wrong", "true" if sentence else "false")
            self._inputs.setAccessibleDescription(sentence or self._help_line)
            restyle(self._inputs)

    def problem(self) -> str:
        """The problem on show."""
        return self._problem_words.text().removeprefix("■ ")

    def focus(self) -> None:
        """Puts the keyboard into the field."""
        if self._inputs is not None:
            self._inputs.setFocus(Qt.FocusReason.OtherFocusReason)

    def _place(self, inputs: QWidget, row: QWidget | None = None) -> None:
        """Puts the input under the label, then help and problem; the label's mnemonic leads to the input."""
        self._inputs = inputs
        self.label.setBuddy(inputs)
        inputs.setAccessibleName(self.words)
        inputs.setAccessibleDescription(self._help_line)
        self.setFocusProxy(inputs)
        for part in (row or inputs, self.help, self._problem_words):
            self._layout.addWidget(part)


class LineField(Field):
    """One line of text."""

    def __init__(self, words: str, help_line: str = "", *, hint: str = "", parent: QWidget | None = None) -> None:
        super().__init__(words, help_line, parent)
        self.input = QLineEdit(self)
        self.input.setPlaceholderText(hint)
        self.input.textEdited.connect(self.changed)
        self._place(self.input)

    def value(self) -> Any:
        """The text, outer white space removed."""
        return self.input.text().strip()

    def set_value(self, value: Any) -> None:
        """Shows a text."""
        self.input.setText("" if value is None else str(value))


class TextField(Field):
    """Several lines of text; the box grows with them, from `lines` to `most`. Tab leaves it."""

    def __init__(
        self, words: str, help_line: str = "", *, lines: int = 3, most: int = 12, hint: str = "",
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(words, help_line, parent)
        self._lines, self._most, self._filling = lines, most, False
        self.input = QPlainTextEdit(self)
        self.input.setTabChangesFocus(True)
        self.input.setPlaceholderText(hint)
        self.input.textChanged.connect(self._typed)
        self.input.document().documentLayout().documentSizeChanged.connect(self._grow)
        self._place(self.input)
        self._grow()

    def value(self) -> Any:
        """The text, outer white space removed."""
        return self.input.toPlainText().strip()

    def set_value(self, value: Any) -> None:
        """Shows a text."""
        self._filling = True
        self.input.setPlainText("" if value is None else str(value))
        self._filling = False

    def _typed(self) -> None:
        if not self._filling:
            self.changed.emit()

    def _grow(self) -> None:
        have = int(self.input.document().size().height())
        shown = min(max(have, self._lines), self._most)
        self.input.setFixedHeight(shown * self.input.fontMetrics().lineSpacing() + unit(2.5))


class NumberField(LineField):
    """A number: whole ones as int, with `places` as Decimal; empty is None."""

    def __init__(
        self, words: str, help_line: str = "", *, places: int = 0, after: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(words, help_line, parent=parent)
        self._places = places
        self.input.setMaximumWidth(unit(18))
        if after:
            self.label.setText(f"{self.label.text()} ({after})")

    def value(self) -> Any:
        """An int, a Decimal, None, or the text as typed where it is no number."""
        typed = self.input.text().strip()
        if not typed:
            return None
        number = read_number(typed, self._places)
        if number is None:
            return typed
        return int(number) if self._places == 0 else number

    def set_value(self, value: int | Decimal | None) -> None:
        """Shows a number."""
        self.input.setText("" if value is None else str(value))

    def unreadable(self) -> str:
        """Says how to type a number."""
        return NUMBER_SENTENCE if isinstance(self.value(), str) else ""


class PercentField(NumberField):
    """A percentage, 0 to 100 as int; a typed % sign is understood."""

    def __init__(self, words: str, help_line: str = "", *, parent: QWidget | None = None) -> None:
        super().__init__(words, help_line, after="%", parent=parent)

    def value(self) -> Any:
        """An int, None, or the text as typed where it is no whole number."""
        typed = self.input.text().replace("%", "").strip()
        number = read_number(typed) if typed else None
        return int(number) if number is not None else (self.input.text().strip() or None)


class MoneyField(LineField):
    """A sum in pounds, kept as whole pence; empty is None."""

    def __init__(self, words: str, help_line: str = "", *, parent: QWidget | None = None) -> None:
        super().__init__(words, help_line, parent=parent)
        self.label.setText(f"{self.label.text()} (£)")
        self.input.setMaximumWidth(unit(18))

    def value(self) -> Any:
        """Pence, None, or the text as typed where it is no sum."""
        typed = self.input.text().strip()
        if not typed:
            return None
        pence = read_pence(typed)
        return typed if pence is None else pence

    def set_value(self, value: int | None) -> None:
        """Shows pence as pounds."""
        self.input.setText(pence_words(value))

    def unreadable(self) -> str:
        """Says how to type a sum."""
        return MONEY_SENTENCE if isinstance(self.value(), str) else ""


class DateField(LineField):
    """A date, typed as people write it or taken from a calendar (Alt+Down); empty is None."""

    def __init__(self, words: str, today: date, help_line: str = "", *, parent: QWidget | None = None) -> None:
        """`today` completes a date without a year, and is where the calendar opens."""
        super().__init__(words, help_line, hint="27/11/2026 or 27 Nov", parent=parent)
        self._today = today
        self._calendar: QMenu | None = None
        self.pick = QToolButton(self)
        self.pick.setIcon(icon("calendar"))
        self.pick.setToolTip("Choose from a calendar (Alt+Down)")
        self.pick.setAccessibleName(f"Choose {self.words.lower()} from a calendar")
        self.pick.clicked.connect(self.open_calendar)
        self.input.setMaximumWidth(unit(24))
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
        calendar = QCalendarWidget(menu)
        calendar.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
        calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        calendar.setSelectedDate(QDate(day.year, day.month, day.day))
        calendar.activated.connect(self._chosen)
        calendar.clicked.connect(self._chosen)
        holder = QWidgetAction(menu)
        holder.setDefaultWidget(calendar)
        menu.addAction(holder)
        self._calendar = menu
        menu.popup(self.input.mapToGlobal(self.input.rect().bottomLeft()))
        calendar.setFocus()
        return menu

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

    def _tidy(self) -> None:
        """On leaving, a date that was understood is shown in full, so that its year can be seen."""
        value = self.value()
        if isinstance(value, date):
            self.input.setText(date_words(value))


class ChoiceField(Field):
    """One of a list of choices; `value` is the choice's id. `none` gives an empty first choice, valued None."""

    def __init__(
        self, words: str, choices: Sequence[tuple[Any, str]], help_line: str = "", *, none: str | None = None,
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(words, help_line, parent)
        self.input = _Combo(self)
        self.input.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.input.setMinimumContentsLength(12)
        if none is not None:
            self.input.addItem(none, None)
        for name, shown in choices:
            self.input.addItem(shown, name)
        self.input.activated.connect(self._chosen)
        self._place(self.input)

    def value(self) -> Any:
        """The id of the choice."""
        return self.input.currentData()

    def set_value(self, value: Any) -> None:
        """Shows a choice; one that is not in the list is added as it is, never dropped."""
        places = [at for at in range(self.input.count()) if self.input.itemData(at) == value]
        if not places and value is not None:
            self.input.addItem(str(value), value)
            places = [self.input.count() - 1]
        self.input.setCurrentIndex(places[0] if places else -1)

    def _chosen(self) -> None:
        self.changed.emit()


class CheckField(Field):
    """Yes or no; the words are the label of the box itself."""

    def __init__(self, words: str, help_line: str = "", *, parent: QWidget | None = None) -> None:
        super().__init__(words, help_line, parent)
        self.label.hide()
        self.input = QCheckBox(words, self)
        self.input.clicked.connect(self._clicked)
        self._place(self.input)

    def value(self) -> Any:
        """True or False."""
        return self.input.isChecked()

    def set_value(self, value: bool | None) -> None:  # noqa: FBT001  a field's value is its one argument
        """Shows yes or no."""
        self.input.setChecked(bool(value))

    def _clicked(self) -> None:
        self.changed.emit()


class _Combo(QComboBox):
    """A combo box that a turning wheel scrolls past, so that no choice changes unseen."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def wheelEvent(self, event: Any) -> None:
        event.ignore()

    def minimumSizeHint(self) -> QSize:
        return QSize(unit(12), super().minimumSizeHint().height())
