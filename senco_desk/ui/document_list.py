"""A child's documents as a list: one line for each paper with its versions, what to know of it, and what narrows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from senco_desk.domain.finding import searchable
from senco_desk.domain.paper_ages import AgeLimits, age_words, is_old, months_old
from senco_desk.domain.paper_versions import chain_id, chains, earlier_words
from senco_desk.domain.papers import DOCUMENT_KINDS, Document
from senco_desk.domain.pupil_records import PupilRecord
from senco_desk.ui.announcing import CountAloud
from senco_desk.ui.cards import label, show_if
from senco_desk.ui.document_form import needs_of, outcomes_of
from senco_desk.ui.document_stop import about_mark
from senco_desk.ui.fields import ChoiceList
from senco_desk.ui.flow import Flow
from senco_desk.ui.marks import Mark, mark
from senco_desk.ui.register_table import day_words
from senco_desk.ui.tables import Column, FilterField, RowsTable
from senco_desk.ui.theme import unit

_WORST = {"over": 0, "due": 1, "none": 2, "info": 2, "good": 3}


@dataclass(frozen=True)
class Row:
    """One line: a document, how many versions of it came before, whether it is one of those, and how old it is."""

    document: Document
    earlier: int = 0
    superseded: bool = False
    old: str = ""

    @property
    def id(self) -> str:
        """The document's id."""
        return self.document.id


class DocumentList(QWidget):
    """The table, and above it what narrows it."""

    selected = Signal(object)
    """The documents selected, from the top."""
    opened = Signal(object)
    """A document was opened."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tight = False
        column = Column[Row]
        self.table: RowsTable[Row] = RowsTable(
            "Documents",
            (
                column("title", "Document", lambda each: each.document.title, kind="two_line", stretch=True, width=22,
                       subtitle=_beneath, tip=lambda each: f"{each.document.title}\n{_beneath(each)}"),
                column("dated", "Dated", lambda each: each.document.dated or each.document.added_on,
                       text=lambda each: day_words(each.document.dated) or "no date", width=11),
                column("know", "To know", _severity, kind="mark", mark=to_know, width=18, sort=_severity,
                       tip=_tip),
                column("pack", "In pack", lambda each: each.document.in_pack, width=8, text=in_pack),
            ),
            lambda each: each.id,
            lines=2,
            searched=_searched,
        )  # fmt: skip
        self.table.sort_by(("dated", False))
        self.filter = FilterField(self.table, "Title, author, summary or file name")
        self.filter.setMinimumWidth(unit(30))
        ways = QWidget(self)
        self.kinds, self.needs, self.outcomes = (_choices(name, ways) for name in ("kind", "need", "outcome"))
        self.older = QCheckBox("Ear&lier versions too")
        self.counted = label("", "small")
        flow = Flow(ways)
        for part in (self.filter, self.kinds, self.needs, self.outcomes):
            flow.addWidget(part)
        for choice in (self.kinds, self.needs, self.outcomes):
            choice.activated.connect(self._narrow)
        self.older.toggled.connect(self._narrow)
        self.ways = ways
        column_ = QVBoxLayout(self)
        column_.setContentsMargins(0, 0, 0, 0)
        column_.setSpacing(unit(0.75))
        column_.addWidget(ways)
        column_.addWidget(self.table, 1)
        foot = QHBoxLayout()
        foot.addWidget(self.counted)
        foot.addStretch(1)
        foot.addWidget(self.older)
        column_.addLayout(foot)
        self.table.selected.connect(lambda rows: self.selected.emit(tuple(each.document for each in rows)))
        self.table.opened.connect(lambda row: self.opened.emit(row.document))
        self.table.rows.narrowed.connect(self._count)
        chosen = [choice.activated for choice in (self.kinds, self.needs, self.outcomes)]
        CountAloud(self.counted, self.counted.text, self.filter.textChanged, *chosen, self.older.toggled)

    def show_record(self, record: PupilRecord, today: date, limits: AgeLimits) -> None:
        """Shows a child's documents; what narrows the list stays where it still means something."""
        documents = record.documents
        _offer(self.kinds, "Any kind", _kinds_of(documents))
        used = {code for each in documents for code in each.needs}
        _offer(self.needs, "Any need", [each for each in needs_of(record) if each[0] in used])
        borne = {one for each in documents for one in each.outcomes}
        _offer(self.outcomes, "Any outcome", [each for each in outcomes_of(record) if each[0] in borne])
        rows = rows_of(documents, today, limits)
        show_if(self.older, any(each.superseded for each in rows))
        self.ways.setVisible(len(documents) > 1)
        self._fit_ways()
        self.table.set_rows(rows)
        self._narrow()

    def documents(self) -> tuple[Document, ...]:
        """The documents selected, from the top."""
        return tuple(each.document for each in self.table.selected_rows())

    def select(self, document_id: str) -> bool:
        """Selects a document, and brings it on show where it was narrowed away or is an earlier version."""
        if self.table.select(document_id):
            return True
        if not any(each.id == document_id for each in self.table.rows.all_rows()):
            return False
        self.filter.show_typed("")
        for choice in (self.kinds, self.needs, self.outcomes):
            choice.setCurrentIndex(0)
        self._narrow()
        if not self.table.select(document_id):
            self.older.setChecked(True)
        return self.table.select(document_id)

    def start_filter(self) -> None:
        """Puts the keyboard into the filter."""
        self.filter.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.filter.selectAll()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Beside an open sheet there is room for what a paper is and what to know of it, and no more."""
        super().resizeEvent(event)
        tight = self.width() < unit(56)
        if tight != self._tight:
            self._tight = tight
            self.table.show_columns(("title", "know") if tight else ("title", "dated", "know", "pack"))
            self._fit_ways()

    def _fit_ways(self) -> None:
        """What parts nothing is not offered; beside an open sheet only what is chosen stays."""
        for choice in (self.kinds, self.needs, self.outcomes):
            choice.setVisible(choice.count() > 2 and (not self._tight or bool(choice.currentData())))

    def _narrow(self) -> None:
        kind, need, outcome = (each.currentData() for each in (self.kinds, self.needs, self.outcomes))
        older = self.older.isChecked()

        def wanted(row: Row) -> bool:
            paper = row.document
            return (
                (older or not row.superseded)
                and (not kind or paper.kind == kind)
                and (not need or need in paper.needs)
                and (not outcome or outcome in paper.outcomes)
            )

        self.table.rows.keep_only(wanted)

    def _count(self, shown: int, total: int) -> None:
        words = f"{total} document" + ("" if total == 1 else "s")
        self.counted.setText(words if shown == total else f"{shown} of {words} shown")


def rows_of(documents: Sequence[Document], today: date, limits: AgeLimits) -> tuple[Row, ...]:
    """A line for each document."""
    of_chain = chains(documents)
    found = []
    for each in documents:
        chain = of_chain[chain_id(each)]
        newest = chain[0].id == each.id
        months = months_old(each, today)
        old = age_words(months) if months is not None and is_old(each, today, limits) and newest else ""
        found.append(Row(each, len(chain) - 1 if newest else 0, superseded=not newest, old=old))
    return tuple(found)


def to_know(row: Row) -> Mark | None:
    """The one thing to know of a document at a glance: whose it is where that is in doubt, else its age."""
    about = about_mark(row.document)
    if about is not None and about.state in ("over", "due"):
        return about
    if row.superseded:
        return mark("info", "Earlier version", meaning="a newer one is there")
    if row.old:
        return mark("due", row.old, meaning="some authorities ask for a newer one; a request can go without it")
    return about


def in_pack(row: Row) -> str:
    """Whether packs take it."""
    if row.document.problem:
        return "cannot"
    if row.document.confidential or not row.document.in_pack:
        return "no"
    return "stops it" if row.document.about == "other" else "yes"


def _severity(row: Row) -> int:
    found = to_know(row)
    return _WORST[found.state] if found is not None else 3


def _tip(row: Row) -> str:
    found = to_know(row)
    return found.spoken() if found is not None else ""


def _beneath(row: Row) -> str:
    each = row.document
    parts = (
        DOCUMENT_KINDS.get(each.kind, each.kind),
        each.author,
        ", ".join(each.needs),
        earlier_words(row.earlier),
        "confidential" if each.confidential else "",
    )
    return " · ".join(part for part in parts if part)


def _searched(row: Row) -> str:
    each = row.document
    return searchable(each.title, _beneath(row), each.summary, each.filename, day_words(each.dated))


def _kinds_of(documents: Sequence[Document]) -> list[tuple[str, str]]:
    found = {each.kind: DOCUMENT_KINDS.get(each.kind, each.kind) for each in documents}
    return sorted(found.items(), key=lambda each: each[1])


def _choices(name: str, parent: QWidget) -> ChoiceList:
    made = ChoiceList(parent)
    made.setAccessibleName(f"Only documents of this {name}")
    made.setMaximumWidth(unit(26))
    return made


def _offer(choice: ChoiceList, anything: str, offered: Sequence[tuple[str, str]]) -> None:
    """Offers what there is to choose; what was chosen stays chosen where it is still there."""
    before = choice.currentData()
    choice.clear()
    choice.addItem(anything, "")
    for name, words in offered:
        choice.addItem(words, name)
    choice.setCurrentIndex(max(choice.findData(before), 0) if before else 0)
