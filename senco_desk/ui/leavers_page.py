"""Leavers: whose records are to be looked at this year, what a person decides, and the certificates of what is gone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from senco_desk.domain.erasing import Certificate
from senco_desk.domain.retention import CONFIDENCE, STATES, Leaver, RetentionDraft, RetentionPolicy, State
from senco_desk.domain.terms import in_words
from senco_desk.services import erasing, retention
from senco_desk.services.desk import Desk
from senco_desk.ui.announcing import CountAloud
from senco_desk.ui.cards import Chips, EmptyState, Tabs, button, label
from senco_desk.ui.context import Context
from senco_desk.ui.erase_certificate import save_certificate
from senco_desk.ui.erase_decision import DecisionForm, KeepForm, KeepLonger
from senco_desk.ui.erase_lists import CopiesList, delete_copy
from senco_desk.ui.flow import flowing
from senco_desk.ui.jobs import Watcher
from senco_desk.ui.keyboard import read_in_order
from senco_desk.ui.marks import Mark, mark
from senco_desk.ui.marks import State as Look
from senco_desk.ui.pages import Page, Place
from senco_desk.ui.saved import SavedLine
from senco_desk.ui.sheet_room import SheetRoom
from senco_desk.ui.tables import Column, FilterField, RowsTable
from senco_desk.ui.theme import unit
from senco_desk.ui.whole_line import WholeLine

_LOOKS: dict[State, Look] = {"due": "due", "held": "info", "undated": "over", "later": "none"}
_SAYS: dict[State, str] = {
    "due": "The day has come until which these records are kept. Keep each one longer, with a reason, or erase it."
    " Nothing is erased by itself.",
    "held": "Somebody has said that these must not be erased.",
    "undated": "Without a date of birth there is no day. Set one by hand.",
    "later": "Nothing to do for these yet.",
}
_NONE_LEFT = (
    "Nobody has left yet. When a child leaves, this page says until when the record is kept. A full roll import and the"
    " year-end rollover note who has left."
)
_NONE_ERASED = "No record has been erased. The certificate of each erasure is kept here, without anything it held."


def _none_here(leavers: Sequence[Leaver]) -> str:
    """Says that this list is empty, and on which others the leavers are."""
    counts = ((words, sum(one.state == state for one in leavers)) for state, words in STATES.items())
    elsewhere = ", ".join(f"{number:,} under “{words}”" for words, number in counts if number)
    return f"Nobody is on this list. There {'is' if len(leavers) == 1 else 'are'} {elsewhere}."


class LeaversPage(Page):
    """Two lists behind tabs; a place's first argument names one: `leavers`, `("made",)`."""

    nouns = frozenset({"pupil", "status", "retention", "setting"})
    can_filter = True

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.dialog: QFileDialog | None = None
        self.done_button = button("&Done for this year", self._done, needs="erase")
        self.done_button.setToolTip("Notes that the list was gone through. Today asks again in a year.")
        self.head(
            "Leavers",
            button("&Year-end rollover…", partial(context.go, "rollover"), kind="quiet", needs="change"),
            button("&How long records are kept…", self._policy, kind="quiet"),
            self.done_button,
        )
        self.tabs = Tabs((("queue", "Records kept"), ("made", "Certificates of erasure")))
        self.tabs.chosen.connect(self._chosen)
        self._policy_now: RetentionPolicy | None = None
        why: Column[Leaver] = Column("why", "Why until then", self._why, kind="muted", stretch=True, tip=self._why)
        self.table: RowsTable[Leaver] = RowsTable("Leavers", (*_COLUMNS, why), lambda row: row.pupil.id, several=False)
        self.table.selected.connect(self._selected)
        self.table.opened.connect(lambda row: context.go("pupil", row.pupil.id))
        self.made: RowsTable[Certificate] = RowsTable("Certificates", _MADE, lambda row: row.id, several=False)
        self.made.selected.connect(self._selected)
        self.made.opened.connect(self._save)
        self.whole, self.made_whole = WholeLine(self.table), WholeLine(self.made)
        self.filter = FilterField(self.table, "Type a name")
        self.filter.setFixedWidth(unit(32))
        self.chips = Chips([(state, words) for state, words in STATES.items()], ["due"])
        self.chips.changed.connect(self._narrow)
        CountAloud(self.table, self.table.rows.count_words, self.filter.textChanged, self.chips.changed)
        self.says = label("", tone="muted", wrap=True)
        self.keep_button = button("&Keep longer…", self.keep_longer, needs="erase")
        self.decide_button = button("Do &not erase, or another day…", self.decide, needs="erase")
        self.open_button = button("&Open the record", self._open)
        self.erase_button = button("&Erase…", self._erase, needs="erase")
        self.save_button = button("&Save as PDF…", self._save_selected, kind="primary", needs="export")
        self.backups_button = button("Look in the &backups…", self.look_in_backups, needs="erase")
        self.backups_button.setToolTip("Lists the backups that hold this child now: one on a stick, say.")
        self.copies = CopiesList()
        self.copies_button = button("&Erase in these backups", self.erase_in_backups, kind="primary", needs="erase")
        self.copies.add(self.copies_button)
        self.copies.hide()
        self._looked_for: Certificate | None = None
        self.saved = SavedLine()
        self._leavers: list[Leaver] = []
        self.stack = QStackedWidget()
        self.stack.addWidget(self._queue())
        self.stack.addWidget(EmptyState(_NONE_LEFT, "Open the register", partial(context.go, "register")))
        self.stack.addWidget(self._certificates())
        self.stack.addWidget(EmptyState(_NONE_ERASED))
        holder = QWidget()
        inside = QVBoxLayout(holder)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(unit(1.5))
        inside.addWidget(self.tabs)
        inside.addWidget(self.stack, 1)
        self.room = SheetRoom(holder)
        self.body.addWidget(self.room, 1)

    def show_place(self, place: Place) -> None:
        """Shows the list that the place names; a second argument selects a certificate."""
        if place.args and place.args[0] in {"queue", "made"} and place.args[0] != self.tabs.current():
            self.tabs.choose(place.args[0])
        super().show_place(place)
        if len(place.args) > 1:
            self.made.select(place.args[1])

    def reload(self) -> None:
        """Reads both lists."""
        desk = self._context.desk
        read = self._context.work.attempt(lambda: (retention.leavers(desk), erasing.certificates(desk)))
        if read is None:
            return
        self._policy_now = retention.policy(desk)
        self._leavers, made = read
        self.made.set_rows(made)
        self.tabs.count("queue", len(self._leavers))
        self.tabs.count("made", len(made))
        counts = {state: sum(one.state == state for one in self._leavers) for state in STATES}
        for state, chip in zip(STATES, self.chips.chips(), strict=True):
            chip.say(f"{STATES[state]} · {counts[state]}")
        self._begin_where_somebody_is(counts)
        self._narrow()
        self._show_stage()

    _begun = False

    def _begin_where_somebody_is(self, counts: dict[State, int]) -> None:
        """When the page is first shown an empty list gives way to the first that has somebody on it."""
        if self._begun:
            return
        self._begun = True
        first = next((state for state in STATES if counts[state]), None)
        if first is not None and not any(counts[state] for state in STATES if state in self.chips.on()):
            self.chips.set_on([first])

    def first_focus(self) -> QWidget | None:
        """The list on show."""
        table = self.table if self.tabs.current() == "queue" else self.made
        return table if table.isVisibleTo(self) else super().first_focus()

    def start_filter(self) -> bool:
        """Ctrl+F: narrows the leavers by name."""
        self.filter.setFocus()
        return True

    def keep_longer(self) -> KeepForm | None:
        """Opens the form for more years."""
        for leaver in self.table.selected_rows()[:1]:
            form = KeepForm(leaver)
            form.fill({"years": 1})
            form.submitted.connect(self._keep)
            self.room.open(form, chosen=(leaver.pupil.id,))
            return form
        return None

    def decide(self) -> DecisionForm | None:
        """Opens the form for a hold, or a day of its own."""
        for leaver in self.table.selected_rows()[:1]:
            form = DecisionForm(leaver, self._context.desk.today)
            form.submitted.connect(self._decide)
            self.room.open(form, chosen=(leaver.pupil.id,))
            return form
        return None

    def look_in_backups(self) -> None:
        """Lists the backups that hold the child of a certificate now, or may; opened in the worker."""
        for certificate in self.made.selected_rows()[:1]:

            def run(desk: Desk, watcher: Watcher, certificate: Certificate = certificate) -> object:
                watcher.start("Looking in the backups", 1)
                return erasing.still_held(desk, certificate)

            job = self._context.read_job("Looking in the backups", run)
            job.finished.connect(partial(self._looked, certificate))

    def erase_in_backups(self) -> None:
        """Erases the child in the backups that are ticked."""
        certificate, copies, desk = self._looked_for, self.copies.chosen(), self._context.desk
        if certificate is None or not copies:
            return

        def run(watcher: Watcher) -> object:
            return erasing.erase_in_backups(desk, certificate, copies, watcher)

        job = self._context.work.job("Erasing in the backups", run)
        job.finished.connect(partial(self._erased_there, certificate))

    def _looked(self, certificate: Certificate, copies: object) -> None:
        if isinstance(copies, list) and certificate in self.made.selected_rows():
            self._looked_for = certificate
            self.copies.show_copies(copies)
            read_in_order(self)
            self.copies_button.setVisible(bool(self.copies.boxes))
            self.copies.show()

    def _erased_there(self, certificate: Certificate, scrubbed: object) -> None:
        if not isinstance(scrubbed, erasing.Scrubbed):
            return
        desk = self._context.desk
        self._context.work.attempt(lambda: erasing.finish(desk, certificate, scrubbed))
        for trouble in scrubbed.troubles[:1]:
            self._context.work.troubled.emit(trouble)
        done = sum(each.state == "erased" for each in scrubbed.copies)
        self._context.work.said.emit(f"Erased in {done} {'backup' if done == 1 else 'backups'}", False)  # noqa: FBT003
        self.copies.hide()
        self.reload()

    def _queue(self) -> QWidget:
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(unit(1))
        top = QHBoxLayout()
        top.setSpacing(unit(1.5))
        top.addWidget(self.filter)
        top.addWidget(self.chips, 1)
        column.addLayout(top)
        column.addWidget(self.says)
        column.addWidget(self.table, 1)
        column.addWidget(self.whole.label)
        column.addWidget(flowing(self.keep_button, self.decide_button, self.open_button, self.erase_button))
        return made

    def _certificates(self) -> QWidget:
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(unit(1))
        column.addWidget(self.made, 1)
        column.addWidget(self.made_whole.label)
        self.copies.delete_wanted.connect(partial(delete_copy, self._context, self.copies))
        column.addWidget(self.copies)
        column.addWidget(self.saved)
        column.addWidget(flowing(self.save_button, self.backups_button))
        return made

    def _narrow(self, _on: object = None) -> None:
        on = self.chips.on()
        listed = [one for one in self._leavers if not on or one.state in on]
        self.table.set_rows(listed)
        said: list[str] = [_SAYS[state] for state in STATES if state in on]
        self.says.setText(said[0] if len(said) == 1 else _SAYS["due"] if not on else "")
        if not listed and self._leavers:
            self.says.setText(_none_here(self._leavers))
        self.says.setVisible(bool(self.says.text()))
        self._selected(())

    def _chosen(self, _name: str) -> None:
        self._show_stage()

    def _show_stage(self) -> None:
        if self.tabs.current() == "queue":
            self.stack.setCurrentIndex(0 if self._leavers else 1)
        else:
            self.stack.setCurrentIndex(2 if self.made.rows.all_rows() else 3)
        self._selected(())

    def _selected(self, _rows: object) -> None:
        rows = self.table.selected_rows()
        for each in (self.keep_button, self.decide_button, self.open_button):
            each.setEnabled(bool(rows))
        self.erase_button.setEnabled(bool(rows) and not rows[0].is_held)
        if rows:
            self.room.turn(rows[0].pupil.id)
        made = self.made.selected_rows()
        for each in (self.save_button, self.backups_button):
            each.setEnabled(bool(made))
        if self._looked_for not in made:
            self.copies.hide()

    def _why(self, row: Leaver) -> str:
        """A person’s reason, else the rule and how sure its number is."""
        decision = row.decision
        if decision is not None and (decision.hold_reason or decision.reason):
            return decision.hold_reason if decision.hold else decision.reason
        if self._policy_now is None:
            return ""
        rule = self._policy_now.rule(row.basis)
        return f"{rule.title}: {rule.years} years ({CONFIDENCE[rule.confidence].lower()})"

    def _keep(self, asked: KeepLonger) -> None:
        desk = self._context.desk
        done = self._context.work.do(
            lambda: retention.keep_longer(desk, asked.pupil_id, asked.years, asked.reason),
            form=self.room.sheet.form,
            say="Kept longer",
        )
        if done is not None:
            self.room.put_away()

    def _decide(self, draft: object) -> None:
        desk = self._context.desk
        if not isinstance(draft, RetentionDraft):
            return
        done = self._context.work.do(
            lambda: retention.decide(desk, draft), form=self.room.sheet.form, say="Decision kept"
        )
        if done is not None:
            self.room.put_away()

    def _open(self) -> None:
        for leaver in self.table.selected_rows()[:1]:
            self._context.go("pupil", leaver.pupil.id)

    def _erase(self) -> None:
        for leaver in self.table.selected_rows()[:1]:
            self._context.go("erase", leaver.pupil.id)

    def _policy(self) -> None:
        self._context.go("settings", "retention")

    def _done(self) -> None:
        desk = self._context.desk
        self._context.work.do(lambda: retention.note_looked(desk), say="Noted. Today asks again in a year")

    def _save_selected(self) -> None:
        for certificate in self.made.selected_rows()[:1]:
            self._save(certificate)

    def _save(self, certificate: Certificate) -> None:
        if self._context.may("export"):
            self.dialog = save_certificate(self._context, certificate, self, self._was_saved)

    def _was_saved(self, path: Path) -> None:
        self.saved.tell(f"Saved as {path.name}.", path)


def _day(day: date | None) -> str:
    return in_words(day) if day else "not known"


def _state(row: Leaver) -> Mark:
    return mark(_LOOKS[row.state], STATES[row.state], meaning=STATES[row.state])


def _copies(row: Certificate) -> Mark:
    held = sum(each.state in {"holds", "may_hold"} for each in row.backups)
    if not held:
        return mark("good", "none", meaning="no backup holds it")
    return mark("due", f"{held} hold it, or may", meaning="a backup holds it")


_COLUMNS: tuple[Column[Leaver], ...] = (
    Column("state", "State", lambda row: STATES[row.state], kind="mark", mark=_state, width=15),
    Column("name", "Pupil", lambda row: row.pupil.name, kind="strong", width=24, sort=lambda row: row.pupil.sort_name),
    Column("born", "Born", lambda row: row.pupil.date_of_birth, width=17,
           text=lambda row: _day(row.pupil.date_of_birth)),
    Column("left", "Left", lambda row: row.pupil.leaving_date, width=17,
           text=lambda row: _day(row.pupil.leaving_date)),
    Column("until", "Kept until", lambda row: row.until, width=17, text=lambda row: _day(row.until)),
)  # fmt: skip
_MADE: tuple[Column[Certificate], ...] = (
    Column("number", "Certificate", lambda row: row.number, kind="strong", width=16),
    Column("on", "Erased on", lambda row: row.on, text=lambda row: in_words(row.on), width=18),
    Column("who", "By", lambda row: row.person, width=18),
    Column("copies", "In backups", lambda row: len(row.backups), kind="mark", mark=_copies, width=20),
    Column("reason", "Reason", lambda row: row.reason, kind="muted", stretch=True, tip=lambda row: row.reason),
)
