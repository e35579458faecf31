"""Stop and look: what the check on arrival found in the document on show, and what a person can decide about it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from senco_desk.domain.paper_findings import OTHER_BIRTH
from senco_desk.domain.papers import Document
from senco_desk.services.whose_papers import Looked
from senco_desk.ui.announcing import announce
from senco_desk.ui.cards import Card, button, label, restyle, tab_order
from senco_desk.ui.flow import Flow
from senco_desk.ui.marks import Mark, MarkLabel, mark
from senco_desk.ui.role_limits import Button
from senco_desk.ui.theme import unit

NAMED = 3
"""So many children are offered to move it to; a class list names a whole class."""


class StopCard(Card):
    """Hidden while there is nothing to decide."""

    confirmed = Signal()
    """It is about this child."""
    moved = Signal(str)
    """It is about the child with this id."""
    taken_out = Signal()
    page_asked = Signal(int, str)
    """Show the page, and mark these words on it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.state = MarkLabel(wrap=True)
        self.words = label("", wrap=True)
        self.excerpt = label("", tone="muted", wrap=True)
        self.keep = button("", self.confirmed.emit, needs="change")
        self.out = button("Take it o&ut", self.taken_out.emit, needs="change")
        self.show_page = button("Show the place", self._ask_page, kind="link")
        self.moves: list[Button] = []
        self._page, self._name = 0, ""
        self._ways = QWidget()
        self._flow = Flow(self._ways)
        self._flow.addWidget(self.keep)
        self._flow.addWidget(self.out)
        self._flow.addWidget(self.show_page)
        self._others = QWidget()
        self._theirs = Flow(self._others)
        column = QVBoxLayout()
        column.setSpacing(unit(0.5))
        for part in (self.state, self.words, self.excerpt, self._others, self._ways):
            column.addWidget(part)
        self.body.addLayout(column)
        self.body.setContentsMargins(unit(1.25), unit(0.75), unit(1.25), unit(1))
        self.hide()

    def show_document(self, document: Document | None, child: str, *, may_change: bool) -> None:
        """What is known at once: the verdict that was kept. `tell` says more when the document was read again."""
        self._clear()
        about = document.about if document is not None else ""
        if document is None or about not in ("other", "unclear") or not may_change:
            self.hide()
            return
        red = about == "other"
        words = f"Stop and look: this may not be {child}’s paper." if red else f"Look by eye: is this {child}’s paper?"
        self.state.show_mark(mark("over" if red else "due", words, meaning="stop and look" if red else "look by eye"))
        self.words.setText(
            "The check on arrival could not tell whose it is." if not red else "Another child’s details were found."
        )
        self.keep.setText(f"It is a&bout {child} all the same" if red else f"It is a&bout {child}")
        self.keep.setAccessibleName(self.keep.text().replace("&", ""))
        self.setProperty("tone", "over" if red else "due")
        self.setAccessibleName(words)
        restyle(self)
        self.show()
        announce(words, self, urgent=red)

    def tell(self, looked: Looked) -> None:
        """What was found when it was read again: why, where, and the other children whom this person may see."""
        self._take_moves()
        finding = looked.finding
        if finding.whose == "this":
            # It was another child's, or nobody's, when it arrived; the roll has changed since. A person still decides.
            self.words.setText(f"{finding.why} When it arrived this could not be told.")
            return
        why = finding.why
        if why == OTHER_BIRTH:
            why = f"{why} Check whose it is, and the date in the record."
        self.words.setText(why)
        self.words.setVisible(bool(why))
        self.excerpt.setText(f"Page {finding.page}: {finding.excerpt}" if finding.excerpt else "")
        self.excerpt.setVisible(bool(finding.excerpt))
        self._page = finding.page
        self._name = " ".join(finding.words.split())
        self.show_page.setVisible(finding.page > 0)
        for one, name in looked.others[:NAMED]:
            made = button(f"It is about {name}: move it there", _Moving(self, one), needs="change")
            self.moves.append(made)
            self._theirs.addWidget(made)
        tab_order(*self.moves, self.keep, self.out, self.show_page)
        self._others.setVisible(bool(self.moves))
        announce(why, self)

    def _clear(self) -> None:
        self._take_moves()
        self.words.setText("")
        self.excerpt.setText("")
        self.excerpt.hide()
        self.show_page.hide()
        self._page, self._name = 0, ""

    def _take_moves(self) -> None:
        for each in self.moves:
            self._theirs.removeWidget(each)
            each.hide()
            each.deleteLater()
        self.moves = []
        self._others.hide()

    def _ask_page(self) -> None:
        self.page_asked.emit(self._page, self._name)


class _Moving:
    """Asks for one child's record; an object, because a lambda in a loop would take the last one."""

    def __init__(self, card: StopCard, pupil_id: str) -> None:
        self._card, self._pupil_id = card, pupil_id

    def __call__(self) -> None:
        self._card.moved.emit(self._pupil_id)


def about_mark(document: Document) -> Mark | None:
    """What the list says of whose paper it is: always shape and word."""
    return {
        "this": mark("good", "Names this child", meaning="read by the program; nobody has looked"),
        "confirmed": mark("good", "Looked at", meaning="a person said that it is this child’s"),
        "other": mark("over", "Another child’s?", meaning="stop and look"),
        "unclear": mark("due", "Look by eye", meaning="nobody could tell whose it is"),
    }.get(document.about) or mark("none", "Not checked", meaning="added before papers were checked")
