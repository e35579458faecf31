"""Today: what is due, narrowed by chips, and each line a door to where it is put right."""

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from senco_desk.services import schools
from senco_desk.ui.pages import Place
from tests.builders import a_cycle, a_provision, a_pupil, a_status
from tests.rich_child import CALENDAR
from tests.screens import a_window, cells, desk, go, press, texts  # noqa: F401  fixtures


@pytest.fixture
def window(desk, settings, shown):  # noqa: F811
    schools.replace_calendar(desk, CALENDAR)
    return shown(a_window(desk, settings, ("today", "settings", "import")))


@pytest.fixture
def children(desk):  # noqa: F811
    late = a_pupil(desk, legal_forename="Grace", legal_surname="Day")
    a_status(desk, late)
    cycle = a_cycle(desk, late, review_due=date(2026, 11, 14))
    without = a_pupil(desk, legal_forename="Yusuf", legal_surname="Khan")
    a_status(desk, without)
    ann = a_pupil(desk, legal_forename="Ann")
    a_provision(desk, late, ann, what="Language group", start=date(2026, 9, 7))
    return {"late": late, "cycle": cycle, "without": without}


def gone(page, monkeypatch):
    """Where the page asks to go, without the pages of others."""
    places = []
    monkeypatch.setattr(page._context, "go", lambda name, *args: places.append(Place(name, args)))
    return places


def test_a_desk_without_pupils_begins_with_its_roll(window, monkeypatch):
    page = go(window, "today")
    places = gone(page, monkeypatch)
    assert page.stack.currentWidget() is page.begin
    press(page.begin, "Import your roll")
    assert places == [Place("import")]


def test_an_empty_day_says_so_and_leads_to_the_register(window, desk, monkeypatch):  # noqa: F811
    a_pupil(desk)
    page = go(window, "today")
    places = []
    page._context.going.disconnect()
    page._context.going.connect(places.append)
    assert "Nothing overdue" in page.summary.text()
    press(page.empty, "Open the register")
    assert places == [Place("register")]


def test_what_is_late_comes_first_and_opens_the_cycle(window, children, monkeypatch):
    page = go(window, "today")
    places = gone(page, monkeypatch)
    assert page.summary.text().startswith("1 overdue")
    rows = cells(page.table)
    assert rows[0][:2] == ["14 Nov 2026", "Grace Day"]
    page.table.selectRow(0)
    QTest.keyClick(page.table, Qt.Key.Key_Return)
    assert places == [Place("cycle", (children["late"].id, children["cycle"].id))]


def test_a_chip_narrows_and_stays_on_through_a_reload(window, children, monkeypatch):
    page = go(window, "today")
    places = gone(page, monkeypatch)
    page.chips._chips["no_review"].click()
    assert [row[1] for row in cells(page.table)] == ["Yusuf Khan"]
    page = go(window, "today")
    assert [row[1] for row in cells(page.table)] == ["Yusuf Khan"]
    page.table.selectRow(0)
    press(page, "Open")
    assert places == [Place("pupil", (children["without"].id, "cycles"))]


def test_a_group_opens_on_the_provision_map(window, children, monkeypatch):
    page = go(window, "today")
    places = gone(page, monkeypatch)
    page.chips._chips["sessions"].click()
    assert cells(page.table)[0][1] == "Language group · 2 pupils"
    page.table.selectRow(0)
    press(page, "Open")
    assert places[0].page == "provision"


def test_ctrl_f_types_into_the_filter(window, children):
    page = go(window, "today")
    assert page.start_filter()
    QTest.keyClicks(page.filter, "yusuf")
    QTest.keyClick(page.filter, Qt.Key.Key_Down)
    assert {row[1] for row in cells(page.table)} == {"Yusuf Khan"}
    assert page.table.selected_rows()


def test_a_hundred_alike_are_folded_into_one_line_that_unfolds(window, desk):  # noqa: F811
    for at in range(8):
        a_status(desk, a_pupil(desk, legal_forename=f"Ann{chr(97 + at)}", legal_surname="Abel"))
    page = go(window, "today")
    without = [row for row in page.table.rows.rows_shown() if row.kind == "no_review"]
    assert len(without) == 6
    assert (without[-1].who, without[-1].do) == (
        "… and 3 more", "Without a next review: open this line to see them all.",
    )  # fmt: skip
    page.filter.show_typed("annh")
    assert {row[1] for row in cells(page.table)} == {"Annh Abel"}
    page.filter.show_typed("")
    assert page.table.select(without[-1].id)
    QTest.keyClick(page.table, Qt.Key.Key_Return)
    assert page.chips.on() == ("no_review",)
    assert len(cells(page.table)) == 8


def test_what_to_do_is_whole_in_a_narrow_window(window, children):
    window.resize(683, 384)
    page = go(window, "today")
    shown = [one.id for at, one in enumerate(page.table.rows.columns) if not page.table.isColumnHidden(at)]
    assert shown == ["when", "both"]
    room = page.table.columnWidth(5) * 2
    for row in page.table.rows.rows_shown():
        assert page.fontMetrics().horizontalAdvance(row.do) < room


def test_the_heading_counts_by_the_half_term_only_what_has_its_day_in_it(window, desk, children):  # noqa: F811
    soon = a_pupil(desk, legal_forename="Zoe", legal_surname="Ash")
    a_status(desk, soon)
    a_cycle(desk, soon, review_due=date(2026, 12, 4))
    page = go(window, "today")
    due = [row for row in cells(page.table) if row[0].endswith("Dec 2026")]
    ends = page._today.half_term_ends
    parts = page.summary.text().split(" · ")
    assert parts[0] == "1 overdue"
    assert parts[1] == f"{len(due)} due by the end of this half-term, {ends.day} December 2026"
    assert parts[2] == "1 without sessions logged for two weeks or more"
    assert next(row[0] for row in cells(page.table) if row[1] == "Language group · 2 pupils") == "to log"
