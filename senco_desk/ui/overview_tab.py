"""The first tab of a child, read in ten seconds: their words first, then what is done, then who is around them.

Two columns where there is room, one at 200 %. Another card is put in by a line in `left` or `right`.
"""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from senco_desk.domain.flags import care_lines, health_lines
from senco_desk.domain.pupil_records import PupilRecord
from senco_desk.services import costs
from senco_desk.services.costs import Spend
from senco_desk.services.desk import Desk
from senco_desk.ui.cards import button
from senco_desk.ui.custom_fields_card import OwnFieldsCard
from senco_desk.ui.overview_areas import AreasCard
from senco_desk.ui.overview_cards import Ask, Facts, HeadCard, ListCard
from senco_desk.ui.overview_child import ChildCard, NowCard
from senco_desk.ui.overview_due import DueCard
from senco_desk.ui.overview_people import ContactsCard, HelpsCard, meeting_item, professional_item
from senco_desk.ui.overview_standing import DiagnosesCard, NudgeCard, StandingCard
from senco_desk.ui.pupil_words import meeting_words
from senco_desk.ui.sheet_room import Columns, Scrolled
from senco_desk.ui.theme import unit


class OverviewTab(QWidget):
    """Cards in two columns. `asked` carries what is wanted (`contact`, `meeting`…) and an id, empty for a new one."""

    asked = Signal(str, str)
    removed = Signal(str, str)
    """A noun and an id."""
    copied = Signal(str)
    ordered = Signal(list)
    """The ids of the contacts, in their new order."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        ask = self._ask
        self.child = ChildCard(ask)
        self.now = NowCard(ask)
        self.areas = AreasCard(ask)
        self.professionals = self._listed(
            "Professionals", "involvement", "none asked yet", "Add professiona&l"
        )  # fmt: skip
        self.meetings = self._listed("Meetings", "meeting", "none recorded yet", "Add meeting")
        self.nudge = NudgeCard(ask)
        self.due = DueCard()
        self.helps = HelpsCard(ask)
        self.contacts = ContactsCard(ask)
        self.contacts.copied.connect(self.copied)
        self.contacts.ordered.connect(self.ordered)
        self.standing = StandingCard(ask)
        self.diagnoses = DiagnosesCard(ask)
        self.care = CareCard(ask)
        self.own = OwnFieldsCard(lambda: ask("own fields", ""))
        self.left: list[QWidget] = [
            self.child,
            self.now,
            self.areas,
            self.professionals,
            self.meetings,
        ]
        self.right: list[QWidget] = [
            self.nudge,
            self.due,
            self.contacts,
            self.helps,
            self.standing,
            self.diagnoses,
            self.care,
            self.own,
        ]
        scrolled = Scrolled()
        self.columns = Columns([_column(*self.left), _column(*self.right)], least=44)
        scrolled.body.addWidget(self.columns)
        scrolled.body.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(scrolled)
        self._scrolled = scrolled
        self._shown = ""

    def show_record(self, record: PupilRecord, desk: Desk, found: Spend | None = None) -> None:
        """Shows a child; `found` is what the support costs, where it is known already."""
        today = desk.today
        if record.pupil.id != self._shown:  # another child begins at the top
            self._shown = record.pupil.id
            self._scrolled.verticalScrollBar().setValue(0)
        self.child.show_record(record)
        self.areas.show_notes(record.area_notes)
        self.now.show_record(record, desk, found or costs.for_pupil(desk, record.pupil.id))
        self.nudge.show_record(record, today)
        self.due.show_record(record, today)
        self.helps.show_lines(record.lines, today)
        self.standing.show_record(record, today)
        self.diagnoses.show_record(record)
        self.care.show_record(record)
        self.own.show_values(desk, record.pupil.id)
        self.contacts.show_contacts(record.contacts)
        self.professionals.show_items([professional_item(each) for each in record.involvements])
        self.meetings.show_items([meeting_item(each) for each in reversed(record.meetings)])
        held = f" · parents {meeting_words(record, today)}" if record.meetings else ""
        self.meetings.title.setText(f"Meetings{held}")

    def put_below(self, before: QWidget, card: QWidget) -> None:
        """Puts a card of another room below one of these."""
        holder = before.parentWidget()
        column = holder.layout() if holder is not None else None
        assert isinstance(column, QVBoxLayout)
        column.insertWidget(column.indexOf(before) + 1, card)

    def _ask(self, what: str, record_id: str) -> None:
        if what.startswith("remove "):
            self.removed.emit(what.removeprefix("remove "), record_id)
        else:
            self.asked.emit(what, record_id)

    def _listed(self, title: str, noun: str, nothing: str, add: str) -> ListCard:
        made = ListCard(title, nothing, button(add, lambda: self._ask(noun, ""), kind="link", needs="change"))
        made.edited.connect(lambda record_id: self._ask(noun, record_id))
        made.removed.connect(lambda record_id: self._ask(f"remove {noun}", record_id))
        return made


class CareCard(HeadCard):
    """Health, disability, family and care, apart from SEN: what a request asks, and staff have to know."""

    def __init__(self, ask: Ask) -> None:
        self.edit = button("Edit…", lambda: ask("pupil", "medical"), kind="link", needs="change")
        self.edit.setAccessibleName("Edit health, family and care")
        super().__init__("Health, family and care", self.edit)
        self.facts = Facts(names=20)
        self.add(self.facts)

    def show_record(self, record: PupilRecord) -> None:
        """Shows a child."""
        pupil = record.pupil
        told = [*health_lines(pupil), *care_lines(pupil)]
        told += [("NHS number", pupil.nhs_number), ("Previous schools", pupil.previous_schools)]
        filled = any(words for _name, words in told)
        self.tell_none("" if filled else "nothing written down")
        self.facts.show_facts(told)


def _column(*cards: QWidget) -> QWidget:
    made = QWidget()
    column = QVBoxLayout(made)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(unit(1.5))
    for card in cards:
        column.addWidget(card)
    column.addStretch(1)
    return made
