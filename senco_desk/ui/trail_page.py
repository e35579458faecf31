"""Who did what: each look, change, print and saved file, by person, child, kind and day; printed or saved as a list."""

from __future__ import annotations

import io
from datetime import date
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QMenu, QStackedWidget, QWidget

from senco_desk.services import previews, trail, trail_papers
from senco_desk.services.desk import Desk
from senco_desk.services.previews import Paper
from senco_desk.services.trail import Asked, Entry, Listed
from senco_desk.ui.announcing import CountAloud
from senco_desk.ui.cards import EmptyState, button, label, show_if
from senco_desk.ui.context import Context
from senco_desk.ui.date_field import DateField
from senco_desk.ui.fields import ChoiceField
from senco_desk.ui.jobs import Job, Watcher
from senco_desk.ui.pages import Page, Place
from senco_desk.ui.print_preview import Printing
from senco_desk.ui.saved import SavedLine
from senco_desk.ui.saving import ask_where
from senco_desk.ui.tables import Column, FilterField, RowsTable
from senco_desk.ui.theme import unit

FORMATS = {"csv": "CSV (*.csv)", "xlsx": "Excel workbook (*.xlsx)"}
_NOTHING = "Nothing of this kind has been noted. Choose another person, kind or day to see more."
_NOT_FOUND = "No entry on the list holds what you typed. Type less, or show everything."


class TrailPage(Page):
    """The trail of all, or of one child's record where the place names a pupil."""

    can_filter = True

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.dialog: QFileDialog | None = None
        self._listed = Listed((), 0)
        self.printing = Printing(context.work, self)
        self.printing.printed.connect(self._printed)
        self.all_button = button("Show &all records", partial(context.go, "trail"))
        self.save_button = button("Save &list…", self._open_list_menu, needs="export")
        self.print_button = button("Pr&int…", self.print, kind="primary", needs="export")
        self.head("Who did what", self.all_button, self.save_button, self.print_button)
        column = Column[Entry]
        self.table: RowsTable[Entry] = RowsTable(
            "Who did what",
            (
                column("at", "When", lambda each: each.at, text=_when, width=15),
                column("person", "Who", lambda each: each.person, width=19),
                column("did", "Did", lambda each: each.did, width=18),
                column("what", "What", lambda each: each.what, width=24, stretch=True),
                column("pupil", "Pupil", lambda each: each.pupil, width=20),
                column("seq", "No.", lambda each: each.seq, right=True, width=6),
            ),
            lambda each: each.seq,
        )
        self.table.opened.connect(self._open)
        self.filter = FilterField(self.table, "Type a name, or what was done")
        self.person = ChoiceField("Perso&n", trail.people(context.desk), none="Everybody")
        self.deed = ChoiceField("Kin&d", tuple(trail.DEEDS.items()), none="Everything")
        self.since = DateField("Fro&m", context.desk.today)
        self.until = DateField("&Until", context.desk.today)
        self.about = label("", "section", wrap=True)
        CountAloud(self.table, self.table.rows.count_words, self.filter.textChanged)
        self.count_line = label("", tone="muted", wrap=True)
        self.saved = SavedLine()
        self._lay()
        self.table.rows.narrowed.connect(self._narrowed)
        for field in (self.person, self.deed):
            field.changed.connect(self.reload)
        for dated in (self.since, self.until):
            dated.input.setMinimumWidth(unit(13))  # a whole date is to be seen
            dated.input.editingFinished.connect(self._days_typed)
            dated.changed.connect(self._day_picked)

    @property
    def pupil_id(self) -> str:
        """Whose record it is about; empty for all."""
        return self.place.args[0] if self.place.args else ""

    def reload(self) -> None:
        """Reads what the choices ask for."""
        desk, asked = self._context.desk, self.asked()
        found = self._context.work.attempt(lambda: trail.listed(desk, asked))
        if found is None:
            return
        self._listed = found
        name = trail.pupil_name(desk, asked.pupil_id) if asked.pupil_id else ""
        self.about.setText(f"Who saw or changed the record of {name}" if name else "")
        show_if(self.about, bool(name))
        show_if(self.all_button, bool(name))
        self.table.setColumnHidden(4, bool(name))
        self.table.set_rows(found.entries)
        self.save_button.setEnabled(bool(found.entries))
        self.print_button.setEnabled(bool(found.entries))

    def show_place(self, place: Place) -> None:
        """Another child's trail, or everybody's, begins with the whole list: what was typed was for the last one."""
        if place != self.place:
            self.filter.show_typed("")
        super().show_place(place)

    def asked(self) -> Asked:
        """What the choices ask for; a day that cannot be read narrows nothing."""
        since, until = self.since.value(), self.until.value()
        return Asked(
            pupil_id=self.pupil_id,
            person_id=str(self.person.value() or ""),
            deed=str(self.deed.value() or ""),
            since=since if isinstance(since, date) else None,
            until=until if isinstance(until, date) else None,
        )

    def start_filter(self) -> bool:
        """Ctrl+F goes to the line that narrows the list."""
        self.filter.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.filter.selectAll()
        return True

    def showEvent(self, event: QShowEvent) -> None:
        """What was noted since is read anew; Ctrl+P prints."""
        super().showEvent(event)
        self.reload()
        self._context.offer(self, {"desk.print": ("&Print who did what…", self.print)})

    def hideEvent(self, event: QHideEvent) -> None:
        """And no longer."""
        self._context.withdraw(self)
        super().hideEvent(event)

    def print(self) -> None:
        """Makes the pages in a job, then opens the print dialog."""
        asked = self.asked()

        def run(desk: Desk, watcher: Watcher) -> object:
            out = io.BytesIO()
            trail_papers.sheet_pdf(desk, out, asked, progress=watcher)
            return previews.paper(out.getvalue())

        job = self._context.read_job("Making the pages", run)
        job.finished.connect(self._made)

    def save(self, path: Path) -> Job:
        """Writes the list, by its ending, with all that the choices ask for."""
        asked = self.asked()

        def run(desk: Desk, _watcher: Watcher) -> object:
            return path, trail_papers.write_list(desk, path, asked)

        job = self._context.read_job(f"Saving {path.name}", run)
        job.finished.connect(self._was_saved)
        return job

    def choose(self, ending: str) -> QFileDialog:
        """Opens the dialog for a file of a kind, without waiting for it."""
        name = f"Who did what {self._context.desk.today.isoformat()}.{ending}"
        dialog = ask_where(self, "Save the list", name, FORMATS[ending])
        dialog.fileSelected.connect(self._chosen)
        self.dialog = dialog
        dialog.open()
        return dialog

    def _lay(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(unit(2))
        for field, share in ((self.person, 2), (self.deed, 2), (self.since, 2), (self.until, 2)):
            row.addWidget(field, share, Qt.AlignmentFlag.AlignTop)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.table)
        self.stack.addWidget(EmptyState(_NOTHING, "Show everything", self._clear))
        self.stack.addWidget(EmptyState(_NOT_FOUND, "Show &everything", self._clear))
        self.body.addWidget(self.about)
        self.body.addLayout(row)
        self.body.addWidget(self.filter)
        self.body.addWidget(self.stack, 1)
        self.body.addWidget(self.saved)
        self.body.addWidget(self.count_line)

    def _narrowed(self, shown: int, whole: int) -> None:
        """The list, or why it is empty; and how many entries are on it."""
        self.stack.setCurrentIndex(0 if shown else 2 if whole else 1)
        self.count_line.setText(_counted(self._listed, shown))

    def _clear(self) -> None:
        self.filter.show_typed("")
        self.person.set_value(None)
        self.deed.set_value(None)
        self.since.set_value(None)
        self.until.set_value(None)
        self.reload()

    def _days_typed(self) -> None:
        for field in (self.since, self.until):
            field.show_problem(field.unreadable())
        if self.asked() != self._last:
            self._last = self.asked()
            self.reload()

    _last = Asked()

    def _day_picked(self) -> None:
        if not self.since.input.hasFocus() and not self.until.input.hasFocus():
            self._days_typed()

    def _open(self, entry: Entry) -> None:
        if entry.pupil_id and not self.pupil_id:
            self._context.go("trail", entry.pupil_id)

    def _open_list_menu(self) -> QMenu:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction("&CSV…").triggered.connect(lambda: self.choose("csv"))
        menu.addAction("&Excel workbook…").triggered.connect(lambda: self.choose("xlsx"))
        menu.popup(self.save_button.mapToGlobal(self.save_button.rect().bottomLeft()))
        return menu

    def _chosen(self, name: str) -> None:
        self.save(Path(name))

    def _made(self, paper: object) -> None:
        if isinstance(paper, Paper):
            self.printing.ask(paper, "Who did what")

    def _printed(self, pages: int) -> None:
        self._note(trail.PRINT, f"Who did what, {pages} {'page' if pages == 1 else 'pages'}")

    def _was_saved(self, done: object) -> None:
        if isinstance(done, tuple):
            path, count = done
            self.saved.tell(f"Saved as {path.name}.", path)
            self._note(trail.EXPORT, f"Who did what, {count:,} entries, {path.suffix[1:].upper()} file")

    def _note(self, deed: str, words: str) -> None:
        desk, pupil_id = self._context.desk, self.pupil_id
        self._context.work.attempt(lambda: trail.note(desk, deed, pupil_id, words))
        self.reload()


def _when(entry: Entry) -> str:
    return f"{entry.at:%d/%m/%Y %H:%M}"


def _counted(found: Listed, shown: int) -> str:
    """How many entries are listed, `shown` of them on show."""
    listed = len(found.entries)
    if not listed:
        return ""
    if shown < listed:
        entries = f"{shown:,} of {listed:,} entries shown."
    elif listed == 1:
        entries = "1 entry."
    else:
        entries = f"{listed:,} entries."
    if listed < found.total:
        return f"{entries} They are the newest of {found.total:,}: choose a person, a kind or days to see older ones."
    return f"{entries} Looks within a quarter of an hour count as one."
