"""The sides of the pack page: its sections and papers at the left, what a request would rest on at the right."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from senco_desk.domain.readiness import STATE_WORDS, Item, State
from senco_desk.services.previews import PackPaper
from senco_desk.ui.cards import Card, button, label
from senco_desk.ui.marks import Mark, mark, paint_shape
from senco_desk.ui.marks import State as Look
from senco_desk.ui.sections import SectionList
from senco_desk.ui.sheet_room import Fold
from senco_desk.ui.theme import unit
from senco_desk.ui.tips import set_tip

LOOKS: dict[State, Look] = {"ready": "good", "partly": "due", "missing": "over", "not_needed": "none"}
"""How a state of readiness is marked."""

_PUT_RIGHT = {
    "cycles": "cycles",
    "terms": "cycles",
    "outcomes": "cycles",
    "graduated": "cycles",
    "provision": "provision",
    "ordinarily": "provision",
    "views": "views",
    "report": "documents",
    "form": "documents",
    "signature": "documents",
}
"""Which tab of the pupil's page puts a line right, by a part of its id; the overview where none is named."""


class SectionsCard(Card):
    """Sections and appendices with their state and page; a click turns the preview there."""

    page_chosen = Signal(int)

    def __init__(self, add_document: Callable[[], object], parent: QWidget | None = None) -> None:
        super().__init__("Sections", parent)
        self.sections = SectionList()
        self.appendices_title = label("Appendices", "section")
        self.appendices = SectionList()
        self._pages: dict[str, int] = {}
        for made in (self.sections, self.appendices):
            made.chosen.connect(self._chosen)
        self.add(self.sections)
        self.add(self.appendices_title)
        self.add(self.appendices)
        self.add_button = button("Add &document…", add_document, needs="change")
        self.add(self.add_button)
        self.add_stretch()

    def show_pack(self, shown: PackPaper) -> None:
        """Shows the sections of a planned pack."""
        self._pages = {}
        lines = []
        for each in shown.plan.sections:
            nowhere = each.state == "not_needed" and each.page <= 1
            words = f"{each.title} (not needed: {each.why})" if each.state == "not_needed" and each.why else each.title
            self._pages[each.id] = 0 if nowhere else each.page
            look = mark(LOOKS[each.state], words, meaning=STATE_WORDS[each.state])
            lines.append((each.id, look, "—" if nowhere else str(each.page)))
        self.sections.show_lines(lines)
        papers = []
        for paper in shown.plan.appendices:
            name = f"appendix {paper.number}"
            self._pages[name] = shown.first_pages[paper.number]
            words = f"{paper.number}  {paper.paper.title}"
            if paper.problem:
                words += ": not included"
            look = mark("over" if paper.problem else "good", words, meaning=paper.problem or "included")
            papers.append((name, look, str(self._pages[name])))
        self.appendices.show_lines(papers)
        self.appendices_title.setVisible(bool(papers))
        self.appendices.setVisible(bool(papers))

    def _chosen(self, name: str) -> None:
        page = self._pages.get(name, 0)
        if page:
            self.page_chosen.emit(page)


class ReadinessCard(Card):
    """One of the two lists that never merge. A line that is not ready says what would fill it, and leads there."""

    put_right = Signal(str)
    """The tab of the pupil's page that puts a line right."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(title, parent)
        self._room = QVBoxLayout()
        self._room.setSpacing(unit(1))
        self.body.addLayout(self._room)

    def show_items(self, items: Iterable[Item], folded: Iterable[Item] = (), fold_words: str = "") -> None:
        """Shows items, and others in a fold beneath them."""
        while (item := self._room.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        shown = list(items)
        for each in shown:
            self._room.addWidget(self._line(each, told=True))
        if not shown:
            self._room.addWidget(label("Nothing is known of what it looks for. Its profile is in Settings.",
                                       tone="muted", wrap=True))  # fmt: skip
        more = list(folded)
        if more:
            inside = QWidget()
            column = QVBoxLayout(inside)
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(unit(0.75))
            for each in more:
                column.addWidget(self._line(each, told=each.state in {"partly", "missing"}))
            ready = sum(each.state == "ready" for each in more)
            asked = sum(each.state != "not_needed" for each in more)
            self._room.addWidget(Fold(f"{fold_words} · {ready} of {asked}", inside))

    def _line(self, item: Item, *, told: bool) -> QWidget:
        meaning = STATE_WORDS[item.state]
        made = MarkLine(mark(LOOKS[item.state], item.words, meaning=meaning), item.why if told else "")
        sure = f"{item.source}. {item.confidence_words}" if item.confidence else item.source
        set_tip(made, "\n".join([*item.evidence[:6], sure] if item.evidence else [item.why, sure]))
        if item.state in {"partly", "missing"}:
            made.add(button("Put it right", _Leads(self, _tab_of(item)), kind="link", needs="change"))
        return made


class MarkLine(QWidget):
    """A mark whose words wrap, with a quiet sentence under it."""

    def __init__(self, shown: Mark, sentence: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(f"{shown.words}, {shown.meaning}. {sentence}".rstrip(". "))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(unit(0.75))
        row.addWidget(_Shape(shown))
        self._column = QVBoxLayout()
        self._column.setSpacing(unit(0.25))
        self._column.addWidget(label(shown.words, tone=shown.token, wrap=True))
        if sentence:
            self._column.addWidget(label(sentence, tone="muted", wrap=True))
        row.addLayout(self._column, 1)

    def add(self, made: QPushButton) -> None:
        """Adds a small deed beneath."""
        line = QHBoxLayout()
        line.addWidget(made)
        line.addStretch(1)
        self._column.addLayout(line)


class _Shape(QWidget):
    """The shape of a state, level with the first line of the words beside it."""

    def __init__(self, shown: Mark) -> None:
        super().__init__()
        self._mark = shown
        self.setFixedWidth(unit(2))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        side = unit(1.375)
        high = self.fontMetrics().height()
        paint_shape(painter, QRectF(0, (high - side) / 2, side, side), self._mark.state)
        painter.end()


class _Leads:
    def __init__(self, card: ReadinessCard, tab: str) -> None:
        self._card, self._tab = card, tab

    def __call__(self) -> None:
        self._card.put_right.emit(self._tab)


def _tab_of(item: Item) -> str:
    return next((tab for part, tab in _PUT_RIGHT.items() if part in item.id), "overview")
