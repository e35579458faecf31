"""What is asked about a file before a child's record names it: one way wherever it came from, until it is answered.

A line asks, with a button that keeps the file and one that leaves it out. A question that nobody has answered outlives
a lock and a close (`services/waiting_papers.py`), and so does a file that could not be kept just then.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QObject, Signal

from senco_desk.domain.papers import Document, DocumentDraft
from senco_desk.domain.problems import RefusedError, TroubleError
from senco_desk.services import arrivals, attaching, paper_deeds, waiting_papers
from senco_desk.services.arrivals import Arrived
from senco_desk.services.desk import Changes, Desk, Done
from senco_desk.services.waiting_papers import Waiting
from senco_desk.ui.context import Context
from senco_desk.ui.notice_line import NoticeLine, NoticeLines


class PaperQuestions(QObject):
    """Asks in `lines` about files of one child or several, and does what is answered."""

    decided = Signal(object, object)
    """A question was answered: the `Waiting`, and the document that was kept, or None where it was left out."""

    def __init__(self, context: Context, lines: NoticeLines) -> None:
        super().__init__(lines)
        self._context, self._lines = context, lines
        self.on_show: str | None = None
        """The child whose files alone are asked about here; None where any child's may be."""
        self._shown: dict[str, NoticeLine] = {}
        self._unwritten: dict[str, Waiting] = {}

    def keep(self, waiting: Waiting) -> Document | None:
        """Names a file in the record; one that could not be kept waits, with a line that says so, and None is answered.

        A file that could not even be read, or that is not on the drive any more, is told of, and does not wait.
        """
        one, desk = waiting.one, self._context.desk
        done = self._context.work.do(
            _keeping(desk, one, waiting.newer_than), initiator=self._lines.parentWidget(), say=f"{one.name[:60]} added"
        )
        if done is None or not isinstance(done.value, Document):
            if self._is_there(one):
                self.ask(_again(waiting))
            return None
        self._settle(waiting)
        if waiting.newer_than is not None and done.value.version_of is None:
            words = f"“{waiting.newer_than.title}” is not in the record any more."
            self._lines.say("info", words, f"{one.name} was added as a document of its own.", (), _no)
        if one.unmarked:
            self._lines.say("due", arrivals.UNMARKED, one.name, (), _no)
        return done.value

    def ask(self, waiting: Waiting, others: Sequence[str] = ()) -> None:
        """Has the file wait, and asks, unless another child is on show than the one it is for.

        `others` are the names of children whom it may be about.
        """
        self._unwritten[waiting.key] = waiting
        self._write()
        if self.on_show is None or self.on_show == waiting.pupil_id:
            self._say(waiting, others)
        self._tell()

    def show_of(self, pupil_id: str) -> None:
        """Shows what waits for one child, from now on no other's; lines about what was answered elsewhere go."""
        if self.on_show != pupil_id:
            for line in self._shown.values():
                self._lines.take(line)
            self._shown.clear()
        self.on_show = pupil_id
        self.refresh()

    def refresh(self) -> None:
        """Lines about what was answered elsewhere go; what waits for the child on show, and is not shown yet, shows."""
        self._write()
        found = self._context.work.attempt(lambda: waiting_papers.all_waiting(self._context.desk)) or ()
        waiting = {each.key: each for each in (*found, *self._unwritten.values())}
        for key in [key for key in self._shown if key not in waiting]:
            self._lines.take(self._shown.pop(key))
        for key, each in waiting.items():
            if key not in self._shown and each.pupil_id == self.on_show:
                self._say(each)

    def _say(self, waiting: Waiting, others: Sequence[str] = ()) -> None:
        self._lines.take(self._shown.pop(waiting.key, None))
        head, more = waiting_papers.question(waiting, others)
        ways = () if waiting.gone else ((waiting_papers.answer(waiting), partial(self._add, waiting)),)
        line = self._lines.say("over", head, more, ways, partial(self._leave_out, waiting))
        if not waiting.gone:
            line.put_away.setText("Leave it out")
        self._shown[waiting.key] = line

    def _add(self, waiting: Waiting) -> None:
        self._lines.take(self._shown.pop(waiting.key, None))
        self._unwritten.pop(waiting.key, None)
        kept = self.keep(waiting)
        if kept is not None:
            self.decided.emit(waiting, kept)

    def _leave_out(self, waiting: Waiting) -> None:
        self._shown.pop(waiting.key, None)
        self._unwritten.pop(waiting.key, None)
        self._context.work.attempt(lambda: waiting_papers.leave_out(self._context.desk, waiting))
        self._tell()
        self.decided.emit(waiting, None)

    def _settle(self, waiting: Waiting) -> None:
        """It waits no more; that the record names it was told with what was changed, and what waits is held to that."""
        self._unwritten.pop(waiting.key, None)
        self._context.work.attempt(lambda: waiting_papers.settle(self._context.desk, waiting))

    def _tell(self) -> None:
        """Other pages ask about the same files, and Today counts them: what waits is another now."""
        waits = Changes("", "File that waits for a decision", {"document": frozenset()})
        self._context.work.tell(waits, self._lines.parentWidget())

    def _is_there(self, one: Arrived) -> bool:
        """Whether a file can still be kept in a second try."""
        draft, desk = one.brought, self._context.desk
        if not isinstance(draft, DocumentDraft) or isinstance(draft, Document):
            return False
        return bool(self._context.work.attempt(lambda: attaching.on_drive(desk, draft)))

    def _write(self) -> None:
        """What could not be written waits in memory until it can be."""
        for key, each in list(self._unwritten.items()):
            try:
                waiting_papers.put_by(self._context.desk, each)
            except (RefusedError, TroubleError):
                return
            del self._unwritten[key]


def _again(waiting: Waiting) -> Waiting:
    """The same file, which somebody wanted to keep."""
    return Waiting(waiting.pupil_id, waiting.child, waiting.one, waiting.newer_than, refused=True)


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


def _no() -> None:
    """Nothing follows."""
