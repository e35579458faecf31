"""Filters, sorting and columns of the register as a SENCO uses them: header, keyboard, chips, what is remembered."""

from datetime import date
from decimal import Decimal

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from senco_desk.domain.commitments import CommitmentDraft
from senco_desk.domain.custom_fields import CustomFieldDraft, CustomValueDraft
from senco_desk.domain.measures import AttendanceDraft
from senco_desk.domain.papers import NoteDraft
from senco_desk.services import records
from senco_desk.store import nouns
from senco_desk.ui.pages import Place
from senco_desk.ui.theme import unit
from tests import desk_window
from tests.builders import TODAY
from tests.screens import press
from tests.ui.test_register_page import click_header, names

children, desk, opened = desk_window.children, desk_window.desk, desk_window.opened


@pytest.fixture
def page(desk, children, opened):
    for child, percent in (("amelia", "88.4"), ("grace", "95")):
        draft = AttendanceDraft(
            pupil_id=children[child].id, start=date(2026, 9, 1), end=date(2026, 11, 13), percent=Decimal(percent)
        )
        records.add(desk, draft)
    records.add(desk, NoteDraft(pupil_id=children["grace"].id, on=date(2026, 11, 2), kind="call", text="Rang home."))
    promise = CommitmentDraft(
        pupil_id=children["grace"].id, made_on=TODAY, who="Mrs Day", what="Will send the report", due=date(2026, 11, 30)
    )
    records.add(desk, promise)
    with desk.store.change("Fields") as change:
        bus = change.add(nouns.CUSTOM_FIELDS, CustomFieldDraft(name="Bus", kind="choice", choices=("Red", "Blue")))
        change.add(nouns.CUSTOM_VALUES, CustomValueDraft(pupil_id=children["yusuf"].id, field_id=bus.id, value="Blue"))
    return opened.window.go(Place("register"))


def stand_in(page, column):
    """Puts the keyboard into a column of the first line."""
    at = next(place for place, found in enumerate(page.table.rows.columns) if found.id == column)
    page.table.setCurrentIndex(page.table.rows.index(0, at))
    page.table.setFocus()


def tick(panel, *words):
    for at in range(panel.choices.count()):
        item = panel.choices.item(at)
        if item.text().split("   ")[0] in words:
            panel.choices.setCurrentItem(item)
            QTest.keyClick(panel.choices, Qt.Key.Key_Space)


def column_of(page, name, row):
    column = next(found for found in page.table.rows.columns if found.id == name)
    line = next(one for one in page.table.rows.all_rows() if one.forename == row)
    return column.shown(line)


def test_alt_down_filters_the_column_the_keyboard_is_in_and_enter_applies(page):
    stand_in(page, "year")
    QTest.keyClick(page.table, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    panel = page.narrowing.panel
    assert panel.isVisible()
    assert QApplication.focusWidget() is panel.choices
    tick(panel, "Year 4", "Year 5")
    QTest.keyClick(panel.choices, Qt.Key.Key_Return)
    assert names(page) == ["Grace Day", "Amelia O’Neill"]
    assert [chip.text() for chip in page.line.chips()] == ["Year 4 and Year 5  ×"]
    assert page.count.text().startswith("2 of 5 pupils shown")
    assert page.table.hasFocus()


def test_a_number_is_compared_and_a_chip_takes_the_filter_off(page):
    page.narrowing.open("attendance")
    panel = page.narrowing.panel
    assert panel.way.currentText() == "is below"
    QTest.keyClicks(panel.first, "90 %")
    QTest.keyClick(panel.first, Qt.Key.Key_Return)
    assert names(page) == ["Amelia O’Neill"]
    assert "attendance" in page.table.shown_columns()
    assert page.line.chips()[0].text() == "Attendance below 90 %  ×"
    QTest.mouseClick(page.line.chips()[0], Qt.MouseButton.LeftButton)
    assert len(names(page)) == 4
    assert not page.line.chips()
    assert not page.clear.isVisible()


def test_what_cannot_be_compared_is_said_in_the_panel(page):
    panel = page.narrowing.open("attendance")
    QTest.keyClicks(panel.first, "ninety")
    QTest.keyClick(panel.first, Qt.Key.Key_Return)
    assert panel.problem.text() == "■ Type a number, like 90."
    assert len(names(page)) == 4
    QTest.keyClick(panel, Qt.Key.Key_Escape)
    assert not page.narrowing.filters


def test_dates_are_typed_as_people_write_them(page):
    panel = page.narrowing.open("review")
    panel.way.setCurrentIndex(panel.way.findData("between"))
    QTest.keyClicks(panel.first, "1 dec")
    QTest.keyClicks(panel.second, "19/12/2026")
    press(panel, "Filter")
    assert names(page) == ["Amelia O’Neill"]
    assert page.line.chips()[0].text() == "Next review between 1 Dec 2026 and 19 Dec 2026  ×"
    again = page.narrowing.open("review")
    assert (again.first.text(), again.second.text()) == ("01/12/2026", "19/12/2026")
    press(again, "Take filter off")
    assert len(names(page)) == 4


def test_two_filters_hold_together_and_are_cleared_together(page):
    for column, words in (("needs", "Speech, language and communication (SLCN)"), ("status", "SEN Support")):
        panel = page.narrowing.open(column)
        tick(panel, words)
        if not panel._read().values:  # the words of a need may change with its code set
            panel.choices.setCurrentRow(0)
            QTest.keyClick(panel.choices, Qt.Key.Key_Space)
        QTest.keyClick(panel, Qt.Key.Key_Return)
    assert len(page.line.chips()) == 2
    assert len(names(page)) == 1
    press(page, "Clear filters")
    assert len(names(page)) == 4


def test_the_schools_own_fields_are_columns_that_filter_and_sort(page, desk, opened):
    (field,) = nouns.CUSTOM_FIELDS.all(desk.store)
    assert column_of(page, f"field:{field.id}", "Yusuf") == "Blue"
    panel = page.narrowing.open(f"field:{field.id}")
    tick(panel, "Blue")
    QTest.keyClick(panel.choices, Qt.Key.Key_Return)
    assert names(page) == ["Yusuf Khan"]
    page.clear_filters()
    page.table.sort_by((f"field:{field.id}", True), ("name", True))
    assert names(page)[0] == "Yusuf Khan"
    with desk.store.change("Another") as change:
        change.add(nouns.CUSTOM_FIELDS, CustomFieldDraft(name="Reading age", kind="number"))
    page.reload()
    assert page.table.rows.columns[-1].words == "Reading age"
    assert names(page)[0] == "Yusuf Khan"


def test_the_typed_columns_say_what_is_known(page):
    assert column_of(page, "attendance", "Amelia") == "88.4 %"
    assert column_of(page, "contact", "Grace") == "2 Nov 2026"
    assert column_of(page, "promises", "Grace") == "1"
    assert column_of(page, "overdue", "Grace") == "6"
    assert column_of(page, "monitored", "Łucja") == "18 Sep 2026"
    assert column_of(page, "area", "Yusuf") == "Communication and interaction"


def test_an_earlier_day_says_what_cannot_be_known_of_it(page):
    page.show_as_at(date(2026, 10, 1))
    assert column_of(page, "attendance", "Amelia") == ""
    assert column_of(page, "contact", "Grace") == ""
    assert column_of(page, "promises", "Grace") == ""
    assert "Names, year, class, flags" in page.footnote.text()
    page.table.selectAll()
    assert not page.line.selected.isVisible()
    page.show_as_at(None)
    assert "Names, year, class, flags" not in page.footnote.text()


def test_a_heading_has_a_menu_that_sorts_within_moves_and_hides(page):
    click_header(page, "status")
    header = page.table.horizontalHeader()
    at = next(place for place, found in enumerate(page.table.rows.columns) if found.id == "year")
    where = QPoint(header.sectionViewportPosition(at) + 5, 5)
    asked = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, where, header.mapToGlobal(where))
    QApplication.sendEvent(header.viewport(), asked)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    words = {action.text().replace("&", ""): action for action in menu.actions()}
    words["Sort within status, oldest first"].trigger()
    menu.close()
    assert page.table.asked == (("status", True), ("year", False))
    assert header.told(at) == (2, False, False)
    assert names(page) == ["Yusuf Khan", "Grace Day", "Amelia O’Neill", "Łucja Świątek"]
    page.table.move_column("year", 1)
    assert page.table.shown_columns()[:3] == ("name", "class", "year")
    page.table.hide_column("class")
    assert page.table.shown_columns()[:2] == ("name", "year")


def test_names_stay_first_however_columns_are_dragged(page):
    header = page.table.horizontalHeader()
    header.moveSection(2, 0)
    assert header.visualIndex(0) == 0
    header.moveSection(0, 3)
    assert header.visualIndex(0) == 0


def test_columns_their_order_and_widths_are_remembered(page, opened, settings):
    page.table.lay_out(("name", "needs", "year"), {"year": 120})
    opened.window.go(Place("today"))
    assert settings.value("register/columns") == "name,needs,year"
    page.table.lay_out(("name",), {})
    page.show_view(page.showing.usual())
    assert page.table.shown_columns() == ("name", "needs", "year")
    assert page.table.widths()["year"] == 120


def test_the_first_column_stays_while_the_rest_is_scrolled(page, opened):
    table = page.table
    table.lay_out([column.id for column in table.rows.columns], {})
    QApplication.processEvents()
    assert not table.frozen.isVisible()
    stand_in(page, "year")
    for _ in range(25):
        QTest.keyClick(table, Qt.Key.Key_Right)
    assert table.horizontalScrollBar().value() > 0
    assert table.frozen.isVisible()
    assert table.frozen.width() == table.columnWidth(0)
    before = table.horizontalScrollBar().value()
    where = table.frozen.visualRect(table.rows.index(2, 0)).center()
    QTest.mouseClick(table.frozen.viewport(), Qt.MouseButton.LeftButton, pos=where)
    assert [row.forename for row in table.selected_rows()] == ["Amelia"]
    assert table.horizontalScrollBar().value() == before
    page.reload()
    assert [row.forename for row in table.selected_rows()] == ["Amelia"]
    table.horizontalScrollBar().setValue(0)
    assert not table.frozen.isVisible()


def test_a_column_is_never_left_behind_the_one_that_stays(page):
    table = page.table
    table.lay_out([column.id for column in table.rows.columns], {})
    QApplication.processEvents()
    table.horizontalScrollBar().setValue(table.horizontalScrollBar().maximum())
    stand_in(page, "since")
    for _ in range(8):
        QTest.keyClick(table, Qt.Key.Key_Left)
        at = table.currentIndex().column()
        assert at == 0 or table.columnViewportPosition(at) >= table.frozen.wide


def test_the_menu_of_the_selected_lines_is_reached_with_keys(page):
    stand_in(page, "year")
    QTest.keyClick(page.table, Qt.Key.Key_F10, Qt.KeyboardModifier.ShiftModifier)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    words = [action.text().replace("&", "") for action in menu.actions()]
    assert {"Open", "Write a note…", "Change this child…", "Copy as a table", "Select all shown"} <= set(words)
    assert words[-1] == "This column"
    inside = [action.text().replace("&", "") for action in menu.actions()[-1].menu().actions()]
    assert inside[0] == "Filter by year…\tAlt+Down"
    assert "Move right" in inside
    next(action for action in menu.actions() if action.text() == "Change &this child…").trigger()
    menu.close()
    assert page.changing.form.title.text() == "Change several children"


def right_click(page, where):
    """A right click on the table as the window system tells it; gives the menu's lines."""
    viewport = page.table.viewport()
    QTest.mousePress(viewport, Qt.MouseButton.RightButton, pos=where)
    reason = QContextMenuEvent.Reason.Mouse
    QApplication.sendEvent(viewport, QContextMenuEvent(reason, where, viewport.mapToGlobal(where)))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    found = {action.text().replace("&", ""): action for action in menu.actions() if action.text()}
    menu.close()
    QTest.mouseRelease(viewport, Qt.MouseButton.RightButton, pos=QPoint(-5, -5))
    return found


def test_a_childs_menu_begins_with_the_name_and_empty_space_has_no_childs_menu(page):
    table = page.table
    found = right_click(page, table.visualRect(table.rows.index(1, 2)).center())
    assert next(iter(found)) == "Yusuf Khan"
    assert not found["Yusuf Khan"].isEnabled()
    assert "Open" in found
    below = table.visualRect(table.rows.index(3, 2)).center() + QPoint(0, 60)
    assert not table.indexAt(below).isValid()
    assert [row.forename for row in table.selected_rows()] == ["Yusuf"]
    assert list(right_click(page, below)) == ["Select all shown", "This column"]
    table.selectAll()
    assert next(iter(right_click(page, table.visualRect(table.rows.index(2, 1)).center()))) == "4 children"


def test_the_names_that_stay_have_the_same_menu(page):
    table = page.table
    table.lay_out([column.id for column in table.rows.columns], {})
    table.horizontalScrollBar().setValue(table.horizontalScrollBar().maximum())
    table.select(table.rows.id_at(2))
    table.horizontalScrollBar().setValue(table.horizontalScrollBar().maximum())
    view = table.frozen.viewport()
    where = table.frozen.visualRect(table.rows.index(2, 0)).center()
    QApplication.sendEvent(view, QContextMenuEvent(QContextMenuEvent.Reason.Mouse, where, view.mapToGlobal(where)))
    menu = QApplication.activePopupWidget()
    assert menu.actions()[0].text() == "Amelia O’Neill"
    menu.close()


def test_widths_follow_the_letters_and_what_a_person_made_stays(page, theme, opened, settings):
    table = page.table
    at = {column.id: place for place, column in enumerate(table.rows.columns)}
    before = {name: table.columnWidth(at[name]) for name in ("status", "review", "class")}
    table.horizontalHeader().resizeSection(at["class"], 120)
    assert table.widths() == {"class": 120}
    theme.wear("light", "wide")
    QApplication.processEvents()
    metrics = table.fontMetrics()
    assert table.columnWidth(at["status"]) >= metrics.horizontalAdvance("SEN Support") + unit(2.5)
    assert table.columnWidth(at["review"]) > before["review"]
    assert table.columnWidth(at["class"]) == 120
    assert table.columnWidth(0) >= metrics.horizontalAdvance("Amelia O’Neill") + unit(2.5)
    opened.window.go(Place("today"))
    assert settings.value("register/widths") == '{"class": 120}'  # what nobody chose is not kept
    opened.window.go(Place("register"))
    theme.wear("light", "standard")
    QApplication.processEvents()
    assert table.columnWidth(at["status"]) == before["status"]
    page.columns.menu().aboutToShow.emit()
    next(each for each in page.columns.menu().actions() if each.text() == "Usual columns").trigger()
    assert table.columnWidth(at["class"]) == before["class"]
    assert table.widths() == {}
