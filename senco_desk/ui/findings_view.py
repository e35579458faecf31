"""One state of a desk on show before it is opened: what happened, what is safe, what to do, and the ways on as buttons.

Beneath it, where a sync program made copies, all of them side by side.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from senco_desk.domain.terms import MONTHS
from senco_desk.services.before_opening import CopySeen, Finding
from senco_desk.ui.announcing import announce
from senco_desk.ui.cards import button, label
from senco_desk.ui.flow import Flow
from senco_desk.ui.marks import MarkLabel, mark
from senco_desk.ui.opening_words import WAYS, WORDS, Way
from senco_desk.ui.theme import unit

_HEADS = {
    "missing": "The desk is not there",
    "key_file_missing": "The key file is missing",
    "key_file_damaged": "The key file is damaged",
    "newer": "Saved by a newer version",
    "unreadable": "The drive does not answer",
    "network": "This desk is on a network drive",
    "cloud": "This desk is in a cloud folder",
    "read_only": "Nothing can be written here",
    "open": "The desk is open already",
    "elsewhere": "The desk is open on another computer",
    "older_copy": "This is an older copy",
    "other_keys": "The keys of this desk are not those of last time",
    "first_page_damaged": "The records file is damaged",
    "damaged": "The records file is damaged",
    "foreign": "This is not the desk’s own records file",
    "conflict_copies": "There are copies of the records",
}


_BREAK = "\u200b"
"""Where a line may be broken; nothing of it is seen or read out."""


class FindingView(QWidget):
    """Shows one finding. The first way is the advisable one and has the keyboard."""

    chosen = Signal(str)
    """The id of a way on."""

    def __init__(self, finding: Finding, parent: QWidget | None = None, *, extra: QWidget | None = None) -> None:
        super().__init__(parent)
        self.finding = finding
        self.setAccessibleName(finding.sentence)
        grave = finding.weight == "stop" and finding.id not in {"open", "read_only"}
        self.head = MarkLabel(mark("over" if grave else "due", _HEADS.get(finding.id, ""), meaning="needs you"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(unit(1))
        column.addWidget(self.head)
        self.sentences = [label(words, wrap=True) for words in (finding.happened, finding.safe, finding.do)]
        for part in self.sentences:
            part.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            column.addWidget(part)
        if extra is not None:
            column.addWidget(extra)
        self.ways: dict[str, QWidget] = {}
        row = QWidget()
        flow = Flow(row)
        for place, way in enumerate(WAYS.get(finding.id, ("other",))):
            made = button(WORDS[way], partial(self._choose, way), kind="primary" if place == 0 else "")
            if place == 0:  # it has the keyboard, and is read out with what it answers
                made.setAccessibleDescription(finding.sentence)
            self.ways[way] = made
            flow.addWidget(made)
        column.addWidget(row)

    def showEvent(self, event: QShowEvent) -> None:
        """The keyboard is on the advisable way as soon as it shows."""
        super().showEvent(event)
        next(iter(self.ways.values())).setFocus()
        announce(self.finding.sentence, self, urgent=self.finding.weight == "stop")

    def _choose(self, way: Way) -> None:
        self.chosen.emit(way)


class CopiesTable(QWidget):
    """The desk's own records and the copies of them, side by side; each copy can be made a desk of its own."""

    wanted = Signal(object)
    """The path of a copy of which a desk is to be made."""

    def __init__(self, seen: Sequence[CopySeen], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        inner = QWidget()
        grid = QGridLayout(inner)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(unit(2))
        grid.setVerticalSpacing(unit(0.75))
        whose = ("This desk", *(f"Copy {place}" for place in range(1, len(seen))))
        for column, words in enumerate(("", *whose)):
            grid.addWidget(label(words, "strong"), 0, column)
        rows = _rows(seen)
        for line, (name, values) in enumerate(rows, start=1):
            grid.addWidget(label(name, tone="muted"), line, 0, Qt.AlignmentFlag.AlignTop)
            for column, value in enumerate(values, start=1):
                cell = label(value, wrap=name == "File")
                cell.setAccessibleName(f"{whose[column - 1]}, {name}: {value.replace(_BREAK, '')}")
                cell.setMinimumWidth(unit(13))
                cell.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
                grid.addWidget(cell, line, column, Qt.AlignmentFlag.AlignTop)
        for column, copy in enumerate(seen[1:], start=2):
            if copy.generation is None:
                continue
            made = button("&Make a desk of it…", partial(self._make, copy.path), kind="link")
            made.setAccessibleName(f"Make a desk of copy {column - 1}")
            grid.addWidget(made, len(rows) + 1, column, Qt.AlignmentFlag.AlignLeft)
        grid.setColumnStretch(len(seen) + 1, 1)
        area = QScrollArea()
        area.setWidget(inner)
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.viewport().setAutoFillBackground(False)
        inner.setAutoFillBackground(False)
        area.setMinimumHeight(min(inner.sizeHint().height() + unit(2), unit(34)))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(area)

    def _make(self, path: Path) -> None:
        self.wanted.emit(path)


def _rows(seen: Sequence[CopySeen]) -> list[tuple[str, list[str]]]:
    """The lines of the table: what each file is and how far it goes."""
    return [
        ("File", [_breakable(each.path.name) for each in seen]),
        ("Size", [_size(each.size) for each in seen]),
        ("Written", [_moment(each.changed) for each in seen]),
        ("Saved changes", [_of(each, f"{each.generation:,}" if each.generation is not None else "") for each in seen]),
        ("Last change", [_of(each, _last(each.last_change)) for each in seen]),
        ("Pupils", [_of(each, f"{each.pupils:,}") for each in seen]),
        ("Documents", [_of(each, f"{each.documents:,}") for each in seen]),
        ("Not in this desk", ["–", *(_of(each, _lacking(each.missing_here)) for each in seen[1:])]),
    ]


def _of(seen: CopySeen, words: str) -> str:
    return words if seen.generation is not None else "cannot be read"


def _lacking(number: int) -> str:
    return {0: "nothing", 1: "1 change"}.get(number, f"{number:,} changes")


def _last(at: str) -> str:
    try:
        return _moment(datetime.fromisoformat(at))
    except ValueError:
        return "none"


def _moment(at: datetime) -> str:
    """With its year: a copy may have lain there for long."""
    here = at.astimezone()
    return f"{here.day} {MONTHS[here.month - 1][:3]} {here.year}, {here:%H:%M}"


def _size(size: int) -> str:
    return f"{size / 1_000_000:,.1f} MB" if size >= 100_000 else f"{max(1, round(size / 1000)):,} kB"


def _breakable(name: str) -> str:
    """A name without a space may still be broken over two lines: after what stands between its parts."""
    return "".join(f"{sign}{_BREAK}" if sign in "-_.()" else sign for sign in name)
