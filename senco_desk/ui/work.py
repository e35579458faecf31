"""The one way a deed is done from a screen, and the one message about what it changed.

A deed is a callable with nothing left to give. What it refuses goes back to the form; trouble from the world opens
one dialog; anything else is ours, and is reported without a word of the records in it.
"""

from __future__ import annotations

import platform
from collections.abc import Callable, Iterable
from typing import Protocol, TypeVar

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QMessageBox, QWidget

from senco_desk.domain.faults import places_of
from senco_desk.domain.problems import Problem, RefusedError, TroubleError
from senco_desk.ui.jobs import BREATH, Job, Jobs, Watcher
from senco_desk.ui.tips import unmarked

Result = TypeVar("Result")


class Changes(Protocol):
    """What a deed changed."""

    @property
    def nouns(self) -> frozenset[str]:
        """The nouns whose records changed: `{"cycle", "review"}`."""

    @property
    def label(self) -> str:
        """What the menu says after Undo, in sentence case: `Record review`."""


class Done(Protocol):
    """What a deed returns."""

    @property
    def value(self) -> object:
        """What it made."""

    @property
    def changes(self) -> Changes | None:
        """What it changed; None where nothing needed changing."""


class ShowsProblems(Protocol):
    """A form, as far as Work is concerned."""

    def show_problems(self, problems: Iterable[Problem]) -> None:
        """Shows each problem beside its field."""


class Work(QObject):
    """Runs deeds. `changed` is emitted once for each deed that changed anything, with who asked for it."""

    changed = Signal(object, object)
    """Changes, and the initiator: the widget that asked, or None."""
    said = Signal(str, bool)
    """A line for the foot of the window, and whether it offers Undo."""
    refused = Signal(object)
    """A tuple of problems that no form has taken."""
    troubled = Signal(object)
    """A TroubleError."""
    crashed = Signal(str)
    """The text of a report, without any words from the records."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.jobs = Jobs(self, breath=BREATH)

    def do(
        self,
        deed: Callable[[], Done],
        *,
        form: ShowsProblems | None = None,
        initiator: QObject | None = None,
        say: str = "",
        undoable: bool = True,
    ) -> Done | None:
        """Does a quick deed now; what it returned, or None where it was refused or failed.

        `say` is the line shown after (`Review recorded`); without it the label of the changes is used.
        """
        done = self.attempt(deed, form=form)
        if done is None:
            return None
        changes = done.changes
        if changes is not None:
            self.tell(changes, initiator)
        words = say or (changes.label if changes is not None else "")
        if words:
            self.said.emit(words, undoable and changes is not None)
        return done

    def attempt(self, deed: Callable[[], Result], *, form: ShowsProblems | None = None) -> Result | None:
        """Runs anything that may be refused or fail (a reading, for one), and sorts its errors."""
        try:
            result = deed()
        except Exception as error:  # noqa: BLE001  the three kinds are told apart in one place
            self.report(error, form=form)
            return None
        if form is not None:
            form.show_problems(())
        return result

    def tell(self, changes: Changes, initiator: QObject | None = None) -> None:
        """Emits what changed, once; for jobs and undo, whose deeds do not come through `do`."""
        if changes.nouns:
            self.changed.emit(changes, initiator)

    def job(self, words: str, run: Callable[[Watcher], object], *, form: ShowsProblems | None = None) -> Job:
        """Queues long work on the worker thread; its errors are sorted like any deed's."""
        job = self.jobs.start(words, run)
        job.failed.connect(lambda error: self.report(error, form=form))
        return job

    def report(self, error: Exception, *, form: ShowsProblems | None = None) -> None:
        """Sorts an error by whose fault it is, and sends it where that kind is shown."""
        if isinstance(error, RefusedError):
            if form is not None:
                form.show_problems(error.problems)
            else:
                self.refused.emit(error.problems)
        elif isinstance(error, TroubleError):
            self.troubled.emit(error)
        else:
            self.crashed.emit(crash_report(error))


def crash_report(error: BaseException) -> str:
    """Where a fault of ours happened: kinds, files, lines and functions; no messages and no values.

    The message of an exception is left out because it may quote a record.
    """
    system = f"Senco Desk on {platform.system()} {platform.release()}, Python {platform.python_version()}"
    return "\n".join([system, *places_of(error)])


def open_trouble(trouble: TroubleError, parent: QWidget) -> QMessageBox:
    """Opens (never waits for) the one dialog about something outside the program."""
    return _open(
        parent,
        picture=QMessageBox.Icon.Warning,
        title="Something needs attention",
        words=trouble.happened,
        more=f"{trouble.safe}\n\n{trouble.do}",
    )


def open_crash(report: str, parent: QWidget) -> QMessageBox:
    """Opens the dialog about a fault of ours; the report can be copied and holds nothing from the records."""
    return _open(
        parent,
        picture=QMessageBox.Icon.Information,
        title="Your records are safe",
        words="Your records are safe. That last step went wrong inside Senco Desk, and nothing of it was kept.",
        more="Please try it again. If it happens again, send the report below to your support contact. "
        "It names places in the program only, no pupil and nothing you typed.",
        details=report,
    )


def _open(
    parent: QWidget, *, picture: QMessageBox.Icon, title: str, words: str, more: str, details: str = ""
) -> QMessageBox:
    box = QMessageBox(picture, title, unmarked(words), QMessageBox.StandardButton.Close, parent)
    box.setInformativeText(unmarked(more))
    box.setTextInteractionFlags(
        Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
    )
    if details:
        box.setDetailedText(details)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setModal(False)
    box.open()
    return box
