"""Papers made on the worker for a preview: of several askings in a row the last one is shown."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from senco_desk.services.desk import Desk
from senco_desk.ui.context import Context
from senco_desk.ui.jobs import Job, Watcher
from senco_desk.ui.preview_pane import PreviewPane

Making = Callable[[Desk, Watcher], object]


class PaperMaking(QObject):
    """Makes one paper at a time; one that is asked for meanwhile waits, and takes the place of any that waits already.

    `pane` says that a paper is being made, unless `quietly`, as while somebody types.
    """

    made = Signal(object)
    """What the making answered; not told of one that another has taken the place of."""

    def __init__(self, context: Context, pane: PreviewPane, parent: QObject, *, quietly: bool = False) -> None:
        super().__init__(parent)
        self._context, self._pane, self._quietly = context, pane, quietly
        self._job: Job | None = None
        self._waiting: tuple[str, Making] | None = None

    @property
    def idle(self) -> bool:
        """Whether nothing is being made."""
        return self._job is None

    def make(self, words: str, run: Making) -> None:
        """Makes a paper with `run` on the worker; `words` name the work in the line of long work."""
        self._waiting = (words, run)
        if self._job is None:
            self._next()

    def forget(self) -> None:
        """What is being made is not wanted any more."""
        self._waiting = None
        if self._job is not None:
            self._job.cancel()
            self._job.finished.disconnect(self._finished)
            self._job.ended.disconnect(self._ended)
            self._job = None
            self._pane.say("")

    def _next(self) -> None:
        if self._waiting is None:
            return
        (words, run), self._waiting = self._waiting, None
        if not self._quietly:
            self._pane.say("Making the preview…")
        self._job = job = self._context.read_job(words, run)
        job.finished.connect(self._finished)
        job.ended.connect(self._ended)

    def _finished(self, answered: object) -> None:
        if self._waiting is None:
            self.made.emit(answered)

    def _ended(self) -> None:
        self._job = None
        self._pane.say("")
        self._next()
