"""What the search field finds in all that is written, and the way to it: the note's form, the cycle, the page."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Signal

from senco_desk.domain.finding import Children
from senco_desk.services import finding
from senco_desk.services.desk import Desk
from senco_desk.services.finding import HEADINGS, Answer, Found, Heading
from senco_desk.ui.context import Context
from senco_desk.ui.pages import Page, Place
from senco_desk.ui.pupil_hits import PupilHits
from senco_desk.ui.search_list import Hit
from senco_desk.ui.seeking import Seeker

EACH = 3
"""So many stand under each heading, before all are asked for."""
ALL = 200
"""So many when all are asked for."""

_WRITTEN: tuple[Heading, ...] = ("plans", "notes", "meetings", "documents")
_ICONS: dict[Heading, str] = {"plans": "provision", "notes": "note", "meetings": "calendar", "documents": "document"}
_TAB = {"view": "views", "profile": "views", "provision_pupil": "provision", "document": "documents",
        "meeting": "chronology", "note": "chronology"}  # fmt: skip
_FORMS = frozenset(
    {"note", "meeting", "contact", "involvement", "status", "area_note", "view", "need", "diagnosis"}
)  # fmt: skip
"""The nouns that a child's page opens in a form."""
_FORM_OF = {"area_note": "area"}


class FoundHits(QObject):
    """Looks through all that is written, in a thread of its own, and has the window go where something stands."""

    failed = Signal(object)
    """The error of a search that went wrong."""

    def __init__(self, context: Context, pupils: PupilHits, go: Callable[[Place], Page], parent: QObject) -> None:
        """`pupils` knows the names; `go` is the window's way of going somewhere."""
        super().__init__(parent)
        self._context, self._pupils, self._go = context, pupils, go
        self._seeker = Seeker(context.desk, self)
        self._seeker.answered.connect(self._answered)
        self._seeker.failed.connect(self._failed)
        self._tell: Callable[[list[Hit]], object] | None = None
        self._number = 0
        self._all = False
        pupils.elsewhere = True

    def begin(self) -> None:
        """The names of many children are read before the first letter is typed."""
        if self._pupils.known is None and self._pupils.many():
            self._tell = None
            self._number = self._seeker.ask(lambda desk: (finding.children_of(desk), None))

    def ask(self, typed: str, heading: str, tell: Callable[[list[Hit]], object]) -> bool:
        """As `LateProvider.ask`."""
        if sum(map(str.isalnum, typed)) < 2:
            return False
        headings = tuple(each for each in _WRITTEN if not heading or HEADINGS[each] == heading)
        known = self._pupils.known
        self._tell, self._all = tell, bool(heading)
        each = ALL if heading else EACH

        def look(desk: Desk) -> tuple[Children, Answer]:
            children = known or finding.children_of(desk)
            return children, finding.answer(desk, typed, each=each, children=children, headings=headings)

        self._number = self._seeker.ask(look)
        return True

    def stop(self) -> None:
        """Ends the thread; nothing is told any more."""
        self._tell = None
        self._seeker.stop()

    def open(self, found: Found) -> None:
        """Goes where something was found: the cycle, the document's page, the entry's own form."""
        if not self._context.may("everybody"):
            self._go(Place("assigned", (found.pupil_id,)))
        elif found.within and found.noun in ("cycle", "outcome", "review", "provision_pupil"):
            self._go(Place("cycle", (found.pupil_id, found.within)))
        else:
            tab = _TAB.get(found.noun, "overview")
            page: Any = self._go(Place("pupil", (found.pupil_id, tab)))
            if found.noun == "document":
                _show_document(page.documents, found)
            elif found.noun in _FORMS and self._context.may("change"):
                page.deeds.edit_record(_FORM_OF.get(found.noun, found.noun), found.record_id)

    def _answered(self, _number: int, told: object) -> None:
        children, answer = told if isinstance(told, tuple) else (None, None)
        fresh = self._pupils.known is None and isinstance(children, Children)
        if fresh:
            self._pupils.known = children
        if self._tell is None or not isinstance(answer, Answer):
            return
        hits = self._hits(answer)
        if fresh and not self._all:
            hits = [*self._pupils(answer.typed), *hits]  # they were not known yet when they were asked for
        self._tell(hits)

    def _failed(self, error: object) -> None:
        if self._tell is not None:
            self._tell([])
        self.failed.emit(error)

    def _hits(self, answer: Answer) -> list[Hit]:
        hits: list[Hit] = []
        for heading in _WRITTEN:
            found = answer.under(heading)
            words = HEADINGS[heading]
            hits += [
                Hit(each.words, each.place, _ICONS[heading], partial(self.open, each), 1.0, words, each.snippet)
                for each in found
            ]
            total = answer.counted.get(heading, 0)
            if total > len(found) and not self._all:
                many = f"more than {finding.COUNTED:,}" if total > finding.COUNTED else f"{total:,}"
                hits.append(Hit(f"Show all {many}", "", "expand", _nothing, 1.0, words, opens_all=True))
        return hits


def _show_document(documents: Any, found: Found) -> None:
    """The document is chosen and shown at the page, with the words that were found."""
    documents.select(found.record_id)
    if found.page:
        documents.reader.go(found.page, next((words for words, is_found in found.snippet if is_found), ""))


def _nothing() -> None:
    """Showing all of a heading is the field's own."""
