"""The fields of a form: each with its label, its line of help, and its problem shown beside it.

A field never refuses a keystroke and never changes what was typed; it only says, when asked, what it makes of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPaintEvent, QWheelEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QStyle,
    QStyleOptionComboBox,
    QStylePainter,
    QVBoxLayout,
    QWidget,
)

from senco_desk.ui.cards import label, restyle, show_if
from senco_desk.ui.theme import unit
from senco_desk.ui.tips import set_tip
from senco_desk.ui.typed import (
    MONEY_SENTENCE,
    NUMBER_SENTENCE,
    pence_words,
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
        self.label.setTextFormat(Qt.TextFormat.PlainText)  # a field of the school’s own is called as somebody typed
        self.label.setWordWrap(True)
        self.help = label(help_line, "small", wrap=True)
        show_if(self.help, bool(help_line))
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
        self.input.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # A narrower box wraps into more lines; queued, because the box must not change while it is being laid out.
        self.input.verticalScrollBar().rangeChanged.connect(self._grow, Qt.ConnectionType.QueuedConnection)
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
        self.input.setFixedHeight(shown * self.input.fontMetrics().lineSpacing() + unit(3))


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


class ChoiceField(Field):
    """One of a list of choices; `value` is the choice's id. `none` gives an empty first choice, valued None."""

    def __init__(
        self, words: str, choices: Sequence[tuple[Any, str]], help_line: str = "", *, none: str | None = None,
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(words, help_line, parent)
        self.input = ChoiceList(self)
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


class ChoiceList(QComboBox):
    """A combo box that a turning wheel scrolls past, so that no choice changes unseen.

    It takes the width there is: a choice that is longer ends in dots, and is read whole in its tip and in the list.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(12)
        self.currentTextChanged.connect(self._tell_tip)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leaves the wheel to the page."""
        event.ignore()

    def minimumSizeHint(self) -> QSize:
        """Narrow enough for a column."""
        return QSize(unit(12), super().minimumSizeHint().height())

    def _tell_tip(self, words: str) -> None:
        set_tip(self, words)

    def showPopup(self) -> None:
        """The list is as wide as its longest choice."""
        self.view().setMinimumWidth(self.view().sizeHintForColumn(0) + unit(4))
        super().showPopup()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """As ever, but for the dots."""
        painter = QStylePainter(self)
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        room = self.style().subControlRect(
            QStyle.ComplexControl.CC_ComboBox, option, QStyle.SubControl.SC_ComboBoxEditField, self
        )
        option.currentText = self.fontMetrics().elidedText(
            option.currentText, Qt.TextElideMode.ElideRight, room.width() - unit(0.5)
        )
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)
