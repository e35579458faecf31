"""Keeps what is typed while it is typed, and brings it back: one way for every form and every page that is typed into.

A form tells what was typed and takes it back (`TypedInto`); the keeper writes it into the desk within a second, and
forgets it once the form is saved or its words are discarded. A new form needs to do nothing for this.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from PySide6.QtCore import QObject, QTimer, Signal, SignalInstance
from PySide6.QtWidgets import QWidget

from senco_desk.domain.drafts import Plain
from senco_desk.domain.problems import RefusedError, TroubleError
from senco_desk.services import drafts
from senco_desk.services.desk import Desk
from senco_desk.services.drafts import TypedWords
from senco_desk.ui.pages import OF_A_PUPIL, Place

PAUSE = 700
"""Milliseconds from the first key until what was typed is written: below a second, and not at every key."""


@dataclass(frozen=True)
class About:
    """What a form is about: its key, what it is called on screen, and the pupil where the form itself knows one."""

    key: str
    title: str
    pupil_id: str = ""


class TypedInto(Protocol):
    """Anything that is typed into: a form, or the fields of a page."""

    @property
    def touched(self) -> SignalInstance:
        """Emitted at every key."""

    def present(self) -> bool:
        """Whether it is still there to be typed into."""

    def about(self) -> About:
        """What it is about; stays the same while it is open."""

    def typed(self) -> dict[str, Plain]:
        """What was typed and not saved, by field; empty where nothing was."""

    def restore(self, typed: dict[str, Plain]) -> None:
        """Puts back what `typed` gave."""

    def show_back(self, typed_at: datetime | None) -> None:
        """Says since when the words that came back were there, and offers to discard them."""

    def hide_back(self) -> None:
        """Nothing of what came back is unsaved any more: takes the offer to discard it away."""

    def keep_nothing(self) -> None:
        """Says that nothing typed here is kept."""

    def drop(self) -> None:
        """Empties itself and goes, since the child it is about was erased: nothing of it is kept or comes back."""


class DraftKeeper(QObject):
    """Watches what is typed into one window over one desk."""

    said = Signal(str)
    """A sentence for the foot of the window."""
    kept = Signal(object)
    """Something more that was typed is kept now, though it is not saved yet: the moment."""

    forgot = Signal()
    """Something that was kept is saved or discarded now."""

    def __init__(
        self,
        desk: Desk,
        *,
        clock: Callable[[], datetime],
        here: Callable[[], Place | None],
        parent: QObject | None = None,
    ) -> None:
        """`here` tells the place on show, which is kept with the words so that they can be gone back to."""
        super().__init__(parent)
        self._desk, self._clock, self._here = desk, clock, here
        self._watched: dict[str, tuple[TypedInto, TypedWords]] = {}
        self._expected: TypedWords | None = None
        self._in_trouble = False
        self._trouble = ""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE)
        self._timer.timeout.connect(self.flush)

    @property
    def can_keep(self) -> bool:
        """Whether anything typed is kept: not in a desk that is open to read only."""
        return drafts.can_keep(self._desk)

    def take(self, source: TypedInto) -> None:
        """Watches something that is typed into, and brings back what was typed into it before."""
        if not self.can_keep:
            source.keep_nothing()
            return
        expected, self._expected = self._expected, None
        about = source.about()
        key = expected.key if expected is not None else about.key
        before = expected or self._find(key)
        place = self._here() or Place("")
        if place.page == "erase":  # the child of that page is about to go; nobody comes back to it
            place = Place("")
        pupil_id = about.pupil_id or (place.args[0] if place.page in OF_A_PUPIL and place.args else "")
        words = TypedWords(key, pupil_id, about.title, (place.page, *place.args))
        if before is not None:
            source.restore(before.typed)
            words = replace(words, typed=before.typed, typed_at=before.typed_at, is_open=before.is_open)
        self._watched[key] = (source, words)
        source.touched.connect(self._touched)
        if before is not None and source.typed():
            source.show_back(before.typed_at)
        self.flush()

    def reopen(self, words: TypedWords, open_it: Callable[[], object]) -> bool:
        """Has `open_it` open the form of these words, and gives them to it; False where it opened none.

        The words decide which form it is, also where it would begin with other values today.
        """
        if words.key in self._watched and self._watched[words.key][0].present():
            return True
        self._expected = words
        try:
            open_it()
            return self._expected is None
        finally:
            self._expected = None

    def saved(self, source: TypedInto) -> None:
        """What was typed was saved or is not wanted any more: it is forgotten."""
        key = self._key(source)
        if key:
            self._forget(key)
            self._let_go(key)

    def watches(self, source: TypedInto) -> bool:
        """Whether what is typed into a form is kept as it is typed."""
        return bool(self._key(source))

    def has(self, key: str) -> bool:
        """Whether the form of this key is open."""
        return key in self._watched and self._watched[key][0].present()

    def put_aside(self, source: TypedInto) -> bool:
        """The form is put away; what was typed into it is kept until it is opened again, and that is said.

        Answers whether nothing is lost where the form goes now. Where words could not be written (a full drive), that
        is said, it answers False, and goes on watching: the form should stay as it is.
        """
        key = self._key(source)
        if not key:
            return not source.typed()
        title = self._watched[key][1].title
        if not self._write(key, is_open=False):
            self.said.emit(f"What you typed in “{title}” could not be kept: {self._trouble} Please save it yourself.")
            return False
        typed = self._watched[key][1].typed
        self._let_go(key)
        if typed:
            self.said.emit(f"What you had typed in “{title}” is kept: open it again to go on.")
        return True

    def erased(self, pupil_ids: Collection[str]) -> None:
        """A child was erased, who had these ids: what is open about the child goes, and nothing of it is written.

        A form about others whose kept words lost the child's name shows them without it.
        """
        for key, (source, words) in list(self._watched.items()):
            if not source.present():
                del self._watched[key]
                continue
            now = replace(words, typed=source.typed())
            if any(now.is_about(each) or words.is_about(each) for each in pupil_ids):
                self._let_go(key)
                source.drop()
                self.forgot.emit()
                continue
            kept = self._find(key)
            if kept is not None and words.typed and kept.typed != words.typed:
                self._watched[key] = (source, replace(words, typed=kept.typed))
                source.restore(kept.typed)

    def flush(self) -> None:
        """Writes at once what was typed since, and forgets what was saved meanwhile."""
        self._timer.stop()
        for key in list(self._watched):
            if self._watched[key][0].present():
                self._write(key, is_open=True)
            else:
                del self._watched[key]

    def stop(self) -> None:
        """Writes what there is to write, and watches nothing from now on: the desk is about to close."""
        self.flush()
        for key in list(self._watched):
            self._let_go(key)
        self._timer.stop()

    def _touched(self) -> None:
        if not self._timer.isActive():
            self._timer.start()

    def _write(self, key: str, *, is_open: bool) -> bool:
        """Keeps what is typed now; False where there are words that could not be written."""
        source, before = self._watched[key]
        typed = source.typed()
        if not typed:
            if before.typed:
                self._forget(key)
                source.hide_back()
            return True
        if typed == before.typed and is_open == before.is_open and before.typed_at is not None:
            return True
        # The moment stays where nothing was typed: closing a form is not typing.
        now = self._clock() if typed != before.typed or before.typed_at is None else before.typed_at
        words = replace(before, typed=typed, is_open=is_open)
        if not self._attempt(lambda: drafts.keep(self._desk, words, now)):
            return typed == before.typed and before.typed_at is not None  # the words are there; that it is open is too
        self._watched[key] = (source, replace(words, typed_at=now))
        if typed != before.typed:
            self.kept.emit(now)
        return True

    def _forget(self, key: str) -> None:
        source, words = self._watched[key]
        if words.typed and self._attempt(lambda: drafts.remove(self._desk, key)):
            self._watched[key] = (source, replace(words, typed={}, typed_at=None))
            self.forgot.emit()

    def _let_go(self, key: str) -> None:
        source, _words = self._watched.pop(key)
        if source.present():
            source.touched.disconnect(self._touched)

    def _key(self, source: TypedInto) -> str:
        return next((key for key, (watched, _words) in self._watched.items() if watched is source), "")

    def _find(self, key: str) -> TypedWords | None:
        found: list[TypedWords | None] = []
        self._attempt(lambda: found.append(drafts.find(self._desk, key)))
        return found[0] if found else None

    def _attempt(self, deed: Callable[[], object]) -> bool:
        """Does it; trouble is said once, in the line at the foot, and never stops a person from typing on."""
        try:
            deed()
        except (TroubleError, RefusedError) as error:
            self._trouble = error.happened if isinstance(error, TroubleError) else str(error)
            if not self._in_trouble:
                said = f"What you type cannot be kept while you type it: {self._trouble} Please save it yourself."
                self.said.emit(said)
            self._in_trouble = True
            return False
        self._in_trouble = False
        return True


def keeper_above(widget: QWidget) -> DraftKeeper | None:
    """The keeper of the window a widget stands in; None where there is none, as in the window for a new desk."""
    above: QWidget | None = widget
    while above is not None:
        found = getattr(above, "draft_keeper", None)
        if isinstance(found, DraftKeeper):
            return found
        above = above.parentWidget()
    return None
