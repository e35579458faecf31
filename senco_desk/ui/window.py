"""The main window: rail, bar, menus, and the pages, each made when it is first asked for.

It knows no records. Pages come from the registry, deeds go through Work, and undo is two callables it is given.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QByteArray, QEvent, QObject, QSettings, QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from senco_desk.domain.problems import TroubleError
from senco_desk.ui.actions import WINDOW_ACTIONS, Action, Actions
from senco_desk.ui.draft_keeper import DraftKeeper
from senco_desk.ui.going_back import GoingBack
from senco_desk.ui.jobs import JobBar
from senco_desk.ui.marks import Mark, MarkLabel, State
from senco_desk.ui.page_room import PageRoom
from senco_desk.ui.pages import History, Page, PageSpec, Place
from senco_desk.ui.rail import Rail
from senco_desk.ui.role_limits import limit
from senco_desk.ui.search import Provider, action_hits
from senco_desk.ui.shortcut_sheet import ShortcutSheet
from senco_desk.ui.tables import RowsTable
from senco_desk.ui.theme import load_fallback_font, unit
from senco_desk.ui.tips import set_tip
from senco_desk.ui.toast import Toast
from senco_desk.ui.topbar import TopBar
from senco_desk.ui.work import Changes, Work, open_crash, open_trouble


@dataclass(frozen=True)
class Shell:
    """What the window is built from.

    Args:
        pages: the page registry; the first is shown first.
        work: runs the deeds of every page.
        settings: where size and side bar are remembered; never anything about a pupil.
        actions: rows beside the window's own.
        undo: undoes the last deed; redo: does it again. Each is run through Work by whoever gives it.
        undo_words: what would be undone and redone: labels of changes, empty for nothing.
        providers: sources for the search field.
        granted: tells whether the person at the desk has a right; what needs another one is not shown.
    """

    pages: Sequence[PageSpec]
    work: Work
    settings: QSettings
    actions: Sequence[Action] = ()
    undo: Callable[[], object] | None = None
    redo: Callable[[], object] | None = None
    undo_words: Callable[[], tuple[str, str]] | None = None
    providers: Sequence[Provider] = ()
    title: str = "Senco Desk"
    granted: Callable[[str], bool] = lambda _right: True


class MainWindow(QMainWindow):
    """The window of an open desk."""

    locking = Signal()
    """The person wants the records closed until the passphrase is given again."""
    closing = Signal()
    leaving = Signal()
    """Another place is about to be shown."""
    arrived = Signal(object)
    """A Page shows its place now."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        load_fallback_font()
        self.shell = shell
        self.draft_keeper: DraftKeeper | None = None
        """Keeps what is typed anywhere in this window; whoever opens a desk in it gives it one."""
        self.quick_note: Callable[[], Any] | None = None
        """Gives the quick note over this window; None where no desk is open in it."""
        self.work = shell.work
        self.history = History()
        self._specs = {spec.id: spec for spec in shell.pages}
        self._pages: dict[str, Page] = {}
        self._around: dict[str, PageRoom] = {}
        self._wants_narrow = False
        self.setWindowTitle(shell.title)
        self.setObjectName("main")
        rows = (*WINDOW_ACTIONS, *self._page_actions(), *shell.actions)
        self.registry = Actions(rows, self, granted=shell.granted, pages=self._specs)
        self._build()
        self._bind()
        self._connect()
        self.going_back = GoingBack(self)
        """The side buttons of the mouse, and the lists of places under the two arrows."""
        self._recall()
        self.refresh_undo()
        if shell.pages:
            self.go(Place(shell.pages[0].id))

    def go(self, place: Place) -> Page:
        """Shows a place, making its page if need be, and remembers it for Back. Refuses an unknown page (KeyError)."""
        self.page(place.page)
        self.history.go(place)  # before the page shows: a form that it opens by itself is kept under this place
        page = self._show(place)
        self._refresh_history()
        self.arrived.emit(page)
        return page

    def page(self, page_id: str) -> Page:
        """The page of an id; made now if it was not."""
        if page_id not in self._pages:
            page = self._specs[page_id].factory()
            page.going.connect(self.go)
            self._pages[page_id] = page
            self._around[page_id] = PageRoom(page)
            self.stack.addWidget(self._around[page_id])
        return self._pages[page_id]

    @property
    def first_page(self) -> str:
        """The id of the page that is shown first."""
        return self.shell.pages[0].id

    def has(self, page_id: str) -> bool:
        """Whether the person at the desk has this page."""
        return page_id in self._specs

    def page_words(self, page_id: str) -> str:
        """What a page is called: `Register`."""
        return self._specs[page_id].words.replace("&", "")

    def go_along(self, steps: int) -> None:
        """So many places forward, or back where negative."""
        place = self.history.along(steps)
        if place is not None:
            page = self._show(place)
            self._refresh_history()
            self.arrived.emit(page)

    def current_page(self) -> Page | None:
        """The page on show."""
        here = self.history.here
        return self._pages.get(here.page) if here is not None else None

    def made_pages(self) -> tuple[str, ...]:
        """The ids of the pages made so far."""
        return tuple(self._pages)

    def count(self, page_id: str, number: int, state: State = "over") -> None:
        """Shows on the rail how many things wait on a page."""
        self.rail.count(page_id, number, state)

    def show_school(self, words: str) -> None:
        """School and year in the bar."""
        self.bar.show_school(words)

    def show_saved(self, shown: Mark) -> None:
        """The word about saving in the bar."""
        self.bar.show_saved(shown)

    def put_chip(self, shown: Mark, why: str) -> MarkLabel:
        """Puts words that hold for the whole desk into the bar, such as `Read only`; `why` explains them."""
        chip = MarkLabel(shown, self.bar)
        set_tip(chip, why)
        row = self.bar.layout()
        assert isinstance(row, QHBoxLayout)
        row.insertWidget(row.indexOf(self.bar.school), chip)
        return chip

    def put_above(self, line: QWidget) -> None:
        """Puts a line above the pages."""
        self._column.insertWidget(0, line)

    def say(self, words: str, *, undoable: bool = False) -> None:
        """Says what was done, in the line at the foot."""
        self.toast.say(words, undoable=undoable)

    def refresh_undo(self) -> None:
        """Writes what would be undone into the menu: `Undo record review`."""
        undo, redo = self.shell.undo_words() if self.shell.undo_words is not None else ("", "")
        self.registry.say("desk.undo", f"&Undo {_lower(undo)}".rstrip())
        self.registry.say("desk.redo", f"&Redo {_lower(redo)}".rstrip())
        self.registry.set_states(undo_possible=bool(undo), redo_possible=bool(redo))

    def closeEvent(self, event: QCloseEvent) -> None:
        """Remembers the size; everything else is saved already. A running job is stopped at its next step."""
        settings = self.shell.settings
        settings.setValue("window/geometry", self.saveGeometry())
        settings.setValue("window/narrow", self._wants_narrow)
        self.work.jobs.stop()
        self.closing.emit()
        super().closeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A narrow window has a narrow side bar; the choice made in a wide one is kept."""
        before = event.oldSize().width()
        super().resizeEvent(event)
        if before < 0 or (before < unit(110)) != (event.size().width() < unit(110)):
            self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Another theme or text size: icons and fixed sizes are made again."""
        super().changeEvent(event)
        kinds = {QEvent.Type.PaletteChange, QEvent.Type.ApplicationPaletteChange, QEvent.Type.FontChange}
        if event.type() in kinds and hasattr(self, "bar"):
            self.registry.retint()
            self.rail.retint()
            self.bar.measure()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The side buttons of a mouse go back and forward."""
        if event.button() == Qt.MouseButton.BackButton:
            self.registry.run("view.back")
        elif event.button() == Qt.MouseButton.ForwardButton:
            self.registry.run("view.forward")
        else:
            super().mousePressEvent(event)

    def _build(self) -> None:
        self.bar = TopBar(self.registry)
        self.rail = Rail(self.shell.pages)
        self.stack = QStackedWidget()
        self.job_bar = JobBar(self.work.jobs)
        middle = QWidget()
        column = self._column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.stack, 1)
        column.addWidget(self.job_bar)
        lower = QHBoxLayout()
        lower.setContentsMargins(0, 0, 0, 0)
        lower.setSpacing(0)
        lower.addWidget(self.rail)
        lower.addWidget(middle, 1)
        whole = QWidget()
        outer = QVBoxLayout(whole)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self.bar)
        outer.addLayout(lower, 1)
        self.setCentralWidget(whole)
        self.registry.fill(self.menuBar())
        self.toast = Toast(whole)
        for provider in (*self.shell.providers, action_hits(self.registry)):
            self.bar.search.add_provider(provider)

    def _bind(self) -> None:
        bind = self.registry.bind
        bind("desk.search", self.bar.search.begin)
        bind("desk.lock", self.locking.emit)
        bind("desk.quit", self.close)
        bind("view.back", self._back)
        bind("view.forward", self._forward)
        bind("view.rail", self._toggle_rail)
        bind("help.shortcuts", self._open_sheet)
        bind("page.filter", self._filter_here)
        bind("page.sort", self._sort_here)
        if self.shell.undo is not None:
            bind("desk.undo", self.shell.undo)
        if self.shell.redo is not None:
            bind("desk.redo", self.shell.redo)
        for spec in self.shell.pages:
            if spec.under in {"", spec.id}:
                bind(f"go.{spec.id}", _Going(self, spec.id))

    def _connect(self) -> None:
        self.rail.chosen.connect(self._rail_chosen)
        self.toast.undo.connect(self._undo)
        self.work.changed.connect(self._changed)
        self.work.said.connect(self._said)
        self.work.refused.connect(self._refused)
        self.work.troubled.connect(self._troubled)
        self.work.crashed.connect(self._crashed)

    def _recall(self) -> None:
        """Size and side bar as they were; else one that suits the screen."""
        self.setMinimumSize(unit(80), unit(44))
        geometry = self.shell.settings.value("window/geometry")
        if not (isinstance(geometry, QByteArray) and self.restoreGeometry(geometry)):
            room = self.screen().availableSize() - QSize(unit(2), unit(5))  # what the system puts around it
            # A small laptop gives all it has: the register's last column would not be there else.
            self.resize(room if room.width() < unit(180) else QSize(unit(160), unit(90)).boundedTo(room))
        narrow = self.shell.settings.value("window/narrow", defaultValue=False, type=bool)
        self._wants_narrow = bool(narrow)
        self._fit()

    def _show(self, place: Place) -> Page:
        spec, page = self._specs[place.page], self.page(place.page)
        self.bar.search.close_results()
        self.leaving.emit()
        page.show_place(place)
        limit(page, self.registry.granted)
        self.stack.setCurrentWidget(self._around[place.page])
        self.rail.light(spec.under or spec.id)
        self.registry.show_page(place.page)
        self.registry.set_states(filter_possible=page.can_filter)
        return page

    def _page_actions(self) -> tuple[Action, ...]:
        """A row for each page of the rail: Alt+1 to Alt+9."""
        rail = [spec for spec in self.shell.pages if spec.under in {"", spec.id}]
        return tuple(
            Action(f"go.{spec.id}", spec.words, "View", f"Alt+{at}" if at < 10 else "", icon=spec.icon, group="pages",
                   tip=f"Go to {spec.words.replace('&', '')}.")
            for at, spec in enumerate(rail, 1)
        )  # fmt: skip

    def _rail_chosen(self, page_id: str) -> None:
        self.go(Place(page_id))

    def _back(self) -> None:
        place = self.history.back()
        if place is not None:
            page = self._show(place)
            self._refresh_history()
            self.arrived.emit(page)

    def _forward(self) -> None:
        place = self.history.forward()
        if place is not None:
            page = self._show(place)
            self._refresh_history()
            self.arrived.emit(page)

    def _refresh_history(self) -> None:
        self.registry.set_states(back_possible=self.history.can_back, forward_possible=self.history.can_forward)

    def _toggle_rail(self) -> None:
        self._wants_narrow = not self.rail.narrow
        self.rail.set_narrow(narrow=self._wants_narrow)
        self.registry.say("view.rail", "&Widen side bar" if self.rail.narrow else "&Narrow side bar")

    def _fit(self) -> None:
        """In a narrow window (a small screen at 200 %) the side bar gives way by itself."""
        narrow = self._wants_narrow or self.width() < unit(110)
        if narrow != self.rail.narrow:
            self.rail.set_narrow(narrow=narrow)
            self.registry.say("view.rail", "&Widen side bar" if narrow else "&Narrow side bar")

    def _open_sheet(self) -> None:
        ShortcutSheet(self.registry, self).show()

    def _filter_here(self) -> None:
        page = self.current_page()
        if page is not None:
            page.start_filter()

    def _sort_here(self) -> None:
        """Sorts the table that has the keyboard by the column it is in; says how, or where to go first."""
        at = self.focusWidget()
        said = at.sort_here() if isinstance(at, RowsTable) else ""
        self.say(said or "Go to a row of a table first: Left and Right walk its columns.")

    def _undo(self) -> None:
        self.registry.run("desk.undo")

    def _changed(self, changes: Changes, _initiator: QObject | None) -> None:
        """The visible page reloads if it shows what changed; the others are told that they are stale.

        It reloads where it is, which while one leaves it is not where one goes: what is typed about one child is being
        kept then, and another child's record would come under it.
        """
        current = self.current_page()
        for page in self._pages.values():
            page.outdate(changes.nouns)
        if current is not None and current.stale and current.place.page:
            current.show_place(current.place)
            limit(current, self.registry.granted)
        self.refresh_undo()

    def _said(self, words: str, undoable: bool) -> None:  # noqa: FBT001  the shape of the signal
        self.say(words, undoable=undoable and self.shell.undo is not None)

    def _refused(self, problems: Sequence[object]) -> None:
        self.say(" ".join(str(problem) for problem in problems))

    def _troubled(self, trouble: TroubleError) -> None:
        open_trouble(trouble, self)

    def _crashed(self, report: str) -> None:
        open_crash(report, self)


class _Going:
    """A deed that goes to a page; a small object, because a lambda in a loop would take the last one."""

    def __init__(self, window: MainWindow, page_id: str) -> None:
        self._window, self._page_id = window, page_id

    def __call__(self) -> Page:
        return self._window.go(Place(self._page_id))


def _lower(words: str) -> str:
    """A label as it stands after Undo: `Record review` as `record review`, `EHC plan issued` as it is."""
    return words if words[:2].isupper() else words[:1].lower() + words[1:]
