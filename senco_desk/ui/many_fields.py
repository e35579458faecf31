"""Fields that hold several values at once: ticks in a list, and children chosen by name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from senco_desk.ui.announcing import announce
from senco_desk.ui.cards import button, label
from senco_desk.ui.fields import Field
from senco_desk.ui.name_completer import NameCompleter, asked_which, first_named
from senco_desk.ui.theme import unit


class TicksField(Field):
    """Any number of a list of choices; `value` is the tuple of the ids ticked, in the order of the list."""

    def __init__(
        self, words: str, choices: Sequence[tuple[Any, str]] = (), help_line: str = "", *,
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(words, help_line, parent)
        self._boxes: list[tuple[Any, QCheckBox]] = []
        holder = QWidget(self)
        self._column = QVBoxLayout(holder)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._place(holder)
        self.set_choices(choices)

    def set_choices(self, choices: Iterable[tuple[Any, str]]) -> None:
        """Offers other choices; what was ticked and is still offered stays ticked."""
        ticked = set(self.value())
        while (item := self._column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._boxes = []
        for name, shown in choices:
            line = QWidget(self)
            across = QHBoxLayout(line)
            across.setContentsMargins(0, 0, 0, 0)
            across.setSpacing(unit(0.5))
            box = QCheckBox(line)
            box.setAccessibleName(shown)
            box.setChecked(name in ticked)
            box.clicked.connect(self._clicked)
            # The words are a label of their own, because the text of a check box does not wrap.
            words = _Words(shown, box)
            across.addWidget(box, 0, Qt.AlignmentFlag.AlignTop)
            across.addWidget(words, 1)
            self._boxes.append((name, box))
            self._column.addWidget(line)

    @property
    def offers(self) -> bool:
        """Whether there is anything to tick."""
        return bool(self._boxes)

    def value(self) -> Any:
        """The ids ticked."""
        return tuple(name for name, box in self._boxes if box.isChecked())

    def set_value(self, value: Any) -> None:
        """Ticks exactly these."""
        wanted = set(value or ())
        for name, box in self._boxes:
            box.setChecked(name in wanted)

    def box(self, name: Any) -> QCheckBox:
        """The box of a choice."""
        return next(box for known, box in self._boxes if known == name)

    def focus(self) -> None:
        """Puts the keyboard into the first box."""
        if self._boxes:
            self._boxes[0][1].setFocus(Qt.FocusReason.OtherFocusReason)

    def _clicked(self) -> None:
        self.changed.emit()


class _Words(QWidget):
    """The words beside a box, which tick it too."""

    def __init__(self, words: str, box: QCheckBox) -> None:
        super().__init__()
        self._box = box
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, unit(0.375), 0, unit(0.375))
        layout.addWidget(label(words, wrap=True))

    def mousePressEvent(self, _event: object) -> None:
        self._box.click()


class PupilsField(Field):
    """Children, chosen by typing a name; `value` is the tuple of their ids. Each can be taken off again."""

    def __init__(
        self, words: str, pupils: Sequence[tuple[str, str]], help_line: str = "", *, parent: QWidget | None = None
    ) -> None:
        """`pupils` are pairs of id and name with class, in the order they are offered."""
        super().__init__(words, help_line, parent)
        self._names = dict(pupils)
        self._chosen: list[str] = []
        holder = QWidget(self)
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(unit(0.5))
        self._lines = QVBoxLayout()
        self._lines.setSpacing(0)
        self.input = _NameEdit([name for _, name in pupils], holder)
        self.input.setPlaceholderText("Type a name to add a child")
        # Queued: the completer writes the name into the line first, and then the line is cleared.
        self.input.completed.activated.connect(self._picked, Qt.ConnectionType.QueuedConnection)
        self.input.returnPressed.connect(self._typed)
        column.addLayout(self._lines)
        column.addWidget(self.input)
        self._place(self.input, holder)

    def value(self) -> Any:
        """The ids of the children chosen."""
        return tuple(self._chosen)

    def set_value(self, value: Any) -> None:
        """Shows these children."""
        self._chosen = [name for name in value or () if name in self._names]
        self._show()

    def unreadable(self) -> str:
        """A name typed but not taken from the list would be lost: it is named."""
        typed = self.input.text().strip()
        return f"“{typed}” was not chosen from the list: choose a name, or clear the line." if typed else ""

    def _picked(self, name: str) -> None:
        self.show_problem("")
        self.input.stop_offering()
        found = next((one for one, words in self._names.items() if words == name and one not in self._chosen), None)
        if found is not None:
            self._chosen.append(found)
            self._show()
            self.changed.emit()
        self.input.clear()

    def _typed(self) -> None:
        """Enter takes the first name that is offered; of several of one name a person chooses."""
        left = [words for one, words in self._names.items() if one not in self._chosen]
        ask = asked_which(left, self.input.text())
        self.show_problem(ask)
        if ask:
            announce(ask, self, urgent=True)
            QTimer.singleShot(0, self.input.completed, self.input.completed.complete)
            return
        first = first_named(left, self.input.text())
        if first:
            self._picked(first)

    def _drop(self, pupil_id: str) -> None:
        self._chosen.remove(pupil_id)
        self._show()
        self.changed.emit()
        self.focus()

    def _show(self) -> None:
        while (item := self._lines.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for pupil_id in self._chosen:
            line = QWidget(self)
            across = QHBoxLayout(line)
            across.setContentsMargins(0, 0, 0, 0)
            across.addWidget(label(self._names[pupil_id], wrap=True), 1)
            off: QPushButton = button("Take off", _Dropping(self, pupil_id), kind="link")
            off.setAccessibleName(f"Take {self._names[pupil_id]} off")
            across.addWidget(off)
            self._lines.addWidget(line)


class _Dropping:
    """Takes one child off; an object, because a lambda in a loop would take the last one."""

    def __init__(self, field: PupilsField, pupil_id: str) -> None:
        self._field, self._pupil_id = field, pupil_id

    def __call__(self) -> None:
        self._field._drop(self._pupil_id)  # noqa: SLF001  a part of the field


class _NameEdit(QLineEdit):
    """A line that offers the names in which what is typed is found."""

    def __init__(self, names: Sequence[str], parent: QWidget) -> None:
        super().__init__(parent)
        self.completed = NameCompleter(names, self)
        self.setCompleter(self.completed)

    def stop_offering(self) -> None:
        """Closes the list: a name was taken, and nothing more is asked."""
        popup = self.completed.popup()
        if popup is not None:
            popup.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter takes a name and is not passed on, so that the form is not submitted by it."""
        typed = bool(self.text().strip())
        super().keyPressEvent(event)
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and typed:
            event.accept()
