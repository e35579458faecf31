"""A window over a real encrypted desk, and the few gestures by which tests use it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QLabel, QPushButton, QWidget

from senco_desk.services import desks, undoing
from senco_desk.services.desk import Desk
from senco_desk.ui.book import ACTIONS, page_specs
from senco_desk.ui.context import Context
from senco_desk.ui.pages import Place
from senco_desk.ui.window import MainWindow, Shell
from senco_desk.ui.work import Work
from tests.builders import a_desk

PAGES = ("provision", "costs", "pupil", "cycle")
"""The pages these windows hold, the first shown first."""


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = a_desk(tmp_path)
    yield made
    made.close()


@pytest.fixture
def window(desk: Desk, settings: QSettings, shown: Any) -> MainWindow:
    """A window with the pages of `PAGES`, undo and redo; a crash in it fails the test."""
    return shown(a_window(desk, settings, PAGES))


def a_window(desk: Desk, settings: QSettings, pages: Sequence[str]) -> MainWindow:
    """A window over a desk with these pages, the first shown first; not shown yet."""
    work = Work()
    context = Context(desk, work, settings)

    def again(deed: Any) -> Any:
        def run() -> None:
            changes = work.attempt(lambda: deed(desk))
            if changes is not None:
                work.tell(changes)

        return run

    specs = {spec.id: spec for spec in page_specs(context)}
    made = MainWindow(
        Shell(
            pages=[specs[name] for name in pages],
            work=work,
            actions=ACTIONS,
            settings=settings,
            undo=again(desks.undo),
            redo=again(undoing.redo),
            undo_words=lambda: (undoing.undo_label(desk), undoing.redo_label(desk)),
        )
    )
    context.actions = made.registry
    context.setParent(made)
    context.going.connect(made.go)
    work.crashed.connect(_fail)
    made.resize(1366, 768)
    return made


def go(window: MainWindow, page: str, *args: str) -> Any:
    """Goes to a page and answers it, read anew: builders write past the window."""
    window.page(page).stale = True
    return window.go(Place(page, args))


def press(where: QWidget, words: str) -> QPushButton:
    """Presses the button with these words, which must be on show and possible."""
    QApplication.processEvents()  # what was just laid out is shown by the next turn of the loop
    found = [one for one in where.findChildren(QPushButton) if one.text().replace("&", "") == words and one.isVisible()]
    assert found, f"no button says “{words}”"
    assert found[0].isEnabled(), f"“{words}” is not possible now"
    QTest.mouseClick(found[0], Qt.MouseButton.LeftButton)
    return found[0]


def texts(where: QWidget) -> list[str]:
    """The words of every label on show."""
    QApplication.processEvents()
    return [one.text() for one in where.findChildren(QLabel) if one.isVisible() and one.text()]


def unheard(where: QWidget) -> list[str]:
    """The labels on show whose name for a screen reader stands in for their words instead of holding them all."""
    QApplication.processEvents()
    return [
        f"{one.accessibleName()!r} instead of {one.text()!r}"
        for one in where.findChildren(QLabel)
        if one.isVisible() and one.accessibleName() and not _holds(_words(one.accessibleName()), _words(one.text()))
    ]


def _holds(name: list[str], shown: list[str]) -> bool:
    """Every word is in the name; or all of them in one piece, as where a code is spelled out."""
    return set(shown) <= set(name) or "".join(shown) in "".join(name)


def _words(words: str) -> list[str]:
    """Letters and figures alone: shapes of states are not heard, and marks of a style are never seen."""
    return re.findall(r"[^\W_]+", re.sub(r"<[^>]*>|&nbsp;", " ", words).casefold())


def tick(box: QCheckBox) -> None:
    """Clicks a box."""
    QTest.mouseClick(box, Qt.MouseButton.LeftButton, pos=QPoint(12, box.height() // 2))


def type_into(form: Any, **words: str) -> None:
    """Types into fields by name, in place of what stands there."""
    for name, typed in words.items():
        field = form.fields[name].input
        field.selectAll()
        QTest.keyClicks(field, typed)


def choose(form: Any, **ids: Any) -> None:
    """Chooses in fields by name, as a person would in the list."""
    for name, wanted in ids.items():
        combo = form.fields[name].input
        combo.setCurrentIndex(combo.findData(wanted))
        combo.activated.emit(combo.currentIndex())


def cells(table: Any) -> list[list[str]]:
    """What a table shows, row by row."""
    model = table.rows
    return [
        [str(model.index(row, column).data() or "") for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def _fail(report: str) -> None:
    pytest.fail(report)
