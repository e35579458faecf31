"""Promises: who promised what, by when, over all children; chased, put off, done or dropped from one list."""

from __future__ import annotations

import io
from datetime import date
from functools import partial

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from senco_desk.domain.folding import folded
from senco_desk.services import previews, promise_papers, promises, trail
from senco_desk.services.desk import Desk
from senco_desk.services.previews import Paper
from senco_desk.services.promises import Promise
from senco_desk.ui.announcing import CountAloud
from senco_desk.ui.cards import Chips, EmptyState, button, label
from senco_desk.ui.context import Context
from senco_desk.ui.jobs import Watcher
from senco_desk.ui.pages import Page, Place
from senco_desk.ui.print_preview import Printing
from senco_desk.ui.promise_deeds import DEEDS, PromiseDeeds
from senco_desk.ui.promise_words import standing_mark
from senco_desk.ui.quick_note_parts import place_words, shown_day
from senco_desk.ui.sheet_room import SheetRoom
from senco_desk.ui.tables import Column, FilterField, RowsTable
from senco_desk.ui.theme import unit

CHIPS = (("late", "Late"), ("ours", "Ours"), ("others", "Others’"), ("ended", "Ended too"))


class PromisesPage(Page):
    """`Place("promises", (chip,))`: every open promise, narrowed by chips and by typing a child or a person."""

    nouns = frozenset({"commitment", "pupil", "staff", "school"})
    can_filter = True

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._found: tuple[Promise, ...] = ()
        self._with_ended = False
        self._wide: bool | None = None
        self.printing = Printing(context.work, self)
        self.printing.printed.connect(self._printed)
        self.print_button = button("Pr&int…", self.print, needs="export")
        self.open_button = button("Open pupi&l", self._open_selected)
        self.head("Promises", self.open_button, self.print_button)
        self.summary = label("", wrap=True)
        self.table: RowsTable[Promise] = RowsTable("Promises", _columns(context.desk), lambda row: row.id,
                                                   several=False)  # fmt: skip
        self.table.opened.connect(self._open)
        self.table.selected.connect(self._selected)
        self.filter = FilterField(self.table, "Type a child, a person or a word")
        self.filter.setFixedWidth(unit(32))
        self.chips = Chips(CHIPS)
        self.chips.changed.connect(self._chipped)
        self.aloud = CountAloud(self.table, self.table.rows.count_words, self.filter.textChanged, self.chips.changed)
        self.empty = EmptyState(
            "Nothing is promised and still open. Whoever writes a note (Ctrl+N) can put down who promised what.",
            "Write a note",
            context.write_note,
            needs="log",
        )
        content = QWidget()
        self.room = SheetRoom(content, wide=40)
        self.deeds = PromiseDeeds(context, lambda: self.room, self)
        self.buttons = {name: button(words, partial(self._do, name), needs="log") for name, words in DEEDS.items()}
        self.reopen_button = button("Open a&gain", partial(self._do, "reopen"), needs="log")
        self.edit_button = button("Edit…", partial(self._do, "edit"), needs="log")
        self._lay(content)

    def show_place(self, place: Place) -> None:
        """The chip that the place names is on."""
        args = place.args
        if args and place != self.place:
            self.chips.set_on([name for name, _words in CHIPS if name in args])
        super().show_place(place)

    def reload(self) -> None:
        """Reads the promises again: those that are open, and the ended too where they are asked for."""
        desk, ended = self._context.desk, "ended" in self.chips.on()
        read = self._context.work.attempt(lambda: (promises.listed(desk, everything=ended), promises.any_made(desk)))
        if read is None:
            return
        found, there = read
        self._found, self._with_ended = tuple(found), ended
        still = [each for each in found if each.kept.state == "open"]
        late = sum(bool(each.days_late) for each in still)
        undated = sum(each.kept.due is None for each in still)
        parts = [
            f"{len(still):,} open" if still else "Nothing open",
            f"{late:,} late" if late else "",
            f"{undated:,} without a day" if undated else "",
        ]
        self.summary.setText(" · ".join(part for part in parts if part))
        self.stack.setCurrentIndex(0 if there else 1)
        self.print_button.setEnabled(there)
        self._narrow()

    def start_filter(self) -> bool:
        """Ctrl+F goes to the line that narrows the list."""
        self.filter.setFocus()
        self.filter.selectAll()
        return True

    def first_focus(self) -> QWidget | None:
        """The list, so that the arrows walk it at once."""
        return self.table if self.table.isVisibleTo(self) else super().first_focus()

    def showEvent(self, event: QShowEvent) -> None:
        """Ctrl+P prints here, F2 puts a promise right."""
        super().showEvent(event)
        self._context.offer(
            self,
            {
                "desk.print": ("&Print promises…", self.print),
                "page.edit": ("&Edit promise…", partial(self._do, "edit")),
            },
        )

    def hideEvent(self, event: QHideEvent) -> None:
        """And no longer."""
        self._context.withdraw(self)
        super().hideEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A form beside the list takes of its room."""
        if event.type() == QEvent.Type.Resize and watched is self.stack:
            self._fold()
        return super().eventFilter(watched, event)

    def _fold(self) -> None:
        """Where there is little room, who and what stand below one another."""
        wide = self.stack.width() >= unit(107)
        if wide == self._wide:
            return
        self._wide = wide
        self.table.show_columns(column.id for column in self.table.rows.columns if (column.id != "both") == wide
                                or column.id == "standing")  # fmt: skip
        self.table.set_lines(1 if wide else 3)

    def print(self) -> None:
        """Makes the pages of what is on show, then opens the print dialog."""
        rows = self.table.rows.rows_shown()
        ids, shown = [row.id for row in rows], self._shown_words()

        def run(desk: Desk, watcher: Watcher) -> object:
            out = io.BytesIO()
            promise_papers.sheet_pdf(desk, out, ids, shown=shown, progress=watcher)
            return previews.paper(out.getvalue())

        job = self._context.read_job("Making the pages", run)
        job.finished.connect(self._made)

    def _lay(self, content: QWidget) -> None:
        narrowing = QHBoxLayout()
        narrowing.setSpacing(unit(1.5))
        narrowing.addWidget(self.filter)
        narrowing.addWidget(self.chips, 1)
        listed = QWidget()
        column = QVBoxLayout(listed)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(unit(1.5))
        column.addLayout(narrowing)
        column.addWidget(self.table, 1)
        row = QHBoxLayout()
        row.setSpacing(unit(1))
        for made in (*self.buttons.values(), self.reopen_button, self.edit_button):
            row.addWidget(made)
        row.addStretch(1)
        column.addLayout(row)
        self.stack = QStackedWidget()
        self.stack.addWidget(listed)
        self.stack.addWidget(self.empty)
        self.stack.installEventFilter(self)
        whole = QVBoxLayout(content)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.stack)
        self.body.addWidget(self.summary)
        self.body.addWidget(self.room, 1)
        self._selected(())

    def _chipped(self, _on: object = None) -> None:
        """Those that ended are read when they are asked for: over the years they become many."""
        if "ended" in self.chips.on() and not self._with_ended:
            self.reload()
        else:
            self._narrow()

    def _narrow(self) -> None:
        on = set(self.chips.on())
        rows = [each for each in self._found if "ended" in on or each.kept.state == "open"]
        if "late" in on:
            rows = [each for each in rows if each.days_late]
        if len(on & {"ours", "others"}) == 1:
            rows = [each for each in rows if each.ours == ("ours" in on)]
        self.table.set_rows(rows)
        self._selected(self.table.selected_rows())

    def _shown_words(self) -> str:
        words = [f"{dict(CHIPS)[name].lower()}" for name in self.chips.on()]
        typed = self.filter.text().strip()
        words += [f"“{typed}”"] if typed else []
        return f"Narrowed to: {', '.join(words)}." if words else "All that are open."

    def _selected(self, rows: tuple[Promise, ...]) -> None:
        row = rows[0] if rows else None
        mine = promises.changeable(self._context.desk, rows) if rows else frozenset()
        still = row is not None and row.kept.state == "open" and row.id in mine
        for made in self.buttons.values():
            made.setEnabled(still)
        self.edit_button.setEnabled(row is not None and row.id in mine)
        self.reopen_button.setVisible(row is not None and row.kept.state != "open" and row.id in mine)
        self.open_button.setEnabled(row is not None)
        if row is not None:
            self.room.turn(row.pupil_id)

    def _do(self, deed: str) -> None:
        rows = self.table.selected_rows()
        if rows:
            self.deeds.run(deed, rows[0].id)

    def _open_selected(self) -> None:
        rows = self.table.selected_rows()
        if rows:
            self._open(rows[0])

    def _open(self, row: Promise) -> None:
        self._context.go("pupil", row.pupil_id)

    def _made(self, paper: object) -> None:
        if isinstance(paper, Paper):
            self.printing.ask(paper, "Promises")

    def _printed(self, pages: int) -> None:
        desk, words = self._context.desk, f"Promises, {pages} {'page' if pages == 1 else 'pages'}"
        self._context.work.attempt(lambda: trail.note(desk, trail.PRINT, "", words))


def _columns(desk: Desk) -> tuple[Column[Promise], ...]:
    def who_and_what(row: Promise) -> str:
        return f"{row.kept.who}: {row.kept.what}"

    column = Column[Promise]
    return (
        column("standing", "How it stands", lambda row: row.standing, kind="mark",
               mark=lambda row: standing_mark(row, desk.today), width=19,
               sort=lambda row: row.kept.due or date.max),
        column("who", "Who promised", lambda row: row.kept.who, kind="strong", width=24,
               sort=lambda row: folded(row.kept.who)),
        column("what", "What", lambda row: row.kept.what, stretch=True, tip=lambda row: row.kept.what),
        column("pupil", "About", lambda row: row.pupil.name, width=20, sort=lambda row: row.pupil.sort_name),
        column("where", "Year", lambda row: place_words(row.pupil), width=14),
        column("made", "Promised", lambda row: row.kept.made_on, width=9,
               text=lambda row: shown_day(row.kept.made_on, desk.today)),
        column("both", "Who, and what", who_and_what, stretch=True, kind="wrapped", searched=False,
               subtitle=lambda row: f"About {row.pupil.name}, {place_words(row.pupil)}"),
    )  # fmt: skip
