"""My pupils: the whole window of a teaching assistant. Who is assigned, what to log for them, and the own notes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from senco_desk.domain.papers import Note, NoteDraft
from senco_desk.domain.pupil_records import ProvisionLine
from senco_desk.domain.terms import in_words
from senco_desk.services import assigned, records, trail
from senco_desk.services.assigned import Assigned
from senco_desk.services.desk import Done
from senco_desk.ui.cards import Card, EmptyState, button, label
from senco_desk.ui.context import Context
from senco_desk.ui.forms import Form
from senco_desk.ui.pages import Page, Place
from senco_desk.ui.promises_card import PromisesCard
from senco_desk.ui.provision_deeds import ProvisionDeeds
from senco_desk.ui.provision_words import line_words
from senco_desk.ui.pupil_forms import note_form
from senco_desk.ui.record_list import Item, RecordList
from senco_desk.ui.sessions_card import SessionsCard
from senco_desk.ui.sheet_room import Chosen, Scrolled, SheetRoom, WholeTable
from senco_desk.ui.tables import Column, RowsTable
from senco_desk.ui.theme import unit


class AssignedPage(Page):
    """`Place("assigned", (pupil id,))`; without an id the pupil who was selected last."""

    nouns = frozenset({"pupil", "provision", "provision_pupil", "session", "note", "commitment", "assignment"})

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.notes: dict[str, Note] = {}
        self.note_button = button("Write a &note", self.write_note, needs="log")
        self.log_button = button("&Log session", self.log, kind="primary", needs="log")
        self.head("My pupils", self.note_button, self.log_button)
        self.pupils: RowsTable[Assigned] = _Pupils("My pupils", _PUPILS, lambda each: each.id, several=False)
        self.pupils.selected.connect(self._chosen)
        self.pupils.opened.connect(self._to_lines)
        self.name = label("", "heading", wrap=True)
        self.lines: WholeTable[ProvisionLine] = WholeTable(
            "What is planned", _LINES, lambda line: line.provision.id, lines=2, several=False
        )
        self.lines.selected.connect(self._line_chosen)
        self.lines.opened.connect(self._log_line)
        self.none_planned = label("Nothing is planned for this pupil at the moment.", tone="muted", wrap=True)
        self.own = RecordList("You have not written a note about this pupil yet.", removable=True, needs="log")
        self.own.edited.connect(self._edit_note)
        self.own.removed.connect(self._remove_note)
        content = QWidget()
        self.room = SheetRoom(content, wide=40)
        self.deeds = ProvisionDeeds(context, self.room, chosen=self._brought_to)
        self.sessions = SessionsCard(context, self.deeds)
        self.promises = PromisesCard(context)
        self._lay(content)
        context.bind("assigned.note", self.write_note)
        context.bind("assigned.session", self.log)

    def show_place(self, place: Place) -> None:
        """Shows the pupil whom the place names."""
        super().show_place(place)
        if place.args:
            self.pupils.select(place.args[0])

    def reload(self) -> None:
        """Reads everything again."""
        found = self._context.work.attempt(lambda: assigned.everyone(self._context.desk))
        if found is None:
            return
        self.pupils.set_rows(found)
        if found and not self.pupils.selected_rows():
            self.pupils.selectRow(0)
        self.stack.setCurrentIndex(0 if found else 1)
        for made in (self.note_button, self.log_button):
            made.setVisible(bool(found))
        self._chosen()

    def write_note(self, pupil_id: str = "") -> None:
        """Opens the form for a note about the pupil selected, or about the one named."""
        if pupil_id:
            self.pupils.select(pupil_id)
        one = self._pupil()
        if one is not None:
            form = note_form(one.id, self._context.desk.today)
            form.needs = "log"
            form.submitted.connect(self._keep_note)
            self.room.open(form, about=[(one.id, one.pupil.name)], chosen=(one.id,))

    def log(self) -> None:
        """Opens the form for a session of the line selected."""
        rows = self.lines.selected_rows()
        if rows:
            self._log_line(rows[0])

    def first_focus(self) -> QWidget | None:
        """The list of pupils."""
        return self.pupils if self.pupils.isVisibleTo(self) else super().first_focus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A narrow window has the list above what belongs to the pupil."""
        super().resizeEvent(event)
        self._share()

    def _share(self) -> None:
        narrow = self.width() < unit(86)
        way = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        self._across.setDirection(way)

    def _lay(self, content: QWidget) -> None:
        self._across = QHBoxLayout()
        self._across.setContentsMargins(0, 0, 0, 0)
        self._across.setSpacing(unit(2))
        self._across.addWidget(self.pupils, 4)
        beside = Scrolled()
        planned = Card("What is planned")
        planned.add(self.none_planned)
        planned.add(self.lines)
        notes = Card("My notes")
        notes.add(self.own)
        for part in (self.name, planned, self.sessions, notes, self.promises):
            beside.body.addWidget(part)
        beside.body.addStretch(1)
        self._across.addWidget(beside, 7)
        listed = QWidget()
        listed.setLayout(self._across)
        self.stack = QStackedWidget()
        self.stack.addWidget(listed)
        self.stack.addWidget(
            EmptyState("No pupil is assigned to you yet. Ask the SENCO to assign those you work with; they show here.")
        )
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.stack)
        self.body.addWidget(self.room, 1)

    def _pupil(self) -> Assigned | None:
        rows = self.pupils.selected_rows()
        return rows[0] if rows else None

    def _chosen(self, _rows: object = None) -> None:
        one = self._pupil()
        self.note_button.setEnabled(one is not None)
        self.name.setText(one.pupil.name if one else "")
        if one is not None:
            self.room.turn(one.id)
            trail.looked(self._context.desk, one.id)
        lines = one.lines if one else ()
        self.lines.set_rows(line for line in lines if line.provision.is_timed)
        if lines and not self.lines.selected_rows():
            self.lines.selectRow(0)
        self.lines.fit()
        timed = any(line.provision.is_timed for line in lines)
        self.lines.setVisible(timed)
        self.none_planned.setVisible(not timed)
        self._show_notes(one)
        self.promises.show_own(one.pupil if one is not None else None, tuple(self.notes.values()))
        self._line_chosen()

    def _show_notes(self, one: Assigned | None) -> None:
        desk = self._context.desk
        notes = self._context.work.attempt(lambda: assigned.own_notes(desk, one.id)) if one is not None else None
        self.notes = {note.id: note for note in notes or ()}
        self.own.show_items([Item(note.id, in_words(note.on), note.text) for note in self.notes.values()])
        self._context.limit(self.own)

    def _line_chosen(self, _rows: object = None) -> None:
        rows, one = self.lines.selected_rows(), self._pupil()
        self.log_button.setEnabled(bool(rows))
        if one is not None and rows:
            self.room.turn(one.id, rows[0].provision.id)
        line, desk = (rows[0] if rows else None), self._context.desk
        own = self._context.work.attempt(lambda: assigned.own_sessions(desk, line)) if line is not None else None
        self.sessions.show_line(line, one.id if one else "", changeable=own or ())

    def _to_lines(self, _row: Assigned) -> None:
        self.lines.setFocus(Qt.FocusReason.OtherFocusReason)

    def _brought_to(self, line_id: str) -> Chosen:
        """A form about a line belongs to the child and the line selected; one of another child's is selected first."""
        one = self._pupil()
        if one is None or line_id not in _ids(one):
            found = next((row for row in self.pupils.rows.rows_shown() if line_id in _ids(row)), None)
            if found is not None:
                self.pupils.select(found.id)
                one = found
        self.lines.select(line_id)
        return (one.id, line_id) if one is not None else ()

    def _log_line(self, line: ProvisionLine) -> None:
        self.deeds.log(line.provision.id)

    def _edit_note(self, note_id: str) -> None:
        one = self._pupil()
        if one is None:
            return
        form = note_form(one.id, self._context.desk.today, self.notes[note_id])
        form.needs = "log"
        form.submitted.connect(self._save_note)
        self.room.open(form, about=[(one.id, one.pupil.name)], chosen=(one.id,))

    def _remove_note(self, note_id: str) -> None:
        desk, note = self._context.desk, self.notes[note_id]
        self._context.work.do(lambda: records.remove(desk, note), initiator=self, say="Note removed")

    def _keep_note(self, draft: NoteDraft) -> None:
        desk = self._context.desk
        self._kept(lambda: records.add(desk, draft), "Note kept")

    def _save_note(self, note: Note) -> None:
        desk = self._context.desk
        self._kept(lambda: records.save(desk, note), "Note changed")

    def _kept(self, deed: Callable[[], Done[Any]], say: str) -> None:
        form: Form[Any] | None = self.room.sheet.form
        if self._context.work.do(deed, form=form, initiator=self, say=say) is not None:
            self.room.put_away()


class _Pupils(RowsTable[Assigned]):
    """The list of pupils: beside a form the name stays whole, and the day of the last session gives way first."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.setColumnHidden(2, event.size().width() < unit(48))


def _ids(one: Assigned) -> set[str]:
    return {line.provision.id for line in one.lines}


def _given(line: ProvisionLine) -> str:
    given = sum(session.given for session in line.sessions)
    return "none logged yet" if not line.sessions else f"{given:,} session{'' if given == 1 else 's'} given"


_PUPILS: tuple[Column[Assigned], ...] = (
    Column("name", "Pupil", lambda each: each.pupil.name, kind="strong", width=20, stretch=True),
    Column("class", "Class", lambda each: each.pupil.class_name or "—", width=7),
    Column("last", "Last session", lambda each: each.last_session, kind="muted", width=17,
           text=lambda each: in_words(each.last_session) if each.last_session else "none logged yet"),
)  # fmt: skip
_LINES: tuple[Column[ProvisionLine], ...] = (
    Column("what", "What", lambda line: line.provision.what, kind="two_line", stretch=True, width=26,
           subtitle=lambda line: line_words(line.provision)),
    Column("given", "Logged", _given, width=20, kind="muted"),
)  # fmt: skip
