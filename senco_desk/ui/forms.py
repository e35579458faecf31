"""A form: fields that give a draft. Filling it never saves; nothing typed is ever thrown away unasked.

Forms live in a side sheet or a card of the page, never in a dialog that must be answered. What is typed into a form
in the window of a desk is kept while it is typed (`draft_keeper`), whatever the form: it tells and takes back its
own fields.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any, Generic, Literal, TypeVar

from pydantic import BaseModel, ValidationError
from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QKeySequence, QShowEvent
from PySide6.QtWidgets import QAbstractButton, QCheckBox, QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget
from shiboken6 import isValid

from senco_desk.domain.drafts import Plain
from senco_desk.domain.problems import Problem, RefusedError
from senco_desk.domain.records import Kept
from senco_desk.ui.announcing import announce
from senco_desk.ui.back_line import BackLine
from senco_desk.ui.cards import button, label, show_if
from senco_desk.ui.date_field import DateField
from senco_desk.ui.draft_keeper import About, keeper_above
from senco_desk.ui.field_words import is_secret, is_text, put_typed, typed_value
from senco_desk.ui.fields import ChoiceField, Field
from senco_desk.ui.keyboard import read_in_order
from senco_desk.ui.mnemonics import Lent, borrow, give_back, settle
from senco_desk.ui.role_limits import may_submit, only_read
from senco_desk.ui.theme import unit

Draft = TypeVar("Draft", bound=BaseModel)

Keeping = Literal["unkept", "kept", "read only"]
"""Whether what is typed into a form is kept while it is typed."""

SHORT = 3
"""A form of so many fields is short: Enter in a line submits it."""


class Form(QFrame, Generic[Draft]):
    """Fields by the names of a draft's fields, one button that submits, and problems beside the fields.

    Submitting does nothing but emit `submitted` with the draft; a page hands it to Work, which calls
    `show_problems` with whatever is refused. `closed` asks the page to put the form away; a side sheet emits
    `left` once it has done so, which it has not where the typed words could not be kept.
    """

    needs = "change"
    """The right of whoever may submit it; to others it is a sheet to read."""

    submitted = Signal(object)
    closed = Signal()
    left = Signal()
    dirtied = Signal(bool)
    touched = Signal()
    """Something was typed or chosen."""

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
        self._untouched_typed: dict[str, Plain] = {}
        self._secret = {name for name, field in self.fields.items() if is_secret(field)}
        self._dirty = False
        self._asked_to_close = False
        self._lent: Lent = ()
        self.keeping: Keeping = "unkept"
        self.only_shown = False
        """Whether it can only be read."""
        self.title = label(title, "heading", wrap=True)
        self._called: tuple[str, str] = ("", "")
        show_if(self.title, bool(title))
        self.other = label("", tone="over", wrap=True)
        self.other.hide()
        self.submit = button(submit, self.send, kind="primary")
        self.cancel = button("&Close", self.leave)
        self.submit.setToolTip("Ctrl+Enter")
        self.kept = label("", "small", wrap=True)
        self.kept.hide()
        self.back = BackLine(self.discard)
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
        self._untouched, self._untouched_typed = self.values(), self._typed_values()
        self.back.hide()
        self.show_problems(())
        self._set_dirty(dirty=False)

    def values(self) -> dict[str, Any]:
        """What the fields hold now, by name, readable or not."""
        return {name: field.value() for name, field in self.fields.items()}

    def about(self) -> About:
        """Which form this is and of what: the same form opened again for the same thing tells the same.

        A form that changes a record is known by the record's id. One for something new is known by whose it is and
        by the choices it begins with (a child's words are not a parent's); one that knows no id by all it began with.
        """
        own = [str(self._fixed["id"])] if "id" in self._fixed else _ids_held(self)
        of = [str(value) for name, value in sorted(self._fixed.items()) if name.endswith("_id") and value]
        begun: dict[str, Plain] = {}
        if not own:
            begun = {
                name: value
                for name, value in self._untouched_typed.items()
                if not isinstance(self.fields[name], DateField)
                and (not of or (type(self) is Form and isinstance(self.fields[name], ChoiceField)))
            }
        named = "" if own or of else self.title.text()
        made_by = getattr(self._draft_type, "__name__", "")
        parts = [f"{type(self).__name__}.{made_by}", *(own or of)]
        if begun or named:
            parts.append(sha256(json.dumps([named, begun], sort_keys=True).encode()).hexdigest()[:12])
        called, whose = self._called
        return About("|".join(parts), called or self.title.text(), str(self._fixed.get("pupil_id") or whose))

    def name_children(self, about: Sequence[tuple[str, str]], words: str) -> None:
        """Names in the title whose record the form writes into: `about` are their ids and names, `words` the names.

        What is kept of a form about several children does not name them, since it would outlast the erasure of one.
        """
        base = self.title.text()
        self.title.setText(f"{base} · {words}")
        self.setAccessibleName(self.title.text())
        self._called = (self.title.text(), about[0][0]) if len(about) == 1 else (base, "")

    def typed(self) -> dict[str, Plain]:
        """What was typed and not saved, for `restore`: of a form that changes a record only what differs from it.

        A passphrase is never among it.
        """
        if not self._dirty:
            return {}
        now, values = self._typed_values(), self.values()
        if "id" in self._fixed or _ids_held(self):
            return {name: value for name, value in now.items() if values[name] != self._untouched[name]}
        return now

    def restore(self, typed: dict[str, Plain]) -> None:
        """Puts back what `typed` gave, over what the form was filled with; fields it no longer has are passed over."""
        found = {name: value for name, value in typed.items() if name in self.fields}
        self._put(found)
        for name in found:
            self.fields[name].changed.emit()
        # Some fields fill others when they change; what was typed there wins.
        self._put(found)
        plain = next((field for name, field in self.fields.items() if name in found and is_text(field)), None)
        if plain is not None:
            plain.changed.emit()
        self._touched()

    def show_back(self, typed_at: datetime | None) -> None:
        """Says that what was typed before is back, and since when."""
        self.back.tell(typed_at)

    def hide_back(self) -> None:
        """Nothing of what came back is unsaved any more."""
        self.back.settle()

    def keep_nothing(self) -> None:
        """Nothing typed here is kept, since the desk is open to read only; said with the first key."""
        self.keeping = "read only"

    def drop(self) -> None:
        """Empties itself and closes: the child it is about was erased."""
        self._put(self._untouched_typed)
        self.settle()
        self.closed.emit()

    def only_show(self) -> None:
        """Turns into a sheet that is read: for somebody who may look at the record and not change it."""
        self.submit.withhold()
        self.only_shown = True
        for field in self.fields.values():
            only_read(field)

    def present(self) -> bool:
        """Whether it is still there."""
        return isValid(self)

    def discard(self) -> None:
        """Puts the form back as it was opened; what was typed can be put back once more."""
        typed = self.typed()
        self._put(self._untouched_typed)
        for field in self.fields.values():
            field.changed.emit()
        self._put(self._untouched_typed)
        self.show_problems(())
        self._touched()
        self.back.tell_discarded(lambda: self.restore(typed))

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
        if self.only_shown:
            return
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
        beside = [f"{self.fields[name].words}: {' '.join(said)}" for name, said in by_field.items()]
        announce("\n".join([*elsewhere, *beside]), self, urgent=True)
        first = next((field for name, field in self.fields.items() if name in by_field), None)
        if first is not None:
            first.focus()
            # once the sentence has been given its place, which is below what the focus scrolled to
            QTimer.singleShot(0, self, lambda: self._scroll.ensureWidgetVisible(first))

    def leave(self) -> None:
        """Closes at once when nothing was typed, or where what was typed is kept for the next time.

        Elsewhere it says that it would be lost, and closes when asked again.
        """
        if not self._dirty or self.keeping == "kept" or self._asked_to_close:
            self._asked_to_close = False
            self.kept.hide()
            self.closed.emit()
            return
        self._asked_to_close = True
        self.hold()

    def hold(self) -> None:
        """Says that typed words would be lost if the form were closed now."""
        words = self.submit.text().replace("&", "")
        ways = f"{words} keeps it" if self.keeping != "read only" else "A desk that is open to read only keeps nothing"
        self.kept.setText(f"You have typed something. {ways}; Close again lets it go.")
        self.kept.show()
        announce(self.kept.text(), self, urgent=True)

    def showEvent(self, event: QShowEvent) -> None:
        """Every label and button gets a letter for Alt that nothing else in the form answers to."""
        super().showEvent(event)
        settle(self, (self.submit, self.cancel))
        read_in_order(self)
        self._lent = borrow(self)

    def hideEvent(self, event: QHideEvent) -> None:
        """The page has the letters back that it had to do without."""
        super().hideEvent(event)
        lent, self._lent = self._lent, ()
        give_back(lent)

    def event(self, event: QEvent) -> bool:
        """Ctrl+S is the form's while the keyboard is in it, and not the page's behind it."""
        if event.type() == QEvent.Type.ShortcutOverride and _saves(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes; Ctrl+Enter or Ctrl+S submits from anywhere. Enter in one line submits a short form.

        In a longer form Enter goes on to the next field, since half of it would be submitted otherwise.
        """
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
        elif _saves(event):
            self.send()
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            at = self.focusWidget()
            if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                self.send()
            elif isinstance(at, QAbstractButton) and not isinstance(at, QCheckBox):
                at.click()
            elif len(self._asked()) > SHORT:
                self._go_on(at)
            else:
                self.send()
        else:
            super().keyPressEvent(event)

    def _asked(self) -> list[Field]:
        """The fields on show that can be filled in."""
        return [field for field in self.fields.values() if not field.isHidden() and field.isEnabled()]

    def _go_on(self, at: QWidget | None) -> None:
        """Puts the keyboard into the field after the one it is in; after the last, onto the button that submits."""
        asked = self._asked()
        place = next((n for n, field in enumerate(asked) if at is not None and field.isAncestorOf(at)), len(asked))
        if place + 1 < len(asked):
            asked[place + 1].focus()
        else:
            self.submit.setFocus(Qt.FocusReason.TabFocusReason)

    def _touched(self) -> None:
        self._asked_to_close = False
        self._set_dirty(dirty=self.values() != self._untouched)
        self.kept.setText("This desk is open to read only: what is typed here cannot be saved, and is not kept.")
        show, shown = self.keeping == "read only" and self._dirty, not self.kept.isHidden()
        self.kept.setVisible(show)
        if show and not shown:
            announce(self.kept.text(), self)
        self.touched.emit()

    def _typed_values(self) -> dict[str, Plain]:
        """What each field holds as it was typed, for words that cannot be read yet too."""
        found: dict[str, Plain] = {}
        for name, field in self.fields.items():
            if name not in self._secret and not is_secret(field):
                with contextlib.suppress(TypeError):  # a field of a kind that cannot be kept is left out
                    found[name] = typed_value(field)
        return found

    def _put(self, typed: Mapping[str, Plain]) -> None:
        for name, value in typed.items():
            put_typed(self.fields[name], value)

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
        outer.addWidget(self.back)
        outer.addWidget(self.other)
        inside = QWidget()
        inside.setProperty("role", "scrolled")
        self.body = QVBoxLayout(inside)
        self.body.setContentsMargins(2, 0, unit(0.75), 0)
        self.body.setSpacing(unit(1.5))
        for field in self.fields.values():
            self.body.addWidget(field)
        self.body.addStretch(1)
        self._scroll = scroll = QScrollArea()
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
        self._gave: tuple[QWidget, str] | None = None
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.timeout.connect(self._look_after)
        self.setFixedWidth(unit(wide))
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self.hide()

    def show_form(self, form: Form[Any]) -> bool:
        """Shows a form and puts the keyboard into its first field. One with typed words gives way, and they are kept.

        False where the same form is open already with typed words in it: that one stays. False too where nothing
        keeps typed words (a window without a desk, a desk to read only) and another form holds some, and where the
        words of the other could not be kept.
        """
        keeper = keeper_above(self)
        if self.form is not None and self.form is not form:
            if self.form.dirty and (self.form.keeping != "kept" or self.form.about().key == form.about().key):
                if self.form.keeping != "kept":
                    self.form.hold()
                self._begin(self.form)
                return False
            self._leave()
            if self.form is not None:
                self._begin(self.form)
                return False
        if self.form is None:
            self._back_to = here = self.window().focusWidget()
            self._gave = (here, here.accessibleName()) if here is not None else None
            self.form = form
            form.closed.connect(self._close)
            self._layout.addWidget(form)
            if keeper is not None:
                form.keeping = "kept"
                keeper.take(form)
        if not may_submit(self, form.needs):
            form.only_show()
        form.show()
        self.show()
        self._begin(form)
        return True

    def put_away(self) -> None:
        """Takes the form away since it is done with, and gives the keyboard back to where it was."""
        keeper = keeper_above(self)
        if self.form is not None and keeper is not None:
            keeper.saved(self.form)
        self._take_away()

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

    def _close(self) -> None:
        form = self.form
        self._leave()
        if form is not None and self.form is None:
            form.left.emit()

    def _leave(self) -> None:
        """Takes the form away; what was typed into it is kept for the next time. It stays where that cannot be."""
        keeper = keeper_above(self)
        if self.form is not None and keeper is not None:
            watched = keeper.watches(self.form)
            if not keeper.put_aside(self.form) and watched:
                return  # the words could not be written: they stay where they can be read
        self._take_away()

    def _take_away(self) -> None:
        if self.form is None:
            return
        form, self.form = self.form, None
        self.hide()
        self._layout.removeWidget(form)
        form.hide()
        form.deleteLater()
        self.give_back()
        self._later.start(0)

    def _look_after(self) -> None:
        """Where a page read anew took away what had the keyboard: what is called the same now, or the page's first."""
        gave, now = self._gave, self.window().focusWidget()
        if self.form is not None or gave is None:
            return
        self._gave = None
        page = self.parentWidget()
        while page is not None and not hasattr(page, "first_focus"):
            page = page.parentWidget()
        # On the page something has the keyboard because the deed gave it; elsewhere, because Qt found nothing better.
        if page is None or not page.isVisible() or (now is not None and page.isAncestorOf(now)):
            return
        if isValid(gave[0]) and gave[0].isVisible():  # it came on show after the form had gone
            self.give_back()
            return
        self._back_to = None
        called = (
            one for one in page.findChildren(QAbstractButton)
            if gave[1] and one.accessibleName() == gave[1] and one.isVisible() and one.isEnabled()
        )  # fmt: skip
        wanted = next(called, None) or page.first_focus()
        if wanted is not None:
            wanted.setFocus(Qt.FocusReason.OtherFocusReason)

    def _begin(self, form: Form[Any]) -> None:
        first = next(iter(form.fields.values()), None)
        if form.only_shown:
            form.cancel.setFocus(Qt.FocusReason.OtherFocusReason)
        elif first is not None:
            first.focus()
        else:  # a sheet that only says what a deed does: the way back has the keyboard, and is read out with the words
            form.cancel.setAccessibleDescription(" ".join(_words_on(form)))
            form.cancel.setFocus(Qt.FocusReason.OtherFocusReason)


def _saves(event: QEvent) -> bool:
    return isinstance(event, QKeyEvent) and event.matches(QKeySequence.StandardKey.Save)


def _words_on(form: Form[Any]) -> list[str]:
    """The sentences of a form, its title first."""
    return [each.text() for each in form.findChildren(QLabel) if each.text() and each.isVisibleTo(form)]


def _ids_held(form: Form[Any]) -> list[str]:
    """The ids of the records a form was made to change: what it holds, or what the group it holds is about."""
    held = [getattr(value, "provision", value) for value in vars(form).values()]
    return [record.id for record in held if isinstance(record, Kept)]
