"""How papers come to a child: dropped, pasted, chosen or scanned; what is asked first, and what is said after."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QEvent, QIODevice, QMimeData, QObject, Qt, Signal
from PySide6.QtGui import QDropEvent, QGuiApplication, QImage, QImageWriter, QKeyEvent, QKeySequence, QPixmap
from PySide6.QtWidgets import QWidget

from senco_desk.domain.papers import Document
from senco_desk.services import arrivals, contacts_log
from senco_desk.services.arrivals import Arrived
from senco_desk.services.attaching import Arriving
from senco_desk.services.contacts_log import Entry
from senco_desk.services.desk import Desk
from senco_desk.services.waiting_papers import Waiting
from senco_desk.ui.context import Context
from senco_desk.ui.jobs import Job, Watcher
from senco_desk.ui.notice_line import NoticeLine, NoticeLines
from senco_desk.ui.paper_questions import PaperQuestions

_MAIL = "message/rfc822"


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
        self.questions = PaperQuestions(context, lines)
        self.questions.decided.connect(self._decided)

    def turn(self, pupil_id: str, child: str) -> None:
        """A child is on show: what waits for that child is asked about; what was asked about the last one waits."""
        if pupil_id != self.pupil_id:
            for line in list(self.lines.lines):
                self.lines.take(line)
        self.pupil_id, self.child = pupil_id, child
        self.questions.show_of(pupil_id)

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
        self._keep(pupil_id, child, [each for each in found if not each.to_ask], newer_than)
        asked = [Waiting(pupil_id, child, each, newer_than) for each in found if each.to_ask]
        for each in asked:
            self.questions.ask(each)
        if asked and pupil_id != self.pupil_id:
            words = f"Something waits for your decision among {child}’s documents. Nothing was added yet."
            self._context.problem(words)

    def _decided(self, waiting: Waiting, kept: Document | None) -> None:
        if kept is not None:
            self.kept.emit(waiting.pupil_id, (((kept, waiting.one.saved_on),), ()))

    def _keep(self, pupil_id: str, child: str, found: Sequence[Arrived], newer_than: Document | None) -> None:
        new: list[tuple[Document, object]] = []
        twice: list[Document] = []
        for each in found:
            if each.here_already is not None and newer_than is None:
                twice.append(each.here_already)
                continue
            kept = self.questions.keep(Waiting(pupil_id, child, each, newer_than))
            if kept is not None:
                new.append((kept, each.saved_on))
        if len(new) > 1:
            self._context.work.said.emit(f"{len(new)} documents added", False)  # noqa: FBT003  the signal's shape
        if twice:
            names = ", ".join(f"“{each.title}”" for each in twice)
            there = "This file is" if len(twice) == 1 else "These files are"
            self.lines.say("info", f"{there} in this record already, as {names}. Nothing was added twice.", "", (), _no)
        if new or twice:
            self.kept.emit(pupil_id, (tuple(new), tuple(twice)))


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
