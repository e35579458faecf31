"""The parts of the quick note: the field that finds the child, the text, the kinds, and a line for a promise."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from typing import Any

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from senco_desk.domain.papers import CONTACT_KINDS
from senco_desk.domain.pupils import Pupil
from senco_desk.domain.spoken_days import day_said
from senco_desk.ui.announcing import announce
from senco_desk.ui.cards import Chip, button
from senco_desk.ui.date_field import DateField
from senco_desk.ui.flow import Flow
from senco_desk.ui.icons import icon, icon_size
from senco_desk.ui.register_table import long_year
from senco_desk.ui.theme import row_height, unit
from senco_desk.ui.tips import set_tip
from senco_desk.ui.typed import date_words, read_date

_ENTER = {Qt.Key.Key_Return, Qt.Key.Key_Enter}
_KIND_WORDS = {
    "note": "&Note", "call": "Phone &call", "email": "&E-mail", "meeting": "&Meeting", "talk": "&Talk in passing",
    "message": "Me&ssage", "visit": "&Visit",
}  # fmt: skip


def place_words(pupil: Pupil) -> str:
    """Year and class, beside a name."""
    return " · ".join(part for part in (long_year(pupil.year_group), pupil.class_name) if part)


class NameField(QLineEdit):
    """Finds a child while a name is typed. `taken` carries the child chosen with Enter, Tab, a comma or the mouse."""

    taken = Signal(object, bool)
    """A pupil, and whether another one follows."""
    empty_enter = Signal()
    back_over = Signal()
    """Backspace in the empty field: the child chosen last is taken out."""

    def __init__(
        self,
        find: Callable[[str], list[Pupil]],
        told_apart: Callable[[list[Pupil]], Mapping[str, str]],
        parent: QWidget | None = None,
    ) -> None:
        """`told_apart` says by id what tells a child from another of the same name."""
        super().__init__(parent)
        self._find, self._told_apart = find, told_apart
        self._found: list[Pupil] = []
        self.setAccessibleName("Child")
        self.hits = _Hits()
        self.hits.itemClicked.connect(self._clicked)
        self.textChanged.connect(self.find_now)

    def find_now(self, _typed: str = "") -> None:
        """Shows who answers what is typed, the likeliest first."""
        self._found = self._find(self.text())
        self.hits.show_pupils(self._found, self.text().strip(), self._told_apart(self._found))

    def take(self, *, more: bool = False) -> bool:
        """Takes the child that is marked in the list; False where nobody is, or where two are called so.

        Between children of the same name a person chooses, with an arrow or the mouse, before anybody is taken.
        """
        if not self.text().strip():
            return False
        pupil = self.hits.marked()
        if pupil is None or not self.hits.walked:
            same = self._same(pupil)
            if len(same) > 1:
                many = {2: "Two", 3: "Three", 4: "Four"}.get(len(same), str(len(same)))
                self.hits.ask_to_choose(f"{many} children are called {same[0].name}: choose")
                return False
        if pupil is None:
            return False
        self.clear()
        self.taken.emit(pupil, more)
        return True

    def _same(self, marked: Pupil | None) -> list[Pupil]:
        """Those found who are called like the one who is marked, or like the first where nobody is."""
        first = marked or next(iter(self._found), None)
        return [each for each in self._found if first is not None and each.sort_name == first.sort_name]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows walk the list, Enter takes, a comma takes and waits for another name."""
        key = event.key()
        if key in {Qt.Key.Key_Down, Qt.Key.Key_Up} and self._found:
            self.hits.step(1 if key == Qt.Key.Key_Down else -1)
        elif key in _ENTER and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            if not self.text().strip():
                self.empty_enter.emit()
            else:
                self.take()
        elif event.text() == "," and self.text().strip():
            self.take(more=True)
        elif key == Qt.Key.Key_Backspace and not self.text():
            self.back_over.emit()
        else:
            super().keyPressEvent(event)

    def _clicked(self, item: QListWidgetItem) -> None:
        if self.hits.choose(item):
            self.take()


class _Hits(QListWidget):
    """The children found, below the field; the keyboard stays in the field."""

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName("Children found")
        self.setIconSize(QSize(icon_size(), icon_size()))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.walked = self._asked = False
        """Whether a person marked a line; whether the line that asks them to stands above."""
        self.hide()

    def show_pupils(self, pupils: list[Pupil], typed: str, apart: Mapping[str, str]) -> None:
        self.clear()
        self.walked = self._asked = False
        for pupil in pupils:
            words = " · ".join(part for part in (pupil.name, place_words(pupil), apart.get(pupil.id, "")) if part)
            item = QListWidgetItem(icon("pupil"), words, self)
            item.setData(Qt.ItemDataRole.UserRole, pupil)
            item.setSizeHint(QSize(0, row_height()))
        if typed and not pupils:
            none = QListWidgetItem(f"Nobody found for “{typed}”. Try fewer letters.", self)
            none.setFlags(Qt.ItemFlag.NoItemFlags)
        if pupils:
            self.setCurrentRow(0)
        self._fit()
        self.setVisible(bool(typed))
        if typed:
            announce(self.currentItem().text() if pupils else self.item(0).text(), self)

    def marked(self) -> Pupil | None:
        item = self.currentItem()
        pupil = item.data(Qt.ItemDataRole.UserRole) if item is not None else None
        return pupil if isinstance(pupil, Pupil) else None

    def choose(self, item: QListWidgetItem) -> bool:
        """A person chose a line; False for one that names nobody."""
        if not isinstance(item.data(Qt.ItemDataRole.UserRole), Pupil):
            return False
        self.walked = True
        self.setCurrentItem(item)
        return True

    def ask_to_choose(self, words: str) -> None:
        """Says above the list that somebody has to be chosen, and marks nobody until an arrow does."""
        if not self._asked:
            ask = QListWidgetItem(words)
            ask.setFlags(Qt.ItemFlag.ItemIsEnabled)
            ask.setSizeHint(QSize(0, row_height()))
            self.insertItem(0, ask)
            self._asked = True
            self._fit()
        self.setCurrentRow(-1)
        announce(f"{words} with the arrows, then Enter.", self, urgent=True)

    def step(self, by: int) -> None:
        people = [at for at in range(self.count()) if isinstance(self.item(at).data(Qt.ItemDataRole.UserRole), Pupil)]
        now = self.currentRow()
        at = people.index(now) + by if now in people else (0 if by > 0 else -1)
        self.walked = True
        self.setCurrentRow(people[at % len(people)])
        announce(self.currentItem().text(), self)

    def _fit(self) -> None:
        self.setFixedHeight(max(self.count(), 1) * row_height() + 4)


class NoteText(QPlainTextEdit):
    """The words. Enter keeps them, Shift+Enter begins a new line; the box grows with them."""

    entered = Signal()

    def __init__(self, lines: int = 3, most: int = 9, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines, self._most = lines, most
        self.setTabChangesFocus(True)
        self.setAccessibleName("The note")
        self.setAccessibleDescription("Enter keeps it, Shift and Enter begin a new line.")
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document().documentLayout().documentSizeChanged.connect(self._grow)
        self.verticalScrollBar().rangeChanged.connect(self._grow, Qt.ConnectionType.QueuedConnection)
        self._grow()

    def words(self) -> str:
        """Exactly what was typed or pasted: hard spaces stay hard."""
        return self.document().toRawText().replace("\u2029", "\n").replace("\u2028", "\n")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter is not a new line here."""
        if event.key() in _ENTER:
            if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
                self.insertPlainText("\n")
                self.ensureCursorVisible()
            else:
                self.entered.emit()
        else:
            super().keyPressEvent(event)

    def _grow(self) -> None:
        have = int(self.document().size().height())
        shown = min(max(have, self._lines), self._most)
        self.setFixedHeight(shown * self.fontMetrics().lineSpacing() + unit(3))


class Kinds(QWidget):
    """What the note is of: one of seven, each with a letter. `chosen` is emitted only where a person chooses."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        flow = Flow(self)
        self._group = QButtonGroup(self)
        self._chips: dict[str, Chip] = {}
        for kind in CONTACT_KINDS:
            chip = Chip(_KIND_WORDS.get(kind, CONTACT_KINDS[kind]), on=kind == "note", parent=self)
            chip.setAutoExclusive(True)
            chip.setAccessibleName(f"Kind: {CONTACT_KINDS[kind]}")
            chip.clicked.connect(lambda _on=False, kind=kind: self.chosen.emit(kind))
            self._group.addButton(chip)
            self._chips[kind] = chip
            flow.addWidget(chip)

    @property
    def kind(self) -> str:
        """The kind on show."""
        return next((kind for kind, chip in self._chips.items() if chip.isChecked()), "note")

    def show_kind(self, kind: str) -> None:
        """Shows a kind without telling."""
        self._chips.get(kind, self._chips["note"]).setChecked(True)

    def chips(self) -> Mapping[str, Chip]:
        """The chips by their kinds."""
        return self._chips


class SpokenDayField(DateField):
    """A day typed as people say it: `yesterday`, `Friday`, `3 Nov`; a weekday lies ahead, or behind."""

    def __init__(self, words: str, today: date, *, ahead: bool, parent: QWidget | None = None) -> None:
        super().__init__(words, today, parent=parent)
        self._ahead = ahead
        says = "Friday, 27 Nov or in two weeks" if ahead else "yesterday, Monday or 3 Nov"
        self.input.setPlaceholderText("")
        set_tip(self.input, f"A day as you say it: {says}")

    def begin_on(self, today: date) -> None:
        """Reads days from this one on: a window may stand open past midnight."""
        self._today = today

    def words_kept(self) -> str:
        """What is typed, for a later day: “yesterday” in full, anything else as it stands."""
        value = self.value()
        return date_words(value) if isinstance(value, date) else self.input.text()

    def value(self) -> Any:
        """A date, None, or the text as typed where it is no day."""
        typed = self.input.text().strip()
        if not typed:
            return None
        return day_said(typed, self._today, ahead=self._ahead) or read_date(typed, self._today) or typed

    def unreadable(self) -> str:
        """Says how to type a day."""
        return "Type the day like Friday, 27/11/2026 or 27 Nov." if isinstance(self.value(), str) else ""


class Middle(QScrollArea):
    """What stands between the head and the foot of the frame: as high as it needs, and it scrolls where that is low."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.inside = QWidget()
        self.inside.setProperty("role", "scrolled")
        self.body = QVBoxLayout(self.inside)
        self.body.setContentsMargins(2, 2, unit(0.5), 2)
        self.body.setSpacing(unit(1))
        self.setWidget(self.inside)

    def sizeHint(self) -> QSize:
        """The frame reckons with what `wanted` says, and with this where there is no room for it."""
        return QSize(unit(40), self.least)

    def minimumSizeHint(self) -> QSize:
        """So much always shows."""
        return QSize(unit(20), self.least)

    @property
    def least(self) -> int:
        """The height below which it is not squeezed, in pixels."""
        return unit(9)

    def show_end(self) -> None:
        """Brings what was just put in at the end into view."""
        QTimer.singleShot(0, self, lambda: self.verticalScrollBar().setValue(self.verticalScrollBar().maximum()))

    def wanted(self, width: int) -> int:
        """The height that shows all of it at a width."""
        have = self.body.totalHeightForWidth(width) if self.body.hasHeightForWidth() else 0
        return max(have, self.body.totalSizeHint().height())


class Letters(QObject):
    """Alt and a letter inside the frame, also where a menu has the same letter: the frame comes first while in it."""

    def __init__(self, deeds: Mapping[str, Callable[[], object]], parent: QObject) -> None:
        super().__init__(parent)
        self._deeds = dict(deeds)
        self._there = not QKeySequence.mnemonic("&A").isEmpty()  # macOS has none, and types signs with Alt

    def watch(self, *widgets: QWidget) -> None:
        """Has these answer to the letters."""
        for each in widgets:
            each.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Takes the letter before a menu or the field does."""
        if (
            self._there
            and event.type() in {QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress}
            and isinstance(event, QKeyEvent)
            and event.modifiers() == Qt.KeyboardModifier.AltModifier
        ):
            deed = self._deeds.get(QKeySequence(event.key()).toString().casefold())
            if deed is not None:
                event.accept()
                if event.type() == QEvent.Type.KeyPress:
                    deed()
                return True
        return super().eventFilter(watched, event)


class Kids(QWidget):
    """The children chosen, each with a way to take it out; `out` carries the id."""

    out = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._row = Flow(self, gap=1)
        self._made: list[QPushButton] = []

    def show_pupils(self, pupils: list[Pupil], apart: Mapping[str, str] | None = None) -> None:
        """Shows a button for each, with what tells it from another of the same name."""
        for made in self._made:
            made.hide()
            made.deleteLater()
        while self._row.count():
            self._row.takeAt(0)
        self._made = []
        for pupil in pupils:
            words = " · ".join(part for part in (pupil.name, (apart or {}).get(pupil.id, "")) if part)
            made = button(f"{words}  ✕", partial(self.out.emit, pupil.id), kind="chip")
            made.setAccessibleName(f"Remove {pupil.name}")
            set_tip(made, f"Remove {pupil.name} from this note")
            made.setParent(self)
            self._row.addWidget(made)
            made.show()
            self._made.append(made)
        self.setVisible(bool(pupils))

    def buttons(self) -> list[QPushButton]:
        """The buttons, in order."""
        return list(self._made)


def shown_day(day: date, today: date) -> str:
    """A day as the toast says it: `3 Nov`, with its year where that is another one."""
    months = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
    words = f"{day.day} {months[day.month - 1]}"
    return words if day.year == today.year else f"{words} {day.year}"


def quiet(words: str = "") -> QLabel:
    """A line of small, quiet words that wraps."""
    made = QLabel(words)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setProperty("role", "small")
    made.setWordWrap(True)
    return made
