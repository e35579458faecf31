"""Import a roll: choose or drop the file, see what it would do, then do it in one step that Undo takes back."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QShowEvent
from PySide6.QtWidgets import QFileDialog, QFrame, QStackedWidget, QVBoxLayout, QWidget

from senco_desk.domain.problems import TroubleError
from senco_desk.domain.records import Record
from senco_desk.domain.roll import Roll
from senco_desk.services import backups, roll_columns, rolls
from senco_desk.services.desk import Desk, Done
from senco_desk.services.rolls import RollPlan
from senco_desk.ui.cards import button, label, restyle
from senco_desk.ui.context import Context
from senco_desk.ui.fields import ChoiceField
from senco_desk.ui.forms import Form
from senco_desk.ui.import_preview import ColumnRow, PlanPanel, Preview, preview_of
from senco_desk.ui.jobs import Job, Watcher
from senco_desk.ui.pages import Page
from senco_desk.ui.sheet_room import SheetRoom
from senco_desk.ui.theme import unit

PATTERN = "Rolls (*.csv *.txt *.tsv *.xlsx *.xlsm *.xml);;All files (*)"

_LAST = "import/last"
"""Where the settings have how the last import ended, where the window was gone by then."""

_STOPPED = "The import was stopped. Nothing of it was kept: the records are as they were before."
_OF_LAST = {
    "stopped": "The desk was locked or closed while a roll was being imported. Nothing of that import was kept:"
    " choose the file again.",
    "done": "The desk was locked or closed while a roll was being imported. All of that import was kept;"
    " Undo in the Edit menu takes it back.",
}


class ColumnDraft(Record):
    """What a person says a column holds; empty to leave it aside."""

    field: str


class ImportPage(Page):
    """From a file to a changed register, with nothing written before the person says so."""

    nouns = frozenset({"pupil", "status", "need", "roll_image", "attendance"})
    can_filter = True

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._path: Path | None = None
        self._mapping: dict[str, str] = {}
        self._plan: RollPlan | None = None
        self._job: Job | None = None
        self._importing: Job | None = None
        self._dialog: QFileDialog | None = None
        self.again = button("Choose a&nother file…", self.choose)
        self.go_button = button("&Import", self.apply, kind="primary")
        self.head("Import a roll", self.again, self.go_button)
        self.drop = DropArea(self.choose)
        self.drop.dropped.connect(self.read)
        self.panel = PlanPanel()
        self.panel.column_chosen.connect(self._open_column)
        self.room = SheetRoom(self.panel, wide=40)
        self.done = _DoneCard(lambda: context.go("register"), self._start_again)
        self.stack = QStackedWidget()
        for widget in (self.drop, self.room, self.done):
            self.stack.addWidget(widget)
        self.body.addWidget(self.stack, 1)
        self._show_stage()
        self._tell_of_last()

    def reload(self) -> None:
        """Something changed on the desk: a plan on show is made anew; a report of what was done is put away."""
        if self._importing is not None:
            return
        if self._plan is not None:
            self._work_on(self._plan.roll)
        else:
            self._show_stage()

    def start_filter(self) -> bool:
        """Ctrl+F: narrows the list on show."""
        if self._plan is None:
            return False
        self.panel.current_filter().setFocus()
        return True

    def choose(self) -> QFileDialog:
        """Opens the file dialog, without waiting for it."""
        dialog = QFileDialog(self, "Choose the roll", "", PATTERN)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self._chosen)
        self._dialog = dialog
        dialog.open()
        return dialog

    def read(self, path: Path) -> Job:
        """Reads a file on the worker thread and shows what it would do."""
        self._path, self._mapping = path, {}
        return self._read_again()

    def apply(self) -> Job | None:
        """Does what the plan on show says, in one undo step, on the worker thread; None where there is no plan."""
        planned = self._plan
        if planned is None or self._importing is not None:
            return None
        if self._job is not None:
            self._job.cancel()
        self._importing = job = self._context.write_job(
            "Importing the roll",
            lambda desk, watcher: rolls.apply(desk, planned, watcher),
            initiator=self,
            say=lambda done: _said(done.value) if isinstance(done.value, RollPlan) else "",
        )
        job.finished.connect(self._imported)
        job.cancelled.connect(self._import_stopped)
        job.ended.connect(self._import_ended)
        self.room.put_away()
        self._show_buttons()
        return job

    def _imported(self, done: Done[RollPlan]) -> None:
        self._plan = None
        self.done.tell(done.value)
        self.stack.setCurrentWidget(self.done)
        if not self.window().isVisible():
            self._keep_for_later("done")

    def _import_stopped(self) -> None:
        if self.window().isVisible():
            self._context.problem(_STOPPED)
        else:
            self._keep_for_later("stopped")

    def _import_ended(self) -> None:
        self._importing = None
        self._show_buttons()
        self._begin_soon()

    def _keep_for_later(self, how: str) -> None:
        """The window was locked or closed meanwhile: how the import ended is told when the page is here again."""
        self._context.settings.setValue(_LAST, f"{how} {self._context.folder or ''}")

    def _tell_of_last(self) -> None:
        how, _, folder = str(self._context.settings.value(_LAST) or "").partition(" ")
        if how in _OF_LAST and folder == str(self._context.folder or ""):
            self._context.settings.remove(_LAST)
            self.drop.show_notice(_OF_LAST[how])

    def _chosen(self, name: str) -> None:
        self.read(Path(name))

    def _read_again(self) -> Job:
        path, mapping = self._path, dict(self._mapping)
        assert path is not None

        def run(desk: Desk, watcher: Watcher) -> object:
            watcher.start(f"Reading {path.name}", 2)
            roll = roll_columns.read_with(path, mapping, watcher)
            watcher.start("Comparing the roll with the register", 1)
            shown = preview_of(rolls.plan(desk, roll))
            watcher.step()
            if shown.plan.writes:
                with contextlib.suppress(TroubleError):  # the import tries again, and then it says so
                    backups.secure(self._context.desk, "before import", watcher)
            return shown

        return self._queue("Reading the roll", run)

    def _work_on(self, roll: Roll) -> Job:
        return self._queue(
            "Comparing the roll with the register", lambda desk, _watcher: preview_of(rolls.plan(desk, roll))
        )

    def _queue(self, words: str, run: Callable[[Desk, Watcher], object]) -> Job:
        if self._job is not None:
            self._job.cancel()
        self.drop.show_notice("")
        self._job = job = self._context.read_job(words, run, form=self.drop)
        self.drop.show_problems(())
        job.finished.connect(self._planned)
        job.failed.connect(self._not_read)
        job.ended.connect(self._ended)
        self.drop.show_busy(words)
        return job

    def _planned(self, shown: object) -> None:
        if isinstance(shown, Preview) and self._importing is None:
            self._plan = shown.plan
            self.panel.show_plan(shown)
            self.room.put_away()
            self._show_stage()
            self._begin_soon()

    def _not_read(self, _error: object) -> None:
        self._plan = None
        self._show_stage()

    def _ended(self) -> None:
        self._job = None
        self.drop.show_busy("")

    def _show_stage(self) -> None:
        self.stack.setCurrentWidget(self.room if self._plan is not None else self.drop)
        self._show_buttons()

    def showEvent(self, event: QShowEvent) -> None:
        """The keyboard is at the first thing to do."""
        super().showEvent(event)
        if not event.spontaneous():
            self._begin_soon()

    def _begin_soon(self) -> None:
        """Once everything is laid out: a button that has just gone would pass the keyboard on to any other."""
        QTimer.singleShot(0, self, self._begin)

    def _begin(self) -> None:
        """Puts the keyboard where the work goes on; a form that is open keeps it."""
        if not self.isVisible() or self.room.sheet.form is not None:
            return
        shown = self.stack.currentWidget()
        first: QWidget = self.done.register if shown is self.done else self.drop.button
        if shown is self.room:
            first = self.go_button if self.go_button.isEnabled() else self.again
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_buttons(self) -> None:
        planned, running = self._plan, self._importing is not None
        self.again.setVisible(planned is not None)
        self.again.setEnabled(not running)
        self.go_button.setVisible(planned is not None)
        if planned is not None:
            writes = bool(planned.writes)
            count = len(planned.new) + len(planned.changed) + planned.unchanged
            words = f"&Import {count:,} pupils" if writes else "Nothing to import"
            self.go_button.setText(f"Importing {count:,} pupils…" if running else words)
            self.go_button.setAccessibleName(self.go_button.text().replace("&", ""))
            self.go_button.setEnabled(writes and not running)
            self.go_button.setToolTip("" if writes else "Everything in this roll is already here.")

    def _start_again(self) -> None:
        self._plan = None
        self._show_stage()
        self._begin_soon()

    def _open_column(self, row: ColumnRow) -> None:
        if self._importing is not None:
            return
        if self._plan is None or self._plan.roll.kind == "ctf":
            self._context.problem("A Common Transfer File names its own fields, so there is nothing to choose.")
            return
        choices = [("", "Leave this column aside"), *roll_columns.fields()]
        form: Form[ColumnDraft] = Form(
            ColumnDraft,
            {"field": ChoiceField("This column &holds", choices, f"For example: {row.example}" if row.example else "")},
            title=row.header or "Column without a heading",
            submit="&Read again",
        )
        form.fill({"field": row.field})
        form.submitted.connect(_Mapped(self, row.header))
        self.room.open(form)

    def map_column(self, header: str, field: str) -> Job:
        """Reads the file again with a heading taken as a field; empty leaves the column aside."""
        self._mapping[header] = field
        return self._read_again()


class DropArea(QFrame):
    """Where a file is dropped, or chosen by a button; says why a file could not be read."""

    dropped = Signal(object)

    def __init__(self, choose: Callable[[], object], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAcceptDrops(True)
        self.setProperty("role", "card")
        self.setAccessibleName("Drop the roll here")
        self.busy = label("", tone="muted")
        self.notice = label("", wrap=True)
        self.notice.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.notice.setFixedWidth(unit(72))  # a line that wraps has no height of its own
        self.problems = label("", tone="over", wrap=True)
        self.problems.setMaximumWidth(unit(84))
        self.button = button("&Choose the file…", choose, kind="primary")
        layout = QVBoxLayout(self)
        layout.setSpacing(unit(1.5))
        layout.addStretch(2)
        for words, role in (
            ("Drop the school’s roll here", "heading"),
            ("CSV, Excel or a Common Transfer File, as your school’s system exports it.", ""),
            ("You see what it would change first. Nothing is written until you press Import.", ""),
        ):
            line = label(words, role, "" if role else "muted")
            line.setAlignment(Qt.AlignmentFlag.AlignCenter)
            layout.addWidget(line)
        layout.addWidget(self.button, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addWidget(self.busy, 0, Qt.AlignmentFlag.AlignHCenter)
        for widget in (self.notice, self.problems):
            layout.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(3)
        self.show_problems(())
        self.show_notice("")

    def show_problems(self, problems: object) -> None:
        """Says what was refused: the shape of a form, so that work tells it here."""
        sentences = [str(problem) for problem in problems] if isinstance(problems, (list, tuple)) else []
        self.problems.setText("\n".join(f"■ {sentence}" for sentence in sentences))
        self.problems.setVisible(bool(sentences))

    def show_notice(self, words: str) -> None:
        """Tells what came of the last import, where nobody could see it; empty for nothing."""
        self.notice.setText(words)
        self.notice.setVisible(bool(words))

    def show_busy(self, words: str) -> None:
        """Says that a file is being read, or no longer."""
        self.busy.setText(f"{words}…" if words else "")
        self.button.setEnabled(not words)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Takes a file of this computer."""
        if _file_of(event.mimeData().urls()) is not None:
            self._light("accent")
            event.acceptProposedAction()

    def dragLeaveEvent(self, _event: QDragLeaveEvent) -> None:
        """The file went away again."""
        self._light("")

    def dropEvent(self, event: QDropEvent) -> None:
        """Reads what was dropped."""
        self._light("")
        path = _file_of(event.mimeData().urls())
        if path is not None:
            event.acceptProposedAction()
            self.dropped.emit(path)

    def _light(self, tone: str) -> None:
        self.setProperty("tone", tone)
        restyle(self)


class _DoneCard(QFrame):
    """What was done, and where to go next."""

    def __init__(self, to_register: Callable[[], object], again: Callable[[], object]) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.words = label("", "heading")
        self.words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.more = label("It is one step: Undo in the Edit menu takes all of it back.", tone="muted")
        layout = QVBoxLayout(self)
        layout.setSpacing(unit(1.5))
        layout.addStretch(2)
        layout.addWidget(self.words)
        layout.addWidget(self.more, 0, Qt.AlignmentFlag.AlignHCenter)
        self.register = button("Open the &register", to_register, kind="primary")
        layout.addWidget(self.register, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addWidget(button("Import a&nother file…", again), 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(3)

    def tell(self, planned: RollPlan) -> None:
        self.words.setText(_said(planned))


class _Mapped(QObject):
    """Hands a form's choice to the page, with the heading it is about."""

    def __init__(self, page: ImportPage, header: str) -> None:
        super().__init__(page)
        self._page, self._header = page, header

    def __call__(self, draft: ColumnDraft) -> None:
        self._page.map_column(self._header, draft.field)


def _said(planned: RollPlan) -> str:
    parts = [f"{len(planned.new):,} new", f"{len(planned.changed):,} changed", f"{planned.unchanged:,} unchanged"]
    if planned.left:
        parts.append(f"{len(planned.left):,} left")
    return f"Roll imported: {', '.join(parts)}"


def _file_of(urls: list[QUrl]) -> Path | None:
    return next((Path(url.toLocalFile()) for url in urls if url.isLocalFile()), None)
