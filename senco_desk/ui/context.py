"""What every page is given: the open desk, how deeds are done, and how to go somewhere else. Passed by argument."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QSettings, Signal
from PySide6.QtWidgets import QWidget

from senco_desk.domain.problems import Problem
from senco_desk.services.desk import Desk
from senco_desk.ui import collecting
from senco_desk.ui.actions import Actions
from senco_desk.ui.jobs import Job, Jobs, Watcher
from senco_desk.ui.pages import Place
from senco_desk.ui.role_limits import limit, rights_here
from senco_desk.ui.theme import Theme
from senco_desk.ui.work import Done, ShowsProblems, Work

_PAGE_DEEDS = {"desk.new": "new_possible", "desk.print": "print_possible", "page.edit": "edit_possible"}
"""The window's deeds that each page gives a meaning (Ctrl+Shift+N, Ctrl+P, F2), and the states that allow them."""

_PAGE_RIGHTS = {"desk.new": "change", "page.edit": "change"}
"""What the person needs for these, whatever the page makes of them; the page sees to anything more."""


class Context(QObject):
    """The surroundings of one open desk. It ends with the desk: locking throws it away with every page.

    Args:
        desk: the open desk, used on the window's thread only.
        work: runs every deed.
        settings: the window's own small memory; never anything about a pupil.
        theme: the look, changeable at once; None in tests that do not mind.
        folder: the desk's folder.
    """

    going = Signal(object)
    """Asks the window to go to a Place."""
    counted = Signal(str, int)
    """A page has counted what waits on it; the rail shows the number beside the page's name."""
    taken = Signal(object)
    """The window is built, with this registry of actions."""
    noting = Signal(object)
    """Asks the window for the quick note about these pupils (a tuple of ids, empty for those on show)."""

    def __init__(
        self, desk: Desk, work: Work, settings: QSettings, *, theme: Theme | None = None, folder: Path | None = None
    ) -> None:
        super().__init__()
        self.desk = desk
        self.work = work
        self.settings = settings
        self.theme = theme
        self.folder = folder
        self.actions: Actions | None = None
        """The window's registry of actions, once there is a window."""
        self._bound: dict[str, Callable[[], object]] = {}
        self._states: dict[str, bool] = {}
        self._offering: QWidget | None = None
        self._rights = rights_here(desk)

    @property
    def jobs(self) -> Jobs:
        """Long work, one piece at a time."""
        return self.work.jobs

    def may(self, right: str) -> bool:
        """Whether the person at the desk has a right (`change`); without it, what needs it is not shown at all."""
        return not right or right in self._rights

    def limit(self, part: QWidget) -> None:
        """Withholds what the person may not press, in a part that is built after its page was shown."""
        limit(part, self.may)

    def go(self, page: str, *args: str) -> None:
        """Goes to a page: `go("pupil", pupil_id, "documents")`."""
        self.going.emit(Place(page, args))

    def read_job(self, words: str, run: Callable[[Desk, Watcher], object], *, form: ShowsProblems | None = None) -> Job:
        """Queues long reading on the worker thread. `run` is given the desk through a connection of its own."""
        desk = self.desk

        def reading(watcher: Watcher) -> object:
            reader = desk.reader()
            try:
                return run(reader, watcher)
            finally:
                if reader.store is not desk.store:
                    reader.close()

        return self.work.job(words, reading, form=form)

    def write_job(
        self,
        words: str,
        deed: Callable[[Desk, Watcher], Done],
        *,
        form: ShowsProblems | None = None,
        initiator: QObject | None = None,
        say: Callable[[Done], str] | None = None,
        undoable: bool = True,
    ) -> Job:
        """Queues a long deed on the worker thread; what it changed is told as if it had come through `Work.do`.

        `deed` is given the desk through a connection of its own that writes. While it changes the records, the
        window's own deeds are refused in words, and what is noted or typed is put by until it has ended.
        """
        desk = self.desk

        def writing(watcher: Watcher) -> object:
            second = desk.writer()
            try:
                return deed(second, watcher)
            finally:
                if second.store is not desk.store:
                    second.close()

        job = self.work.job(words, writing, form=form)
        job.finished.connect(partial(self._written, initiator, say, undoable))
        job.ended.connect(self._catch_up)
        return job

    def take(self, actions: Actions) -> None:
        """The window is built: what pages have bound and named until then is told to its registry."""
        self.actions = actions
        collecting.settle()
        for action_id, deed in self._bound.items():
            actions.bind(action_id, deed)
        actions.set_states(**self._states)
        self.taken.emit(actions)

    def bind(self, action_id: str, deed: Callable[[], object]) -> None:
        """Says what an action of the registry does; remembered until there is a window."""
        self._bound[action_id] = deed
        if self.actions is not None:
            self.actions.bind(action_id, deed)

    def set_states(self, **states: bool) -> None:
        """Names which states hold, as `Actions.set_states` does; remembered until there is a window."""
        self._states |= states
        if self.actions is not None:
            self.actions.set_states(**states)

    def offer(self, page: QWidget, deeds: Mapping[str, tuple[str, Callable[[], object]]]) -> None:
        """Says what Ctrl+Shift+N (`desk.new`), Ctrl+P (`desk.print`) and F2 (`page.edit`) do while a page shows.

        Call it from the page's `showEvent`, with words and deed for each: `{"desk.new": ("&New pupil…", add)}`;
        what is not named does nothing there. Ctrl+N is the quick note on every page (see `write_note`).
        """
        self._offering = page
        deeds = {name: deed for name, deed in deeds.items() if self.may(_PAGE_RIGHTS.get(name, ""))}
        if self.actions is None:
            return
        for action_id in _PAGE_DEEDS:
            usual = self.actions.row(action_id).words
            words, deed = deeds.get(action_id, (usual, None))
            self.actions.say(action_id, words)
            if deed is not None:
                self.actions.bind(action_id, deed)
        self.actions.set_states(**{state: name in deeds for name, state in _PAGE_DEEDS.items()})

    def withdraw(self, page: QWidget) -> None:
        """Takes back what a page offered; call it from its `hideEvent`."""
        if self._offering is page:
            self.offer(page, {})
            self._offering = None

    def write_note(self, *pupil_ids: str) -> None:
        """Opens the quick note (Ctrl+N) about these pupils; about whoever is on show where none is named."""
        self.noting.emit(pupil_ids)

    def problem(self, sentence: str) -> None:
        """Says why something cannot be done as it stands, in the line at the foot."""
        self.work.refused.emit((Problem(sentence=sentence),))

    def _written(
        self,
        initiator: QObject | None,
        say: Callable[[Done], str] | None,
        undoable: bool,  # noqa: FBT001  bound once, above
        done: Done,
    ) -> None:
        changes = done.changes
        if changes is not None:
            self.work.tell(changes, initiator)
        words = say(done) if say is not None else changes.label if changes is not None else ""
        if words:
            self.work.said.emit(words, undoable and changes is not None)

    def _catch_up(self) -> None:
        """What was put by while the worker wrote."""
        self.work.attempt(self.desk.store.put_by.catch_up)
