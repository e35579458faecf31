"""Other people's names: each with its place, for a person to look at before the pack leaves the school."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from senco_desk.domain.problems import Problem
from senco_desk.domain.third_party import KIND_WORDS, Found
from senco_desk.services.previews import PackPaper, page_in
from senco_desk.ui.cards import Card, button, label, restyle
from senco_desk.ui.theme import unit
from senco_desk.ui.tips import set_tip

AT_ONCE = 12
"""Findings shown before the rest is asked for: a long report can name a whole class."""


class NamesCard(Card):
    """Findings, papers that may be another child's, and scans that only an eye can check."""

    page_chosen = Signal(int)
    checked = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Other people’s names", parent)
        self._seen: tuple[object, ...] = ()
        self._shown: PackPaper | None = None
        self._all = False
        self._room = QVBoxLayout()
        self._room.setSpacing(unit(1))
        self.body.addLayout(self._room)
        self.box = QCheckBox("&I have looked at these")
        self.box.toggled.connect(self.checked)
        self.problem = label("", tone="over", wrap=True)
        self.problem.hide()
        self.body.addWidget(self.box)
        self.body.addWidget(self.problem)

    @property
    def looked(self) -> bool:
        """Whether a person has said so of what is on show; true where nothing was found."""
        return self._shown is not None and (self._shown.plan.third_party.clear or self.box.isChecked())

    def show_pack(self, shown: PackPaper) -> None:
        """Shows what was found; the tick stays only while the same things are found."""
        found = shown.plan.third_party
        seen = (*((each.name, each.where, each.count) for each in found.found), *found.other_children)
        if seen != self._seen:
            self.box.setChecked(False)
        self._seen, self._shown = seen, shown
        self._show()

    def ask(self) -> None:
        """Says that the names have to be looked at first, and goes to the tick."""
        self.show_problems([Problem(sentence="Look at the names above, then tick this. Then the pack can be saved.")])
        self.box.setFocus()

    def show_problems(self, problems: Iterable[Problem]) -> None:
        """Says what was refused: the shape of a form, so that work tells it here."""
        sentences = [problem.sentence for problem in problems]
        more = f"\n… and {len(sentences) - 3} more." if len(sentences) > 3 else ""
        self.problem.setText("\n".join(f"■ {sentence}" for sentence in sentences[:3]) + more)
        self.problem.setVisible(bool(sentences))

    def _show(self) -> None:
        while (item := self._room.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        shown = self._shown
        if shown is None:
            return
        found = shown.plan.third_party
        count = len(found.found) + len(found.other_children)
        scans = len(found.not_checkable)
        self._dress(count, scans)
        for sentence in found.other_children:
            self._room.addWidget(_Entry(self, sentence, "", page_in(shown, sentence, 0)))
        most = len(found.found) if self._all else AT_ONCE
        for each, page in list(zip(found.found, shown.found_pages, strict=True))[:most]:
            self._room.addWidget(_Entry(self, _words(each), each.excerpt, page, each.where))
        if len(found.found) > most:
            more = button(f"Show {len(found.found) - most} more", self._show_all, kind="link")
            self._room.addWidget(more)
        for scan in found.not_checkable:
            pages = "1 page" if len(scan.pages) == 1 else f"{len(scan.pages)} pages"
            page = page_in(shown, scan.where, scan.pages[0])
            head, look = f"{scan.where} is a scan: not checkable", f"Look at {pages} by eye."
            if scan.why:
                head, look = f"{scan.where}: is it this child’s?", f"{scan.why[:1].upper()}{scan.why[1:]}"
            self._room.addWidget(_Entry(self, head, look, page))
        if not count and not scans:
            self._room.addWidget(label("None were found in what was typed or in the papers.", tone="muted", wrap=True))
        self.box.setVisible(count > 0)
        self.show_problems(())

    def _dress(self, count: int, scans: int) -> None:
        words = f" · {count} to look at" if count else " · look at the scans" if scans else " · none found"
        tone = "over" if count else "due" if scans else ""
        self.title.setText(f"Other people’s names{words}")
        self.title.setProperty("tone", tone)
        self.setProperty("tone", tone)
        self.setAccessibleName(self.title.text())
        restyle(self.title)
        restyle(self)

    def _show_all(self) -> None:
        self._all = True
        self._show()


class _Entry(QWidget):
    """One thing to look at, with the way to its page."""

    def __init__(self, card: NamesCard, words: str, excerpt: str, page: int, where: str = "") -> None:
        super().__init__()
        self._card, self._page = card, page
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(unit(0.25))
        column.addWidget(label(words, wrap=True))
        if excerpt:
            column.addWidget(label(excerpt, tone="muted", wrap=True))
        if page:
            made = button(f"Show page {page}", self._choose, kind="link")
            made.setAccessibleName(f"Show page {page}: {words}")
            set_tip(made, where)
            line = QHBoxLayout()
            line.addWidget(made)
            line.addStretch(1)
            column.addLayout(line)
        elif where:
            column.addWidget(label(f"In {where}", tone="muted", wrap=True))

    def _choose(self) -> None:
        self._card.page_chosen.emit(self._page)


def _words(found: Found) -> str:
    often = f", {found.count} times" if found.count > 1 else ""
    doubt = "perhaps " if found.certainty == "possible" else ""
    return f"“{found.name}”, {doubt}{KIND_WORDS[found.kind]}{often}"
