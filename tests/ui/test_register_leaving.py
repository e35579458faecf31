"""What leaves the desk of what the register shows: copied, saved, printed; only what is on show, and noted."""

import csv
import io

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from python_calamine import CalamineWorkbook

from senco_desk.documents.inspect import text_of
from senco_desk.domain.custom_fields import CustomFieldDraft, CustomValueDraft
from senco_desk.domain.register_filters import Filter
from senco_desk.services import register_lists, trail
from senco_desk.store import nouns
from senco_desk.ui.mnemonics import _lettered, letter
from senco_desk.ui.pages import Place
from senco_desk.ui.register_page import RegisterPage
from tests import desk_window
from tests.builders import a_pupil, a_status
from tests.screens import texts

children, desk, opened = desk_window.children, desk_window.desk, desk_window.opened


@pytest.fixture
def page(desk, children, opened):
    odd = a_pupil(desk, legal_forename="=1+1", legal_surname="<b>Bold", year_group="4", see_dsl=True, in_care=True)
    a_status(desk, odd, "K", ("ASD",))
    with desk.store.change("Fields") as change:
        for name, on_paper in (("Bus", True), ("Locker", False)):
            field = change.add(nouns.CUSTOM_FIELDS, CustomFieldDraft(name=name, on_paper=on_paper))
            change.add(nouns.CUSTOM_VALUES, CustomValueDraft(pupil_id=odd.id, field_id=field.id, value=f"{name} 7"))
    made = opened.window.go(Place("register"))
    own = [column.id for column in made.table.rows.columns if column.id.startswith("field:")]
    made.table.lay_out(["name", "year", "flags", "dsl", *own], {})
    made.narrowing.put([Filter(column="year", way="is", values=("4",))])
    return made


def did(desk, deed):
    return [each.what for each in trail.listed(desk).entries if each.deed == deed]


def test_copied_it_is_text_and_a_table_and_runs_nothing(page):
    page.table.selectAll()
    QTest.keyClick(page.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    held = QApplication.clipboard().mimeData()
    assert held.text().split("\n") == [
        "Pupil\tYear\tFlags\tBus",
        "'=1+1 <b>Bold\tY4\tLAC\tBus 7",
        "Amelia O’Neill\tY4\t\t",
    ]
    assert "<td>&#x27;=1+1 &lt;b&gt;Bold</td>" in held.html()
    assert held.html().count("<tr>") == 3
    assert "DSL" not in held.html()


def test_saved_it_is_what_is_shown(page, desk, tmp_path, qtbot):
    for ending in ("csv", "xlsx"):
        with qtbot.waitSignal(page.paper.save(tmp_path / f"list.{ending}").ended):
            pass
    rows = list(csv.reader((tmp_path / "list.csv").read_text("utf-8-sig").splitlines()))
    assert rows[0] == ["Pupil", "Year", "Flags", "Bus"]
    assert rows[1] == ["'=1+1 <b>Bold", "Year 4", "Looked after by a local authority", "Bus 7"]
    assert len(rows) == 3
    sheet = CalamineWorkbook.from_path(tmp_path / "list.xlsx").get_sheet_by_index(0).to_python()
    assert sheet[1] == ["=1+1 <b>Bold", *rows[1][1:]]  # a text in a workbook, whatever it begins with
    assert did(desk, trail.EXPORT) == [
        "Register as shown, 2 pupils, XLSX file", "Register as shown, 2 pupils, CSV file",
    ]  # fmt: skip
    assert page.paper.saved.isVisible()
    assert any("screen alone: See the DSL and Locker." in said for said in texts(page.paper.saved))


def test_printed_it_says_what_it_was_chosen_by_and_keeps_to_itself_what_must_stay(page, desk, qtbot):
    QTest.keyClick(page.table, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(page.paper.print_button.isEnabled)
    assert page.stack.currentWidget() is page.paper
    assert any("2 of 6 pupils" in said and "Locker" in said for said in texts(page.paper))
    out = io.BytesIO()
    register_lists.list_pdf(desk, out, page.listed())
    words = " ".join(" ".join(text_of(out.getvalue())).split())
    assert "Year 4; 2 of 6 pupils." in words
    assert "Confidential" in words
    assert "Page 1 of 1" in words
    assert "Bus 7" in words
    assert "Locker" not in words
    assert "DSL" not in words
    page.paper.print()
    page.paper.leaving.printing.dialog.reject()
    page.paper.leaving.printing.printed.emit(1)
    assert did(desk, trail.PRINT) == ["Register as shown, 2 pupils, 1 page"]
    QTest.keyClick(page.paper, Qt.Key.Key_Escape)
    assert page.stack.currentWidget() is page.table


def test_a_filter_of_what_stays_in_the_desk_is_not_said_on_paper(page, desk):
    locker = next(name for name, column in page.table.known.items() if column.words == "Locker")
    page.narrowing.put([Filter(column=locker, way="has", values=("Locker",))])
    assert any("Locker" in chip.text() for chip in page.line.chips())
    out = io.BytesIO()
    register_lists.list_pdf(desk, out, page.listed())
    words = " ".join(" ".join(text_of(out.getvalue())).split())
    assert "Chosen by a field that is not printed; 1 of 6 pupils." in words
    assert "Locker" not in words


@pytest.mark.parametrize("column", ["dsl", "Locker"])
def test_the_order_of_a_list_does_not_tell_what_stays_in_the_desk(page, column):
    name = next(name for name, each in page.table.known.items() if column in (name, each.words))
    page.narrowing.put([])
    page.table.sort_by((name, True), ("name", False))
    page.table.sorted_anew(name, up=True)
    shown = [row.name for row in page.table.rows.rows_shown()]
    left = [row.name for row in page.listed().rows]
    assert shown[0] == "=1+1 <b>Bold"
    assert sorted(left) == sorted(shown)
    assert left != shown
    page.table.selectAll()
    copied = [line.split("\t")[0].lstrip("'") for line in page.table.copy().split("\n")[1:]]
    assert copied == left
    page.table.sort_by(("year", True), (name, True))
    assert [row.year_group for row in page.listed().rows] == sorted(row.year_group for row in page.listed().rows)


def test_the_print_menu_leads_to_the_headteachers_summary_too(page, opened):
    menu = page.print.menu()
    words = [action.text().replace("&", "") for action in menu.actions() if action.text()]
    assert words == [
        "Print what is shown…", "Save as Excel workbook…", "Save as CSV…", "Save as PDF…",
        "Register summary for the headteacher…",
    ]  # fmt: skip
    menu.actions()[-1].trigger()
    assert opened.window.history.here.page == "reports"


def test_a_view_gives_the_paper_its_name_until_it_is_changed(page):
    page.views.choose("undated")
    assert page.listed().name == "No review date"
    page.narrowing.put(())
    assert page.listed().name == ""


def test_a_wide_list_lies_on_its_side_and_a_long_one_repeats_its_headings(page, desk):
    for at in range(60):
        child = a_pupil(desk, legal_forename=f"Child{at}", legal_surname="Many")
        a_status(desk, child, "K", ("SLCN",))
    page.reload()
    page.table.lay_out([name for name in page.table.known if name != "dsl"][:12], {})
    out = io.BytesIO()
    pages = register_lists.list_pdf(desk, out, page.listed())
    read = text_of(out.getvalue())
    assert pages == len(read) > 1
    assert all("Pupil" in text and f"Page {at} of {pages}" in text for at, text in enumerate(read, 1))
    from senco_desk.documents.page_sizes import page_sizes

    wide, high = page_sizes(out.getvalue())[0]
    assert wide > high


def test_nothing_leaves_for_somebody_without_the_right(page, desk, tmp_path, monkeypatch, qtbot):
    monkeypatch.setattr(type(desk), "may", lambda _desk, right: right != "export")
    monkeypatch.setattr(type(desk), "rights", property(lambda _desk: frozenset({"change", "everybody"})))
    with qtbot.waitSignal(page.paper.save(tmp_path / "list.csv").failed):
        pass
    assert not (tmp_path / "list.csv").exists()


def test_the_mark_is_on_the_screens_alone_of_those_who_see_confidential_papers(page, desk, monkeypatch):
    assert "dsl" in page.table.known
    may = type(desk).may
    monkeypatch.setattr(type(desk), "may", lambda this, right: right != "confidential" and may(this, right))
    monkeypatch.setattr(page._context, "may", desk.may)
    theirs = RegisterPage(page._context, page.parentWidget())
    theirs.reload()
    theirs.table.lay_out(["name", "dsl"], {})
    theirs.table.sort_by(("dsl", True))
    assert "dsl" not in theirs.table.known
    assert not [column for column in theirs.table.rows.columns if column.id == "dsl"]
    assert theirs.table.shown_columns() == ("name",)
    assert not [row for row in theirs.reading.register.rows if row.see_dsl]


def test_saving_is_found_by_its_name_and_the_letter_is_nobody_elses(page):
    assert page.print.text() == "Pr&int or save"
    assert page.print.accessibleName() == "Print or save"
    letters = [letter(one.text()) for one in _lettered(page.window()) if letter(one.text())]
    assert letters.count("i") == 1
