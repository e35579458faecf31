"""Erasing one child: what goes, what stays, where the child is named elsewhere, which backups hold it, and the deed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from senco_desk.domain.erasing import in_counts
from senco_desk.domain.problems import Problem, TroubleError
from senco_desk.domain.retention import CONFIDENCE
from senco_desk.domain.terms import in_words
from senco_desk.services import erasing, retention
from senco_desk.services.desk import Desk
from senco_desk.services.erasing import Certificate, Copy, Plan, Scrubbed
from senco_desk.ui.cards import Card, button, label, show_if
from senco_desk.ui.context import Context
from senco_desk.ui.draft_keeper import keeper_above
from senco_desk.ui.erase_lists import CopiesList, MentionsList, delete_copy
from senco_desk.ui.fields import LineField, TextField
from senco_desk.ui.jobs import Job, Watcher
from senco_desk.ui.keyboard import read_in_order
from senco_desk.ui.pages import Page
from senco_desk.ui.safety_deeds import safety_of
from senco_desk.ui.sheet_room import Columns, Scrolled
from senco_desk.ui.theme import unit

_CANNOT = (
    "This cannot be undone, by anybody. Undo stops here too: what was done before it in this desk can no longer be"
    " taken back. A certificate without the child’s name is kept."
)
_BACKUP = (
    "A backup made now would hold the child again, so none is made unless you ask for one. It is then listed with the"
    " others and can be erased in later."
)


class ErasePage(Page):
    """One child; the place's first argument is the pupil's id."""

    nouns = frozenset[str]()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.plan: Plan | None = None
        self._job: Job | None = None
        self.head("Erase a record", button("&Back to leavers", lambda: context.go("leavers"), kind="quiet"))
        self.who = label("", "heading", wrap=True)
        self.kept = label("", tone="muted", wrap=True)
        self.body.addWidget(self.who)
        self.body.addWidget(self.kept)
        self.goes = _list("What goes")
        self.stays = _list("What stays")
        self.mentions = MentionsList()
        self.copies = CopiesList()
        self.copies.delete_wanted.connect(self._delete_copy)
        self.reason = TextField("&Why it is erased", "Without the child’s name: it stands on the certificate.", lines=2)
        self.typed = LineField("Type the child’s &name", "As it stands at the top of this page.")
        self.typed.changed.connect(self._typed)
        self.wrong = label("", tone="over", wrap=True)
        self.wrong.hide()
        self.erase_button = button("&Erase for good", self.erase, kind="danger", needs="erase")
        self.erase_button.setEnabled(False)
        self.backup_button = button("Make a backup that holds the child…", self._back_up, kind="link", needs="export")
        self.waiting = label("", wrap=True)
        self.waiting.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.stack = QStackedWidget()
        self.stack.addWidget(self._whole())
        self.stack.addWidget(self.waiting)
        self.body.addWidget(self.stack, 1)

    def reload(self) -> None:
        """Looks at what would go, in the worker: it reads the whole desk and opens the backups."""
        pupil_id = self.place.args[0] if self.place.args else ""
        self.plan = None
        for field in (self.reason, self.typed):
            field.set_value("")
        self._say("Looking at what would go…")
        self.who.setText("")
        self.kept.setText("")

        def run(desk: Desk, watcher: Watcher) -> object:
            return erasing.plan(desk, pupil_id, watcher)

        job = self._context.read_job("Looking at what would go", run)
        job.finished.connect(self._planned)
        job.failed.connect(lambda _error: self._say("This record is not here any more. Go back to the leavers."))
        job.cancelled.connect(lambda: self._say("Stopped. Nothing was changed. Go back to the leavers."))

    def erase(self) -> None:
        """Erases, then scrubs in the worker; what is missing is said beside its field."""
        plan, desk, work = self.plan, self._context.desk, self._context.work
        if plan is None or self._job is not None:
            return
        keeper = keeper_above(self)
        if keeper is not None:
            keeper.flush()  # what was typed a moment ago goes, or loses the name, like the rest
        take, copies = self.mentions.chosen(), self.copies.chosen()
        reason, typed = str(self.reason.value()), str(self.typed.value())
        done = work.do(
            lambda: erasing.erase(desk, plan, typed_name=typed, reason=reason, take=take),
            form=self,
            initiator=self,
            say="Erased. Scrubbing what is left in the file",
            undoable=False,
        )
        if done is None or not isinstance(done.value, Certificate):
            return
        certificate = done.value
        if keeper is not None:
            keeper.erased(erasing.ids_of(desk, certificate))
        self.plan = None
        for field in (self.reason, self.typed):
            field.set_value("")
        self.who.setText("")
        self.kept.setText("")
        self._say("The record is erased. What is left in the file is being scrubbed: please wait.")

        def run(watcher: Watcher) -> object:
            return erasing.scrub(desk, certificate, copies, take=take, progress=watcher)

        self._job = work.job("Scrubbing", run)
        self._job.finished.connect(lambda scrubbed: self._scrubbed(certificate, scrubbed))
        self._job.failed.connect(lambda _error: self._later())
        self._job.cancelled.connect(self._later)
        self._job.ended.connect(self._ended)

    def show_problems(self, problems: Iterable[Problem]) -> None:
        """Shows each problem beside its field, others above the button."""
        problems = tuple(problems)
        fields = {"reason": self.reason, "typed_name": self.typed}
        said = {problem.field: problem.sentence for problem in problems}
        for name, field in fields.items():
            field.show_problem(said.get(name, ""))
        others = [problem.sentence for problem in problems if problem.field not in fields]
        self.wrong.setText("\n".join(f"■ {sentence}" for sentence in others))
        show_if(self.wrong, bool(others))
        first = next((field for name, field in fields.items() if name in said), None)
        if first is not None:
            first.focus()

    def first_focus(self) -> QWidget | None:
        """The reason: the way to the end begins there."""
        return self.reason.input if self.reason.input.isVisibleTo(self) else super().first_focus()

    def _whole(self) -> QWidget:
        left, right = QWidget(), QWidget()
        # What is to be decided stands before the deed, and the deed in sight: however many names there are to tick.
        for part, cards in ((left, (self.goes, self.stays, self.copies, self.mentions)), (right, (self._deed(),))):
            column = QVBoxLayout(part)
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(unit(1.5))
            for card in cards:
                column.addWidget(card)
            column.addStretch(1)
        scroll = Scrolled()
        scroll.body.addWidget(Columns((left, right), least=44))
        scroll.body.addStretch(1)
        return scroll

    def _deed(self) -> Card:
        card = Card("Erase", tone="over")
        card.add(label(_CANNOT, wrap=True))
        card.add(self.reason)
        card.add(self.typed)
        card.add(self.wrong)
        card.add(self.erase_button)
        card.add(label(_BACKUP, tone="muted", wrap=True))
        card.add(self.backup_button)
        return card

    def _planned(self, found: object) -> None:
        if not isinstance(found, Plan) or (found.pupil.id,) != self.place.args[:1]:
            return
        self.plan = found
        born = found.pupil.date_of_birth
        self.who.setText(f"{found.pupil.name}, born {in_words(born)}" if born else found.pupil.name)
        self.kept.setText(_until(self._context.desk, found))
        self.goes.show_lines(in_counts(found.goes))
        self.stays.show_lines(in_counts(found.stays))
        show_if(self.stays, bool(found.stays))
        self.mentions.show_mentions(found.mentions)
        self.copies.show_copies(found.copies)
        read_in_order(self)  # the boxes to tick come before the button that erases
        held = found.leaver.is_held
        self.show_problems(
            (Problem(sentence="This record is marked “do not erase”. Take the mark away on the Leavers page first."),)
            if held
            else ()
        )
        self.stack.setCurrentIndex(0)
        self._typed()
        self.reason.focus()

    def _typed(self) -> None:
        self.erase_button.setEnabled(
            self.plan is not None and not self.plan.leaver.is_held and bool(str(self.typed.value()).strip())
        )

    def _delete_copy(self, copy: Copy) -> None:
        if delete_copy(self._context, self.copies, copy) and self.plan is not None:
            left = tuple(each for each in self.plan.copies if each is not copy)
            self.plan = replace(self.plan, copies=left)  # the certificate names what may hold the child still

    def _back_up(self) -> None:
        safety_of(self._context).back_up()

    def _scrubbed(self, certificate: Certificate, scrubbed: object) -> None:
        if not isinstance(scrubbed, Scrubbed):
            return
        desk = self._context.desk
        kept = self._context.work.attempt(lambda: erasing.finish(desk, certificate, scrubbed))
        for trouble in scrubbed.troubles[:1]:
            self._context.work.troubled.emit(trouble)
        if kept is None or not scrubbed.desk_done:
            self._later()
            return
        self._context.work.said.emit(f"Erased. Certificate {certificate.number} is kept", False)  # noqa: FBT003
        self._context.go("leavers", "made", certificate.id)

    def _later(self) -> None:
        self._context.work.troubled.emit(
            TroubleError(
                "The record is erased, but the file could not be scrubbed to the end.",
                "Everybody else’s records are safe, and the child’s record is not shown anywhere any more.",
                "Close Senco Desk and open it again: it finishes the scrubbing then.",
            )
        )
        self._context.go("leavers", "made")

    def _ended(self) -> None:
        self._job = None

    def _say(self, words: str) -> None:
        self.waiting.setText(words)
        self.stack.setCurrentIndex(1)


class _Lines(Card):
    """A card with a line for each thing."""

    def __init__(self, title: str) -> None:
        super().__init__(title)
        self.lines = label("", wrap=True)
        self.add(self.lines)

    def show_lines(self, lines: list[str]) -> None:
        self.lines.setText(" · ".join(lines))


def _list(title: str) -> _Lines:
    return _Lines(title)


def _until(desk: Desk, plan: Plan) -> str:
    until, today = plan.leaver.until, desk.today
    rule = retention.policy(desk).rule(plan.leaver.basis)
    sure = "" if plan.leaver.decision else f" ({CONFIDENCE[rule.confidence].lower()})"
    if until is None:
        return f"{plan.kept_under}{sure}. Without a date of birth there is no day: make sure that its time is over."
    if until > today:
        return f"{plan.kept_under}{sure}: until {in_words(until)}. That day has not come: say why it is erased sooner."
    return f"{plan.kept_under}{sure}: until {in_words(until)}."
