"""Settings: who opens this desk, in which role, and what each of them sees. Only the SENCO has this part."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget
from shiboken6 import isValid

from senco_desk.domain.problems import Problem, RefusedError
from senco_desk.domain.roles import ALLOWS, ROLES
from senco_desk.domain.terms import in_words
from senco_desk.services import people, pupils, unfinished
from senco_desk.services.desk import Desk
from senco_desk.services.people import Listed, Renewed, Slot
from senco_desk.ui.cards import button, label
from senco_desk.ui.context import Context
from senco_desk.ui.flow import Flow
from senco_desk.ui.hand_over import HandOver
from senco_desk.ui.jobs import Job, Watcher
from senco_desk.ui.marks import Mark, mark
from senco_desk.ui.people_forms import (
    NewPassphrase,
    PersonEntry,
    PersonForm,
    Removal,
    hand_form,
    removal_form,
    sees_words,
)
from senco_desk.ui.safety_deeds import safety_of
from senco_desk.ui.sheet_room import SheetRoom
from senco_desk.ui.tables import Column, RowsTable
from senco_desk.ui.theme import unit
from senco_desk.ui.whole_line import WholeLine

_ALONE = (
    "You are the only one who opens this desk. Add a second SENCO or an assistant, so that somebody can open it when"
    " you are away."
)
_TOLD = "Each person has a passphrase of their own. What they do is noted with their name."


class PeoplePanel(QWidget):
    """The list of people; adding, changing and removing happen in the sheet beside it."""

    def __init__(self, context: Context, room: SheetRoom, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._room = context, room
        self.told = label(_TOLD, tone="muted", wrap=True)
        self.add_button = button("&Add person…", self.add, kind="primary", needs="people")
        self.change_button = button("&Change…", self._change_selected, needs="people")
        self.hand_button = button("New passph&rase…", self._hand_selected, needs="people")
        self.remove_button = button("Re&move…", self._remove_selected, needs="people")
        self.why_not = label("", "small", wrap=True)
        self.handed = HandOver()
        self.table: RowsTable[Listed] = RowsTable("People", _COLUMNS, lambda each: each.person.id, several=False)
        self.table.opened.connect(self.change)
        self.table.selected.connect(self._chosen)
        self.whole = WholeLine(self.table)
        tools = QWidget()
        top = Flow(tools)
        for made in (self.add_button, self.change_button, self.hand_button, self.remove_button):
            top.addWidget(made)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, unit(0.5), 0, 0)
        layout.setSpacing(unit(1))
        layout.addWidget(self.told)
        layout.addWidget(tools)
        layout.addWidget(self.handed)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.whole.label)
        layout.addWidget(self.why_not)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is little room, who it is and what they see stay; the rest is one press away."""
        super().resizeEvent(event)
        wide = self.width() >= unit(100)
        self.table.show_columns(column.id for column in _COLUMNS if wide or column.id in {"name", "role", "sees"})

    def reload(self) -> None:
        """Reads the list again."""
        listed = self._context.work.attempt(lambda: people.everybody(self._context.desk))
        if listed is None:
            return
        self.told.setText(_TOLD if len(listed) > 1 else _ALONE)
        self.table.set_rows(listed)
        self._chosen()

    def add(self) -> PersonForm:
        """Opens the form for a new person."""
        found = self._pupils()
        form = PersonForm(found, apart=pupils.told_apart(self._context.desk, found))
        form.submitted.connect(lambda entry: self._add(form, entry))
        self._room.open(form)
        return form

    def change(self, listed: Listed) -> PersonForm:
        """Opens the form of a person who is there."""
        found = self._pupils()
        form = PersonForm(found, listed, apart=pupils.told_apart(self._context.desk, found))
        form.submitted.connect(lambda entry: self._save(form, listed, entry))
        self._room.open(form)
        return form

    def hand(self, listed: Listed) -> None:
        """Asks for a first passphrase for somebody who has forgotten theirs."""
        form = hand_form(listed)
        form.submitted.connect(lambda typed: self._hand(form, listed, typed))
        self._room.open(form)

    def remove(self, listed: Listed) -> None:
        """Says what a removal does, and asks whether to go on."""
        left = self._context.work.attempt(lambda: unfinished.of(self._context.desk, listed.person.id))
        form = removal_form(listed, left or ())
        form.submitted.connect(lambda asked: self._remove(form, listed, asked))
        self._room.open(form)

    # What is done.

    def _add(self, form: PersonForm, entry: PersonEntry) -> None:
        desk = self._context.desk
        first, again = entry.passphrase.get_secret_value(), entry.again.get_secret_value()
        if not entry.name.strip():
            form.show_problems([Problem(field="name", sentence="Type the person’s name.")])
            return

        def made(slot: Slot) -> None:
            done = self._context.work.do(
                lambda: people.add(desk, entry.person(), entry.assigned(), slot), form=form, initiator=self,
                say=f"{entry.name} can open this desk now", undoable=False,
            )  # fmt: skip
            if done is not None:
                self._room.put_away()
                self._show_handed(people.Listed(done.value, (), must_change=True))  # type: ignore[arg-type]

        self._slowly(form, "Making the way in", lambda _watcher: people.first_slot(desk, first, again), made)

    def _save(self, form: PersonForm, listed: Listed, entry: PersonEntry) -> None:
        desk = self._context.desk
        done = self._context.work.do(
            lambda: people.change(desk, listed.person.id, entry.person(), entry.assigned()), form=form, initiator=self,
            say=f"{entry.name} is changed. It holds from their next unlocking on.", undoable=False,
        )  # fmt: skip
        if done is not None:
            self._room.put_away()
            self.reload()
            if listed.person.role == "senco" and entry.role != "senco":
                self._ask_for_code()

    def _hand(self, form: Any, listed: Listed, typed: NewPassphrase) -> None:
        desk = self._context.desk
        first, again = typed.passphrase.get_secret_value(), typed.again.get_secret_value()

        def made(slot: Slot) -> None:
            def hand() -> bool:
                people.hand_new_passphrase(desk, listed.person.id, slot)
                return True

            if self._context.work.attempt(hand, form=form):
                self._room.put_away()
                self._show_handed(listed)

        self._slowly(form, "Making the way in", lambda _watcher: people.first_slot(desk, first, again), made)

    def _remove(self, form: Any, listed: Listed, asked: Removal) -> None:
        """The long part runs on another thread, and can be cancelled there; the exchange is made in this one."""
        name, desk = listed.person.name, self._context.desk
        form.submit.setEnabled(False)

        def run(reader: Desk, watcher: Watcher) -> Renewed:
            return people.prepare_removal(reader, listed.person.id, watcher)

        def ready(renewed: Renewed) -> None:
            # Said by the worker between two jobs; once backups and checks rest too, no other connection is open.
            safety_of(self._context).rest()

            def finish() -> bool:
                people.finish_removal(desk, renewed)
                return True

            if self._context.work.attempt(finish, form=form if isValid(form) else None):
                self._put_away(form)
                handed = self._settle(listed.person.id, asked)
                self._say(f"{name} opens this desk no longer. {handed}{people.OLD_BACKUPS}")
                self.reload()
                if listed.person.role == "senco":
                    self._ask_for_code()

        job = self._context.read_job(f"Writing the desk anew without {name}", run, form=form)
        job.finished.connect(ready)
        job.cancelled.connect(lambda: self._say(f"Cancelled: {name} opens this desk as before."))
        self._wake(form, job)

    def _settle(self, person_id: str, asked: Removal) -> str:
        """Hands over or discards what the person removed had not finished; answers what is said of it."""
        desk, keeps = self._context.desk, asked.unfinished == "hand"
        deed = unfinished.hand_over if keeps else unfinished.discard
        count = self._context.work.attempt(lambda: deed(desk, person_id))
        if not count or not keeps:
            return ""
        return "What they had not finished is yours now: it comes up when you open the child. "

    def _ask_for_code(self) -> None:
        """The recovery code ended with a SENCO: the bar says so until there is a new one, and it is asked for now."""
        deeds = safety_of(self._context)
        deeds.refresh()
        deeds.ask("code")

    def _slowly(self, form: Any, words: str, run: Callable[[Watcher], Slot], then: Callable[[Slot], None]) -> None:
        """Derives a key off the window's thread, with the form at rest; what is refused is told in it."""
        form.submit.setEnabled(False)
        job = self._context.jobs.start(words, run)
        job.finished.connect(then)
        job.failed.connect(lambda error: self._context.work.report(error, form=form if isValid(form) else None))
        self._wake(form, job)

    def _wake(self, form: Any, job: Job) -> None:
        job.ended.connect(lambda: form.submit.setEnabled(True) if isValid(form) else None)

    def _put_away(self, form: Any) -> None:
        if isValid(form) and self._room.sheet.form is form:
            self._room.put_away()

    def _show_handed(self, listed: Listed) -> None:
        self.handed.show_person(listed.person, self._context.desk.store.folder.name)
        self.reload()
        self.table.select(listed.person.id)
        self.handed.print_button.setFocus()

    def _say(self, words: str) -> None:
        self._context.work.said.emit(words, False)  # noqa: FBT003  the shape of the signal

    # Who is chosen.

    def _pupils(self) -> list[Any]:
        desk = self._context.desk
        every = pupils.all_pupils(desk)
        return [pupil for pupil in every if pupil.leaving_date is None or pupil.leaving_date > desk.today]

    def _selected(self) -> Listed | None:
        rows = self.table.selected_rows()
        return rows[0] if rows else None

    def _chosen(self, _rows: object = None) -> None:
        """What is not possible for the person chosen says why, before it is asked for."""
        one, desk = self._selected(), self._context.desk
        mine = one is not None and one.person.id == desk.me.id
        refusal = ""
        if one is not None:
            try:
                refusal = people.removal_refused(desk, one.person.id)
            except RefusedError as refused:
                refusal = str(refused)
        self.change_button.setEnabled(one is not None)
        self.hand_button.setEnabled(one is not None and not mine)
        self.remove_button.setEnabled(one is not None and not refusal)
        self.why_not.setText(refusal or (ALLOWS[one.person.role] if one else "Select a person to change or remove."))

    def _change_selected(self) -> None:
        one = self._selected()
        if one is not None:
            self.change(one)

    def _hand_selected(self) -> None:
        one = self._selected()
        if one is not None:
            self.hand(one)

    def _remove_selected(self) -> None:
        one = self._selected()
        if one is not None:
            self.remove(one)


def _way_in(listed: Listed) -> Mark:
    if listed.must_change:
        return mark("due", "still has the first passphrase", meaning="to be changed by them")
    return mark("good", "own passphrase", meaning="opens the desk")


_COLUMNS: tuple[Column[Listed], ...] = (
    Column("name", "Name", lambda each: each.person.name, kind="strong", width=26),
    Column("role", "Role", lambda each: ROLES[each.person.role], width=20),
    Column("since", "Since", lambda each: each.person.since, width=18, kind="muted",
           text=lambda each: in_words(each.person.since) if each.person.since else "the beginning"),
    Column("way", "Way in", lambda each: each.must_change, kind="mark", mark=_way_in, width=28),
    Column("sees", "Sees", sees_words, stretch=True),
)  # fmt: skip
