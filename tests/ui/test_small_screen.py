"""A small screen at 200 %: one bar for a page, a form with its buttons, and nothing that is cut and cannot be read."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QMenu, QPushButton, QScrollArea, QTableView, QWidget

from senco_desk.domain.papers import NoteDraft
from senco_desk.domain.views import ViewDraft
from senco_desk.services import records
from senco_desk.ui.cards import button, restyle
from senco_desk.ui.flow import Flow
from senco_desk.ui.marks import MarkLabel, mark
from senco_desk.ui.month_view import month_view
from senco_desk.ui.pages import Place
from senco_desk.ui.shortcut_sheet import ShortcutSheet
from senco_desk.ui.tables import Column, RowsTable
from senco_desk.ui.theme import current, unit
from senco_desk.ui.whole_line import WholeLine
from tests import desk_window
from tests.builders import TODAY, a_pupil, a_status
from tests.papers import a_text_pdf
from tests.ui import test_people
from tests.walking import SMALL, bars, in_sight, press, settled, walk

children, desk, opened = desk_window.children, desk_window.desk, desk_window.opened
school = test_people.school

PLACES = ("today", "register", "provision", "costs", "packs", "leavers", "bin", "import", "rollover",
          "duplicates", "beside")  # fmt: skip
SECTIONS = ("school", "terms", "staff", "authorities", "people", "safety", "retention", "look")
TABS = ("overview", "cycles", "provision", "chronology", "documents", "views")


def record_view(desk, child, words):
    records.add(desk, ViewDraft(pupil_id=child.id, whose="child", on=TODAY, words=words, method="spoken"))


def every_place(children):
    child = children["grace"].id
    yield from (Place(name) for name in PLACES)
    yield from (Place("settings", (name,)) for name in SECTIONS)
    yield from (Place("pupil", (child, name)) for name in TABS)
    yield from (Place(name, (child,)) for name in ("cycle", "erase"))


def test_a_small_screen_has_one_bar_and_shows_what_has_the_keyboard(children, opened):
    window = opened.window
    window.resize(*SMALL)
    settled()
    for place in every_place(children):
        page = window.go(place)
        settled()
        assert len(bars(window)) <= 1, (place, bars(window))
        here = window.focusWidget()
        if page.isAncestorOf(here):
            assert in_sight(here, window), (place, here)


def test_a_long_tab_leaves_no_empty_room_below_the_one_that_follows(children, desk, opened):
    for at in range(30):
        records.add(desk, NoteDraft(pupil_id=children["grace"].id, on=TODAY, kind="note", text=f"Note {at}"))
    window, child = opened.window, children["grace"].id
    window.resize(*SMALL)
    page = window.go(Place("pupil", (child, "documents")))
    settled()
    high = page.height()
    window.go(Place("pupil", (child, "chronology")))
    settled()
    assert page.height() > 2 * high
    window.go(Place("pupil", (child, "documents")))
    settled()
    assert page.height() == high


def test_scans_on_a_small_screen_are_read_by_their_names_and_what_is_asked_comes_into_view(
    children, desk, opened, settings, tmp_path, qtbot
):
    folder = tmp_path / "scans"
    folder.mkdir()
    (folder / "A report with a name.pdf").write_bytes(a_text_pdf("Name: Yusuf Khan", "Yusuf was seen. Yusuf " * 9))
    (folder / "letter.txt").write_text("Dear parents", "utf-8")
    settings.setValue("scans/folder", str(folder))
    window = opened.window
    scans = window.go(Place("scans"))
    settled()
    assert scans.table.width() < scans.width() / 2
    window.resize(*SMALL)
    settled()
    letters = scans.table.fontMetrics().horizontalAdvance("A report with a name.pdf")
    assert scans.table.columnWidth(0) > letters
    assert scans.table.mapTo(scans, QPoint()).x() == scans.give.parentWidget().mapTo(scans, QPoint()).x()
    scans.table.select(next(each.id for each in scans.table.rows.all_rows() if each.path.suffix == ".txt"))
    settled()
    assert scans.pane.isHidden()
    assert "no pages" in scans.problem.text()
    below = scans.child.mapTo(scans, QPoint(0, scans.child.height())).y()
    assert scans.give.mapTo(scans, QPoint()).y() - below < unit(4)  # what is not shown leaves no gaps
    scans.table.select(next(each.id for each in scans.table.rows.all_rows() if each.path.suffix == ".pdf"))
    scans.child.set_value((children["amelia"].id,))
    scans.give.setFocus()
    settled()
    assert scans.lines.parentWidget().visibleRegion().boundingRect().top() > 0  # scrolled down to the button
    with qtbot.waitSignal(scans.give_selected().ended):
        pass
    settled()
    asked = scans.lines.lines[0]
    assert asked.visibleRegion().boundingRect() == asked.rect()
    scans.pane.view.stop()


def test_both_sides_are_chosen_at_the_top_of_a_small_screen(children, opened):
    window = opened.window
    window.resize(*SMALL)
    page = window.go(Place("beside", (children["amelia"].id,)))
    settled()
    left, right = (each.mapTo(page, QPoint()).y() for each in page.choosers)
    assert 0 < right - left < unit(8)


def test_the_keys_of_a_small_screen_can_be_closed(opened):
    window = opened.window
    window.resize(*SMALL)
    made = ShortcutSheet(window.registry, window)
    assert made.height() < window.screen().availableSize().height()
    made.close()


def test_a_field_that_gets_the_keyboard_shows_its_label(children, opened):
    window = opened.window
    window.resize(*SMALL)
    page = window.go(Place("pupil", (children["grace"].id, "overview")))
    settled()
    window.registry.run("pupil.contact")
    settled()
    form = page.room.sheet.form
    for name in ("email", "address", "telephone"):
        form.fields[name].focus()
        settled()
        assert in_sight(form.fields[name].label, window), name


def test_settings_opened_at_a_section_have_the_keyboard_there(opened):
    page = opened.window.go(Place("settings", ("look",)))
    settled()
    assert opened.window.focusWidget().accessibleName() == "Look and about tab"
    assert page.tabs.current() == "look"


@pytest.mark.parametrize("spacing", ["standard", "wide"])
def test_a_month_shows_its_last_week_whole(shown, theme, spacing):
    theme.wear("light", spacing)
    whole = QWidget()
    made = month_view(whole, date(2026, 11, 30))  # a month that begins on a Sunday has six weeks
    shown(whole)
    made.resize(made.minimumSize())
    settled()
    days = made.findChild(QTableView, "qt_calendar_calendarview")
    last = days.visualRect(days.model().index(days.model().rowCount() - 1, days.model().columnCount() - 1))
    letters = made.fontMetrics()
    assert days.viewport().rect().contains(last)
    assert last.height() >= letters.height()
    assert last.width() > letters.horizontalAdvance("30")


def test_a_line_that_wraps_keeps_its_margins_and_stands_on_one_middle(shown):
    whole = QWidget()
    flow = Flow(whole, gap=1)
    flow.setContentsMargins(12, 6, 12, 9)
    tall, low = button("Keep"), button("Leave it out", kind="link")
    flow.addWidget(tall)
    flow.addWidget(low)
    shown(whole)
    whole.resize(whole.sizeHint())
    settled()
    assert (tall.x(), tall.y()) == (12, 6)
    assert abs(tall.geometry().center().y() - low.geometry().center().y()) <= 1
    assert low.geometry().right() + 12 < whole.width() + 1
    assert flow.heightForWidth(400) == 6 + tall.sizeHint().height() + 9
    assert flow.heightForWidth(tall.sizeHint().width() + 24) > 2 * low.sizeHint().height() + 6 + 9


def test_tab_goes_through_a_page_on_a_small_screen_and_every_stop_is_seen(children, opened):
    window = opened.window
    window.resize(*SMALL)
    page = window.go(Place("settings", ("safety",)))
    settled()
    page.first_focus().setFocus()
    for stop in walk(page):
        stop.setFocus(Qt.FocusReason.TabFocusReason)
        settled()
        assert in_sight(stop, window), (stop, stop.accessibleName())


def test_a_form_on_a_small_screen_keeps_its_buttons_in_view_and_gives_the_page_back(children, opened):
    window = opened.window
    window.resize(*SMALL)
    page = window.go(Place("settings", ("people",)))
    settled()
    page.people.add_button.setFocus()
    press(Qt.Key.Key_Return)
    form = page.room.sheet.form
    assert form is not None
    assert len(bars(window)) == 1
    for part in (form.submit, form.cancel):
        assert part.visibleRegion().boundingRect() == part.rect()
    assert form.fields["name"].input.hasFocus()
    form.fields["name"].set_value("Mrs A Begum")
    window.resize(1366, 768)
    settled()
    assert page.room.isAncestorOf(form)
    assert form.isVisible()
    window.resize(*SMALL)
    settled()
    assert form.isVisible()
    assert form.fields["name"].value() == "Mrs A Begum"
    press(Qt.Key.Key_Escape)
    assert page.room.sheet.form is None
    assert page.people.add_button.hasFocus()
    assert in_sight(page.people.add_button, window)


def test_beside_a_form_nothing_of_a_childs_overview_is_cut(children, opened):
    window = opened.window
    page = window.go(Place("pupil", (children["yusuf"].id, "overview")))
    for wide in range(1150, 1500, 50):
        window.resize(wide, 760)
        page.deeds.status()
        settled()
        area = page.overview.findChild(QScrollArea)
        buttons = [each for each in page.overview.columns.findChildren(QPushButton) if each.isVisible()]
        assert len(buttons) > 8
        edges = {each.text(): each.mapTo(area.viewport(), each.rect().topRight()).x() for each in buttons}
        assert [words for words, edge in edges.items() if edge >= area.viewport().width()] == [], wide
        page.room.sheet.form.discard()
        settled()
    assert page.overview.columns.across == 2


def test_arrows_and_page_keys_keep_the_row_in_view_where_the_page_scrolls(desk, opened, qtbot):
    for at in range(40):
        child = a_pupil(desk, legal_forename=f"Pupil{at:02}", legal_surname="Vale")
        a_status(desk, child)
    window = opened.window
    window.resize(*SMALL)
    page = window.go(Place("register"))
    page.reload()
    settled()
    qtbot.waitUntil(lambda: opened.work.jobs.running is None)  # what support costs comes in later
    settled()
    table = page.table
    table.setFocus()
    table.selectRow(0)
    lines = []
    for key in (Qt.Key.Key_PageDown, Qt.Key.Key_PageDown, Qt.Key.Key_Down, Qt.Key.Key_End, Qt.Key.Key_PageUp):
        modifiers = Qt.KeyboardModifier.NoModifier
        if key is Qt.Key.Key_End:
            modifiers = Qt.KeyboardModifier.ControlModifier
        press(key, modifiers)
        row = table.visualRect(table.currentIndex())
        # In its middle: the first column may lie over the left of it.
        assert table.viewport().visibleRegion().boundingRect().contains(row.center())
        lines.append(table.currentIndex().row())
    assert lines[0] < lines[1] < lines[2] == lines[1] + 1 < lines[3] == 39
    assert lines[1] < 20
    assert lines[4] < 39


def test_what_overflows_and_holds_nothing_to_go_to_is_gone_to_itself(children, desk, opened):
    window = opened.window
    record_view(desk, children["amelia"], "I like it when Mr Price draws. " * 12)
    window.resize(1366, 560)
    page = window.go(Place("register"))
    page.table.select(children["amelia"].id)
    settled()
    area = next(one for one in page.preview.findChildren(QScrollArea) if one.isVisible())
    assert area.verticalScrollBar().maximum() > 0
    page.table.setFocus()
    assert area in walk(page)
    area.setFocus()
    press(Qt.Key.Key_Down)
    assert area.verticalScrollBar().value() > 0


def test_the_reminder_in_a_narrow_bar_keeps_a_word_and_is_large_enough_to_press(children, opened):
    window = opened.window
    window.bar.show_reminder(mark("due", "Recovery code not checked yet"))
    window.resize(*SMALL)
    settled()
    chip = window.bar.reminder
    assert chip.text() == "Code"
    assert chip.accessibleName().startswith("Recovery code not checked yet")
    assert min(chip.width(), chip.height()) >= 24
    assert window.bar.rect().contains(chip.geometry())


def test_the_card_that_hands_over_shows_all_its_words_on_a_small_screen(children, opened):
    window = opened.window
    window.resize(*SMALL)
    panel = window.go(Place("settings", ("people",))).people
    panel.handed.show_person(opened.desk.me, "school.sencodesk")
    panel.handed.print_button.setFocus()
    settled()
    words = panel.handed.words
    assert words.height() >= words.heightForWidth(words.width())
    assert in_sight(panel.handed.print_button, window)


def test_names_stay_whole_in_the_list_of_pupils_beside_a_form(school):
    school.person("teaching-assistant", pupils=[school.grace, school.amelia, school.zoe])
    opened = school.open(test_people.FIRST)
    page = opened.window.go(Place("assigned"))
    page.pupils.select(school.grace.id)
    page.write_note()
    settled()
    assert page.room.content.isVisible()
    table = page.pupils
    names = [table.rows.row_at(line).pupil.name for line in range(3)]
    room = table.columnWidth(0) - 20
    assert max(table.fontMetrics().horizontalAdvance(name) for name in names) <= room
    page.room.put_away()
    settled()
    assert not table.isColumnHidden(2)


def test_what_is_cut_in_the_row_with_the_keyboard_is_said_below_the_table(shown):
    why = Column("why", "Why", len, text=lambda row: row * 9, width=8)
    table = RowsTable("Leavers", [Column("name", "Name", str, width=30), why], str)
    line = WholeLine(table)
    table.set_rows(["Grace", ""])
    table.resize(500, 200)
    shown(table)
    table.select("Grace")
    assert line.label.text() == f"Why: {'Grace' * 9}"
    table.setColumnWidth(1, 900)
    assert line.label.text() == ""
    table.setColumnHidden(0, True)
    table.select("")
    table.select("Grace")
    assert line.label.text() == "Name: Grace"


def test_the_head_of_a_notice_wraps(shown):
    made = MarkLabel(mark("due", "The last backup went wrong, and the one before that as well"), wrap=True)
    line = made.fontMetrics().height()
    assert made.heightForWidth(2000) < 2 * line < made.heightForWidth(160)


# What has the focus, and what is chosen, stands out from what is beside it.


def contrast(one, other):
    def light(ink):
        parts = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in ink.getRgbF()[:3]]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    more, less = sorted((light(one), light(other)), reverse=True)
    return (more + 0.05) / (less + 0.05)


@pytest.mark.parametrize("choice", ["light", "dark"])
def test_the_focus_is_seen_on_a_primary_button(shown, theme, choice):
    theme.wear(choice, "standard")
    made = button("Make pack", kind="primary")
    whole = QWidget()
    made.setParent(whole)
    other = QLineEdit(whole)
    other.move(0, 60)
    shown(whole)
    whole.activateWindow()
    assert QTest.qWaitForWindowActive(whole)
    other.setFocus()
    settled()
    middle = made.height() // 2
    without = made.grab().toImage().pixelColor(QPoint(3, middle))
    made.setFocus()
    settled()
    assert contrast(made.grab().toImage().pixelColor(QPoint(3, middle)), without) >= 4.5


@pytest.mark.parametrize("choice", ["light", "dark"])
def test_the_chosen_line_of_a_menu_is_seen(theme, choice):
    theme.wear(choice, "standard")
    menu = QMenu()
    menu.addAction("Note")
    other = menu.addAction("Record review")
    menu.popup(QPoint(0, 0))
    menu.setActiveAction(other)
    settled()
    painted = menu.grab().toImage()
    grounds = [painted.pixelColor(QPoint(10, menu.actionGeometry(each).top() + 4)) for each in menu.actions()]
    menu.close()
    menu.deleteLater()
    assert contrast(*grounds) >= 3


def test_a_field_with_a_problem_shows_that_it_has_the_keyboard(shown):
    whole = QWidget()
    field, other = QLineEdit(whole), QLineEdit(whole)
    other.move(0, 60)
    field.setProperty("wrong", "true")
    restyle(field)
    shown(whole)
    whole.activateWindow()
    assert QTest.qWaitForWindowActive(whole)
    for one, ink in ((other, current().over), (field, current().accent)):
        one.setFocus()
        settled()
        assert field.grab().toImage().pixelColor(QPoint(0, field.height() // 2)) == QColor(ink)
