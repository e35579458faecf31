"""Settings: term dates. Money accrues per school day, so the page counts the days and says where they are assumed."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from senco_desk.domain.school import CalendarEntry
from senco_desk.domain.terms import AcademicYear, CalendarSpan, in_words
from senco_desk.services import figures, schools, term_dates
from senco_desk.ui.cards import button, label
from senco_desk.ui.context import Context
from senco_desk.ui.date_field import DateField
from senco_desk.ui.fields import ChoiceField, LineField
from senco_desk.ui.forms import Form
from senco_desk.ui.marks import MarkLabel, mark
from senco_desk.ui.sheet_room import SheetRoom
from senco_desk.ui.tables import Column, RowsTable
from senco_desk.ui.theme import unit


class TermsPanel(QWidget):
    """The calendar of one academic year at a time."""

    def __init__(self, context: Context, room: SheetRoom, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._room = context, room
        self._editing: CalendarEntry | None = None
        self._dialog: QFileDialog | None = None
        self.year = ChoiceField("&School year", [])
        self.year.changed.connect(self.reload)
        self.year.setMaximumWidth(unit(24))
        self.days = MarkLabel()
        self.advice = label("", tone="muted", wrap=True)
        self.table: RowsTable[CalendarEntry] = RowsTable("Term dates", _COLUMNS, lambda row: row.id, several=False)
        self.table.opened.connect(self.edit)
        self.table.selected.connect(self._selected)
        self.add_button = button("&Add dates…", self.add, kind="primary", needs="settings")
        self.edit_button = button("Edi&t…", self._edit_selected, needs="settings")
        self.remove_button = button("&Remove", self._remove_selected, needs="settings")
        self.import_button = button("&Import CSV…", self.choose, needs="settings")
        self.import_button.setToolTip("A CSV file with the columns start, end, kind (term, closure, inset) and name.")
        buttons = QHBoxLayout()
        buttons.setSpacing(unit(1))
        for made in (self.add_button, self.edit_button, self.remove_button):
            buttons.addWidget(made)
        buttons.addStretch(1)
        buttons.addWidget(self.import_button)
        top = QHBoxLayout()
        top.setSpacing(unit(2))
        top.addWidget(self.year)
        top.addWidget(self.days, 1, Qt.AlignmentFlag.AlignBottom)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, unit(0.5), 0, 0)
        layout.setSpacing(unit(1.5))
        layout.addLayout(top)
        layout.addWidget(self.advice)
        layout.addWidget(self.table, 1)
        layout.addLayout(buttons)

    def shown_year(self) -> AcademicYear:
        """The year on show."""
        first = self.year.value()
        return AcademicYear(first=first) if first else AcademicYear.of(self._context.desk.today)

    def reload(self) -> None:
        """Reads the calendar of the year on show."""
        desk, year = self._context.desk, self.shown_year()
        self._offer_years(year)
        calendar = schools.calendar(desk)
        entries = term_dates.of_year(desk, year)
        self.table.set_rows(entries)
        count = calendar.days_in_year(year)
        assumed = calendar.is_assumed(year)
        words = f"{count} school days assumed" if assumed else f"{count} school days"
        self.days.show_mark(mark("due" if assumed else "good", words, meaning="assumed" if assumed else "entered"))
        said = calendar.advice(year)
        self.advice.setText(said)
        self.advice.setVisible(bool(said))
        self._selected(self.table.selected_rows())

    def add(self) -> Form[CalendarSpan]:
        """Opens the form for a new line."""
        return self._open(None)

    def edit(self, entry: CalendarEntry) -> Form[CalendarSpan]:
        """Opens the form for a line."""
        return self._open(entry)

    def choose(self) -> QFileDialog:
        """Opens the file dialog for a calendar, without waiting for it."""
        dialog = QFileDialog(self, "Choose the term dates", "", "Term dates (*.csv *.txt *.xlsx);;All files (*)")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self._chosen)
        self._dialog = dialog
        dialog.open()
        return dialog

    def import_file(self, path: Path) -> None:
        """Replaces the calendar of the years a file covers; a wrong line refuses the whole, in words."""
        desk = self._context.desk
        done = self._context.work.do(
            lambda: figures.import_calendar(desk, path), initiator=self, say="Term dates imported"
        )
        if done is not None and isinstance(done.value, list) and done.value:
            self._offer_years(done.value[-1][0])
            self.year.set_value(done.value[-1][0].first)
            self.reload()

    def _chosen(self, name: str) -> None:
        self.import_file(Path(name))

    def _offer_years(self, shown: AcademicYear) -> None:
        combo = self.year.input
        combo.clear()
        for year in sorted({*term_dates.years(self._context.desk), shown}, key=lambda each: -each.first):
            combo.addItem(str(year), year.first)
        self.year.set_value(shown.first)

    def _open(self, entry: CalendarEntry | None) -> Form[CalendarSpan]:
        today = self._context.desk.today
        form: Form[CalendarSpan] = Form(
            CalendarSpan,
            {
                "kind": ChoiceField("&Kind", list(term_dates.KIND_WORDS.items())),
                "name": LineField("&Name", "Such as Autumn 1, or what the school is closed for."),
                "start": DateField("&First day", today),
                "end": DateField("&Last day", today, "For a single day, the same day again."),
            },
            title="Term dates" if entry is None else entry.name or term_dates.KIND_WORDS[entry.kind],
        )
        form.fill(entry.model_dump() if entry is not None else {"kind": "term"})
        self._editing = entry
        form.submitted.connect(self._save)
        self._room.open(form)
        return form

    def _save(self, span: CalendarSpan) -> None:
        desk, entry, form = self._context.desk, self._editing, self._room.sheet.form
        if entry is None:
            done = self._context.work.do(lambda: term_dates.add(desk, span), form=form, initiator=self)
        else:
            changed = entry.model_copy(update=dict(span))
            done = self._context.work.do(lambda: term_dates.save(desk, changed), form=form, initiator=self)
        if done is not None:
            self._room.put_away()
            self.year.set_value(_year_of(span))
            self.reload()

    def _selected(self, rows: tuple[CalendarEntry, ...]) -> None:
        self.edit_button.setEnabled(bool(rows))
        self.remove_button.setEnabled(bool(rows))

    def _edit_selected(self) -> None:
        for entry in self.table.selected_rows()[:1]:
            self.edit(entry)

    def _remove_selected(self) -> None:
        desk = self._context.desk
        for entry in self.table.selected_rows()[:1]:
            self._context.work.do(
                lambda entry=entry: term_dates.remove(desk, entry),  # type: ignore[misc]
                initiator=self, say="Term dates moved to the bin",
            )  # fmt: skip


def _year_of(span: CalendarSpan) -> int:
    return AcademicYear.of(span.start + (span.end - span.start) / 2).first


def _days(entry: CalendarEntry) -> str:
    days = (entry.end - entry.start).days + 1
    return "1 day" if days == 1 else f"{days} days"


def _weekday(day: date) -> str:
    return f"{('Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun')[day.weekday()]} {in_words(day)}"


_COLUMNS: tuple[Column[CalendarEntry], ...] = (
    Column("name", "Name", lambda row: row.name or term_dates.KIND_WORDS[row.kind], kind="strong", width=26),
    Column("kind", "Kind", lambda row: term_dates.KIND_WORDS[row.kind], width=18),
    Column("start", "First day", lambda row: row.start, text=lambda row: _weekday(row.start), width=24),
    Column("end", "Last day", lambda row: row.end, text=lambda row: _weekday(row.end), width=24),
    Column("days", "Lasts", lambda row: (row.end - row.start).days, text=_days, kind="muted", stretch=True),
)
