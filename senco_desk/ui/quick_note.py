"""The quick note (Ctrl+N): a calm frame over the window, from anywhere, and away again with Esc or Enter.

It is no window of its own and blocks nothing. Whose record the words go into stands above them in large letters. What
is typed is kept while it is typed, like every form's words, and is back with the next Ctrl+N.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget
from shiboken6 import isValid

from senco_desk.domain.drafts import Plain, TypedWords
from senco_desk.domain.finding import Children
from senco_desk.domain.papers import CONTACT_KINDS
from senco_desk.domain.problems import Problem, RefusedError
from senco_desk.domain.pupils import Pupil
from senco_desk.domain.quick_entry import both_ends
from senco_desk.services import contacts_log, promises, pupils
from senco_desk.services.contacts_log import Entry, Finder
from senco_desk.ui.announcing import announce
from senco_desk.ui.back_line import BackLine
from senco_desk.ui.cards import button, label
from senco_desk.ui.context import Context
from senco_desk.ui.draft_keeper import About, keeper_above
from senco_desk.ui.fields import Field
from senco_desk.ui.mnemonics import Lent, borrow, give_back, letter
from senco_desk.ui.page_room import LOWEST
from senco_desk.ui.pages import Page
from senco_desk.ui.quick_note_contact import ContactPart
from senco_desk.ui.quick_note_kept import KEY, Waiting, children_of, chosen_on, free_key, kept_for, kept_notes
from senco_desk.ui.quick_note_others import OthersNamed
from senco_desk.ui.quick_note_parts import Kids, Letters, Middle, NameField, NoteText, place_words, quiet, shown_day
from senco_desk.ui.quick_note_promises import PromisePart
from senco_desk.ui.theme import unit

_NOBODY = "Say who it is about: type a name and press Enter."
_NOT_KEPT = (
    "What you typed could not be kept for later, so the note stays open. Press Keep; if that is refused too, copy the"
    " words and put them somewhere safe, then take them out here and press Esc."
)


class QuickNote(QFrame):
    """Made once for a window over an open desk; `begin` shows it."""

    touched = Signal()
    """Something was typed or chosen."""

    def __init__(
        self,
        context: Context,
        window: QWidget,
        here: Callable[[], Page | None],
        known: Callable[[], Children | None] = lambda: None,
    ) -> None:
        """`here` tells the page on show, whose child the note is about; `known` gives the names read already."""
        super().__init__(window)
        self._context, self._desk, self._here = context, context.desk, here
        self._finder = Finder(context.desk, known)
        self._pupils: list[Pupil] = []
        self._own: list[str] = []
        self._key = KEY
        self._back_to: QWidget | None = None
        self._lent: Lent = ()
        self._on_page: object = None
        self.setProperty("role", "float")
        self.setAccessibleName("Quick note")
        self._build()
        self._lay()
        self._connect()
        window.installEventFilter(self)
        self.middle.inside.installEventFilter(self)
        context.work.changed.connect(self._changed)
        self.hide()

    def begin(self, *pupil_ids: str) -> None:
        """Opens it about these children, or the one on show; what was typed before is back in it."""
        wanted = list(pupil_ids) or list(chosen_on(self._here()))
        if self.isVisible():
            if not wanted or set(wanted) <= set(self._ids()):
                self._put_keyboard()
                return
            if not self.put_away():  # another child is on show: what was typed waits under its own
                return
        before = kept_for(self._desk, wanted)
        keeper = keeper_above(self)
        if before is not None and keeper is not None:
            keeper.reopen(before, lambda: self._open(wanted))
        else:
            self._open(wanted)

    def arrived(self, page: Page) -> None:
        """A page came on show: the note gives way, with its words kept, unless the page is of its own child."""
        own = set(chosen_on(page)) & set(self._ids())
        if self.isVisible() and not own and page.place != self._on_page:
            self.put_away()

    def bring_back(self) -> None:
        """Opens it with the words that its keeper is about to give back: after a lock, or a crash."""
        if not self.isVisible():
            self._open([])

    def put_away(self) -> bool:
        """Takes it away; what was typed is kept for the next time. Stays, and answers False, where it cannot be."""
        if not self._put_aside():
            return False
        self._leave()
        return True

    def keep(self) -> None:
        """Keeps the note, says so with Undo, and gives the keyboard back."""
        unready = self._unready()
        if unready:
            self.show_problems(unready)
            return
        self._look_for_others()
        if self.others.unseen():  # it is asked once, and never answered for them
            sentence = f"{self.others.accessibleName()} Press Enter again to keep it about {self.whose.text()}."
            self.show_problems([Problem(field="text", sentence=sentence)])
            return
        on, ids, promised = self.contact.day.value() or self._desk.today, self._ids(), self.promises.promised()
        entry = Entry(text=self.text.words(), on=on, kind=self.contact.kinds.kind, with_whom=self.contact.whom.value())
        kept = self._context.work.do(
            lambda: contacts_log.keep(self._desk, ids, entry, promised),
            form=self,
            initiator=self,
            say=self._kept_words(on, len(promised), self.promises.left_unkept()),
        )
        if kept is None:
            return
        noted, words = kept.value if isinstance(kept.value, list) else [], self.promises.not_promised()
        self._context.work.attempt(lambda: promises.dismiss(self._desk, [each.id for each in noted], words))
        keeper = keeper_above(self)
        if keeper is not None:
            keeper.saved(self)
        self._leave()

    def about(self) -> About:
        """Which words these are: of the child it began with, or of nobody yet."""
        return About(self._key, "Note", self._pupils[0].id if len(self._pupils) == 1 else "")

    def typed(self) -> dict[str, Plain]:
        """What is typed, with the choices made; nothing where no word is."""
        promised = self.promises.typed()
        if not (self.text.words().strip() or promised):
            return {}
        return {
            "children": [*self._ids()],
            "name": self.name.text(),
            "text": self.text.words(),
            "promises": promised,
            "not_promised": self.promises.dismissals(),
            **self.contact.typed(),
        }

    def restore(self, typed: dict[str, Plain]) -> None:
        """Puts back what `typed` gave; a child that is gone, or not to be seen any more, is left out."""
        children, lines = typed.get("children"), typed.get("promises")
        self._pupils = self._found(map(str, children)) if isinstance(children, list) else []
        with QSignalBlocker(self.text):
            self.text.setPlainText(str(typed.get("text") or ""))
        self.text.moveCursor(self.text.textCursor().MoveOperation.End)
        self.name.setText(str(typed.get("name") or ""))
        self.contact.restore(typed)
        dismissed = typed.get("not_promised")
        self.promises.restore(
            lines if isinstance(lines, list) else [], dismissed if isinstance(dismissed, list) else []
        )
        self._show_pupils()

    def present(self) -> bool:
        """Whether it is still there."""
        return isValid(self)

    def show_back(self, typed_at: datetime | None) -> None:
        """Says since when the words that came back were there."""
        self.back.tell(typed_at)

    def hide_back(self) -> None:
        """Nothing of what came back is unsaved any more."""
        self.back.settle()

    def keep_nothing(self) -> None:
        """A desk that is open to read only has no quick note."""

    def drop(self) -> None:
        """Goes with its words: a child it is about was erased."""
        self._leave()

    def discard(self) -> None:
        """Empties it, but for the children; what was typed can be put back once more."""
        typed = self.typed()

        def put_back() -> None:
            self.restore(typed)
            self.touched.emit()

        self._clear()
        self._show_pupils()
        self.touched.emit()
        self.back.tell_discarded(put_back)

    def show_problems(self, problems: Iterable[Problem]) -> None:
        """Shows each problem where it is mended, and goes to the first."""
        fields: dict[str, Field] = {"on": self.contact.day, "with_whom": self.contact.whom}
        self.promises.settle()
        for each in fields.values():
            each.show_problem("")
        others: list[str] = []
        first: QWidget | None = None
        for problem in problems:
            field = fields.get(problem.field) or self.promises.field_of(problem.field)
            if field is not None:
                field.show_problem(problem.sentence)
                first = first or field
            else:
                others.append(problem.sentence)
                first = first or (self.name if problem.field == "name" else self.text)
        self.problem.setText("\n".join(f"■ {sentence}" for sentence in others))
        self.problem.setVisible(bool(others))
        announce(self.problem.text(), self, urgent=True)
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc puts it away; Ctrl+Enter keeps from anywhere."""
        if event.key() == Qt.Key.Key_Escape:
            self.put_away()
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                self.keep()
            else:
                event.ignore()  # the window presses the button that has the keyboard
        else:
            super().keyPressEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: FBT001  Qt's own shape
        """Tab walks within the frame; leaving the name takes the child that is marked."""
        at = self.focusWidget()
        if at is self.name and forward and self.name.take():
            return True
        walk = [each for each in self._walk() if each.isVisible() and each.isEnabled()]
        if at not in walk:
            self._put_keyboard()
            return True
        there = walk[(walk.index(at) + (1 if forward else -1)) % len(walk)]
        there.setFocus(Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason)
        return True

    def hideEvent(self, event: QHideEvent) -> None:
        """The page has its letters back."""
        super().hideEvent(event)
        self.promises.rest()
        lent, self._lent = self._lent, ()
        give_back(lent)

    def event(self, event: QEvent) -> bool:
        """As high as what it holds."""
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest and self.isVisible():
            self._place()
        return done

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stays in the middle of a window that changes its size, and grows with what it holds."""
        resized = event.type() == QEvent.Type.Resize and watched is self.parentWidget()
        grown = event.type() == QEvent.Type.LayoutRequest and watched is self.middle.inside
        if (resized or grown) and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)

    def _build(self) -> None:
        today = self._desk.today
        self.whose = label("", "title", wrap=True)
        self.where = label("", tone="muted")
        self.name = NameField(self._finder.find, self._finder.told_apart)
        self.kids = Kids()
        self.back = BackLine(self.discard)
        self.others = OthersNamed()
        self.waiting = Waiting()
        self.text = NoteText()
        self.contact = ContactPart(today)
        self.promises = PromisePart(today)
        self.problem = label("", tone="over", wrap=True)
        self.problem.hide()
        self.keep_button = button("&Keep", self.keep, kind="primary")
        self.keep_button.setToolTip("Enter")
        self.away = button("C&lose, keep my words", self.put_away)
        self.away.setToolTip("Esc: what you typed is kept")
        self.hint = quiet("Enter keeps · Shift+Enter: a new line · Esc closes, your words are kept")
        self.middle = Middle()

    def _lay(self) -> None:
        self._outer = QVBoxLayout(self)
        self._outer.setContentsMargins(unit(2), unit(1.5), unit(2), unit(1.5))
        self._outer.setSpacing(unit(1))
        head = QHBoxLayout()
        head.setSpacing(unit(1.5))
        head.addWidget(self.whose, 1)
        head.addWidget(self.where, 0, Qt.AlignmentFlag.AlignBottom)
        names = QHBoxLayout()
        names.setSpacing(unit(1))
        self.kids.hide()
        names.addWidget(self.kids, 3)
        names.addWidget(self.name, 2)
        self._outer.addLayout(head)
        self._outer.addLayout(names)
        self._outer.addWidget(self.name.hits)
        self._outer.addWidget(self.others)
        for part in (self.back, self.waiting, self.text, self.contact, self.promises):
            self.middle.body.addWidget(part)
        self._outer.addWidget(self.middle, 1)
        self._outer.addWidget(self.problem)
        foot = QHBoxLayout()
        foot.setSpacing(unit(1))
        foot.addWidget(self.keep_button)
        foot.addWidget(self.away)
        foot.addWidget(self.hint, 1)
        self._outer.addLayout(foot)

    def _connect(self) -> None:
        self.name.taken.connect(self._taken)
        self.name.empty_enter.connect(self._to_text)
        self.name.back_over.connect(self._take_last_out)
        self.name.textChanged.connect(self.touched)
        self.kids.out.connect(self._take_out)
        self.others.instead.connect(self._about_instead)
        self.others.also.connect(self._about_too)
        self.waiting.wanted.connect(self._turn_to_other)
        self.text.textChanged.connect(self._text_typed)
        self.contact.kind_chosen.connect(self._kind_chosen)
        self.promises.grown.connect(self.middle.show_end)
        for part in (self.contact, self.promises):
            part.touched.connect(self.touched)
            part.entered.connect(self.keep)
        self.text.entered.connect(self.keep)
        kinds = {letter(chip.text()): chip.click for chip in self.contact.kinds.chips().values()}
        self._letters = Letters(
            {**kinds, "w": self.contact.whom.focus, "d": self.contact.day.focus, "p": self.promises.add,
             "r": self.promises.dismiss, "k": self.keep, "l": self.put_away},
            self,
        )  # fmt: skip
        self._letters.watch(self.name, self.text, *self.contact.inputs(), self.keep_button, self.away)
        self._letters.watch(self.back.button)
        self.promises.answer_to(self._letters)

    def _walk(self) -> list[QWidget]:
        """What Tab walks."""
        return [
            *self.kids.buttons(), self.name, *self.others.buttons(), self.back.button, *self.waiting.buttons(),
            self.text, *self.contact.inputs(), *self.promises.inputs(), self.keep_button, self.away,
        ]  # fmt: skip

    def _put_aside(self) -> bool:
        """Has the words kept for the next time; where they cannot be, says so in the frame and answers False."""
        keeper = keeper_above(self)
        if keeper is None or keeper.put_aside(self):
            return True
        self.show_problems([Problem(field="text", sentence=_NOT_KEPT)])
        return False

    def _open(self, pupil_ids: Sequence[str]) -> None:
        focus = self.window().focusWidget()
        self._back_to = focus if focus is not None and not self.isAncestorOf(focus) else None
        self._own = contacts_log.own_names(self._desk)
        self._pupils = self._found(pupil_ids)
        page = self._here()
        self._on_page = page.place if page is not None else None
        for part in (self.contact, self.promises):
            part.begin_on(self._desk.today)
        self._clear()
        self._key = free_key(self._desk, self._ids())
        self._show_pupils()
        keeper = keeper_above(self)
        if keeper is not None:
            keeper.take(self)
        self._show_other()
        self.show()
        self.raise_()
        self._place()
        self._lent = borrow(self)
        self._put_keyboard()
        announce(f"Quick note. {self.whose.text()}", self)

    def _leave(self) -> None:
        self.hide()
        self._pupils = []
        self._clear()
        back_to, self._back_to = self._back_to, None
        if back_to is not None and isValid(back_to) and back_to.isVisible() and back_to.isEnabled():
            back_to.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        page = self._here()
        first = page.first_focus() if page is not None else None
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _clear(self) -> None:
        """Empties every field; the children stay."""
        with QSignalBlocker(self.text), QSignalBlocker(self.name):
            self.text.clear()
            self.name.clear()
        self.name.find_now()
        self.contact.clear()
        self.promises.clear()
        self.back.hide()
        self.others.clear()
        self.waiting.hide()
        self.show_problems(())

    def _put_keyboard(self) -> None:
        """In the text where it is known who it is about; else in the name."""
        (self.text if self._pupils and not self.name.text() else self.name).setFocus(Qt.FocusReason.OtherFocusReason)

    def _to_text(self) -> None:
        if self._pupils:
            self.text.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.show_problems([Problem(field="name", sentence=_NOBODY)])

    def _taken(self, pupil: Pupil, more: bool) -> None:  # noqa: FBT001  the shape of the signal
        if pupil.id not in self._ids():
            self._pupils.append(pupil)
        self._show_pupils()
        self.touched.emit()
        announce(f"About {self.whose.text()}, {self.where.text()}", self)
        if not more:
            self.text.setFocus(Qt.FocusReason.OtherFocusReason)

    def _about_instead(self, pupil: Pupil) -> None:
        self._pupils = []
        self._taken(pupil, more=False)

    def _about_too(self, pupil: Pupil) -> None:
        self._taken(pupil, more=False)

    def _take_out(self, pupil_id: str) -> None:
        self._pupils = [each for each in self._pupils if each.id != pupil_id]
        self._show_pupils()
        self.touched.emit()
        self.name.setFocus(Qt.FocusReason.OtherFocusReason)

    def _take_last_out(self) -> None:
        if self._pupils:
            self._take_out(self._pupils[-1].id)

    def _show_pupils(self) -> None:
        """Who it is about, in large letters; who is around them is known from here on."""
        several, ids, apart = len(self._pupils) > 1, self._ids(), self._finder.told_apart(self._pupils)
        self.whose.setText(", ".join(each.name for each in self._pupils) or "Who is it about?")
        where = [place_words(self._pupils[0]), *apart.values()] if len(self._pupils) == 1 else []
        self.where.setText(" · ".join(part for part in where if part))
        self.name.setPlaceholderText(
            "Another name, or Backspace to remove one" if self._pupils else "Type a name, then Enter"
        )
        self.name.setAccessibleName("Another child" if self._pupils else "Child")
        self.kids.show_pupils(self._pupils if several else [], apart)
        self._letters.watch(*self.kids.buttons())
        people = self._context.work.attempt(lambda: contacts_log.people_around(self._desk, ids)) or []
        self.contact.know(people, self._own, self._names())
        if self.problem.isVisible() and self._pupils:
            self.show_problems(())
        self._read()

    def _found(self, ids: Iterable[str]) -> list[Pupil]:
        found = []
        for pupil_id in dict.fromkeys(ids):
            try:
                found.append(pupils.get(self._desk, pupil_id))
            except RefusedError:  # gone since, or no longer theirs to see
                continue
        return found

    def _ids(self) -> list[str]:
        return [pupil.id for pupil in self._pupils]

    def _text_typed(self) -> None:
        self._read()
        self.touched.emit()

    def _read(self) -> None:
        words = self.text.words()
        self.contact.read(words)
        self.promises.read(
            words, self.contact.people, whom=self.contact.whom.value(), me=self._desk.me.name,
            typed_on=self.contact.typed_on, children=self._names(),
        )  # fmt: skip
        self._look_for_others()

    def _look_for_others(self) -> None:
        """Says so where the words name a child whom the note is not about; changes nothing by itself."""
        adults = [*self._own, *(way for person in self.contact.people for way in person.ways)]
        found = self._context.work.attempt(
            lambda: self._finder.others_named(both_ends(self.text.words()), self._pupils, adults)
        )
        if self.others.show_named(found or [], self._finder.told_apart(found or [])):
            self._letters.watch(*self.others.buttons())

    def _names(self) -> list[str]:
        return [name for each in self._pupils for name in (each.name, f"{each.legal_forename} {each.legal_surname}")]

    def _kind_chosen(self) -> None:
        if self.text.words():
            self.text.setFocus(Qt.FocusReason.OtherFocusReason)

    def _unready(self) -> list[Problem]:
        """What has to be said before the records are asked."""
        problems = self.promises.unreadable()
        if self.name.text().strip():
            sentence = f"“{self.name.text().strip()}” is not chosen yet: press Enter on a name, or empty the field."
            problems.insert(0, Problem(field="name", sentence=sentence))
        if self.contact.day.unreadable():
            problems.append(Problem(field="on", sentence=self.contact.day.unreadable()))
        return problems

    def _kept_words(self, on: date, promised: int, offered: int) -> str:
        names = [pupil.name for pupil in self._pupils]
        who = " and ".join(names) if len(names) < 3 else f"{len(names)} children"
        more = "" if not promised else " · 1 promise" if promised == 1 else f" · {promised} promises"
        if offered:
            some = "a promise was" if offered == 1 else f"{offered} promises were"
            more += f" · {some} not kept: see the overview under Promises"
        return f"{CONTACT_KINDS[self.contact.kinds.kind]} kept for {who} · {shown_day(on, self._desk.today)}{more}"

    def _show_other(self) -> None:
        """Notes that were begun and not kept wait: says so, and goes on with one when asked."""
        mine, typed = tuple(self._ids()), self.typed()
        waiting = [
            each for each in kept_notes(self._desk) if each.typed != typed and (not mine or children_of(each) != mine)
        ]
        self.waiting.show_waiting(waiting, self._names_of, self._desk.today)
        self._letters.watch(*self.waiting.buttons())

    def _names_of(self, words: TypedWords) -> str:
        return ", ".join(pupil.name for pupil in self._found(children_of(words)))

    def _turn_to_other(self, other: TypedWords) -> None:
        keeper = keeper_above(self)
        if keeper is None or not self._put_aside():
            return
        back_to = self._back_to
        keeper.reopen(other, lambda: self._open([]))
        self._back_to = back_to

    def _place(self) -> None:
        """In the middle, a little below the top; never larger than the window."""
        window = self.parentWidget()
        if window is None:
            return
        wide = min(window.width() - unit(2), unit(84))
        self.promises.fold(narrow=wide < unit(64))
        # In a low window the names found have the room, until one is taken.
        self.middle.setVisible(window.height() >= unit(LOWEST) or self.name.hits.isHidden())
        self._outer.activate()
        wanted = max(self._outer.totalHeightForWidth(wide), self._outer.totalMinimumSize().height())
        if not self.middle.isHidden():
            wanted += self.middle.wanted(wide - unit(4.5) - 2) - self.middle.least
        high = min(wanted, window.height() - unit(2))
        top = max(min(unit(9), window.height() - high - unit(1)), unit(1))
        self.setGeometry((window.width() - wide) // 2, top, wide, high)

    def _changed(self, changes: object, _initiator: object) -> None:
        if "pupil" in getattr(changes, "nouns", ()):
            self._finder.forget()
