"""By keyboard and by eye: focus goes into the page, Enter presses, Tab reads in order, and nothing is covered."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from senco_desk.ui.cards import button
from senco_desk.ui.cells import BAR
from senco_desk.ui.pages import Place
from senco_desk.ui.record_list import Item, RecordList
from senco_desk.ui.tables import Column, RowsTable
from senco_desk.ui.theme import current
from tests import desk_window

children, desk, opened = desk_window.children, desk_window.desk, desk_window.opened


def focus(opened):
    QApplication.processEvents()
    return opened.window.focusWidget()


def tab(opened):
    QTest.keyClick(focus(opened), Qt.Key.Key_Tab)
    return focus(opened)


def test_the_keyboard_comes_along_to_a_page(children, opened):
    window = opened.window
    assert window.page("today").isAncestorOf(focus(opened))
    window.registry.run("go.register")
    assert focus(opened) is window.page("register").table
    for name in ("costs", "packs", "reports", "settings", "provision"):
        window.go(Place(name))
        assert window.page(name).isAncestorOf(focus(opened)), name


def test_a_page_that_comes_back_has_the_keyboard_where_it_was(children, opened):
    page = opened.window.go(Place("register"))
    page.filter.setFocus()
    opened.window.go(Place("settings"))
    opened.window.registry.run("view.back")
    assert focus(opened) is page.filter


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_enter_presses_the_button_that_has_the_keyboard(children, opened, key):
    page = opened.window.go(Place("pupil", (children["grace"].id,)))
    page.header.note.setFocus()
    QTest.keyClick(page.header.note, key)
    assert opened.quick_note().isVisible()
    entry = next(one for one in opened.window.rail.findChildren(QPushButton) if one.page.id == "costs")
    entry.setFocus()
    QTest.keyClick(entry, key)
    assert opened.window.history.here == Place("costs")


def test_tab_goes_from_the_filter_of_today_to_its_chips_and_then_the_list(children, opened):
    page = opened.window.go(Place("today"))
    page.filter.setFocus()
    for chip in page.chips.chips():
        assert tab(opened) is chip
    assert tab(opened) is page.table


def test_tab_walks_the_lines_of_a_list_where_they_stand(shown):
    whole = QWidget()
    first, listed, last = QPushButton("first", whole), RecordList("None.", whole), QPushButton("last", whole)
    for times in (2, 3):
        listed.show_items([Item(str(at), f"Line {at} of {times}") for at in range(times)])
    shown(whole)
    walked, one = [], first
    while one is not last:
        one = one.nextInFocusChain()
        if isinstance(one, QPushButton) and not one.parentWidget().isHidden():
            walked.append(one.accessibleName() or one.text())
    assert walked == [f"{deed} Line {at} of 3" for at in range(3) for deed in ("Edit", "Remove")] + ["last"]


@pytest.mark.parametrize("choice", ["light", "dark"])
def test_a_selected_row_has_a_bar_at_its_left(shown, theme, choice):
    theme.wear(choice, "standard")
    table = RowsTable("Names", [Column("name", "Name", str, stretch=True)], str)
    table.resize(300, 200)
    table.set_rows(["Amelia", "Grace"])
    shown(table)
    table.select("Grace")
    painted = table.viewport().grab().toImage()
    rows = [table.visualRect(table.rows.index(line, 0)).center().y() for line in (0, 1)]
    inks = [painted.pixelColor(QPoint(1, y)) for y in rows]
    assert inks == [QColor(current().surface), QColor(current().accent)]
    assert BAR == 3
    assert painted.pixelColor(QPoint(BAR + 1, rows[1])) == QColor(current().accent_soft)


def test_a_picture_on_a_button_is_drawn_again_in_another_theme(shown, theme):
    made = shown(button("Add", picture="add"))
    before = made.icon().pixmap(18).toImage()
    theme.wear("dark", "standard")
    assert made.icon().pixmap(18).toImage() != before


def test_what_is_said_covers_nothing_of_the_page(children, opened):
    window = opened.window
    page = window.go(Place("register"))
    window.say("Note kept", undoable=True)
    QApplication.processEvents()

    def area(widget):
        return widget.rect().translated(widget.mapTo(window, QPoint()))

    assert not area(window.toast).intersects(area(page))
    assert area(window.rail).contains(area(window.toast))
    window.resize(700, 500)
    QApplication.processEvents()
    assert window.rail.narrow
    assert not area(window.toast).intersects(area(window.stack))
    high = window.stack.height()
    window.toast.hide()
    QApplication.processEvents()
    assert window.stack.height() > high
