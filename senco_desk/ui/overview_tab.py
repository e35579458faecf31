"""The first tab of a child: their words and strengths first, then where things stand, then who is around them."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from senco_desk.domain.involvement import Involvement
from senco_desk.domain.needs import BROAD_AREAS, AreaNote, Status
from senco_desk.domain.pupil_records import PupilRecord
from senco_desk.domain.pupils import Contact
from senco_desk.domain.reviews import Meeting
from senco_desk.domain.terms import in_words
from senco_desk.services import costs
from senco_desk.services.desk import Desk
from senco_desk.ui.cards import Card, FactRow, QuoteBox, button, label
from senco_desk.ui.marks import Mark, mark
from senco_desk.ui.provision_words import sessions_words
from senco_desk.ui.pupil_words import cycle_line, latest_view, meeting_words, source_words
from senco_desk.ui.record_list import Item, RecordList
from senco_desk.ui.register_table import date_mark, day_words, need_words
from senco_desk.ui.sheet_room import Columns, Scrolled
from senco_desk.ui.theme import unit


class OverviewTab(QWidget):
    """Cards in two columns. `asked` carries what is wanted (`contact`, `meeting`…) and an id, empty for a new one."""

    asked = Signal(str, str)
    removed = Signal(str, str)
    """A noun and an id."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.child = _ChildCard(self)
        self.areas = _ListCard(
            self, "Strengths and difficulties", "area", "Nothing is written down for the four broad areas yet.",
            "Add an &area",
        )  # fmt: skip
        self.now = _NowCard(self)
        self.contacts = _ListCard(
            self, "Contacts", "contact", "No parent or carer is here yet.", "Add contac&t"
        )  # fmt: skip
        self.professionals = _ListCard(
            self, "Professionals", "involvement", "No professional has been asked yet.", "Add professiona&l"
        )
        self.meetings = _ListCard(self, "Meetings", "meeting", "No meeting is recorded yet.", "Add &meeting")
        self.standing = _StandingCard(self)
        scrolled = Scrolled()
        columns = Columns(
            [
                _column(self.child, self.areas, self.professionals),
                _column(self.now, self.standing, self.meetings, self.contacts),
            ],
            least=44,
        )
        scrolled.body.addWidget(columns)
        scrolled.body.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(scrolled)

    def show_record(self, record: PupilRecord, desk: Desk) -> None:
        """Shows a child."""
        today = desk.today
        self.child.show_record(record)
        self.areas.show_items(
            [Item(each.id, BROAD_AREAS[each.area], _area_words(each), day_words(each.on)) for each in record.area_notes]
        )
        self.now.show_record(record, desk)
        self.standing.show_record(record, today)
        self.contacts.show_items([_contact_item(contact) for contact in record.contacts])
        self.professionals.show_items([_professional_item(each) for each in record.involvements])
        self.meetings.show_items([_meeting_item(each) for each in reversed(record.meetings)])
        self.meetings.title.setText(f"Meetings · parents {meeting_words(record, today)}")


class _ListCard(Card):
    """A card with a list of records and the button that adds one."""

    def __init__(self, tab: OverviewTab, title: str, noun: str, nothing: str, add: str) -> None:
        super().__init__(title)
        self._tab, self._noun = tab, noun
        self.list = RecordList(nothing)
        self.list.edited.connect(self._edit)
        self.list.removed.connect(self._remove)
        self.button = button(add, self._add, needs="change")
        self.add(self.list)
        self.add(self.button)

    def show_items(self, items: list[Item]) -> None:
        self.list.show_items(items)

    def _add(self) -> None:
        self._tab.asked.emit(self._noun, "")

    def _edit(self, record_id: str) -> None:
        self._tab.asked.emit(self._noun, record_id)

    def _remove(self, record_id: str) -> None:
        self._tab.removed.emit(self._noun, record_id)


class _ChildCard(Card):
    """The child's own words, what they are good at, what they like and hope for."""

    def __init__(self, tab: OverviewTab) -> None:
        super().__init__("In their own words")
        self._tab = tab
        self.quote = QuoteBox()
        self.nothing = label("What does this child say about school? Nothing is written down yet.", tone="muted",
                             wrap=True)  # fmt: skip
        self.strengths = FactRow("Strengths")
        self.interests = FactRow("Interests")
        self.hopes = FactRow("Hopes for the future")
        self.parents_title = label("Parents and carers say", tone="muted")
        self.parents = QuoteBox()
        for part in (self.quote, self.nothing, self.strengths, self.interests, self.hopes, self.parents_title,
                     self.parents):  # fmt: skip
            self.add(part)
        row = QHBoxLayout()
        row.setSpacing(unit(1))
        row.addWidget(button("Add their words", lambda: tab.asked.emit("view", ""), needs="change"))
        row.addWidget(button("Edit strengths…", lambda: tab.asked.emit("pupil", "strengths"), needs="change"))
        row.addStretch(1)
        self.body.addLayout(row)

    def show_record(self, record: PupilRecord) -> None:
        pupil = record.pupil
        said, told = latest_view(record.views, "child"), latest_view(record.views, "parent")
        self.quote.show_words(said.words if said else "", source_words(said) if said else "")
        self.nothing.setVisible(said is None)
        self.strengths.show_words(pupil.strengths)
        for row, words in ((self.interests, pupil.interests), (self.hopes, pupil.aspirations)):
            row.show_words(words)
            row.setVisible(bool(words))
        self.parents.show_words(told.words if told else "", source_words(told) if told else "")
        self.parents_title.setVisible(told is not None)


class _NowCard(Card):
    """Where the child is in the cycle, and what comes next."""

    def __init__(self, tab: OverviewTab) -> None:
        super().__init__("Now")
        self.cycle = QLabel()
        self.cycle.setTextFormat(Qt.TextFormat.RichText)  # the mark-up is ours, never a person's
        self.cycle.setWordWrap(True)
        self.review = FactRow("Next review")
        self.sessions = FactRow("Sessions this year")
        self.spend = FactRow("Support this year")
        for part in (self.cycle, self.review, self.sessions, self.spend):
            self.add(part)
        self.open = button("Open &cycle", lambda: tab.asked.emit("cycle", ""))
        self.start = button("Start a &cycle", lambda: tab.asked.emit("cycle", ""), needs="change")
        self.add(self.open)
        self.add(self.start)

    def show_record(self, record: PupilRecord, desk: Desk) -> None:
        cycle = record.current_cycle()
        marked, plain = cycle_line(cycle, desk.today)
        which = f"Cycle {cycle.number}: " if cycle else ""
        self.cycle.setText(which + marked)
        self.cycle.setAccessibleName(which + plain)
        due = record.next_review()
        status = record.status(desk.today)
        words: str | Mark = "—"
        if due is not None:
            found = date_mark(due, desk.today)
            words = mark(found.state, f"{in_words(due)}" + (f", {found.words}" if found.state == "over" else ""),
                         meaning=found.meaning)  # fmt: skip
        elif status is not None and status.status in ("K", "E"):
            words = mark("info", "No date is set: set one in the plan", meaning="no review date")
        self.review.show_words(words)
        self.spend.setVisible(desk.may("rates"))
        found_costs = costs.for_pupil(desk, record.pupil.id)
        self.sessions.show_words(sessions_words(found_costs.spend.lines))
        if desk.may("rates"):
            self.spend.show_words(found_costs.sentences[0] if found_costs.spend.lines else "No provision is planned")
        self.open.setVisible(cycle is not None)
        self.start.setVisible(cycle is None)


class _StandingCard(Card):
    """Status and needs, with how they came about."""

    def __init__(self, tab: OverviewTab) -> None:
        super().__init__("Status and needs")
        self._tab = tab
        self.status = FactRow("Status")
        self.needs = FactRow("Needs, the main one first")
        self.add(self.status)
        self.add(self.needs)
        self.history = RecordList("No status is recorded.", removable=False)
        self.history_title = label("Status history", tone="muted")
        self.add(self.history_title)
        self.add(self.history)
        self.history.edited.connect(lambda record_id: tab.asked.emit("status", record_id))
        self.add(button("Change stat&us…", lambda: tab.asked.emit("status", ""), needs="change"))

    def show_record(self, record: PupilRecord, today: date) -> None:
        status = record.status(today)
        self.status.show_words(_status_line(status))
        self.needs.show_words("\n".join(need_words(need.code) for need in record.needs_on(today)) or "—")
        items = [_status_item(each) for each in reversed(record.statuses)]
        self.history.show_items(items)
        self.history_title.setVisible(bool(items))


def _column(*cards: QWidget) -> QWidget:
    made = QWidget()
    column = QVBoxLayout(made)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(unit(1.5))
    for card in cards:
        column.addWidget(card)
    column.addStretch(1)
    return made


def _area_words(note: AreaNote) -> str:
    hard = f"Hard: {note.difficulties}" if note.difficulties else ""
    parts = (f"Strengths: {note.strengths}" if note.strengths else "", hard)
    return "\n".join(part for part in parts if part)


def _status_line(status: Status | None) -> str:
    if status is None or status.status == "N":
        return "Not on the register"
    if status.start is None:
        return f"{status.words}, as found on the roll of {day_words(status.as_found_on)}; the start is not known"
    return f"{status.words} since {in_words(status.start)}"


def _status_item(status: Status) -> Item:
    if status.start:
        begin = day_words(status.start)
    else:
        begin = f"on the roll of {day_words(status.as_found_on)}, start not known"
    end = f" to {day_words(status.end)}" if status.end else ""
    told = f"Parents told {day_words(status.parents_told_on)}." if status.parents_told_on else ""
    by = f"Decided by {status.decided_by}." if status.decided_by else ""
    return Item(status.id, status.words, " ".join(part for part in (status.reason, by, told) if part), f"{begin}{end}")


def _contact_item(contact: Contact) -> Item:
    facts = [contact.relation]
    if contact.parental_responsibility:
        facts.append("parental responsibility")
    reach = [contact.telephone, contact.email, contact.preferred_contact]
    if contact.interpreter:
        reach.append("interpreter needed")
    lines = (", ".join(fact for fact in facts if fact), " · ".join(part for part in reach if part), contact.notes)
    return Item(contact.id, contact.name, "\n".join(line for line in lines if line), f"{contact.rank}")


def _professional_item(each: Involvement) -> Item:
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


def _meeting_item(meeting: Meeting) -> Item:
    title = "With parents" if meeting.with_parents else "Without parents"
    lines = (meeting.discussed, f"Agreed: {meeting.agreed}" if meeting.agreed else "")
    return Item(meeting.id, title, "\n".join(line for line in lines if line), day_words(meeting.on))
