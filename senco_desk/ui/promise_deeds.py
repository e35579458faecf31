"""What is done about a promise, wherever it is shown: done, put off, a reminder to send, dropped, put right.

The forms open in the side sheet of the page; a reminder is only put on the clipboard, and nobody is contacted.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from senco_desk.domain.commitments import Commitment, CommitmentDraft
from senco_desk.domain.problems import Problem, RefusedError
from senco_desk.domain.records import Record, Text
from senco_desk.services import promises, records
from senco_desk.services.promises import Promise
from senco_desk.ui.clipboard import copy_for_a_minute
from senco_desk.ui.context import Context
from senco_desk.ui.date_field import DateField
from senco_desk.ui.fields import Field, LineField, TextField
from senco_desk.ui.forms import Form
from senco_desk.ui.quick_note_parts import SpokenDayField
from senco_desk.ui.sheet_room import SheetRoom

DEEDS: dict[str, str] = {
    "done": "&Done…",
    "put_off": "P&ut off…",
    "chase": "&Write to chase",
    "drop": "Dr&op…",
}
"""What can be done about an open promise, as buttons."""


class Finishing(Record):
    """A promise that was kept."""

    id: str
    kept_on: date
    outcome: Text = ""


class PuttingOff(Record):
    """A promise with another day."""

    id: str
    due: date


class Dropping(Record):
    """A promise that is no longer needed, and why."""

    id: str
    outcome: Text = ""


class PromiseDeeds(QObject):
    """The deeds of one part of a page; `room` is asked for when a form is to open."""

    def __init__(self, context: Context, room: Callable[[], SheetRoom | None], parent: QObject) -> None:
        super().__init__(parent)
        self._context, self._desk, self._room = context, context.desk, room

    def run(self, deed: str, promise_id: str) -> None:
        """Does, or opens the form for, one of `DEEDS`, or `edit`, `remove`, `reopen`."""
        found = self._context.work.attempt(lambda: promises.get(self._desk, promise_id))
        if found is not None:
            getattr(self, f"_{deed}")(found)

    def add(self, pupil_id: str, name: str) -> None:
        """Opens the form for a promise about a child."""
        form = promise_form(pupil_id, self._desk.today)
        self._open(form, lambda draft: lambda: promises.add(self._desk, [draft]), "Promise kept", pupil_id, name)

    def _done(self, promise: Promise) -> None:
        today = self._desk.today
        fields: dict[str, Field] = {
            "outcome": TextField("What &came of it", "A few words are enough.", lines=3),
            "kept_on": DateField("Done &on", today),
        }
        form: Form[Finishing] = Form(
            Finishing, fields, title=_title("Promise done", promise), submit="&Save", fixed={"id": promise.id}
        )
        form.fill({"kept_on": today, "outcome": promise.kept.outcome})
        self._about(
            form,
            lambda entry: lambda: promises.finish(self._desk, promise.id, entry.kept_on, entry.outcome),
            "Promise done",
            promise,
        )

    def _put_off(self, promise: Promise) -> None:
        fields: dict[str, Field] = {"due": SpokenDayField("New &day", self._desk.today, ahead=True)}
        form: Form[PuttingOff] = Form(
            PuttingOff, fields, title=_title("Put off", promise), submit="&Put off", fixed={"id": promise.id}
        )
        self._about(
            form, lambda entry: lambda: promises.put_off(self._desk, promise.id, entry.due), "Promise put off", promise
        )

    def _drop(self, promise: Promise) -> None:
        fields: dict[str, Field] = {"outcome": TextField("Wh&y it is no longer needed", lines=3)}
        form: Form[Dropping] = Form(
            Dropping, fields, title=_title("Drop promise", promise), submit="&Drop", fixed={"id": promise.id}
        )
        self._about(
            form, lambda entry: lambda: promises.drop(self._desk, promise.id, entry.outcome), "Promise dropped", promise
        )

    def _edit(self, promise: Promise) -> None:
        form = promise_form(promise.pupil_id, self._desk.today, promise.kept)
        self._about(form, lambda kept: lambda: records.save(self._desk, kept), "Promise changed", promise)

    def _reopen(self, promise: Promise) -> None:
        self._context.work.do(lambda: promises.reopen(self._desk, promise.id), initiator=self, say="Promise open again")

    def _remove(self, promise: Promise) -> None:
        self._context.work.do(
            lambda: promises.remove(self._desk, promise.id), initiator=self, say="Promise moved to the bin"
        )

    def _chase(self, promise: Promise) -> None:
        words = self._context.work.attempt(lambda: promises.reminder(self._desk, promise))
        if words is not None:
            copy_for_a_minute(words)
            said = "A polite message is copied: paste it into an e-mail within a minute. Nothing was sent."
            self._context.work.said.emit(said, False)  # noqa: FBT003  the shape of the signal

    def _about(self, form: Form[Any], deed: Callable[[Any], Callable[[], Any]], say: str, promise: Promise) -> None:
        self._open(form, deed, say, promise.pupil_id, promise.pupil.name)

    def _open(
        self, form: Form[Any], deed: Callable[[Any], Callable[[], Any]], say: str, pupil_id: str, name: str
    ) -> None:
        room = self._room()
        if room is None:
            form.deleteLater()
            return
        form.needs = "log"

        def submitted(entry: Any) -> None:
            if self._context.work.do(deed(entry), form=form, initiator=self, say=say) is not None:
                form.settle()
                room.put_away()

        form.submitted.connect(submitted)
        room.open(form, about=[(pupil_id, name)], chosen=(pupil_id,))


class _PromiseForm(Form[Any]):
    """The form of a promise: a promise is kept with who and what, and says so beside the fields."""

    def draft(self) -> Any:
        """The draft; refused where who or what is empty, before the records are asked."""
        problems = [
            Problem(field=name, sentence=sentence)
            for name, sentence in (("who", "Say who promised it."), ("what", "Write down what was promised."))
            if not self.fields[name].value()
        ]
        if problems:
            raise RefusedError(problems)
        return super().draft()


def promise_form(pupil_id: str, today: date, kept: Commitment | None = None) -> Form[Any]:
    """A new promise about a child, or one to be put right."""
    fields: dict[str, Field] = {
        "who": LineField("&Who promised it"),
        "what": TextField("W&hat, in the words that were used", lines=3),
        "due": SpokenDayField("By w&hen", today, ahead=True),
        "made_on": DateField("Promised &on", today),
    }
    if kept is None:
        form: Form[Any] = _PromiseForm(
            CommitmentDraft, fields, title="Promise", submit="&Save", fixed={"pupil_id": pupil_id}
        )
        form.fill({"made_on": today})
        return form
    if kept.state != "open":
        fields["outcome"] = TextField("What &came of it", lines=3)
    fixed = {name: value for name, value in dict(kept).items() if name not in fields}
    form = _PromiseForm(Commitment, fields, title="Edit promise", submit="&Save", fixed=fixed)
    form.fill(kept)
    return form


def room_above(part: QWidget) -> SheetRoom | None:
    """The side sheet's room that a part of a page stands in."""
    above: QWidget | None = part
    while above is not None:
        if isinstance(above, SheetRoom):
            return above
        above = above.parentWidget()
    return None


def _title(words: str, promise: Promise) -> str:
    what = promise.kept.what
    short = what if len(what) <= 60 else f"{what[:60].rsplit(' ', 1)[0]} …"
    return f"{words}: {promise.kept.who}, “{short}”"
