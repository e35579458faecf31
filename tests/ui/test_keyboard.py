"""Without a mouse, in every window: Enter presses, Tab misses nothing and reads in order, the focus stays in sight."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from senco_desk.domain.papers import NoteDraft
from senco_desk.domain.views import ViewDraft
from senco_desk.services import pupils, records
from senco_desk.ui.cards import button
from senco_desk.ui.pages import Place
from senco_desk.ui.quick_note import QuickNote
from senco_desk.ui.restore_window import RestoreWindow
from senco_desk.ui.shortcut_sheet import sheet_groups
from senco_desk.ui.tables import Column, RowsTable
from senco_desk.ui.unlock import UnlockWindow
from tests import desk_window
from tests.builders import TODAY, Clock, a_provision
from tests.ui.test_accessible import clashes
from tests.walking import in_sight, press, settled, walk

children, desk, opened = desk_window.children, desk_window.desk, desk_window.opened


def record_note(desk, child, words):
    records.add(desk, NoteDraft(pupil_id=child.id, on=TODAY, kind="note", text=words))


def record_view(desk, child, words):
    records.add(desk, ViewDraft(pupil_id=child.id, whose="child", on=TODAY, words=words, method="spoken"))


# Enter and Esc.


@pytest.fixture
def restoring(tmp_path, shown):
    """The window that restores, of a desk without a backup."""
    window = RestoreWindow(tmp_path / "school.sencodesk", second=None, desks_folder=tmp_path, clock=Clock())
    shown(window)
    window.activateWindow()
    assert QTest.qWaitForWindowActive(window)
    return window


def test_enter_presses_a_button_in_a_window_that_has_no_menus(shown):
    window, told = QWidget(), []
    row = QVBoxLayout(window)
    made = button("Close without a backup", lambda: told.append("pressed"))
    row.addWidget(made)
    shown(window)
    window.activateWindow()
    assert QTest.qWaitForWindowActive(window)
    made.setFocus()
    QTest.keyClick(made, Qt.Key.Key_Return)
    assert told == ["pressed"]
    made.setEnabled(False)
    QTest.keyClick(window, Qt.Key.Key_Enter)
    assert told == ["pressed"]


def test_enter_and_esc_work_where_a_backup_is_restored(restoring, qtbot):
    restoring.stack.setCurrentIndex(1)
    for part in (restoring.restore, restoring.back):
        part.show()
    restoring.back.setFocus()
    press(Qt.Key.Key_Return)
    assert restoring.stack.currentIndex() == 0
    restoring.stack.setCurrentIndex(1)
    restoring.back.show()
    restoring.back.setFocus()
    press(Qt.Key.Key_Escape)
    assert restoring.stack.currentIndex() == 0
    with qtbot.waitSignal(restoring.left):
        restoring.elsewhere.setFocus()
        QTest.keyClick(restoring.elsewhere, Qt.Key.Key_Escape)
    assert not restoring.isVisible()


def test_enter_does_not_show_the_passphrase(shown):
    window = shown(UnlockWindow("Riverbank"))
    window.activateWindow()
    assert QTest.qWaitForWindowActive(window)
    window.passphrase.setText("a line nobody else sings")
    window.reveal.setFocus()
    press(Qt.Key.Key_Return)
    assert window.passphrase.echoMode() == window.passphrase.EchoMode.Password
    press(Qt.Key.Key_Space)
    assert window.passphrase.echoMode() == window.passphrase.EchoMode.Normal


# Tab.


def test_tab_misses_no_button_of_the_cycle_page(children, desk, opened):
    cycle = pupils.record_of(desk, children["grace"].id).current_cycle()
    for what in ("Reading", "Writing"):
        a_provision(desk, children["grace"], cycle=cycle, what=what, minutes=20, sessions_per_week=3)
    page = opened.window.go(Place("cycle", (children["grace"].id,)))
    settled()
    there = {
        one
        for one in page.findChildren(QAbstractButton)
        if one.isVisible() and one.isEnabled() and one.focusPolicy() & Qt.FocusPolicy.TabFocus
    }
    met = walk(page)
    assert [one.accessibleName() for one in there if one not in met] == []
    assert any(one.accessibleName().startswith("Edit: ") for one in there)


def test_tab_comes_to_what_is_ticked_before_what_erases(children, desk, opened, qtbot):
    for other in ("grace", "yusuf"):
        record_note(desk, children[other], "Sits with Amelia O’Neill on Fridays")
    page = opened.window.go(Place("erase", (children["amelia"].id,)))
    qtbot.waitUntil(lambda: page.plan is not None)
    page.typed.set_value("Amelia O’Neill")
    page.typed.changed.emit()
    settled()
    page.findChildren(QPushButton)[0].setFocus()
    met = walk(page)
    boxes = list(page.mentions.boxes.values())
    assert boxes
    assert page.erase_button in met
    assert max(met.index(box) for box in boxes) < met.index(page.erase_button)


def test_a_form_is_walked_as_it_stands_also_where_a_part_was_put_into_it_later(children, opened):
    page = opened.window.go(Place("pupil", (children["grace"].id,)))
    page.deeds.note()
    form = page.room.sheet.form
    late = QPushButton("Copy")
    form.body.insertWidget(0, late)
    form.hide()
    form.show()
    late.setFocus()
    settled()
    first = press(Qt.Key.Key_Tab)
    assert next(iter(form.fields.values())).isAncestorOf(first)


def test_the_arrows_walk_the_rail_without_loading_the_pages_that_are_passed(children, opened):
    window = opened.window
    made = window.made_pages()
    entries = [one for one in window.rail.findChildren(QPushButton) if one.isVisible()]
    entries[0].setFocus()
    for one in entries[1:4]:
        assert press(Qt.Key.Key_Down) is one
    assert press(Qt.Key.Key_Up) is entries[2]
    assert (window.made_pages(), window.history.here) == (made, Place("today"))
    press(Qt.Key.Key_Return)
    assert window.history.here == Place(entries[2].page.id)


def test_tabs_and_pages_are_read_out_as_one_of_several(children, opened):
    page = opened.window.go(Place("pupil", (children["grace"].id,)))
    several = [*page.tabs.findChildren(QPushButton), *opened.window.rail.findChildren(QPushButton)]
    assert {QAccessible.queryAccessibleInterface(one).role() for one in several} == {QAccessible.Role.RadioButton}


# Tables.


def test_a_table_is_sorted_from_the_keyboard(shown):
    table = RowsTable("Names", [Column("name", "Name", str), Column("long", "Letters", len)], str)
    table.set_rows(["Grace", "Amelia", "Zoë"])
    shown(table)
    table.activateWindow()
    table.setFocus()
    table.select("Amelia")
    QTest.keyClick(table, Qt.Key.Key_Right)
    keys = (Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(table, *keys)
    assert [table.rows.row_at(line) for line in range(3)] == ["Zoë", "Grace", "Amelia"]
    QTest.keyClick(table, *keys)
    assert [table.rows.row_at(line) for line in range(3)] == ["Amelia", "Grace", "Zoë"]
    assert table.selected_rows() == ("Amelia",)
    assert table.currentIndex().column() == 1


def test_the_window_says_how_a_table_is_sorted_now(children, opened):
    window = opened.window
    page = window.go(Place("register"))
    page.table.setFocus()
    page.table.selectRow(0)
    press(Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert window.toast.words.text().startswith("Sorted by Pupil, ")
    page.filter.setFocus()
    window.registry.run("page.sort")
    assert "Go to a row of a table first" in window.toast.words.text()
    assert any("Ctrl+Shift+S" in keys for _name, rows in sheet_groups(window.registry) for _words, keys in rows)


# What has the focus is seen, and on a small screen with one bar.


def test_the_focus_is_followed_through_every_area_around_it(shown):
    inner, middle, last = QScrollArea(), QWidget(), QPushButton("last")
    tall = QVBoxLayout(middle)
    tall.addSpacing(600)
    tall.addWidget(last)
    inner.setWidget(middle)
    inner.setFixedHeight(400)
    whole = QWidget()
    column = QVBoxLayout(whole)
    first = QPushButton("first")
    column.addWidget(first)
    column.addSpacing(500)
    column.addWidget(inner)
    outer = QScrollArea()
    outer.setWidget(whole)
    outer.resize(400, 200)
    shown(outer)
    outer.activateWindow()
    assert QTest.qWaitForWindowActive(outer)
    first.setFocus()
    settled()
    last.setFocus()
    settled()
    assert in_sight(last, outer)
    first.setFocus()
    settled()
    assert in_sight(first, outer)


def test_what_is_pressed_with_the_mouse_does_not_move_away(shown):
    whole, told = QWidget(), []
    column = QVBoxLayout(whole)
    first = QPushButton("first")
    column.addWidget(first)
    column.addSpacing(185 - first.sizeHint().height() - 2 * column.spacing())
    half = button("Half seen", lambda: told.append("pressed"))
    column.addWidget(half)
    column.addSpacing(300)
    outer = QScrollArea()
    outer.setWidget(whole)
    outer.resize(300, 210)
    shown(outer)
    outer.activateWindow()
    assert QTest.qWaitForWindowActive(outer)
    at, screen = half.mapTo(outer, QPoint(10, 14)), outer.windowHandle()
    for mouse in (QTest.mousePress, QTest.mouseRelease):  # at one place of the window, wherever the button is by then
        mouse(screen, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)
        settled()
    assert told == ["pressed"]


# Letters.


def test_no_letter_of_a_form_is_one_of_the_page_around_it(children, opened):
    window, child = opened.window, children["grace"].id
    for place, opening in (
        (Place("settings", ("people",)), lambda page: page.people.add()),
        (Place("pupil", (child,)), lambda page: page.deeds.note()),
        (Place("pupil", (child,)), lambda page: page.deeds.status()),
        (Place("register"), lambda page: page.preview.note.click()),
    ):
        page = window.go(place)
        if place.page == "register":
            page.table.selectRow(0)
        settled()
        before = {one: one.text() for one in page.findChildren(QPushButton)}
        opening(page)
        settled()
        assert not clashes(window), place
        page.room.put_away()
        for note in window.findChildren(QuickNote):  # what the register asks for a note with
            note.put_away()
        settled()
        assert {one: one.text() for one in before} == before
