"""Looks after the health of an open desk: a glance on the way in, and a check behind the window's back.

The seals of all pages are checked at each opening: nobody must work for days on a drive that alters what it
keeps. The check has jobs of its own, so that no pack or import waits for it. What it found stands in the bar;
damage also stands above the pages, with the ways on.
"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout

from senco_desk.services import before_opening, checking
from senco_desk.services.checking import Checked
from senco_desk.services.desk import Desk
from senco_desk.ui.jobs import Jobs, Watcher
from senco_desk.ui.marks import mark
from senco_desk.ui.notice_line import NoticeLine, NoticeLines
from senco_desk.ui.topbar import MarkButton
from senco_desk.ui.window import MainWindow

_AFTER = 1500
"""Milliseconds after the window shows: the first page comes first."""


class HealthWatch(QObject):
    """One for each open desk; `stop` ends what runs."""

    wanted = Signal(str)
    """Damage is there, and the person wants `restore` or `salvage`."""
    done = Signal()
    """The whole check has ended, whatever it found."""

    def __init__(self, desk: Desk, window: MainWindow, lines: NoticeLines, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk, self._window, self._lines = desk, window, lines
        self.jobs = Jobs(self)
        self.found: Checked | None = None
        self._wholly = False
        self._line: NoticeLine | None = None
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_AFTER)
        self._soon.timeout.connect(self._check)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(_AFTER * 4)
        self._later.timeout.connect(self._quiet)
        self.chip = MarkButton("Check of the records", window.bar)
        self.chip.clicked.connect(self._pressed)
        row = window.bar.layout()
        if isinstance(row, QHBoxLayout):
            row.insertWidget(row.indexOf(window.bar.school), self.chip)

    def begin(self) -> None:
        """The glance now, and in a moment the seals of all pages, or the whole check where that is due."""
        seen = checking.glance(self._desk)
        if not seen.ok:
            self._tell(seen)
        self._wholly = checking.due(self._desk) or not seen.ok
        if self._may_check():
            self._soon.start()

    def check(self) -> None:
        """The whole check, on a thread and through a connection of its own."""
        self._wholly = True
        self._check()

    def met(self, trouble: Exception) -> None:
        """A deed or a page met a trouble: if it is damage, that is told here too, with the ways on."""
        finding = before_opening.finding_of(trouble)
        if (
            finding is not None
            and finding.id in {"damaged", "first_page_damaged"}
            and (self.found is None or self.found.ok)
        ):
            self._tell(Checked((finding.happened,)))

    def rest(self) -> None:
        """Ends a check under way, before the desk's folder is exchanged; it begins anew in a moment."""
        if self.jobs.running is not None:
            self.jobs.stop()
            self.chip.show_mark(None)
            self._soon.start()

    def stop(self) -> None:
        """Asks the check to stop, and waits for its thread."""
        self._soon.stop()
        self._later.stop()
        self.jobs.stop()

    def _may_check(self) -> bool:
        """A desk open to read may have its newest pages in a log: another program's, or one that a bad end left."""
        store = self._desk.store
        return store.holds_lock and not (store.read_only and store.check_wanted)

    def _check(self) -> None:
        if self.jobs.running is not None or not self._may_check():
            return
        checking.prepare(self._desk)
        wholly = self._wholly
        if wholly:
            self.chip.show_mark(mark("info", "Checking the records", meaning="checking"))
        job = self.jobs.start("Checking the records", self._whole if wholly else self._seals)
        job.finished.connect(self._finished if wholly else self._seals_seen)
        job.failed.connect(self._failed)
        job.ended.connect(self.done)

    def _seals(self, _watcher: Watcher) -> object:  # runs on the worker thread
        reader = self._desk.reader()
        try:
            return checking.seals(reader)
        finally:
            reader.close()

    def _seals_seen(self, found: Checked) -> None:
        """Only damage is worth a word: this look is made every time."""
        if not found.ok:
            self._tell(found)

    def _whole(self, watcher: Watcher) -> object:  # runs on the worker thread
        reader = self._desk.reader()
        try:
            return checking.whole(reader, watcher)
        finally:
            reader.close()

    def _finished(self, found: Checked) -> None:
        if found.ok:
            checking.note(self._desk, found)
            if self.found is None or self.found.ok:
                self.chip.show_mark(mark("good", "Records checked", meaning="all is sound"))
                self._later.start()
            self.found = self.found or found
        else:
            self._tell(found)

    def _quiet(self) -> None:
        """Good news need not stand there all day."""
        if self.found is not None and self.found.ok:
            self.chip.show_mark(None)

    def _failed(self, error: Exception) -> None:
        """A check that could not be made says nothing about the records, unless damage stood in its way; it is made
        again the next time.
        """
        self.met(error)
        if not self._wholly or (self.found is not None and not self.found.ok):
            return
        self.chip.show_mark(mark("due", "Records not checked", meaning="checked at the next start"))

    def _tell(self, found: Checked) -> None:
        known = self.found
        self.found = found
        words = "Records damaged" if found.damaged else "Attachments damaged"
        self.chip.show_mark(mark("over" if found.damaged else "due", words, meaning="damage found"))
        if known is None or known.sentences != found.sentences:
            self._say(found)

    def _say(self, found: Checked) -> None:
        few = found.sentences[:4]
        more = len(found.sentences) - len(few)
        what = " ".join(few) + (f" And {more:,} more." if more else "")
        if found.damaged:
            head = "Damage was found in the records"
            do = (
                "Restore the latest backup; if you have none that is recent, save what is left into a new desk."
                " Enter nothing more before that: where the program meets the damage, it can read no further."
            )
            deeds = [
                ("Restore a backup…", partial(self.wanted.emit, "restore")),
                ("Save what is left…", partial(self.wanted.emit, "salvage")),
            ]
        else:
            head = "Attachments are damaged or missing"
            do = "The records are whole. Attach the papers again from their originals, or restore them from a backup."
            deeds = [("Restore a backup…", partial(self.wanted.emit, "restore"))]
        self._lines.take(self._line)
        self._line = self._lines.say("over" if found.damaged else "due", head, f"{what} {do}", deeds, self._read)

    def _read(self) -> None:
        """The line was put away; the mark in the bar stays, and brings it back."""
        self._line = None

    def _pressed(self) -> None:
        """The mark in the bar was pressed: what was found is shown again."""
        if self.found is not None and not self.found.ok and self._line is None:
            self._say(self.found)
