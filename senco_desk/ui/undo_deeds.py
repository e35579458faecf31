"""Undo and redo as the window does them: what is small at once, what is large on the worker with a way to stop it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Protocol

from PySide6.QtCore import QObject, QTimer, Signal

from senco_desk.domain.progress import Progress
from senco_desk.services import undoing
from senco_desk.services.desk import Changes, Desk, Done
from senco_desk.services.undoing import Next, Step
from senco_desk.ui.context import Context
from senco_desk.ui.jobs import Job

_LAST = "undo/last"
"""Where the settings have that an undo was stopped by a window that was locked or closed, and on which desk."""
_STOPPED = "{words} was stopped. Nothing of it was kept: the records are as they were before."
_STOPPED_BY_LOCK = (
    "The desk was locked or closed while a large deed was being undone or done again. Nothing of that was kept: the"
    " records are as they were before."
)


class UndoDeeds(QObject):
    """One deed is undone or done again at a time; while a large one is, there is nothing to undo or redo.

    So a second Ctrl+Z that comes meanwhile takes back nothing that the person has not seen.

    Args:
        context: the open desk, and how its deeds are done.
        since: where undo stops.
        parent: goes with it.
    """

    turned = Signal()
    """Whether a large deed is being undone has changed."""

    def __init__(self, context: Context, since: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.since = since
        self._context = context
        self._job: Job | None = None
        self._is_just_stopped = False

    @property
    def is_busy(self) -> bool:
        """Whether a large deed is being undone or done again just now."""
        return self._job is not None

    def words(self) -> tuple[str, str]:
        """What would be undone and redone, for the menu; empty for nothing."""
        if self._job is not None:
            return "", ""
        desk = self._context.desk
        return undoing.undo_label(desk, self.since), undoing.redo_label(desk, self.since)

    def undo(self) -> None:
        """Takes back the last deed, and says which."""
        self._turn(undoing.undo_next, undoing.undo, undoing.undoing_words, "Undone")

    def redo(self) -> None:
        """Brings back what was undone last."""
        self._turn(undoing.redo_next, undoing.redo, undoing.redoing_words, "Done again")

    def back_to(self, steps: Sequence[Step]) -> Changes | Job:
        """Undoes these deeds, the last one first, all or none of them; not to be asked for while it `is_busy`.

        Answers what changed, told to every page already; or the job that does it, where there is much to undo.
        Raises RefusedError where they cannot be undone.
        """
        desk, ids = self._context.desk, [step.id for step in steps]
        label = f"{len(steps)} deeds" if len(steps) > 1 else steps[-1].label
        said = f"Undone: {lower(label)}"
        if undoing.is_long(sum(step.rows for step in steps)):
            undoing.require_free(desk)
            return self._begin(
                undoing.undoing_words(label),
                lambda theirs, told: undoing.undo_back_to(theirs, ids[-1], self.since, only=ids, progress=told),
                said,
            )
        changes = undoing.undo_back_to(desk, ids[-1], self.since, only=ids)
        self._context.work.tell(changes)
        self._context.work.said.emit(said, False)  # noqa: FBT003  the shape of the signal
        return changes

    def keep_for_later(self) -> None:
        """The window goes: that it has just stopped an undo is told by `tell_of_last` when the desk is open again."""
        if self._is_just_stopped:
            self._context.settings.setValue(_LAST, str(self._context.folder or ""))

    def tell_of_last(self) -> None:
        """Says once, on the way in, that an undo was stopped when this desk was locked or closed."""
        settings, folder = self._context.settings, str(self._context.folder or "")
        if settings.value(_LAST) == folder:
            settings.remove(_LAST)
            self._context.problem(_STOPPED_BY_LOCK)

    def _turn(
        self, what: Callable[[Desk, str], Next | None], deed: _Turn, words: Callable[[str], str], done: str
    ) -> None:
        if self._job is not None:
            return
        self._context.work.attempt(lambda: self._turned(what, deed, words, done))

    def _turned(
        self, what: Callable[[Desk, str], Next | None], deed: _Turn, words: Callable[[str], str], done: str
    ) -> None:
        work, desk, since = self._context.work, self._context.desk, self.since
        only = what(desk, since)
        said = f"{done}: {lower(only.label)}" if only is not None else ""
        if only is not None and only.is_long:
            undoing.require_free(desk)
            self._begin(words(only.label), lambda theirs, told: deed(theirs, since, only=only, progress=told), said)
            return
        work.tell(deed(desk, since, only=only))
        work.said.emit(said, False)  # noqa: FBT003  the shape of the signal

    def _begin(self, words: str, deed: Callable[[Desk, Progress], Changes], said: str) -> Job:
        def run(theirs: Desk, told: Progress) -> Done[None]:
            return Done(None, deed(theirs, told))

        self._job = job = self._context.write_job(words, run, say=lambda _done: said, undoable=False)
        job.cancelled.connect(partial(self._stopped, words))
        job.ended.connect(self._ended)
        self.turned.emit()
        return job

    def _stopped(self, words: str) -> None:
        self._context.problem(_STOPPED.format(words=words))
        self._is_just_stopped = True
        QTimer.singleShot(0, self, self._forget_stopped)

    def _forget_stopped(self) -> None:
        self._is_just_stopped = False

    def _ended(self) -> None:
        self._job = None
        self.turned.emit()


class _Turn(Protocol):
    """Undo or redo, as the service has them."""

    def __call__(
        self, desk: Desk, since: str = "", *, only: Next | None = None, progress: Progress | None = None
    ) -> Changes: ...


def lower(words: str) -> str:
    """A label within a sentence: `Import roll` as `import roll`, but `SEN` as it is."""
    return words if words[:2].isupper() else words[:1].lower() + words[1:]
