"""Records that may be one child's: the pairs with their reasons, and two of them compared and made one."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from senco_desk.services import duplicates, merging
from senco_desk.services.desk import Desk
from senco_desk.services.duplicates import Compared, Pair
from senco_desk.ui.cards import EmptyState, button, label
from senco_desk.ui.context import Context
from senco_desk.ui.duplicates_compare import ComparePanel
from senco_desk.ui.flow import Flow
from senco_desk.ui.jobs import Job, Watcher
from senco_desk.ui.pages import Page, Place
from senco_desk.ui.register_table import day_words, year_words
from senco_desk.ui.tables import Column, FilterField, RowsTable
from senco_desk.ui.theme import unit
from senco_desk.ui.whole_line import WholeLine
from senco_desk.ui.work import Done

_NONE = (
    "No two records look like one child’s. Pairs are looked for by UPN, by NHS number, by date of birth with a similar"
    " name, and by name."
)
_SAYS = (
    "These may be one child kept twice. Compare a pair, then make them one, or say that they are two children. Twins"
    " are no pair unless their names are alike."
)


class DuplicatesPage(Page):
    """The list of pairs; with two pupils' ids in the place, those two compared: `duplicates`, `(first, second)`."""

    nouns = frozenset({"pupil", "setting", "status", "note", "cycle", "document", "provision_pupil"})
    can_filter = True

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._reading: Job | None = None
        self._merging: Job | None = None
        self._stays = ""
        self.all_button = button("Show &all pairs again", self._show_all, kind="quiet", needs="settings")
        self.all_button.setToolTip("Those too of which somebody said that they are two children.")
        self.compare_button = button("&Compare", self._compare_selected, kind="primary")
        self.head("One child, two records?", self.all_button, self.compare_button)
        self.table: RowsTable[Pair] = RowsTable("Pairs", _COLUMNS, lambda row: "|".join(row.id), several=False, lines=2)
        self.table.opened.connect(self._open)
        self.table.selected.connect(self._selected)
        self.whole = WholeLine(self.table)
        self.filter = FilterField(self.table, "Type a name")
        self.filter.setFixedWidth(unit(32))
        self.two_button = button("&Two children", self._two, needs="settings")
        self.two_button.setToolTip("This pair is not shown again. Undo takes it back.")
        self.beside_button = button("See both &side by side", self._beside)
        self.panel = ComparePanel()
        self.panel.merge_wanted.connect(self.merge)
        self.panel.turned.connect(self._turned)
        self.panel.two_wanted.connect(self._two_compared)
        self.panel.list_wanted.connect(lambda: context.go("duplicates"))
        self.stack = QStackedWidget()
        self.stack.addWidget(self._listed())
        self.stack.addWidget(EmptyState(_NONE, "Open the register", partial(context.go, "register")))
        self.stack.addWidget(self.panel)
        self.body.addWidget(self.stack, 1)

    @property
    def pair(self) -> tuple[str, str] | None:
        """The two on show, the one that stays first; None while the list shows."""
        if len(self.place.args) < 2:
            return None
        first, second = self.place.args[:2]
        return (second, first) if self._stays == second else (first, second)

    def show_place(self, place: Place) -> None:
        """Another pair begins with the record that was named first."""
        if place != self.place:
            self._stays = ""
        super().show_place(place)

    def reload(self) -> None:
        """Reads the list, or the two that are compared."""
        if self._merging is not None:
            return
        pair = self.pair
        self.all_button.setVisible(pair is None)
        self.compare_button.setVisible(pair is None)
        if pair is None:
            self._look()
            return
        desk = self._context.desk
        found = self._context.work.attempt(lambda: duplicates.compare(desk, *pair))
        if not isinstance(found, Compared):  # one of them is gone: made one with the other, say
            self.place = Place("duplicates")
            self.reload()
        else:
            self.panel.show_pair(found, may_merge=merging.may_merge(desk))
            if self.stack.currentWidget() is not self.panel:
                self.stack.setCurrentWidget(self.panel)
                self.panel.begin()  # not on the button that makes one record of them

    def first_focus(self) -> QWidget | None:
        """The pairs, or the fields of the two that are compared."""
        shown = next((each for each in (self.table, self.panel.table) if each.isVisibleTo(self)), None)
        return shown or super().first_focus()

    def start_filter(self) -> bool:
        """Ctrl+F: narrows the pairs by name."""
        self.filter.setFocus()
        return True

    def merge(self) -> Job | None:
        """Makes the two on show one, with the fields that were chosen."""
        pair, take = self.pair, self.panel.taken()
        if pair is None or self._merging is not None:
            return None
        first, second = pair

        def deed(desk: Desk, watcher: Watcher) -> Done:
            return merging.merge(desk, first, second, take, watcher)

        self.panel.setEnabled(False)
        self._merging = job = self._context.write_job(
            "Making two records one", deed, initiator=self, say=lambda _done: "Two records made one"
        )
        job.finished.connect(partial(self._merged, first))
        job.ended.connect(self._ended)
        return job

    def _merged(self, first: str, _done: object) -> None:
        self._merging = None
        self._context.go("pupil", first)

    def _ended(self) -> None:
        self._merging = None
        self.panel.setEnabled(True)
        self.stale = True

    def _look(self) -> None:
        """Every record is held against the others on the worker thread."""
        if self._reading is not None:
            self._reading.cancel()
        self._reading = job = self._context.read_job(
            "Looking for children kept twice", lambda desk, _watcher: duplicates.candidates(desk)
        )
        job.finished.connect(self._found)

    def _found(self, pairs: object) -> None:
        self._reading = None
        if not isinstance(pairs, list) or self.pair is not None:
            return
        self.table.set_rows(pairs)
        self.stack.setCurrentIndex(0 if pairs else 1)
        self.compare_button.setEnabled(bool(self.table.selected_rows()))
        if pairs and not self.table.selected_rows():
            self.table.select("|".join(pairs[0].id))

    def _listed(self) -> QWidget:
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(unit(1))
        column.addWidget(label(_SAYS, tone="muted", wrap=True))
        column.addWidget(self.filter)
        column.addWidget(self.table, 1)
        column.addWidget(self.whole.label)
        below = QWidget()
        flow = Flow(below, gap=1)
        for each in (self.two_button, self.beside_button):
            flow.addWidget(each)
        column.addWidget(below)
        return made

    def _selected(self, _rows: object) -> None:
        rows = self.table.selected_rows()
        for each in (self.two_button, self.beside_button, self.compare_button):
            each.setEnabled(bool(rows))

    def _open(self, pair: Pair) -> None:
        self._context.go("duplicates", pair.first.id, pair.second.id)

    def _compare_selected(self) -> None:
        for pair in self.table.selected_rows()[:1]:
            self._open(pair)

    def _beside(self) -> None:
        for pair in self.table.selected_rows()[:1]:
            self._context.go("beside", pair.first.id, pair.second.id)

    def _two(self) -> None:
        desk, rows = self._context.desk, self.table.selected_rows()
        if rows:
            first, second = rows[0].first.id, rows[0].second.id
            self._context.work.do(
                lambda: duplicates.not_the_same(desk, first, second), say="Two children: not shown again"
            )

    def _two_compared(self) -> None:
        desk, pair = self._context.desk, self.pair
        if pair is None:
            return
        done = self._context.work.do(lambda: duplicates.not_the_same(desk, *pair), say="Two children: not shown again")
        if done is not None:
            self._context.go("duplicates")

    def _turned(self) -> None:
        pair = self.pair
        if pair is not None:
            self._stays = pair[1]
            self.reload()

    def _show_all(self) -> None:
        desk = self._context.desk
        self._context.work.do(lambda: duplicates.say_again(desk), say="Every pair is shown again")


def _facts(pair: Pair, *, second: bool) -> str:
    pupil = pair.second if second else pair.first
    parts = (year_words(pupil.year_group), pupil.class_name, day_words(pupil.date_of_birth), pupil.upn)
    return " · ".join(part for part in parts if part)


_COLUMNS: tuple[Column[Pair], ...] = (
    Column("first", "One record", lambda row: row.first.name, kind="two_line", width=30,
           subtitle=lambda row: _facts(row, second=False)),
    Column("second", "The other", lambda row: row.second.name, kind="two_line", width=30,
           subtitle=lambda row: _facts(row, second=True)),
    Column("why", "Why", lambda row: " ".join(row.why), stretch=True, tip=lambda row: "\n".join(row.why)),
)  # fmt: skip
