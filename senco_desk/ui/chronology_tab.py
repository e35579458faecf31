"""Everything that happened to a child, on the day it happened: a timeline to look at, and its list, in step."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QByteArray, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from senco_desk.domain.chronology import Event, Gap
from senco_desk.domain.pupil_records import PupilRecord
from senco_desk.domain.terms import in_words
from senco_desk.services import timelines
from senco_desk.services.timelines import Entry
from senco_desk.ui.announcing import CountAloud
from senco_desk.ui.cards import Card, Chips, EmptyState, button, label, show_if
from senco_desk.ui.context import Context
from senco_desk.ui.page_room import ANY_HEIGHT, is_low
from senco_desk.ui.register_table import day_words
from senco_desk.ui.sheet_room import Scrolled
from senco_desk.ui.tables import Column, FilterField, RowsTable
from senco_desk.ui.theme import unit
from senco_desk.ui.timeline import TimelineView
from senco_desk.ui.timeline_bar import TimelineBar
from senco_desk.ui.timeline_paper import TimelinePaper

_CHIPS = (("cycle", "Cycles and reviews"), ("people", "Meetings and views"), ("note", "Notes and contacts"),
          ("promise", "Promises"), ("professional", "Professionals"), ("document", "Documents"),
          ("figure", "Figures"))  # fmt: skip
_OF_CHIP = {
    "cycle": {"status", "cycle", "review", "provision"},
    "people": {"meeting", "view", "profile"},
    "note": {"note", "contact", "suspension"},
    "promise": {"promise"},
    "professional": {"professional", "diagnosis"},
    "document": {"document"},
    "figure": {"attendance", "assessment", "suspension"},
}
_SPLIT = "timeline/split"
_FIGURES = frozenset({"attendance", "assessment", "suspension"})
"""What comes from elsewhere has no place of its own to be opened: all of it stands here."""


class _Half(QWidget):
    """A part of a splitter, which does not ask how high wrapped lines become: the lines themselves do."""

    def __init__(self, wrapped: QWidget) -> None:
        super().__init__()
        self._wrapped = wrapped
        self.column = QVBoxLayout(self)
        self.column.setSpacing(unit(0.75))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wanted = self._wrapped.heightForWidth(self._wrapped.width())
        if wanted > 0 and wanted != self._wrapped.minimumHeight():
            self._wrapped.setMinimumHeight(wanted)


class ChronologyTab(QWidget):
    """The timeline above a table of its events; what is chosen in one is chosen in the other."""

    opened = Signal(object)
    """An Event, to be shown where it comes from."""
    note_wanted = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._record: PupilRecord | None = None
        self._gaps: tuple[Gap, ...] = ()
        self._stacked = False
        self._by_key: dict[tuple[str, str, date, str], Entry] = {}
        self.view = TimelineView()
        self.bar = TimelineBar(self.view, context.settings)
        self.paper = TimelinePaper(context)
        column = Column[Entry]
        self.table: RowsTable[Entry] = RowsTable(
            "Chronology",
            (
                column("on", "Day", lambda each: each.event.on, text=lambda each: day_words(each.event.on), width=12),
                column("kind", "Kind", lambda each: each.event.kind_words, width=12, kind="muted"),
                column("what", "What happened", lambda each: each.event.title, kind="two_line", stretch=True, width=28,
                       subtitle=lambda each: " ".join(each.event.detail.split())),
                column("who", "Who", lambda each: each.event.who, width=15, tip=lambda each: each.event.who),
                column("entered", "Entered on", lambda each: each.entered, text=lambda each: day_words(each.entered),
                       width=12, tip=_late_words),
                column("source", "Source", lambda each: each.source, text=lambda each: each.how, width=17,
                       kind="two_line", subtitle=lambda each: each.by, tip=lambda each: each.source),
            ),
            lambda each: each.event.key,
            lines=2,
        )  # fmt: skip
        self.table.sort_by(("on", False))
        self.filter = FilterField(self.table, "Type to filter")
        self.filter.setMinimumWidth(unit(16))
        self.filter.setMaximumWidth(unit(22))
        self.chips = Chips(_CHIPS)
        self.count = label("", "small", wrap=True)
        self.beside = Scrolled()
        card = Card()
        self.beside.body.setContentsMargins(0, 0, 0, 0)
        self.beside.body.addWidget(card)
        self._when = label("", tone="muted", wrap=True)
        self._title = label("", "section", wrap=True)
        self._text = label("", wrap=True)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._source = label("", "small", wrap=True)
        self.open = button("Open", self._open)
        for part in (self._when, self._title, self._text, self._source, self.open):
            card.add(part)
        card.add_stretch()
        self._lay()
        self._connect()
        self._show_one(None)

    def show_record(self, record: PupilRecord) -> None:
        """Shows a child's timeline and chronology; what was chosen, zoomed and typed stays for the same child."""
        desk, anew = self._context.desk, self._record is None or record.pupil.id != self._record.pupil.id
        found = self._context.work.attempt(lambda: timelines.entries(desk, record))
        if found is None:
            return
        self._record = record
        if anew:
            self._back()
        drawn = timelines.timeline_of(desk, record, [each.event for each in found])
        self._gaps = drawn.gaps
        self._by_key = {each.event.key: each for each in found}
        self.view.show_timeline(drawn, anew=anew)
        self.table.set_rows(reversed(found))
        if anew:
            self.table.clearSelection()
        self.room.setCurrentIndex(0 if found else 1)
        self._share_out()

    def print(self) -> None:
        """Shows the pages as they print, with the way to the printer and to a file."""
        if self._record is not None and self._context.may("export"):
            pupil = self._record.pupil
            self.stack.setCurrentWidget(self.paper)
            self.paper.show_child(pupil.id, pupil.forename, pupil.surname)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A narrow window has fewer columns, and what is chosen is below the list, or has no room."""
        super().resizeEvent(event)
        self._place_beside()
        narrow = {"who": unit(118), "source": unit(104), "entered": unit(88)}
        for place, shown in enumerate(self.table.rows.columns):
            if shown.id in narrow:
                self.table.setColumnHidden(place, self.width() < narrow[shown.id])

    def fit_page(self) -> None:
        """On a low screen both parts stand one below the other, each as high as it is, and the page scrolls."""
        low = is_low(self)
        if low != self._stacked:
            self._stacked = low
            self.split.setVisible(not low)
            for part, share in ((self._upper, 0), (self._lower, 1)):
                if low:
                    self._column.addWidget(part, share)
                else:
                    self.split.addWidget(part)
                part.show()
            self._place_beside()
            self._share_out()

    def showEvent(self, event: QShowEvent) -> None:
        """Takes the places that the room of the page allows."""
        super().showEvent(event)
        self.fit_page()
        self._share_out()

    def hideEvent(self, event: QHideEvent) -> None:
        """The pages are put away with the tab."""
        super().hideEvent(event)
        self._back()

    def _place_beside(self) -> None:
        """All of what is chosen stands beside the list, or where the page is narrow and scrolls as a whole, below it.

        Where it is narrow and does not scroll, there is no room for it; it is in the tip and where it opens.
        """
        narrow, low = self.width() < unit(96), is_low(self)
        self.beside.setVisible(low or not narrow)
        way = QBoxLayout.Direction
        self._across.setDirection(way.TopToBottom if narrow else way.LeftToRight)
        self.beside.setMinimumWidth(0 if narrow else unit(31))
        self.beside.setMaximumWidth(ANY_HEIGHT if narrow else unit(31))

    def _lay(self) -> None:
        self._upper, self._lower = _Half(self.bar), _Half(self.chips)
        over, under = self._upper.column, self._lower.column
        over.setContentsMargins(0, 0, 0, 0)
        over.addWidget(self.bar)
        over.addWidget(self.view, 1)
        under.setContentsMargins(0, unit(0.75), 0, 0)
        line = QHBoxLayout()
        line.addWidget(self.chips, 1)
        line.addWidget(self.filter, 0, Qt.AlignmentFlag.AlignTop)
        under.addLayout(line)
        self._across = across = QHBoxLayout()
        across.setSpacing(unit(2))
        across.addWidget(self.table, 1)
        across.addWidget(self.beside)
        under.addLayout(across, 1)
        under.addWidget(self.count)
        self.split = QSplitter(Qt.Orientation.Vertical)
        self.split.setAccessibleName("Timeline and list")
        self.split.addWidget(self._upper)
        self.split.addWidget(self._lower)
        self.split.setChildrenCollapsible(False)
        self.split.setHandleWidth(unit(1))
        self.room = QStackedWidget()
        listed = QWidget()
        self._column = QVBoxLayout(listed)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(self.split, 1)
        self.room.addWidget(listed)
        self.room.addWidget(
            EmptyState(
                "Nothing has been recorded about this child yet. What you note, plan and attach shows here by its day.",
                "Add a note",
                self.note_wanted.emit,
                needs="log",
            )
        )
        self.stack = QStackedWidget()
        self.stack.addWidget(self.room)
        self.stack.addWidget(self.paper)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.stack)

    def _connect(self) -> None:
        self.table.opened.connect(lambda each: self.opened.emit(each.event))
        self.table.selected.connect(self._selected)
        self.view.chosen.connect(self._chosen)
        self.view.opened.connect(self.opened)
        self.bar.note_wanted.connect(self.note_wanted)
        self.bar.print_wanted.connect(self.print)
        self.paper.left.connect(self._back)
        self.chips.changed.connect(self._narrow)
        self.table.rows.narrowed.connect(self._counted)
        self.split.splitterMoved.connect(self._split_moved)
        CountAloud(self.count, self.table.rows.count_words, self.filter.textChanged, self.chips.changed)

    def _share_out(self) -> None:
        """The share of each part, as it was left; at first the timeline is as high as its lanes, but half at most."""
        if self._stacked:
            return
        kept = self._context.settings.value(_SPLIT)
        if isinstance(kept, QByteArray) and self.split.restoreState(kept):
            return
        whole = self.room.height()
        wanted = int(self.view.whole_height()) + self.bar.sizeHint().height() + unit(1)
        first = min(wanted, whole // 2)
        self.split.setSizes([first, max(whole - first, 1)])

    def _split_moved(self, _at: int, _which: int) -> None:
        self._context.settings.setValue(_SPLIT, self.split.saveState())

    def _back(self) -> None:
        self.stack.setCurrentWidget(self.room)

    def _narrow(self, on: tuple[str, ...]) -> None:
        wanted = {kind for name in on for kind in _OF_CHIP[name]}
        self.table.rows.keep_only((lambda each: each.event.kind in wanted) if wanted else None)

    def _counted(self, shown: int, total: int) -> None:
        words = f"{shown:,} of {total:,} entries shown" if shown != total else f"{total:,} entries"
        self.count.setText(" · ".join(part for part in (words, _gap_words(self._gaps)) if part))
        kept = None if shown == total else {each.event.key for each in self.table.rows.rows_shown()}
        self.view.keep_only(kept)

    def _selected(self, chosen: Sequence[Entry]) -> None:
        one = chosen[0] if len(chosen) == 1 else None
        self.view.choose(one.event.key if one else None)
        self._show_one(one)

    def _chosen(self, event: Event) -> None:
        """Chosen in the picture: the list goes there, unless its filter leaves it out."""
        with QSignalBlocker(self.table):
            if not self.table.select(event.key):
                self.table.clearSelection()
        self._show_one(self._by_key.get(event.key))

    def _show_one(self, one: Entry | None) -> None:
        event = one.event if one else None
        self._when.setText(f"{in_words(event.on)} · {event.kind_words}" if event else "")
        self._title.setText(event.title if event else "")
        self._text.setText(event.detail if event else "Select an entry to read all of it.")
        self._source.setText(_source_words(one) if one else "")
        for part in (self._when, self._title, self._source):
            show_if(part, event is not None)
        show_if(self.open, event is not None and event.noun not in _FIGURES)

    def _open(self) -> None:
        event = self.view.chosen_event
        if event is not None:
            self.opened.emit(event)


def _source_words(one: Entry) -> str:
    who = f"With {one.event.who}. " if one.event.kind in ("contact", "meeting") and one.event.who else ""
    entered = f"Entered on {in_words(one.entered)}. " if one.entered else ""
    return f"{who}{entered}{one.source}{'.' if one.source else ''}"


def _late_words(one: Entry) -> str:
    if one.late <= 1:
        return ""
    return f"Entered {one.late} days after it happened"


def _gap_words(gaps: Sequence[Gap]) -> str:
    if not gaps:
        return ""
    longest = max(gaps, key=lambda gap: gap.school_days)
    count = "1 gap" if len(gaps) == 1 else f"{len(gaps)} gaps"
    which = "" if len(gaps) == 1 else "the longest: "
    return f"{count} of more than six school weeks, {which}{longest.words[:1].lower()}{longest.words[1:]}"
