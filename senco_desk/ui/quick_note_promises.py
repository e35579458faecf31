"""The promises in a quick note: those its words seem to tell of are offered, and a line is filled for each kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from senco_desk.domain.drafts import Plain
from senco_desk.domain.problems import Problem
from senco_desk.domain.quick_entry import Person, PromiseRead, both_ends, promises_in
from senco_desk.services.contacts_log import Promised
from senco_desk.ui.announcing import announce
from senco_desk.ui.cards import button, label
from senco_desk.ui.fields import Field, LineField
from senco_desk.ui.quick_note_parts import Letters, SpokenDayField, shown_day
from senco_desk.ui.theme import unit
from senco_desk.ui.tips import set_tip

PAUSE = 250
"""Milliseconds without a key before the text is read for promises."""
_OFFERS = 3


class PromisePart(QWidget):
    """Lines of promises, and below them the button that adds one: the one that is offered, or an empty one."""

    touched = Signal()
    entered = Signal()
    grown = Signal()
    """A line was put in at the end."""

    def __init__(self, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._today = self._typed_on = today
        self._narrow = False
        self._letters: Letters | None = None
        self._text, self._whom, self._me = "", "", ""
        self._people: Sequence[Person] = ()
        self._children: Sequence[str] = ()
        self._offered: list[PromiseRead] = []
        self._not_promised: list[str] = []
        self._dismissed: list[PromiseRead] = []
        self.lines: list[PromiseLine] = []
        self.offer = label("", wrap=True)
        self.button = button("&Promised…", self.add)
        self.no_button = button("Not a p&romise", self.dismiss, kind="link")
        self.no_button.setToolTip("It is not offered again for this note (Alt+R)")
        self.button.setToolTip("Who promised what, and by when: it is chased on Today until it is done (Alt+P)")
        self.no_button.hide()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(unit(0.75))
        row = QHBoxLayout()
        row.setSpacing(unit(1))
        row.addWidget(self.button)
        row.addWidget(self.offer, 1)
        row.addWidget(self.no_button)
        self._column.addLayout(row)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(PAUSE)
        self._soon.timeout.connect(self.look)

    def answer_to(self, letters: Letters) -> None:
        """Has the lines answer to the letters of the frame."""
        self._letters = letters
        letters.watch(self.button, self.no_button)

    def begin_on(self, today: date) -> None:
        """Begins without a line, on this day."""
        self._today = today
        self.clear()

    def read(
        self,
        text: str,
        people: Sequence[Person],
        *,
        whom: str,
        me: str,
        typed_on: date,
        children: Sequence[str] = (),
    ) -> None:
        """The words have changed; they are looked through once the typing pauses. Days count from `typed_on`.

        `children` are the names of those it is about.
        """
        self._text, self._people, self._whom, self._me, self._children = text, people, whom, me, children
        self._typed_on = typed_on
        self._soon.start()

    def look(self) -> None:
        """Looks through the words now for promises that are not among the lines."""
        self._soon.stop()
        there = {line.what.value() for line in self.lines}
        text = both_ends(self._text)
        found = promises_in(
            text, self._typed_on, self._people, spoken_with=self._whom, me=self._me, children=self._children
        )
        self._dismissed = [each for each in found if any(_same(each.what, words) for words in self._not_promised)]
        wanted = [each for each in found if each not in self._dismissed]
        self._offered = [each for each in wanted[:_OFFERS] if each.what not in there]
        self._show_offer()

    def dismiss(self) -> None:
        """What is offered is no promise: it is not offered again for this note, however it goes on."""
        if not self._offered:
            return
        first, pressed = self._offered[0], self.no_button.hasFocus()
        self._not_promised.append(first.what)
        self.look()
        self.touched.emit()
        announce(f"Not a promise: {first.what}", self)
        if pressed and self.no_button.isHidden():
            self.button.setFocus(Qt.FocusReason.OtherFocusReason)

    def not_promised(self) -> list[str]:
        """What the words say, as they stand now, that was dismissed as no promise."""
        self.look()
        return [each.what for each in self._dismissed]

    def dismissals(self) -> list[Plain]:
        """What was dismissed, for `restore`."""
        return list(self._not_promised)

    def left_unkept(self) -> int:
        """How many promises the words tell of that nobody took, looked for now."""
        self.look()
        return len(self._offered)

    def rest(self) -> None:
        """The frame is put away."""
        self._soon.stop()

    def add(self) -> None:
        """Takes the promise that is offered, else opens a line for one."""
        self.look()
        if self._offered:
            read = self._offered.pop(0)
            self._add_line().show_read(read)
            self._show_offer()
            self.touched.emit()
            announce(f"Kept as a promise: {read.who}, {read.what}", self)
            self.grown.emit()
            return
        blank = next((line for line in self.lines if line.blank), None) or self._add_line()
        if not blank.who.value():
            blank.propose(self._whom)
        (blank.what if blank.who.value() else blank.who).focus()

    def promised(self) -> list[Promised]:
        """What the filled lines say."""
        return [line.promised() for line in self._filled()]

    def unreadable(self) -> list[Problem]:
        """The days that cannot be read, as problems of the fields that the records would name."""
        return [
            Problem(field=f"promises.{at}.due", sentence=line.due.unreadable())
            for at, line in enumerate(self._filled())
            if line.due.unreadable()
        ]

    def field_of(self, name: str) -> Field | None:
        """The field that a problem called `promises.0.who` belongs to."""
        part, _, rest = name.partition(".")
        at, _, field = rest.partition(".")
        lines = self._filled()
        if part != "promises" or not at.isdecimal() or int(at) >= len(lines):
            return None
        return lines[int(at)].fields.get(field, lines[int(at)].what)

    def settle(self) -> None:
        """Takes the problems away."""
        for line in self.lines:
            for field in line.fields.values():
                field.show_problem("")

    def typed(self) -> list[Plain]:
        """What is typed into the lines; empty where nothing is."""
        return [dict(line.typed()) for line in self._filled()]

    def restore(self, typed: Iterable[Plain], dismissed: Iterable[Plain] = ()) -> None:
        """Puts back what `typed` and `dismissals` gave."""
        self.clear()
        self._not_promised = [str(each) for each in dismissed]
        for each in typed:
            if isinstance(each, dict):
                self._add_line().restore(each)

    def clear(self) -> None:
        """No line, no offer."""
        for line in self.lines:
            self._column.removeWidget(line)
            line.hide()
            line.deleteLater()
        self.lines, self._offered, self._text, self._whom = [], [], "", ""
        self._not_promised, self._dismissed = [], []
        self._show_offer()

    def fold(self, *, narrow: bool) -> None:
        """One field below the other where it is narrow."""
        self._narrow = narrow
        for line in self.lines:
            line.fold(narrow=narrow)

    def inputs(self) -> tuple[QWidget, ...]:
        """What the keyboard walks here."""
        return (*(each for line in self.lines for each in line.inputs()), self.button, self.no_button)

    def _filled(self) -> list[PromiseLine]:
        return [line for line in self.lines if not line.blank]

    def _show_offer(self) -> None:
        first = next(iter(self._offered), None)
        self.button.setText("&Promised…" if first is None else "Keep as a &promise")
        self.button.setAccessibleName(self.button.text().replace("&", "").rstrip("…"))
        due = f", by {shown_day(first.due, self._today)}" if first is not None and first.due else ""
        self.offer.setText("" if first is None else f"{first.who}: “{first.what}”{due}")
        self.button.setAccessibleDescription(self.offer.text())
        self.no_button.setVisible(first is not None)
        self.no_button.setAccessibleDescription(self.offer.text())

    def _add_line(self) -> PromiseLine:
        line = PromiseLine(self._today)
        line.fold(narrow=self._narrow)
        line.touched.connect(self.touched)
        line.entered.connect(self.entered)
        line.left.connect(lambda: self._take_out(line))
        if self._letters is not None:
            self._letters.watch(*line.inputs())
        self._column.insertWidget(len(self.lines), line)
        self.lines.append(line)
        line.show()
        return line

    def _take_out(self, line: PromiseLine) -> None:
        self.lines.remove(line)
        self._column.removeWidget(line)
        line.hide()
        line.deleteLater()
        self.touched.emit()
        self.button.setFocus(Qt.FocusReason.OtherFocusReason)


def _same(words: str, dismissed: str) -> bool:
    """Whether what was dismissed stands in the words still, typed on or cut short since."""
    one, other = " ".join(words.split()).casefold(), " ".join(dismissed.split()).casefold()
    return one.startswith(other) or other.startswith(one)


class PromiseLine(QFrame):
    """Who promised what, and by when; `left` asks to be taken away."""

    left = Signal()
    touched = Signal()
    entered = Signal()

    def __init__(self, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "quote")
        self.who = LineField("Who promised")
        self.what = LineField("What, in their words")
        self.due = SpokenDayField("By when", today, ahead=True)
        self.fields: dict[str, Field] = {"who": self.who, "what": self.what, "due": self.due}
        self._proposed = ""
        self.away = button("Remove", self.left.emit, kind="link")
        self.away.setAccessibleName("Remove this promise")
        self._across = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._across.setContentsMargins(unit(1), unit(0.5), unit(1), unit(0.75))
        self._across.setSpacing(unit(1))
        for stretch, part in ((5, self.who), (6, self.what), (4, self.due)):
            self._across.addWidget(part, stretch, Qt.AlignmentFlag.AlignTop)
            part.changed.connect(self.touched)
        self._across.addWidget(self.away, 0, Qt.AlignmentFlag.AlignBottom)
        for each in self.inputs()[:3]:
            if isinstance(each, QLineEdit):
                each.returnPressed.connect(self.entered)

    def fold(self, *, narrow: bool) -> None:
        """One below the other where it is narrow."""
        way = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        self._across.setDirection(way)

    def inputs(self) -> tuple[QWidget, ...]:
        """What the keyboard walks here."""
        return (self.who.input, self.what.input, self.due.input, self.due.pick, self.away)

    def propose(self, who: str) -> None:
        """Puts in who was spoken with, until something is typed."""
        self._proposed = who
        self.who.set_value(who)

    def show_read(self, read: PromiseRead) -> None:
        """Fills in what was read from the text."""
        self.who.set_value(read.who)
        self.what.set_value(read.what)
        self.due.set_value(read.due)
        for line in (self.who.input, self.what.input):
            line.setCursorPosition(0)  # the beginning of a long name is to be seen
            set_tip(line, line.text())

    def typed(self) -> dict[str, Plain]:
        """What is typed into it."""
        return {"who": self.who.input.text(), "what": self.what.input.text(), "due": self.due.words_kept()}

    def restore(self, typed: Mapping[str, Plain]) -> None:
        """Puts back what `typed` gave."""
        for name, field in self.fields.items():
            if isinstance(field, LineField):
                field.input.setText(str(typed.get(name) or ""))

    @property
    def blank(self) -> bool:
        """Whether nothing is typed into it; who was proposed is nothing typed."""
        typed = {name: str(words).strip() for name, words in self.typed().items()}
        return not typed["what"] and not typed["due"] and typed["who"] in {"", self._proposed}

    def promised(self) -> Promised:
        """What it says."""
        due = self.due.value()
        return Promised(who=self.who.value(), what=self.what.value(), due=due if isinstance(due, date) else None)
