"""The register by keyboard alone and for a screen reader: where the keyboard is, what is told, what a button is."""

from datetime import date

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCalendarWidget

from senco_desk.domain.register_filters import Filter
from senco_desk.ui.announcing import announcements
from senco_desk.ui.mnemonics import _lettered, letter
from senco_desk.ui.pages import Place
from senco_desk.ui.register_filtering import FilterPanel
from senco_desk.ui.register_views_menu import _NamedView
from tests import desk_window
from tests.screens import choose, press, type_into
from tests.ui.test_register_page import names

children, desk, opened = desk_window.children, desk_window.desk, desk_window.opened


@pytest.fixture
def page(children, opened):
    return opened.window.go(Place("register"))


@pytest.fixture
def heard():
    said = []
    connection = announcements.said.connect(lambda words, _urgent: said.append(words))
    yield said
    announcements.said.disconnect(connection)


def test_another_day_is_chosen_from_a_calendar_with_the_keyboard_alone(page):
    page.as_at.setFocus()
    (another,) = [each for each in page.as_at.menu().actions() if "Another" in each.text()]
    another.trigger()
    menu = QApplication.activePopupWidget()
    calendar = menu.findChild(QCalendarWidget)
    assert calendar.isAncestorOf(QApplication.focusWidget())
    assert page.screen().availableGeometry().contains(menu.geometry())
    before = calendar.selectedDate()
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Left)
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    day = before.addDays(-1)
    assert page.reading.day == date(day.year(), day.month(), day.day())
    assert QApplication.activePopupWidget() is None


def test_a_long_list_of_choices_stays_on_the_screen_and_its_buttons_too(page):
    panel = page.narrowing.open("year")
    room = panel.screen().availableGeometry()
    for at in range(30):
        panel.choices.addItem(f"Choice {at}")
    panel.choices.setStyleSheet(f"QListWidget::item {{ min-height: {room.height() // 6}px; }}")
    panel.open_at(QPoint(room.right(), room.bottom()))
    assert room.contains(panel.geometry())
    assert panel.rect().contains(panel.apply.geometry())
    panel.way.setCurrentIndex(panel.way.findData("empty"))
    panel.way.setCurrentIndex(panel.way.findData("is"))
    assert room.contains(panel.geometry())


def test_what_a_column_filter_and_a_view_leave_is_told(page, heard):
    page.narrowing.put([Filter(column="year", way="is", values=("4",))])
    assert page._aloud._pause.isActive()
    page._aloud.tell()
    assert heard[-1].startswith(f"{len(names(page))} of ")
    page.views.choose("due")
    assert page._aloud._pause.isActive()
    page._aloud.tell()
    page.show_as_at(date(2020, 9, 1))
    assert page._aloud._pause.isActive()


def test_what_several_would_be_changed_to_is_told_and_said_of_the_button(page, heard, qtbot):
    page.table.selectAll()
    press(page, "Change 4 selected…")
    form = page.changing.form
    type_into(form, class_name="4B")
    qtbot.waitUntil(lambda: form.plan is not None)
    assert form._aloud._pause.isActive()
    form._aloud.tell()
    assert heard[-1].startswith("3 children would change; 1 is left out. They are in different years now: ")
    assert form.submit.accessibleDescription() == heard[-1]


def test_the_letters_of_a_change_of_several_are_each_given_once_whatever_is_changed(page):
    page.table.selectAll()
    press(page, "Change 4 selected…")
    form = page.changing.form
    for deed in ("status", "note", "review", "class"):
        choose(form, deed=deed)
        letters = [letter(one.text()) for one in _lettered(form.window()) if letter(one.text())]
        assert len(letters) == len(set(letters)), (deed, sorted(letters))


def test_what_the_menu_of_a_column_did_is_told(page, heard):
    for words in ("Sort, youngest first", "Sort, oldest first", "Move &left", "Move &right", "&Hide this column"):
        (action,) = [each for each in page.narrowing.menu_of("year").actions() if each.text() == words]
        action.trigger()
    assert heard == [
        "Sorted by year, youngest first",
        "Sorted by year, oldest first",
        "Year is as far left as it goes",
        "Year moved: column 3 of 9",
        "Year hidden",
    ]
    page.table.sort_by(("status", True))
    menu = page.narrowing.menu_of("class")
    (action,) = [each for each in menu.actions() if each.text() == "Sort &within status, A to Z"]
    action.trigger()
    assert heard[-1] == "Sorted by status, and within it by class, A to Z"
    page.narrowing.put([Filter(column="year", way="is", values=("4",))])
    said = "Sorted by status, ascending, then by class, ascending. Filtered by year."
    assert page.table.accessibleDescription() == said


def test_the_menu_of_views_gives_each_letter_once(page):
    page.views.choose("due")
    page.views.hide()
    page.views.choose("due")
    page.narrowing.put([Filter(column="year", way="is", values=("4",))])
    page.views._keep(_NamedView(name="Fours"))
    page.views._keep(_NamedView(name="Fours again"))
    page.narrowing.put([])
    for view in (page.views.current, "due"):
        page.views.choose(view)
        page.narrowing.put([Filter(column="year", way="is", values=("4",))])
        page.views._fill()
        letters = [letter(each.text()) for each in page.views.menu.actions() if letter(each.text())]
        assert len(letters) == len(set(letters)), letters


def test_tab_walks_the_chips_of_filters_before_the_way_back(page):
    page.narrowing.put([Filter(column="year", way="is", values=("4", "5")), Filter(column="class", way="filled")])
    first, second = page.line.chips()
    page.table.selectAll()
    first.setFocus()
    for expected in (second, page.clear, page.line.selected):
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        assert QApplication.focusWidget() is expected


def test_choices_are_counted_among_those_that_the_chips_and_other_filters_leave(page):
    def counts():
        panel = page.narrowing.open("year")
        lines = [panel.choices.item(at).text().rsplit("   ", 1) for at in range(panel.choices.count())]
        panel.close()
        return {words: int(count) for words, count in lines}

    every = counts()
    page.chips.set_on(["E"])
    left = counts()
    assert list(left) == list(every)
    assert sum(left.values()) == len(names(page)) < sum(every.values())
    page.chips.set_on(["K", "E", "monitoring"])
    page.narrowing.put([Filter(column="year", way="is", values=("4",))])
    assert counts() == every
    page.narrowing.put([Filter(column="status", way="is", values=("E",))])
    assert counts() == left


def test_a_day_gone_by_is_marked_said_and_left_again(page, heard):
    assert not page.past.isVisible()
    page.show_as_at(date(2026, 9, 1))
    assert page._aloud._pause.isActive()
    assert page.past.isVisible()
    assert page.past.head.text() == "As it stood on 1 September 2026"
    assert page.as_at.property("kind") == "primary"
    assert heard[-1] == "As it stood on 1 September 2026"
    page.past.back.setFocus()
    QTest.keyClick(page.past.back, Qt.Key.Key_Space)
    assert page.reading.day is None
    assert not page.past.isVisible()
    assert page.as_at.property("kind") is None
    assert page.table.hasFocus()


def test_clearing_filters_leaves_the_keyboard_in_the_list(page):
    page.chips.set_on(["E"])
    page.clear.setFocus()
    QTest.keyClick(page.clear, Qt.Key.Key_Space)
    assert not page.clear.isVisible()
    assert page.table.hasFocus()


def test_esc_leaves_the_calendar_with_the_day_as_it_was_and_the_keyboard_where_it_was(page):
    page.as_at.setFocus()
    (another,) = [each for each in page.as_at.menu().actions() if "Another" in each.text()]
    another.trigger()
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Left)
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    assert QApplication.activePopupWidget() is None
    assert page.reading.day is None
    assert page.as_at.hasFocus()


def test_chips_and_the_way_back_are_each_told_with_what_is_left(page, heard):
    page.chips.chips()[0].click()
    page._aloud.tell()
    assert heard[-1] == "2 of 5 pupils shown · 1 EHC plan · 1 monitoring"
    page.chips.set_on([])
    page._aloud.tell()
    assert heard[-1] == "0 of 5 pupils shown · no status is chosen"
    press(page, "Clear filters")
    assert page._aloud._pause.isActive()
    page._aloud.tell()
    assert heard[-1].startswith("4 of 5 pupils shown")
    assert page.table.hasFocus()


@pytest.mark.parametrize("column", ["year", "status", "review"])
def test_the_panel_of_a_filter_is_wholly_on_a_screen_of_683_by_384_with_its_buttons(page, monkeypatch, column):
    small = QRect(0, 0, 683, 384)
    monkeypatch.setattr(FilterPanel, "screen", lambda _panel: SmallScreen(small))
    page.narrowing.put([Filter(column=column, way="filled")])
    panel = page.narrowing.open(column)
    assert small.contains(panel.geometry())
    for made in (panel.apply, panel.clear):
        assert panel.rect().contains(made.geometry())
    seen = set()
    for _ in range(8):
        seen.add(QApplication.focusWidget())
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    assert {panel.apply, panel.clear} <= seen
    panel.close()


class SmallScreen:
    def __init__(self, room):
        self._room = room

    def availableGeometry(self):  # noqa: N802  Qt's name
        return self._room
