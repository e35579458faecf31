"""A form: fields that give a draft. Filling it never saves; nothing typed is ever thrown away unasked.

Forms live in a side sheet or a card of the page, never in a dialog that must be answered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ValidationError
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QAbstractButton, QCheckBox, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget
from shiboken6 import isValid

from senco_desk.domain.problems import Problem, RefusedError
from senco_desk.ui.cards import button, label, show_if
from senco_desk.ui.fields import Field
from senco_desk.ui.mnemonics import settle
from senco_desk.ui.theme import unit

Draft = TypeVar("Draft", bound=BaseModel)


class Form(QFrame, Generic[Draft]):
    """Fields by the names of a draft's fields, one button that submits, and problems beside the fields.

    Submitting does nothing but emit `submitted` with the draft; a page hands it to Work, which calls
    `show_problems` with whatever is refused. `closed` asks the page to put the form away.
    """

    submitted = Signal(object)
    closed = Signal()
    dirtied = Signal(bool)

    def __init__(
        self,
        draft_type: Callable[..., Draft],
        fields: Mapping[str, Field],
        *,
        title: str = "",
        submit: str = "&Save",
        fixed: Mapping[str, Any] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """`fixed` are fields of the draft that nobody types, such as the id of the pupil."""
        super().__init__(parent)
        self.fields: dict[str, Field] = dict(fields)
        self._draft_type = draft_type
        self._fixed = dict(fixed or {})
        self._untouched: dict[str, Any] = {}
        self._dirty = False
        self._asked_to_close = False
        self.title = label(title, "heading")
        show_if(self.title, bool(title))
        self.other = label("", tone="over", wrap=True)
        self.other.hide()
        self.submit = button(submit, self.send, kind="primary")
        self.cancel = button("&Close", self.leave)
        self.kept = label("", "small", wrap=True)
        self.kept.hide()
        self._lay()
        self.setAccessibleName(title)
        for field in self.fields.values():
            field.changed.connect(self._touched)
        self.fill({})

    @property
    def dirty(self) -> bool:
        """Whether anything was typed since it was filled or kept."""
        return self._dirty

    def fill(self, values: Mapping[str, Any] | BaseModel) -> None:
        """Shows values by field name (or a draft's); what is not named stays. Nothing counts as typed after."""
        given = values if isinstance(values, Mapping) else values.model_dump()
        for name, field in self.fields.items():
            if name in given:
                field.set_value(given[name])
        self.settle()

    def settle(self) -> None:
        """Takes what is on show as kept: not dirty, no problems."""
        self._untouched = self.values()
        self.show_problems(())
        self._set_dirty(dirty=False)

    def values(self) -> dict[str, Any]:
        """What the fields hold now, by name, readable or not."""
        return {name: field.value() for name, field in self.fields.items()}

    def draft(self) -> Draft:
        """The draft as typed. Raises RefusedError with every problem that the fields or the draft's own rules find."""
        problems = [
            Problem(sentence=said, field=name) for name, field in self.fields.items() if (said := field.unreadable())
        ]
        if problems:
            raise RefusedError(problems)
        try:
            return self._draft_type(**self._fixed, **self.values())
        except ValidationError as error:
            raise RefusedError([self._in_words(one) for one in error.errors()]) from error

    def send(self) -> None:
        """Reads the draft, and emits it; problems are shown instead where it cannot be read."""
        try:
            draft = self.draft()
        except RefusedError as refused:
            self.show_problems(refused.problems)
        else:
            self.show_problems(())
            self.submitted.emit(draft)

    def show_problems(self, problems: Iterable[Problem]) -> None:
        """Shows each problem beside its field, others at the top, and goes to the first field that has one."""
        by_field: dict[str, list[str]] = {}
        elsewhere = []
        for problem in problems:
            name = problem.field if problem.field in self.fields else problem.field.split(".")[0]
            if name in self.fields:
                by_field.setdefault(name, []).append(problem.sentence)
            else:
                elsewhere.append(str(problem))
        for name, field in self.fields.items():
            field.show_problem(" ".join(by_field.get(name, ())))
        self.other.setText("\n".join(f"■ {sentence}" for sentence in elsewhere))
        self.other.setVisible(bool(elsewhere))
        first = next((field for name, field in self.fields.items() if name in by_field), None)
        if first is not None:
            first.focus()

    def leave(self) -> None:
        """Closes at once when nothing was typed; else says that it would be lost, and closes when asked again."""
        if not self._dirty or self._asked_to_close:
            self._asked_to_close = False
            self.kept.hide()
            self.closed.emit()
            return
        self._asked_to_close = True
        words = self.submit.text().replace("&", "")
        self.kept.setText(f"You have typed something. {words} keeps it; Close again lets it go.")
        self.kept.show()

    def showEvent(self, event: QShowEvent) -> None:
        """Every label and button gets a letter for Alt that nothing else in the form answers to."""
        super().showEvent(event)
        settle(self, (self.submit, self.cancel))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes; Ctrl+Enter submits from anywhere, Enter from a single line."""
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            at = self.focusWidget()
            if isinstance(at, QAbstractButton) and not isinstance(at, QCheckBox):
                at.click()
            else:
                self.send()
        else:
            super().keyPressEvent(event)

    def _touched(self) -> None:
        self._asked_to_close = False
        self.kept.hide()
        self._set_dirty(dirty=self.values() != self._untouched)

    def _set_dirty(self, *, dirty: bool) -> None:
        if dirty != self._dirty:
            self._dirty = dirty
            self.dirtied.emit(dirty)

    def _in_words(self, error: Any) -> Problem:
        """A pydantic error as a sentence for people."""
        name = str(error["loc"][0]) if error["loc"] else ""
        field = self.fields.get(name)
        what = field.words if field is not None else name.replace("_", " ").capitalize()
        kind, about = str(error["type"]), error.get("ctx", {})
        if kind == "value_error":
            return Problem(sentence=str(about.get("error", error["msg"])), field=name)
        sentences = {
            "missing": f"Please fill in {what.lower()}.",
            "string_too_short": f"Please fill in {what.lower()}.",
            "string_too_long": f"{what} is too long: please keep it to {about.get('max_length')} characters.",
            "greater_than_equal": f"{what} should be at least {about.get('ge')}.",
            "greater_than": f"{what} should be more than {about.get('gt')}.",
            "less_than_equal": f"{what} should be at most {about.get('le')}.",
            "less_than": f"{what} should be less than {about.get('lt')}.",
        }
        empty = field is not None and field.value() in (None, "")
        fallback = f"Please fill in {what.lower()}." if empty else f"Please check {what.lower()}."
        return Problem(sentence=sentences.get(kind, fallback), field=name)

    def _lay(self) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(unit(2), unit(2), unit(2), unit(2))
        outer.setSpacing(unit(1.5))
        outer.addWidget(self.title)
        outer.addWidget(self.other)
        inside = QWidget()
        inside.setProperty("role", "scrolled")
        self.body = QVBoxLayout(inside)
        self.body.setContentsMargins(2, 0, unit(0.75), 0)
        self.body.setSpacing(unit(1.5))
        for field in self.fields.values():
            self.body.addWidget(field)
        self.body.addStretch(1)
        scroll = QScrollArea()
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inside)
        outer.addWidget(scroll, 1)
        outer.addWidget(self.kept)
        row = QHBoxLayout()
        row.addWidget(self.submit)
        row.addWidget(self.cancel)
        row.addStretch(1)
        outer.addLayout(row)


class SideSheet(QFrame):
    """The place at the right of a page where a form opens; one form at a time, hidden while there is none."""

    def __init__(self, parent: QWidget | None = None, *, wide: float = 46) -> None:
        """`wide` in steps of the grid."""
        super().__init__(parent)
        self.setProperty("role", "sheet")
        self.form: Form[Any] | None = None
        self._back_to: QWidget | None = None
        self.setFixedWidth(unit(wide))
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self.hide()

    def show_form(self, form: Form[Any]) -> bool:
        """Shows a form and puts the keyboard into its first field; False while another holds typed words."""
        if self.form is not None and self.form is not form:
            if self.form.dirty:
                self.form.leave()
                return False
            self.put_away()
        if self.form is None:
            self._back_to = self.window().focusWidget()
            self.form = form
            form.closed.connect(self.put_away)
            self._layout.addWidget(form)
        form.show()
        self.show()
        first = next(iter(form.fields.values()), None)
        if first is not None:
            first.focus()
        return True

    def put_away(self) -> None:
        """Takes the form away, and gives the keyboard back to where it was."""
        if self.form is None:
            return
        form, self.form = self.form, None
        self.hide()
        self._layout.removeWidget(form)
        form.hide()
        form.deleteLater()
        self.give_back()

    def give_back(self) -> None:
        """Gives the keyboard back to where it was, once that shows; a page read anew may have taken it away."""
        back_to = self._back_to
        if back_to is None or self.form is not None:
            return
        if not isValid(back_to):
            self._back_to = None
        elif back_to.isVisible():
            self._back_to = None
            back_to.setFocus(Qt.FocusReason.OtherFocusReason)
