"""Scans that wait: each with its pages, to be given to the right child, and then to this computer's bin if wanted."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QFile, QSize, Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from senco_desk.domain.papers import Document
from senco_desk.domain.problems import RefusedError, TroubleError
from senco_desk.domain.pupils import Pupil
from senco_desk.services import arrivals, pupils, viewing
from senco_desk.services.arrivals import Arrived
from senco_desk.services.attaching import Arriving
from senco_desk.services.desk import Desk
from senco_desk.services.previews import Paper
from senco_desk.services.waiting_papers import Waiting
from senco_desk.ui.announcing import announce
from senco_desk.ui.cards import Card, EmptyState, button, label, restyle
from senco_desk.ui.context import Context
from senco_desk.ui.document_stop import NAMED
from senco_desk.ui.folder_looking import WORDED, Scan
from senco_desk.ui.jobs import Job, Watcher
from senco_desk.ui.many_fields import PupilsField
from senco_desk.ui.notice_line import NoticeLine, NoticeLines
from senco_desk.ui.pages import Page, Place
from senco_desk.ui.paper_questions import PaperQuestions
from senco_desk.ui.preview_pane import PreviewPane
from senco_desk.ui.register_table import day_words
from senco_desk.ui.scan_folder import ScanFolder, State, unchanged
from senco_desk.ui.tables import Column, RowsTable
from senco_desk.ui.theme import unit

_NO_FOLDER = (
    "Choose the folder that your scanner writes to, and new scans are listed here. Files in it are not encrypted: once"
    " a scan is in a record you are asked whether it goes to this computer’s bin."
)
_NONE = "No scans are waiting. What your scanner writes to the folder is listed here."
_SAID: dict[State, str] = {
    "reading": "The folder for scans is being read…",
    "slow": "The folder for scans does not answer yet: it may be on a network drive. It is listed as soon as it does,"
    " and nothing else waits for it.",
    "gone": "The folder for scans cannot be read now. Look whether its drive is connected; then look again.",
}
_STATES: dict[State, int] = {"listed": 1, "none": 2, "reading": 3, "slow": 4, "gone": 5}
"""What stands in the place of the list."""
_LOOK = "Look at it in the list, then add it again."
_WORDED = "It has words and no pages, so it is not shown here. Its words can be read once it is in a child’s record."
_CHOOSE = "Select scans in the list, choose the child, and add them to the record."


class ScansPage(Page):
    """A place's first argument is the child whom the scans are most likely for."""

    nouns = frozenset({"pupil"})

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.scans = ScanFolder(context, self)
        self.again = button("&Look again", self.reload)
        self.settings = button("Fol&der…", self._choose_folder)
        self.head("Scans waiting", self.again, self.settings)
        self.lines = NoticeLines(inset=False)
        self.table: RowsTable[Scan] = RowsTable(
            "Scans waiting",
            (
                Column("name", "Scan", lambda each: each.path.name, stretch=True, width=24),
                Column("on", "Saved", lambda each: each.saved_on, text=lambda each: day_words(each.saved_on), width=12),
                Column("size", "Size", lambda each: each.bytes, right=True, width=10,
                       text=lambda each: f"{max(each.bytes // 1024, 1):,} KB"),
            ),
            lambda each: each.id,
        )  # fmt: skip
        self.more = label("", tone="muted", wrap=True)
        self.more.hide()
        self.pane = PreviewPane()
        self.problem = label("", wrap=True)
        self.problem.hide()
        self.child = _ChildField("F&or which child", ())
        self.child.changed.connect(lambda: self.child.show_problem(""))
        self.give = button("&Add to the child’s record", self.give_selected, kind="primary", needs="change")
        self.leave = button("Not for &this list", self._leave, needs="change")
        self.leave.setToolTip("Takes what is selected off this list; the files stay where they are.")
        self._shown = ""
        self._scan_of: dict[str, Scan] = {}
        self.questions = PaperQuestions(context, self.lines)
        self.questions.decided.connect(self._decided)
        self._lay()
        self.table.selected.connect(self._selected)
        self.scans.changed.connect(self._changed)

    def show_place(self, place: Place) -> None:
        """The folder is looked at anew each time the page comes up."""
        self.stale = True
        super().show_place(place)

    def first_focus(self) -> QWidget | None:
        """The list, where there is one."""
        return self.table if self.table.isVisibleTo(self) else super().first_focus()

    def reload(self) -> None:
        """Reads the folder and the children again."""
        desk = self._context.desk
        self.questions.refresh()
        found = self._context.work.attempt(lambda: _offered(desk))
        self.child.offer(found or ())
        if self.place.args and not self.child.value():
            self.child.set_value(self.place.args[:1])
        self.scans.look()
        self._fill()

    def give_selected(self) -> Job | None:
        """Takes the selected scans into the child's record; the files stay where they are until somebody says more."""
        chosen, children = self.table.selected_rows(), self.child.value()
        self.child.show_problem("" if len(children) == 1 else "Choose one child: a scan goes into one record.")
        if not chosen or len(children) != 1:
            return None
        pupil_id = str(children[0])

        def run(desk: Desk, watcher: Watcher) -> object:
            return _read(desk, pupil_id, chosen, watcher)

        job = self._context.read_job("Adding scans", run)
        job.finished.connect(lambda found: self._arrived(pupil_id, found))
        return job

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A narrow window has the list above what is chosen, with the names alone, and scrolls as a whole."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        narrow = self.width() < unit(90)
        ways = QHBoxLayout.Direction
        self._across.setDirection(ways.TopToBottom if narrow else ways.LeftToRight)
        self._across.setStretch(0, 2 if narrow else 4)
        self.table.show_columns(("name", "on") if narrow else ("name", "on", "size"))
        self.stack.setMinimumHeight(unit(76) if narrow and self.stack.currentIndex() == 0 else 0)

    def _lay(self) -> None:
        beside = Card()
        beside.add(label(_CHOOSE, tone="muted", wrap=True))
        beside.add(self.child)
        row = QHBoxLayout()
        row.addWidget(self.give)
        row.addWidget(self.leave)
        row.addStretch(1)
        beside.body.addLayout(row)
        beside.add(self.problem)
        beside.body.addWidget(self.pane, 1)
        beside.body.addStretch(0)  # takes the room where nothing can be shown
        full = QWidget()
        self._across = QHBoxLayout(full)
        self._across.setContentsMargins(0, 0, 0, 0)
        self._across.setSpacing(unit(2))
        listed = QWidget()
        column = QVBoxLayout(listed)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.table, 1)
        column.addWidget(self.more)
        self._across.addWidget(listed, 4)
        self._across.addWidget(beside, 5)
        self.stack = _Stack()
        self.empty = EmptyState(_NONE, "Look again", self.reload)
        self.none_chosen = EmptyState(_NO_FOLDER, "Choose the folder", self._choose_folder)
        self.reading = EmptyState(_SAID["reading"])
        self.slow = EmptyState(_SAID["slow"], "Choose another folder", self._choose_folder)
        self.gone = EmptyState(_SAID["gone"], "Look again", self.reload)
        for part in (full, self.empty, self.none_chosen, self.reading, self.slow, self.gone):
            self.stack.addWidget(part)
        column = QVBoxLayout()
        column.addWidget(self.lines)
        column.addWidget(self.stack, 1)
        self.body.addLayout(column, 1)

    def _choose_folder(self) -> None:
        self.scans.ask(self)

    def _fill(self) -> None:
        waiting = self.scans.waiting()
        self.table.set_rows(waiting)
        more = self.scans.more
        self.more.setText(f"And {more:,} more: they are listed once some of these are dealt with." if more else "")
        self.more.setVisible(bool(more))
        state = self.scans.state
        shown = 0 if waiting else _STATES[state]
        if shown != self.stack.currentIndex() and state in _SAID and self.isVisible():
            announce(_SAID[state], self)
        came = shown == 0 and self.stack.currentIndex() != 0
        self.stack.setCurrentIndex(shown)
        if came and self.isVisible() and self.window().focusWidget() in (None, self.again):
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)  # it was not there yet when the page came up
        self._fit()
        if waiting and not self.table.selected_rows():
            self.table.selectRow(0)
        self._selected(self.table.selected_rows())

    def _changed(self) -> None:
        if self.isVisible():
            self._fill()
        else:
            self.stale = True

    def _selected(self, chosen: Sequence[Scan]) -> None:
        self.give.setEnabled(bool(chosen))
        self.leave.setEnabled(bool(chosen))
        one = chosen[0] if len(chosen) == 1 else None
        if (one.id if one else "") == self._shown:
            return
        self._shown = one.id if one else ""
        self.problem.hide()
        self.pane.show_paper(None)
        worded = one is not None and one.path.suffix.casefold() in WORDED
        self.pane.setVisible(one is not None and not worded)
        if worded:
            self._say("info", f"● {_WORDED}")
        elif one is not None:
            job = self._context.work.job("Reading the scan", lambda _watcher: self._pages(one))
            job.finished.connect(lambda found: self._show_pages(one, found))

    def _pages(self, one: Scan) -> Paper | Exception | None:
        """On the worker's thread, for a drive may be slow; None where somebody has gone on down the list since."""
        try:
            return viewing.of_file(one.path) if self._shown == one.id else None
        except (RefusedError, TroubleError, OSError) as error:
            return error

    def _show_pages(self, one: Scan, found: Paper | Exception | None) -> None:
        if found is None or self._shown != one.id or self.pane.view.count:
            return  # somebody has gone on down the list, or come back to one that was being read
        if not self.isVisible():
            self._shown = ""  # read again when the page comes up
        elif isinstance(found, Paper):
            self.pane.show_paper(found)
            self.pane.go(1)
        else:
            said = " ".join(map(str, found.problems)) if isinstance(found, RefusedError) else "It cannot be read now."
            self._say("due", f"▲ {said}")
            self.pane.hide()

    def _say(self, tone: str, words: str) -> None:
        self.problem.setText(words)
        self.problem.setProperty("tone", tone)
        restyle(self.problem)
        self.problem.show()

    def _leave(self) -> None:
        self.scans.deal_with(self.table.selected_rows())
        self._fill()

    def _arrived(self, pupil_id: str, found: Sequence[tuple[Scan, Arrived]]) -> None:
        kept: list[Scan] = []
        last: Document | None = None
        for scan, one in found:
            if one.trouble is not None:
                self._context.work.report(one.trouble)
            elif one.here_already is not None:
                words = f"{one.name} is in this record already, as “{one.here_already.title}”. Nothing was added twice."
                self.lines.say("info", words, "", (), lambda: None)
                kept.append(scan)
                last = one.here_already
            else:
                waiting = self._waiting(pupil_id, scan, one)
                if one.to_ask or waiting.is_anothers:
                    others = one.finding.others[:NAMED] if one.finding is not None else ()
                    self.questions.ask(waiting, [called for called in map(self.child.called, others) if called])
                elif (document := self.questions.keep(waiting)) is not None:
                    kept.append(scan)
                    last = document
        self._after(pupil_id, kept, last)
        if any(not unchanged(scan) for scan, _ in found):
            self.scans.look()

    def _waiting(self, pupil_id: str, scan: Scan, one: Arrived) -> Waiting:
        """A scan as it is asked about; the child's own documents ask about it too, until somebody has answered."""
        desk = self._context.desk
        child = self._context.work.attempt(lambda: pupils.get(desk, pupil_id).name)
        waiting = Waiting(pupil_id, child or "the child", one)
        self._scan_of[waiting.key] = scan
        return waiting

    def _decided(self, waiting: Waiting, kept: Document | None) -> None:
        scan = self._scan_of.pop(waiting.key, None)
        if kept is not None and scan is not None:
            self._after(waiting.pupil_id, [scan], kept)
        self._on_with_it()

    def _on_with_it(self) -> None:
        """The line with the button that was pressed has gone: the keyboard is in the list, for the next scan."""
        here = self.first_focus()
        if here is not None:
            here.setFocus(Qt.FocusReason.OtherFocusReason)

    def _after(self, pupil_id: str, kept: Sequence[Scan], last: Document | None) -> None:
        """What becomes of the files, which lie outside the desk and are not encrypted: asked, never done unasked."""
        if not kept or last is None:
            return
        self.scans.deal_with(kept)
        self._fill()
        names = ", ".join(each.path.name for each in kept[:3]) + (" …" if len(kept) > 3 else "")
        one = len(kept) == 1
        line = self.lines.say(
            "info",
            f"{names}: in the record of {self.child.called(pupil_id) or 'the child'}, encrypted.",
            f"The {'file is' if one else 'files are'} also still in {kept[0].path.parent}, where anybody at this"
            f" computer can read {'it' if one else 'them'}.",
            (
                (f"Move the {'file' if one else 'files'} to this computer’s bin", lambda: self._to_bin(line, kept)),
                ("Show the record", lambda: self._context.go("pupil", pupil_id, "documents", last.id)),
            ),
            lambda: None,
        )
        line.put_away.setText("Keep there")
        line.put_away.clicked.connect(self._on_with_it)
        self._on_with_it()

    def _to_bin(self, line: NoticeLine, kept: Sequence[Scan]) -> None:
        anew = [each for each in kept if each.path.exists() and not unchanged(each)]
        left = [each.path.name for each in kept if each not in anew and each.path.exists() and not _trashed(each)]
        said = []
        if anew:
            names = ", ".join(each.path.name for each in anew)
            said.append(f"{names}: the file was written anew since, so it was left in the folder. {_LOOK}")
            self.scans.look()
        if left:
            said.append(f"{', '.join(left)} could not be moved to the bin. Delete it in the folder yourself.")
        if said:
            self._context.problem(" ".join(said))
        else:
            words = "Moved to this computer’s bin"
            self._context.work.said.emit(words, False)  # noqa: FBT003  the shape of the signal
        QTimer.singleShot(0, self, lambda: self.lines.take(line))


class _Stack(QStackedWidget):
    """What a long scan would like must not make the page longer than the window: the pages scroll by themselves."""

    def hasHeightForWidth(self) -> bool:
        return False

    def sizeHint(self) -> QSize:
        return QSize(unit(80), unit(40))


class _ChildField(PupilsField):
    """Chooses a child from a roll that is read again each time the page comes up."""

    def offer(self, pupils: Sequence[tuple[str, str]]) -> None:
        """Offers these children; who was chosen and is still offered stays chosen."""
        chosen = self.value()
        self._names = dict(pupils)
        self.input.completed.offer(name for _, name in pupils)
        self.set_value(chosen)

    def called(self, pupil_id: str) -> str:
        """How a child on the roll is called here; empty for somebody who is not offered."""
        return self._names.get(pupil_id, "")


def _read(desk: Desk, pupil_id: str, chosen: Sequence[Scan], watcher: Watcher) -> tuple[tuple[Scan, Arrived], ...]:
    """Reads what was looked at, and nothing else: a file that was written over meanwhile is not taken in."""
    same = [each for each in chosen if unchanged(each)]
    came = arrivals.read_in(desk, pupil_id, [Arriving(each.path) for each in same], progress=watcher)
    found: dict[str, Arrived] = {}
    for scan, one in zip(same, came, strict=True):
        if unchanged(scan):
            found[scan.id] = one
        elif one.here_already is None:
            arrivals.let_go(desk, [one])
    return tuple((scan, found.get(scan.id) or _changed(scan)) for scan in chosen)


def _changed(scan: Scan) -> Arrived:
    words = f"{scan.path.name} is not the file any more that was shown here, so it was not added. {_LOOK}"
    return Arrived(scan.path.name, trouble=RefusedError(words))


def _offered(desk: Desk) -> list[tuple[str, str]]:
    """Everybody by id, as they are offered."""
    found = pupils.all_pupils(desk)
    apart = pupils.told_apart(desk, found)
    return [(each.id, _called(each, apart.get(each.id, ""))) for each in found]


def _called(pupil: Pupil, apart: str) -> str:
    """`Amelia O’Neill · 3B`, and for one of two of that name what tells them apart."""
    where = pupil.class_name or (f"Year {pupil.year_group}" if pupil.year_group else "")
    return " · ".join(part for part in (pupil.name, where, apart) if part)


def _trashed(scan: Scan) -> bool:
    if not unchanged(scan):
        return False
    done = QFile.moveToTrash(str(scan.path))
    return bool(done[0] if isinstance(done, tuple) else done)
