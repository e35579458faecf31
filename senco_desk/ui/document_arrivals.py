"""How papers come to a child: dropped, pasted, chosen or scanned; what is asked first, and what is said after."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QEvent, QIODevice, QMimeData, QObject, Qt, Signal
from PySide6.QtGui import QDropEvent, QGuiApplication, QImage, QImageWriter, QKeyEvent, QKeySequence, QPixmap
from PySide6.QtWidgets import QWidget

from senco_desk.domain.papers import Document, DocumentDraft
from senco_desk.domain.problems import RefusedError, TroubleError
from senco_desk.services import arrivals, attaching, contacts_log, paper_deeds
from senco_desk.services.arrivals import Arrived
from senco_desk.services.attaching import Arriving
from senco_desk.services.contacts_log import Entry
from senco_desk.services.desk import Desk, Done
from senco_desk.ui.context import Context
from senco_desk.ui.jobs import Job, Watcher
from senco_desk.ui.notice_line import NoticeLine, NoticeLines

_MAIL = "message/rfc822"


@dataclass
class _Asking:
    """A file that waits for an answer, and the line that asks; `refused` is one that could not be kept just now."""

    one: Arrived
    pupil_id: str
    child: str
    newer_than: Document | None
    line: NoticeLine | None = None
    refused: bool = False


class Arrivals(QObject):
    """Takes files into the record of the child on show. `lines` is where questions and answers stand."""

    kept = Signal(str, object)
    """The child's id, and what was just kept: a tuple of pairs of document and the day its file was last saved."""
    came = Signal()
    """Something is on its way: the documents should come on show."""

    def __init__(self, context: Context, lines: NoticeLines) -> None:
        super().__init__(lines)
        self._context = context
        self.lines = lines
        self.pupil_id = ""
        self.child = ""
        self._asking: list[_Asking] = []

    def turn(self, pupil_id: str, child: str) -> None:
        """Another child is on show: what was asked about the last one is let go, and nothing of it was kept.

        What somebody wanted to keep, and could not, waits for that child to come on show again.
        """
        if pupil_id == self.pupil_id:
            return
        for asking in self._asking:
            if not asking.refused:
                self._let_go([asking.one])
        self._asking = [asking for asking in self._asking if asking.refused]
        for line in list(self.lines.lines):
            self.lines.take(line)
        self.pupil_id, self.child = pupil_id, child
        for asking in self._asking:
            self._show_refused(asking)

    def take_files(self, paths: Sequence[Path], *, newer_than: Document | None = None) -> Job:
        """Takes files from this computer in; folders are left alone, and said."""
        return self.take([Arriving(path) for path in paths], newer_than=newer_than)

    def take(self, files: Sequence[Arriving], *, newer_than: Document | None = None) -> Job:
        """Reads files off this thread, then keeps them, one deed for each; asks first where there is something to ask.

        With `newer_than`, the one file is kept as a newer version of that document.
        """
        self.came.emit()
        pupil_id, child = self.pupil_id, self.child

        def run(desk: Desk, watcher: Watcher) -> object:
            return arrivals.read_in(desk, pupil_id, files, progress=watcher)

        job = self._context.read_job("Adding documents", run)
        job.finished.connect(lambda found: self._arrived(pupil_id, child, found, newer_than))
        return job

    def welcomes(self, mime: QMimeData) -> bool:
        """Whether something that can be kept is being dragged here."""
        return any(url.isLocalFile() for url in mime.urls()) or mime.hasImage() or mime.hasFormat(_MAIL)

    def drop(self, event: QDropEvent) -> None:
        """Takes what was dropped; a folder is left alone."""
        if self.welcomes(event.mimeData()) and self._take_mime(event.mimeData()):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()

    def paste(self) -> bool:
        """Takes what is on the clipboard: files, a picture, or words, which may become a note or a document."""
        mime = QGuiApplication.clipboard().mimeData()
        if mime is None or self._take_mime(mime):
            return mime is not None
        words = mime.text().strip() if mime.hasText() else ""
        if not words:
            self._context.problem(
                "There is nothing on the clipboard that can be kept. Copy a file, a picture or words."
            )
            return False
        self._ask_words(words)
        return True

    def _take_mime(self, mime: QMimeData) -> bool:
        paths = [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]
        files = [path for path in paths if path.is_file()]
        folders = len(paths) - len(files)
        if folders:
            words = "A folder was" if folders == 1 else f"{folders} folders were"
            self._context.problem(f"{words} left alone: open it, and drop the files in it.")
        if files:
            self.take_files(files)
        elif mime.hasFormat(_MAIL):
            self.take([Arriving(bytes(mime.data(_MAIL).data()), "E-mail.eml")])
        elif mime.hasImage() and not paths:
            picture = _png(mime.imageData())
            if not picture:
                return False
            self.take([Arriving(picture, "Pasted picture.png")])
        return bool(paths) or mime.hasFormat(_MAIL) or mime.hasImage()

    def _ask_words(self, words: str) -> None:
        short = " ".join(words.split())
        short = short if len(short) <= 160 else f"{short[:158]}…"
        self.came.emit()
        line = self.lines.say(
            "info",
            f"Keep the pasted words in {self.child}’s record?",
            short,
            (
                ("As a note", lambda: self._keep_note(line, words)),
                ("As a document", lambda: self._keep_words(line, words)),
            ),
            lambda: None,
        )
        line.put_away.setText("Not at all")

    def _keep_note(self, line: NoticeLine, words: str) -> None:
        kind = "email" if words.startswith(("From:", "Subject:", "To:")) else "note"
        desk, ids = self._context.desk, [self.pupil_id]
        entry = Entry(text=words, on=desk.today, kind=kind)
        if self._context.work.do(lambda: contacts_log.keep(desk, ids, entry), say="Note kept") is not None:
            self.lines.take(line)

    def _keep_words(self, line: NoticeLine, words: str) -> None:
        self.lines.take(line)
        self.take([Arriving(words.encode(), "Pasted words.txt")])

    def _arrived(self, pupil_id: str, child: str, found: Sequence[Arrived], newer_than: Document | None) -> None:
        asked = [each for each in found if each.to_ask]
        self._keep(pupil_id, child, [each for each in found if not each.to_ask], newer_than)
        if not asked:
            return
        if pupil_id != self.pupil_id:
            self._let_go(asked)
            self._context.problem("Some files were not added, because another child came on show. Add them again.")
            return
        for each in asked:
            self._ask_twice(child, each, newer_than)

    def _ask_twice(self, child: str, one: Arrived, newer_than: Document | None) -> None:
        asking = _Asking(one, self.pupil_id, child, newer_than)
        line = self.lines.say(
            "over",
            "The same file is in another child’s record.",
            f"{arrivals.others_words(one)} Nothing has been added to {child}’s record yet.",
            ((f"Add it to {child}’s record too", partial(self._add, asking)),),
            partial(self._leave_out, asking),
        )
        line.put_away.setText("Leave it out")
        asking.line = line
        self._asking.append(asking)

    def _add(self, asking: _Asking) -> None:
        self._asking.remove(asking)
        self.lines.take(asking.line)
        self._keep(asking.pupil_id, asking.child, [asking.one], asking.newer_than)

    def _leave_out(self, asking: _Asking) -> None:
        if asking in self._asking:
            self._asking.remove(asking)
            self._let_go([asking.one])

    def _hold(self, asking: _Asking) -> None:
        """What was brought in and could not be kept stays on the drive, until somebody tries again or leaves it out."""
        self._asking.append(asking)
        self._show_refused(asking)

    def _show_refused(self, asking: _Asking) -> None:
        if asking.pupil_id != self.pupil_id:
            return
        asking.line = self.lines.say(
            "over",
            f"{asking.one.name[:60]} is not in {asking.child}’s record yet.",
            "It could not be kept just now. Nothing is lost: it waits here.",
            (("Try again", partial(self._add, asking)),),
            partial(self._leave_out, asking),
        )
        asking.line.put_away.setText("Leave it out")

    def _keep(self, pupil_id: str, child: str, found: Sequence[Arrived], newer_than: Document | None) -> None:
        desk, work = self._context.desk, self._context.work
        new: list[tuple[Document, object]] = []
        twice: list[Document] = []
        for each in found:
            if each.here_already is not None and newer_than is None:
                twice.append(each.here_already)
                continue
            done = work.do(
                _keeping(desk, each, newer_than), initiator=self.lines.parentWidget(), say=f"{each.name[:60]} added"
            )
            if done is not None and isinstance(done.value, Document):
                new.append((done.value, each.saved_on))
                if each.unmarked:
                    self.lines.say("due", arrivals.UNMARKED, each.name, (), _no)
            elif done is None and isinstance(each.brought, DocumentDraft) and not isinstance(each.brought, Document):
                self._hold(_Asking(each, pupil_id, child, newer_than, refused=True))
        if len(new) > 1:
            work.said.emit(f"{len(new)} documents added", False)  # noqa: FBT003  the shape of the signal
        if twice:
            names = ", ".join(f"“{each.title}”" for each in twice)
            there = "This file is" if len(twice) == 1 else "These files are"
            self.lines.say("info", f"{there} in this record already, as {names}. Nothing was added twice.", "", (), _no)
        if new or twice:
            self.kept.emit(pupil_id, (tuple(new), tuple(twice)))

    def _let_go(self, waiting: Sequence[Arrived]) -> None:
        self._context.work.attempt(partial(arrivals.let_go, self._context.desk, waiting))


class Catcher(QObject):
    """Lets files be dropped, and pasted with Ctrl+V, anywhere on a page: nobody should have to find the right spot."""

    def __init__(self, page: QWidget, arriving: Arrivals) -> None:
        super().__init__(page)
        self._arriving = arriving
        page.setAcceptDrops(True)
        page.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Drops and Ctrl+V that nothing inside the page has taken."""
        kind = event.type()
        if kind in {QEvent.Type.DragEnter, QEvent.Type.DragMove} and isinstance(event, QDropEvent):
            if self._arriving.welcomes(event.mimeData()):
                event.setDropAction(Qt.DropAction.CopyAction)
                event.accept()
                return True
        elif kind == QEvent.Type.Drop and isinstance(event, QDropEvent):
            self._arriving.drop(event)
            return True
        elif isinstance(event, QKeyEvent) and kind == QEvent.Type.KeyPress:
            return event.matches(QKeySequence.StandardKey.Paste) and self._arriving.paste()
        return False


def _keeping(desk: Desk, one: Arrived, newer_than: Document | None) -> Callable[[], Done[Document]]:
    def keep() -> Done[Document]:
        if isinstance(one.trouble, RefusedError | TroubleError):
            raise one.trouble
        brought = one.brought
        if newer_than is not None and brought is not None:
            if isinstance(brought, Document):
                raise RefusedError(f"This file is in the record already, as “{brought.title}”.")
            return paper_deeds.keep_newer(desk, newer_than, brought)
        done = attaching.keep(desk, [brought] if brought is not None else [], hold=True)
        return Done(done.value[0].document, done.changes)

    return keep


def _png(given: object) -> bytes:
    """A picture from the clipboard as PNG; nothing where there is none."""
    picture = given.toImage() if isinstance(given, QPixmap) else given
    if not isinstance(picture, QImage) or picture.isNull():
        return b""
    held = QBuffer()
    held.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(held, QByteArray(b"png")).write(picture)
    return bytes(held.data().data())


def _no() -> None:
    """Nothing follows."""
