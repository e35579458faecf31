"""Who is around a child: contacts at one glance and in the order of calling, who helps, professionals, meetings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from senco_desk.domain.codes import FIRST_LANGUAGE
from senco_desk.domain.involvement import Involvement
from senco_desk.domain.pupil_records import ProvisionLine
from senco_desk.domain.pupils import Contact
from senco_desk.domain.reviews import Meeting
from senco_desk.ui.cards import button, label, rule, show_if
from senco_desk.ui.flow import Flow
from senco_desk.ui.grip import Grip, tool
from senco_desk.ui.marks import MarkLabel, mark
from senco_desk.ui.overview_cards import Ask, HeadCard
from senco_desk.ui.provision_words import line_words
from senco_desk.ui.record_list import Item
from senco_desk.ui.register_table import day_words
from senco_desk.ui.theme import unit

_QUIET_LANGUAGES = frozenset({"", "ENG", "ENB", "NOT", "REF", "ZZZ"})
"""Languages that nobody has to think of before calling: English, and not known."""


class ContactsCard(HeadCard):
    """The contacts in the order in which they are called; a number or an address is copied with one press."""

    copied = Signal(str)
    ordered = Signal(list)
    """The ids in their new order."""

    def __init__(self, ask: Ask) -> None:
        self.button = button("Add contac&t", lambda: ask("contact", ""), kind="link", needs="change")
        super().__init__("Contacts", self.button)
        self._ask = ask
        self.lines: list[ContactLine] = []
        self._held = QWidget()
        self._column = QVBoxLayout(self._held)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(unit(0.5))
        self.add(self._held)
        self._shown: tuple[Contact, ...] = ()
        self._moved: tuple[str, int] | None = None

    def show_contacts(self, contacts: Sequence[Contact]) -> None:
        """Shows other contacts."""
        self.tell_none("" if contacts else "no parent or carer is here yet")
        self._held.setVisible(bool(contacts))
        if tuple(contacts) == self._shown:
            return
        self._shown = tuple(contacts)
        while (entry := self._column.takeAt(0)) is not None:
            if (widget := entry.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self.lines = []
        for at, contact in enumerate(contacts):
            if at:
                self._column.addWidget(rule())
            line = ContactLine(
                contact, self._ask, self.copied.emit,
                partial(self.carry, at) if len(contacts) > 1 else None, lambda: self.lines,
            )  # fmt: skip
            show_if(line.up, at > 0)
            show_if(line.down, at + 1 < len(contacts))
            line.up.clicked.connect(partial(self._step, at, -1))
            line.down.clicked.connect(partial(self._step, at, 1))
            self._column.addWidget(line)
            self.lines.append(line)
        before: QWidget = self.button
        for one in [each for line in self.lines for each in line.reached()]:
            QWidget.setTabOrder(before, one)
            before = one
        if self._moved is not None:
            self._follow(*self._moved)

    def carry(self, at: int, to: int) -> None:
        """Puts one contact into another's place in the order."""
        ids = [contact.id for contact in self._shown]
        if at != to and 0 <= to < len(ids):
            ids.insert(to, ids.pop(at))
            self.ordered.emit(ids)

    def _step(self, at: int, by: int, _checked: bool = False) -> None:  # noqa: FBT001, FBT002  `clicked` brings a flag
        self._moved = self._shown[at].id, by
        self.carry(at, at + by)
        self._moved = None

    def _follow(self, contact_id: str, by: int) -> None:
        """The keyboard goes on with the line that was moved: the same arrow, at the end of the way the other one."""
        at = next((at for at, contact in enumerate(self._shown) if contact.id == contact_id), None)
        if at is None:
            return
        line = self.lines[at]
        arrows = (line.up, line.down) if by < 0 else (line.down, line.up)
        line.show()  # else it shows only once the layout gets to it
        arrow = next((each for each in arrows if each.isVisibleTo(line)), None)
        if arrow is not None:
            arrow.setFocus(Qt.FocusReason.OtherFocusReason)


class ContactLine(QWidget):
    """One contact: who, whether with parental responsibility, and how they are reached, the way they prefer first."""

    def __init__(
        self, contact: Contact, ask: Ask, copy: Callable[[str], object], move: Callable[[int], object] | None,
        places: Callable[[], Sequence[QWidget]],
    ) -> None:  # fmt: skip
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(unit(0.25))
        top = QHBoxLayout()
        top.setSpacing(unit(0.75))
        self.grip = Grip(move or (lambda _to: None), places)
        self.up = tool("▲", f"Call {contact.name} earlier")
        self.down = tool("▼", f"Call {contact.name} later")
        self.edit = button("Edit", lambda: ask("contact", contact.id), kind="link", needs="change")
        self.out = button("Remove", lambda: ask("remove contact", contact.id), kind="link", needs="change")
        self.edit.setAccessibleName(f"Edit {contact.name}")
        self.out.setAccessibleName(f"Remove {contact.name}")
        who = f"{contact.name} · {contact.relation}" if contact.relation else contact.name
        top.addWidget(self.grip)
        top.addWidget(label(who, "strong", wrap=True), 1)
        for part in (self.up, self.down, self.edit, self.out):
            top.addWidget(part, 0, Qt.AlignmentFlag.AlignTop)
        if move is None:  # one alone has no order
            self.grip.hide()
            self.up.hide()
            self.down.hide()
        column.addLayout(top)
        self.ways: list[QPushButton] = []
        for below in (_facts(contact), self._reach(contact, copy)):
            if below is not None:
                column.addWidget(below)
        for words in (contact.address, contact.notes):
            if words:
                said = label(words, tone="muted", wrap=True)
                said.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
                column.addWidget(said)
        self.setAccessibleName(contact.name)

    def _reach(self, contact: Contact, copy: Callable[[str], object]) -> QWidget | None:
        """Numbers and addresses, each copied by one press."""
        made = QWidget()
        flow = Flow(made, gap=0.75)
        for words, value in ways_of(contact):
            if value:
                way = button(value, partial(copy, value), kind="link")
                way.setToolTip("Press to copy")
                way.setAccessibleName(f"Copy {value}{', ' + words if words else ''}")
                self.ways.append(way)
                flow.addWidget(way)
            if words:
                said = label(words, tone="muted")
                said.setContentsMargins(0, 3, unit(0.5), 3)  # level with the words of the buttons beside it
                flow.addWidget(said)
        return made if flow.count() else None

    def reached(self) -> list[QWidget]:
        """What Tab comes to, in order."""
        return [self.up, self.down, self.edit, self.out, *self.ways]


def _facts(contact: Contact) -> QWidget | None:
    """Parental responsibility, the language and an interpreter, as marks with words."""
    made = QWidget()
    flow = Flow(made, gap=1.5)
    if contact.parental_responsibility:
        flow.addWidget(MarkLabel(mark("good", "Parental responsibility", meaning="parental responsibility")))
    if contact.language not in _QUIET_LANGUAGES:
        flow.addWidget(label(FIRST_LANGUAGE.name_of(contact.language)))
    if contact.interpreter:
        flow.addWidget(MarkLabel(mark("info", "Interpreter needed", meaning="interpreter needed")))
    return made if flow.count() else None


def ways_of(contact: Contact) -> list[tuple[str, str]]:
    """How a contact is reached, as words and what is copied; the way they prefer is first, and says so."""
    liked = contact.preferred_contact
    by_mail = any(word in liked.casefold() for word in ("mail", "e-post"))
    phone, mail = ("", contact.telephone), ("", contact.email)
    order = [mail, phone] if by_mail else [phone, mail]
    found = [way for way in order if way[1]]
    if liked:
        first = found.pop(0)[1] if found else ""
        found.insert(0, (f"preferred: {liked}", first))
    return found


class HelpsCard(HeadCard):
    """The provision that runs now: what, with whom, how often."""

    def __init__(self, ask: Ask) -> None:
        super().__init__("Who helps", button("Show provision", lambda: ask("provision", ""), kind="link"))
        self._held = QWidget()
        self._column = QVBoxLayout(self._held)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(unit(0.5))
        self.add(self._held)

    def show_lines(self, lines: Sequence[ProvisionLine], today: date) -> None:
        """Shows the lines of a child that run on a day."""
        running = [line for line in lines if line.start <= today <= line.end]
        self.tell_none("" if running else "no provision runs now")
        self._held.setVisible(bool(running))
        while (entry := self._column.takeAt(0)) is not None:
            if (widget := entry.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for line in running:
            made = QWidget()
            column = QVBoxLayout(made)
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(0)
            column.addWidget(label(line.provision.what, wrap=True))
            if how := line_words(line.provision):
                column.addWidget(label(how, tone="muted", wrap=True))
            self._column.addWidget(made)


def professional_item(each: Involvement) -> Item:
    """A professional's involvement as a line: who, when, what they advised, what is still to do."""
    who = ", ".join(part for part in (each.name, each.organisation) if part)
    days = [
        f"{words} {day_words(day)}"
        for words, day in (
            ("asked", each.asked_on), ("saw the child", each.seen_on), ("reported", each.reported_on),
            ("acted on", each.acted_on),
        )
        if day
    ]  # fmt: skip
    still = f"Still to do: {each.outstanding}" if each.outstanding else ""
    lines = (who, " · ".join(days), each.advice, f"Done: {each.action}" if each.action else "", still)
    return Item(each.id, each.profession, "\n".join(line for line in lines if line))


def meeting_item(meeting: Meeting) -> Item:
    """A meeting as a line: with whom, what was discussed, what was agreed."""
    title = "With parents" if meeting.with_parents else "Without parents"
    lines = (meeting.discussed, f"Agreed: {meeting.agreed}" if meeting.agreed else "")
    return Item(meeting.id, title, "\n".join(line for line in lines if line), day_words(meeting.on))
