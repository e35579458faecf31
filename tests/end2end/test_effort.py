"""Four deeds by the keyboard alone, each key counted, beside the same deeds in a spreadsheet.

The spreadsheet's keys were counted by doing the deeds in it; `docs/effort.md` says how and lists them one by one.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from senco_desk.domain.progress import Silent
from senco_desk.services import attachments, reading_pages
from senco_desk.store import nouns
from senco_desk.ui.pages import Place
from tests import desk_window

children, desk, opened = desk_window.children, desk_window.desk, desk_window.opened

ENTER = Qt.Key.Key_Return
CTRL = Qt.KeyboardModifier.ControlModifier
PAGE = Path(__file__).parents[2] / "docs" / "effort.md"


class Typist(QObject):
    """Somebody without a mouse. `keys` counts each press but those of the words that both programs are given alike."""

    def __init__(self, opened: Any) -> None:
        super().__init__()
        self.window = opened.window
        self.keys = 0

    def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        self.keys += 1
        self.press(key, modifier)

    def letters(self, typed: str) -> None:
        """Letters that find something; they count."""
        self.keys += len(typed)
        self.words(typed)

    def words(self, typed: str) -> None:
        """What is written down, the same in both programs; it does not count."""
        QTest.keyClicks(self._at(), typed)
        QApplication.processEvents()

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier) -> None:
        QTest.keyClick(self._at(), key, modifier)
        QApplication.processEvents()

    def _at(self) -> Any:
        return QApplication.focusWidget() or self.window


@pytest.fixture
def typist(opened: Any, children: dict[str, Any]) -> Typist:
    opened.window.go(Place("today"))
    return Typist(opened)


def told(deed: str) -> tuple[int, int]:
    """What the page says of a deed: our keys, and the spreadsheet's."""
    found = re.search(rf"^\| {re.escape(deed)} \| (\d+) \| (\d+)", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert found is not None, deed
    return int(found[1]), int(found[2])


def counted(deed: str, keys: int) -> None:
    """The page tells the truth, and ours are fewer."""
    ours, theirs = told(deed)
    assert keys == ours
    assert ours < theirs


def test_a_note(typist: Typist, desk: Any, children: dict[str, Any]) -> None:
    typist.key(Qt.Key.Key_N, CTRL)
    typist.letters("grac")
    typist.key(ENTER)
    typist.words("Rang mum about reading")
    typist.key(ENTER)
    (note,) = nouns.NOTES.of(desk.store, pupil_id=children["grace"].id)
    assert note.text == "Rang mum about reading"
    counted("Write a note about a child", typist.keys)


def test_a_change_of_status(typist: Typist, desk: Any, children: dict[str, Any], qtbot: Any) -> None:
    typist.key(Qt.Key.Key_K, CTRL)
    typist.letters("gra")
    typist.key(ENTER)
    page = typist.window.current_page()
    assert page.place.args[:1] == (children["grace"].id,)
    typist.key(Qt.Key.Key_T, CTRL)
    qtbot.waitUntil(lambda: page.room.sheet.form is not None)
    typist.key(Qt.Key.Key_R, Qt.KeyboardModifier.AltModifier)
    typist.words("The authority has issued a plan")
    typist.key(ENTER, CTRL)
    last = max(nouns.STATUSES.of(desk.store, pupil_id=children["grace"].id), key=lambda each: each.since)
    assert (last.status, last.reason) == ("E", "The authority has issued a plan")
    counted("Change a child’s status", typist.keys)


def test_a_filtered_list_on_paper(typist: Typist, opened: Any, qtbot: Any) -> None:
    page = typist.window.go(Place("register"))
    typist.key(Qt.Key.Key_F, CTRL)
    typist.letters("y4 sen")
    typist.key(Qt.Key.Key_P, CTRL)
    assert [row.name for row in page.table.rows.rows_shown()] == ["Amelia O’Neill"]
    qtbot.waitUntil(page.paper.print_button.isEnabled)
    typist.key(ENTER)
    dialog = page.paper.leaving.printing.dialog
    assert dialog is not None
    dialog.reject()
    typist.keys += 1  # Enter in the system's own dialog, which the spreadsheet opens too
    counted("Filter the list and print it", typist.keys)


def test_a_document(typist: Typist, desk: Any, children: dict[str, Any], qtbot: Any) -> None:
    written = b"Report by an educational psychologist on Grace Day, born 3 May 2016."
    for child in ("amelia", "grace"):
        attachments.attach(desk, children[child].id, written, filename="report.txt", title="Psychologist’s report")
    reading_pages.read_unread(desk, Silent())
    typist.key(Qt.Key.Key_K, CTRL)
    typist.letters("grace psy")
    qtbot.waitUntil(lambda: not typist.window.bar.search.pending)
    typist.key(ENTER)
    page = typist.window.current_page()
    assert page.place.args == (children["grace"].id, "documents")
    (paper,) = nouns.DOCUMENTS.of(desk.store, pupil_id=children["grace"].id)
    assert [each.id for each in page.documents.list.documents()] == [paper.id]
    counted("Find a child’s document and open it", typist.keys)
