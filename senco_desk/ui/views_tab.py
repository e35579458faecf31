"""What the child and the parents say, word for word, newest first: the child's at the left."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from senco_desk.domain.pupil_records import PupilRecord
from senco_desk.domain.views import View
from senco_desk.ui.cards import Card, QuoteBox, button, label
from senco_desk.ui.pupil_words import source_words
from senco_desk.ui.sheet_room import Columns, Scrolled
from senco_desk.ui.theme import unit


class ViewsTab(QWidget):
    """Two columns of quotes; `added` carries whose view is to be written down, the others a view's id."""

    added = Signal(str)
    edited = Signal(str)
    removed = Signal(str)
    history = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.child = _Voices("The child’s words", "Add the &child’s words", "child", self)
        self.parents = _Voices("Parents’ and carers’ words", "Add paren&ts’ words", "parent", self)
        scrolled = Scrolled()
        scrolled.body.addWidget(Columns([self.child, self.parents], least=40))
        scrolled.body.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(scrolled)

    def show_record(self, record: PupilRecord) -> None:
        """Shows a child's views."""
        name = record.pupil.forename
        self.child.show_views([view for view in reversed(record.views) if view.whose == "child"], name)
        self.parents.show_views([view for view in reversed(record.views) if view.whose == "parent"], name)


class _Voices(Card):
    def __init__(self, title: str, words: str, whose: str, tab: ViewsTab) -> None:
        super().__init__(title)
        self._tab, self._whose = tab, whose
        self.views: tuple[View, ...] = ()
        self.button = button(words, self._add, needs="change")
        self.add(self.button)
        self._list = QVBoxLayout()
        self._list.setSpacing(unit(1.5))
        self.body.addLayout(self._list)
        self.add_stretch()

    def show_views(self, views: Sequence[View], child: str) -> None:
        self.views = tuple(views)
        while (entry := self._list.takeAt(0)) is not None:
            if (widget := entry.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        if not views:
            self._list.addWidget(label("Nothing is written down yet.", tone="muted", wrap=True))
        for view in views:
            self._list.addWidget(_Voice(view, source_words(view, child), self._tab))

    def _add(self) -> None:
        self._tab.added.emit(self._whose)


class _Voice(QWidget):
    """One quote with its source, and ways to edit or remove it."""

    def __init__(self, view: View, source: str, tab: ViewsTab) -> None:
        super().__init__()
        self._view, self._tab = view, tab
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(unit(0.25))
        if view.prompt:
            column.addWidget(label(f"Asked: {view.prompt}", "small", wrap=True))
        column.addWidget(QuoteBox(view.words, source))
        row = QHBoxLayout()
        row.setSpacing(unit(1.5))
        for words, deed in (("Edit", self._edit), ("Remove", self._remove), ("Earlier versions", self._history)):
            made = button(words, deed, kind="link", needs="" if deed == self._history else "change")
            made.setAccessibleName(f"{words} the words of {source}")
            row.addWidget(made)
        row.addStretch(1)
        column.addLayout(row)

    def _edit(self) -> None:
        self._tab.edited.emit(self._view.id)

    def _remove(self) -> None:
        self._tab.removed.emit(self._view.id)

    def _history(self) -> None:
        self._tab.history.emit(self._view.id)
