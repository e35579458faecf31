"""Two children of one name: wherever one is chosen by typing, Enter takes nobody before a person has said which."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from senco_desk.ui.pages import Place
from tests import desk_window
from tests.builders import a_pupil

children, desk, opened = desk_window.children, desk_window.desk, desk_window.opened


@pytest.fixture
def twins(desk, children):
    older = a_pupil(desk, legal_forename="Sam", legal_surname="Ash", class_name="2B", date_of_birth=date(2019, 9, 3))
    younger = a_pupil(desk, legal_forename="Sam", legal_surname="Ash", class_name="2A", date_of_birth=date(2020, 5, 1))
    return {"2B": older, "2A": younger}


def entered(line, words):
    """Types words into a line, and Enter after them."""
    line.setFocus()
    QTest.keyClicks(line, words)
    QTest.keyClick(line, Qt.Key.Key_Return)


def offered(completer):
    rows = completer.completionModel()
    return [rows.index(at, 0).data(Qt.ItemDataRole.DisplayRole) for at in range(rows.rowCount())]


def walk_to(completer, part):
    """Down until the line with these words is marked, then Enter, as in the list that stands open."""
    popup = completer.popup()
    assert popup.isVisible()
    for _ in range(len(offered(completer))):
        QTest.keyClick(popup, Qt.Key.Key_Down)
        if part in popup.currentIndex().data(Qt.ItemDataRole.DisplayRole):
            break
    QTest.keyClick(popup, Qt.Key.Key_Return)
    QApplication.processEvents()


def test_side_by_side_asks_which_of_two(opened, twins):
    page = opened.window.go(Place("beside"))
    chooser = page.choosers[0]
    entered(chooser.input, "sam")
    assert page.ids == ("", "")
    assert "Two children are called Sam Ash: choose" in chooser.which.text()
    assert chooser.which.isVisible()
    QApplication.processEvents()
    assert chooser.input.text() == "sam"
    lines = offered(chooser._listed)
    assert any("2A" in line and "born 1 May 2020" in line for line in lines)
    walk_to(chooser._listed, "2A")
    assert page.ids == (twins["2A"].id, "")
    assert not chooser.which.isVisible()


def test_words_that_tell_them_apart_need_no_asking(opened, twins):
    page = opened.window.go(Place("beside"))
    chooser = page.choosers[0]
    entered(chooser.input, "sam ash 2a")
    assert page.ids == (twins["2A"].id, "")
    page = opened.window.go(Place("beside"))
    entered(page.choosers[1].input, "grace")
    assert page.ids[1], "a name that nobody shares is taken at once"


def test_a_scan_is_for_neither_of_two_before_one_is_chosen(opened, twins, settings, tmp_path):
    (tmp_path / "scan.pdf").write_bytes(b"x")
    settings.setValue("scans/folder", str(tmp_path))
    scans = opened.window.go(Place("scans"))
    entered(scans.child.input, "Sam Ash")
    assert scans.child.value() == ()
    assert "Two children are called Sam Ash: choose" in scans.child.problem()
    QApplication.processEvents()
    walk_to(scans.child.input.completed, "2B")
    assert scans.child.value() == (twins["2B"].id,)
    assert scans.child.problem() == ""
    scans.pane.view.stop()
