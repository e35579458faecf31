"""The register as a SENCO uses it: chips, typing, sorting, the day on show, the panel, and getting to a child."""

from datetime import date, timedelta

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from senco_desk.domain.needs import StatusDraft
from senco_desk.domain.register import RegisterRow
from senco_desk.domain.register_filters import Filter
from senco_desk.services import pupils, schools, statuses
from senco_desk.services.contacts_log import Finder
from senco_desk.ui.pages import Place
from senco_desk.ui.register_page import footnote
from senco_desk.ui.register_table import register_columns, review_mark
from senco_desk.ui.theme import unit
from tests import desk_window
from tests.builders import TODAY
from tests.screens import press, texts, type_into

# The fixtures of the program's window.
children, desk, opened = desk_window.children, desk_window.desk, desk_window.opened


@pytest.fixture
def page(children, opened):
    return opened.window.go(Place("register"))


def names(page):
    return [row.name for row in page.table.rows.rows_shown()]


def chip(page, words):
    found = next(one for one in page.chips.findChildren(QPushButton) if one.text() == words)
    QTest.mouseClick(found, Qt.MouseButton.LeftButton)


def click_header(page, column, *, shift=False):
    at = next(place for place, found in enumerate(page.table.rows.columns) if found.id == column)
    header = page.table.horizontalHeader()
    where = QPoint(header.sectionViewportPosition(at) + 8, header.height() // 2)
    if shift:
        QTest.keyPress(header.viewport(), Qt.Key.Key_Shift)
    QTest.mouseClick(
        header.viewport(), Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.ShiftModifier if shift else Qt.KeyboardModifier.NoModifier, where,
    )  # fmt: skip
    if shift:
        QTest.keyRelease(header.viewport(), Qt.Key.Key_Shift)


def a_row(**fields):
    usual = {
        "pupil_id": "p", "upn": "", "forename": "A", "surname": "B", "year_group": "4", "class_name": "4B",
        "status": "K", "since": None, "needs": (),
    }  # fmt: skip
    return RegisterRow(**usual | fields)


def test_it_shows_who_is_on_the_register_by_surname_and_counts_them(page):
    assert names(page) == ["Grace Day", "Yusuf Khan", "Amelia O’Neill", "Łucja Świątek"]
    assert page.count.text() == "4 of 5 pupils shown · 2 SEN Support · 1 EHC plan · 1 monitoring"
    assert page.footnote.text().startswith("* Medway: core £4,000 + additional")
    assert page.footnote.text().endswith("an assessment can be requested at any level of spend.")


def test_the_next_review_is_told_in_shape_and_words(page):
    marks = {row.forename: review_mark(row, TODAY) for row in page.table.rows.rows_shown()}
    assert (marks["Grace"].glyph, marks["Grace"].words) == ("■", "6 days late")
    assert (marks["Amelia"].glyph, marks["Amelia"].words) == ("▲", "4 Dec")
    assert (marks["Łucja"].glyph, marks["Łucja"].words) == ("●", "decide by 18 Dec")
    assert (marks["Yusuf"].glyph, marks["Yusuf"].words) == ("●", "set a date")


@pytest.mark.parametrize(
    ("days", "glyph", "words"),
    [(-1, "■", "1 day late"), (0, "▲", "today"), (21, "▲", "11 Dec"), (22, "✓", "12 Dec"), (330, "✓", "16 Oct 2027")],
)
def test_a_review_date_is_marked_by_how_near_it_is(days, glyph, words):
    found = review_mark(a_row(next_review=TODAY + timedelta(days=days)), TODAY)
    assert (found.glyph, found.words) == (glyph, words)


def test_chips_of_status_widen(page):
    chip(page, "SEN Support")
    assert names(page) == ["Yusuf Khan", "Łucja Świątek"]
    chip(page, "EHC plan")
    assert names(page) == ["Łucja Świątek"]
    press(page, "Clear filters")
    assert len(names(page)) == 4
    assert not page.clear.isVisible()


def test_the_whole_roll_is_one_chip_away(page):
    chip(page, "Not on the register")
    assert "Zoë Kowalski" in names(page)
    chip(page, "Not on the register")
    assert "Zoë Kowalski" not in names(page)


def test_ctrl_f_goes_to_the_filter_which_finds_names_classes_and_needs(page, opened, qtbot):
    QTest.keyClick(opened.window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert opened.window.focusWidget() is page.filter
    for typed, found in (("swiatek", ["Łucja Świątek"]), ("5c", ["Grace Day"]), ("ehc asd", ["Yusuf Khan"])):
        with qtbot.waitSignal(page.table.rows.narrowed):
            page.filter.clear()
            QTest.keyClicks(page.filter, typed)
            QTest.keyClick(page.filter, Qt.Key.Key_Return)
        assert names(page) == found
    assert page.count.text().startswith("1 of 5 pupils shown")


def test_the_filter_reads_a_year_as_the_command_line_does(page):
    for typed, found in (
        ("year 5", ["Grace Day"]),
        ("y6", ["Yusuf Khan"]),
        ("grace gr", []),
        ("o'n", ["Amelia O’Neill"]),
    ):
        page.filter.show_typed(typed)
        assert names(page) == found, typed


def test_a_place_may_say_what_is_typed(page, opened):
    opened.window.go(Place("register", ("everyone", "typed:zo")))
    assert page.filter.text() == "zo"
    assert names(page) == ["Zoë Kowalski"]
    opened.window.go(Place("register"))
    assert page.filter.text() == "zo"


def test_a_header_sorts_and_shift_sorts_within_it(page):
    click_header(page, "status")
    assert [row.status for row in page.table.rows.rows_shown()] == ["E", "K", "K", "monitoring"]
    click_header(page, "year", shift=True)
    assert page.table.rows.sorted_by[0] == ("status", True)
    assert page.table.rows.sorted_by[:2] == (("status", True), ("year", True))
    assert names(page) == ["Yusuf Khan", "Amelia O’Neill", "Grace Day", "Łucja Świątek"]
    click_header(page, "year", shift=True)
    assert names(page) == ["Yusuf Khan", "Grace Day", "Amelia O’Neill", "Łucja Świątek"]
    click_header(page, "name")
    assert names(page) == ["Grace Day", "Yusuf Khan", "Amelia O’Neill", "Łucja Świątek"]


def test_the_panel_shows_the_childs_own_words_first(page):
    assert page.table.select(next(row.pupil_id for row in page.table.rows.rows_shown() if row.forename == "Amelia"))
    said = texts(page.preview)
    assert said.index("“I like it when Mr Price draws.”") < said.index("Strengths")
    assert "Draws with great care" in said
    assert any("<b>Do, week 8 of 10</b>" in one for one in said)
    assert "0 of 3 · none recorded yet" in said


def test_several_selected_are_counted_and_copied_as_a_table(page):
    page.table.selectAll()
    assert "4 children are selected. Ctrl+C copies them as a table." in texts(page.preview)
    assert page.line.selected.text() == "Change 4 selected…"
    QTest.keyClick(page.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    lines = QApplication.clipboard().text().split("\n")
    assert lines[0].split("\t")[:4] == ["Pupil", "Year", "Class", "Status"]
    assert lines[1].split("\t")[:4] == ["Grace Day", "Y5", "5C", "SEN Support"]
    QApplication.clipboard().clear()


def test_enter_opens_the_child_and_back_returns_with_the_selection(page, opened, children):
    page.table.select(children["grace"].id)
    QTest.keyClick(page.table, Qt.Key.Key_Return)
    assert opened.window.history.here == Place("pupil", (children["grace"].id,))
    QTest.keyClick(opened.window, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert opened.window.current_page() is page
    assert [row.forename for row in page.table.selected_rows()] == ["Grace"]


def test_a_change_elsewhere_is_seen_and_the_selection_stays(page, opened, desk, children):
    page.table.select(children["grace"].id)
    draft = StatusDraft(pupil_id=children["zoe"].id, status="K", start=TODAY, reason="Decided with her parents")
    opened.work.do(lambda: statuses.change(desk, draft, ["SEMH"]))
    assert "Zoë Kowalski" in names(page)
    assert [row.forename for row in page.table.selected_rows()] == ["Grace"]


def test_as_at_an_earlier_day_shows_the_register_of_that_day(page):
    page.show_as_at(date(2026, 9, 7))
    assert page.as_at.text() == "As at 7 Sep 2026"
    assert names(page) == ["Grace Day", "Yusuf Khan", "Amelia O’Neill"]
    page.as_at.menu().actions()[0].trigger()
    assert page.as_at.text().replace("&", "") == "As at today"
    assert len(names(page)) == 4


def test_columns_are_chosen_from_a_menu_and_remembered_without_a_name(page, settings):
    menu = page.columns.menu()
    menu.aboutToShow.emit()
    next(action for action in menu.actions() if action.text() == "UPN").trigger()
    shown = [found.id for at, found in enumerate(page.table.rows.columns) if not page.table.isColumnHidden(at)]
    assert shown[-1] == "upn"
    assert "upn" in settings.value("register/columns")
    settings.sync()
    assert b"Neill" not in settings.fileName().encode()


def test_a_note_is_written_from_the_list(page, opened, desk, children):
    page.table.select(children["amelia"].id)
    press(page.preview, "Note")
    QTest.keyClicks(opened.window.focusWidget(), "Rang home.")
    QTest.keyClick(opened.window.focusWidget(), Qt.Key.Key_Return)
    assert [note.text for note in pupils.record_of(desk, children["amelia"].id).notes] == ["Rang home."]
    assert page.preview.isVisible()


def test_a_pupil_is_added_with_ctrl_shift_n_and_opened(page, opened, desk):
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(opened.window, Qt.Key.Key_N, both)
    form = page.room.sheet.form
    press(page.room, "Add pupil")
    assert "at least one name" in " ".join(field.problem() for field in form.fields.values()) + form.other.text()
    type_into(form, preferred_forename="Kwame", preferred_surname="Okafor")
    press(page.room, "Add pupil")
    (kwame,) = Finder(desk).find("kwame")
    assert (kwame.legal_forename, kwame.legal_surname) == ("Kwame", "Okafor")
    assert opened.window.history.here.args[0] == kwame.id


def test_a_pupil_is_added_from_any_page_and_from_an_empty_today(page, opened, desk, children):
    opened.window.go(Place("pupil", (children["amelia"].id,)))
    assert opened.window.registry.qaction("register.add").isEnabled()
    assert opened.window.registry.run("register.add")
    assert opened.window.history.here == Place("register")
    assert page.room.sheet.form.title.text() == "Add pupil"


def test_today_of_an_empty_desk_offers_to_add_a_pupil_by_hand(desk, opened):
    today = opened.window.go(Place("today"))
    press(today.begin, "Add a pupil by hand")
    assert opened.window.current_page().room.sheet.form.title.text() == "Add pupil"


def test_an_empty_desk_says_how_to_begin(desk, opened):
    page = opened.window.go(Place("register"))
    assert any("Import your school’s roll" in said for said in texts(page))
    assert page.stack.currentWidget() is page.empty
    assert not page.preview.isVisible()


def test_nobody_on_the_register_leads_to_the_whole_roll(desk, opened):
    from tests.builders import a_pupil

    a_pupil(desk)
    page = opened.window.go(Place("register"))
    press(page, "Show the whole roll")
    assert names(page) == ["Amelia O’Neill"]


def test_every_measure_says_that_an_assessment_can_be_requested(desk):
    profile = schools.profile(desk, "medway")
    assert "any level of spend" in footnote(profile)
    for authority in schools.authority_ids():
        found = schools.profile(desk, authority)
        meter = next(column for column in register_columns(TODAY, found) if column.id == "meter")
        row = a_row(counted_pence=2_000_000, threshold_pence=1_000_000, to_date_pence=5)
        assert "any level of spend" in meter.tip(row)
        assert meter.meter(row) == 2
        assert meter.meter(a_row()) is None


def test_with_every_chip_of_status_off_nobody_is_shown_and_one_button_leads_back(page):
    page.narrowing.put([Filter(column="year", way="is", values=("5", "6"))])
    for words in ("SEN Support", "EHC plan", "Monitoring"):
        chip(page, words)
    assert names(page) == []
    assert page.stack.currentWidget() is page.unchosen
    assert page.chips.isVisible()
    assert page.count.text() == "0 of 5 pupils shown · no status is chosen"
    assert page.listed().chosen[0] == "No status chosen"
    press(page.unchosen, "Show the register")
    assert names(page) == ["Grace Day", "Yusuf Khan"]  # the filter of a column stays
    assert page.table.hasFocus()
    for words in ("SEN Support", "EHC plan", "Monitoring"):
        chip(page, words)
    chip(page, "EHC plan")
    assert page.stack.currentWidget() is page.table
    assert names(page) == ["Yusuf Khan"]


def test_the_buttons_at_the_top_wrap_where_a_day_gone_by_leaves_too_little_room(page, opened):
    page.show_as_at(date(2026, 9, 1))
    opened.window.resize(683, 384)
    QApplication.processEvents()
    for made in (page.as_at, page.columns, page.print, page.add):
        right = made.mapTo(opened.window, made.rect().topRight()).x()
        assert right <= opened.window.width() - unit(2), made.text()
