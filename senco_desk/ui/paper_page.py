"""A page of Reports: options at the left, the paper as it prints at the right; saved and printed as it shows."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from PySide6.QtCore import QSize
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QFileDialog, QWidget

from senco_desk.domain.pupils import Pupil
from senco_desk.domain.third_party import Found
from senco_desk.services import previews, trail
from senco_desk.services.desk import Desk
from senco_desk.services.previews import Paper
from senco_desk.ui.cards import Card, Tabs, button, label, show_if
from senco_desk.ui.context import Context
from senco_desk.ui.jobs import Job, Watcher
from senco_desk.ui.marks import MarkLabel, mark
from senco_desk.ui.page_room import is_low
from senco_desk.ui.pages import Page
from senco_desk.ui.paper_leaving import Note, PaperLeaving
from senco_desk.ui.paper_making import PaperMaking
from senco_desk.ui.parted import Part, Parted
from senco_desk.ui.preview_pane import PreviewPane
from senco_desk.ui.saved import SavedLine
from senco_desk.ui.sheet_room import Scrolled
from senco_desk.ui.theme import unit

_TABS = (
    ("reports", "Register su&mmary"),
    ("profiles", "One-page p&rofiles"),
    ("class_sheet", "Class &teacher’s sheet"),
)
NAMED = 6
"""So many findings of other names are listed; of more, how many there are."""

Writes = Callable[[Desk, Path | BinaryIO, Watcher], object]


@dataclass(frozen=True)
class Order:
    """One paper to be made: how it is written, who is in it, what the trail calls it, and what to look at first."""

    write: Writes
    pupil_ids: tuple[str, ...]
    what: str
    file_name: str
    names: Callable[[Desk], Sequence[tuple[Pupil, Found]]]


def report_tabs(context: Context, current: str) -> Tabs:
    """The strip above every report; choosing another goes to its page."""
    made = Tabs(_TABS)
    made.choose(current)

    def chosen(name: str) -> None:
        if name != current:
            made.choose(current)  # this page stays what it is; the other one has its own strip
            context.go(name)

    made.chosen.connect(chosen)
    return made


class PaperParts(Parted):
    """Options and pages under a strip of tabs: no higher than the window, unless the page scrolls as a whole."""

    def hasHeightForWidth(self) -> bool:
        """It does not: what is inside scrolls."""
        return False

    def sizeHint(self) -> QSize:
        """As ever on a low screen; else little, since it is given what is left."""
        return super().sizeHint() if is_low(self) else QSize(unit(80), unit(30))


class PaperPage(Page):
    """What papers about children share: a page says what to make in `order`, and what is asked in `options`.

    `report` is its tab among the reports; empty for a page that is reached from elsewhere.
    """

    report = ""
    title = ""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.setMinimumWidth(unit(60))
        self._shown: Order | None = None
        self.save_button = button("&Save as PDF…", self.choose)
        self.print_button = button("Pr&int…", self.print, kind="primary")
        self.head(self.title, self.save_button, self.print_button)
        if self.report:
            self.body.addWidget(report_tabs(context, self.report))
        self.preview = PreviewPane()
        self.pages_line = label("", tone="muted", wrap=True)
        self.names_card = Card("Names to look at")
        self.names = MarkLabel(wrap=True)
        self.names_list = label("", wrap=True)
        self.names_card.add(self.names)
        self.names_card.add(self.names_list)
        self.names_card.hide()
        self.saved = SavedLine()
        self.making = PaperMaking(context, self.preview, self)
        self.making.made.connect(self._made)
        self.leaving = PaperLeaving(context, self, self.saved)
        scroll = Scrolled()
        for card in self.options():
            scroll.body.addWidget(card)
        for part in (self.pages_line, self.names_card, self.saved):
            scroll.body.addWidget(part)
        scroll.body.addWidget(
            label("This is personal information: print it for those who need it, and keep the file where only they can"
                  " open it. A saved file is not encrypted.", "small", wrap=True)
        )  # fmt: skip
        scroll.body.addStretch(1)
        parts = (Part("options", "Options", scroll, 38), Part("pages", "Pages", self.preview))
        self.parted = PaperParts(parts, least=84)
        self.parted.bring("pages")
        self.body.addWidget(self.parted, 1)

    def options(self) -> Sequence[QWidget]:
        """The cards at the left."""
        raise NotImplementedError

    def order(self) -> Order | None:
        """What is to be made now; None where there is nothing to print, which the options say."""
        raise NotImplementedError

    def remake(self) -> None:
        """Makes the preview anew."""
        wanted = self.order()
        for each in (self.save_button, self.print_button):
            each.setEnabled(wanted is not None)
        if wanted is None:
            self._shown = None
            self.making.forget()
            self.preview.show_paper(None)
            self.pages_line.setText("")
            show_if(self.names_card, wanted=False)
            return

        def run(desk: Desk, watcher: Watcher) -> object:
            out = io.BytesIO()
            wanted.write(desk, out, watcher)
            return wanted, previews.paper(out.getvalue()), tuple(wanted.names(desk))

        self.making.make(f"Making {self.title.lower()}", run)

    def print(self) -> None:
        """Opens the print dialog for what the preview shows."""
        if self._shown is not None:
            self.leaving.print(self.preview.view.paper, self.title, self._note_of(self._shown))

    def choose(self) -> QFileDialog | None:
        """Opens the dialog for a file, without waiting for it."""
        if self._shown is None:
            return None
        return self.leaving.choose(f"Save {self.title.lower()}", f"{self._shown.file_name}.pdf", self.save)

    def save(self, path: Path) -> Job | None:
        """Writes what the preview shows to a file; says where it is."""
        shown = self._shown
        return self.leaving.save(path, shown.write, self._note_of(shown)) if shown is not None else None

    def showEvent(self, event: QShowEvent) -> None:
        """Ctrl+P prints while the page shows."""
        super().showEvent(event)
        self._context.offer(self, {"desk.print": (f"&Print {self.title.lower()}…", self.print)})

    def hideEvent(self, event: QHideEvent) -> None:
        """And no longer."""
        self._context.withdraw(self)
        super().hideEvent(event)

    def _made(self, made: tuple[Order, Paper, tuple[tuple[Pupil, Found], ...]]) -> None:
        self._shown, paper, found = made
        self.preview.show_paper(paper)
        self.pages_line.setText("1 page" if paper.pages == 1 else f"{paper.pages} pages")
        show_if(self.names_card, bool(found))
        if found:
            words = "One name of another child or family" if len(found) == 1 else (
                f"{len(found)} names of other children or families"
            )  # fmt: skip
            self.names.show_mark(mark("due", f"{words} may stand in these papers. Look before you print.",
                                      meaning="to look at"))  # fmt: skip
            listed = [f"“{each.name}” in {each.where}: {each.excerpt}" for _pupil, each in found[:NAMED]]
            more = [f"and {len(found) - NAMED} more"] if len(found) > NAMED else []
            self.names_list.setText("\n".join((*listed, *more)))

    def _note_of(self, order: Order) -> Note:
        desk = self._context.desk
        return lambda deed, how: trail.note_each(desk, deed, order.pupil_ids, f"{order.what}, {how}")
