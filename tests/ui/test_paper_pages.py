"""Profiles of a class and the class teacher's sheet: chosen, seen, who has none said before, saved, printed, noted."""

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication, QPushButton

from senco_desk.documents.inspect import text_of
from senco_desk.domain.needs import DiagnosisDraft
from senco_desk.domain.profiles import ProfileDraft
from senco_desk.services import profiles, records, trail
from senco_desk.ui.pages import Place
from senco_desk.ui.paper_ways import go_to_class_sheet, go_to_profiles
from tests import desk_window
from tests.builders import TODAY, a_pupil, a_status
from tests.screens import press, texts, tick, unheard

children, desk, opened = desk_window.children, desk_window.desk, desk_window.opened


@pytest.fixture
def school(children, desk):
    more = a_pupil(desk, legal_forename="Maryam", legal_surname="Brown")
    a_status(desk, more)
    for child, helps in ((children["amelia"], "Count to ten."), (children["yusuf"], "Do not sit me with Grace Day.")):
        profiles.keep(desk, ProfileDraft(pupil_id=child.id, on=TODAY, liked="Kind.", helps=helps,
                                         must_knows=("Wait ten seconds.",)))  # fmt: skip
    records.add(desk, DiagnosisDraft(pupil_id=children["amelia"].id, what="Grommets", made_by="", note=""))
    return children | {"maryam": more}


def settled(page, qtbot):
    qtbot.waitUntil(lambda: page.making.idle and page._shown is not None, timeout=10_000)


def said(page):
    return " ".join(" ".join(text_of(page.preview.view.paper.leaves[0].file())).split())


def pick(page, field, wanted):
    combo = field.input
    combo.setCurrentIndex(combo.findData(wanted))
    combo.activated.emit(combo.currentIndex())


def test_reports_lead_to_each_other(opened, school, qtbot):
    reports = opened.window.go(Place("reports"))
    qtbot.waitUntil(lambda: reports.making.idle, timeout=10_000)
    press(reports, "One-page profiles")
    page = opened.window.current_page()
    settled(page, qtbot)
    assert "One-page profile" in said(page)
    press(page, "Class teacher’s sheet")
    sheet = opened.window.current_page()
    settled(sheet, qtbot)
    assert "what to know" in said(sheet)
    press(sheet, "Register summary")
    assert opened.window.current_page() is reports
    qtbot.waitUntil(lambda: reports.making.idle, timeout=10_000)


def test_a_class_prints_those_who_have_a_profile_and_says_who_has_none(opened, school, desk, qtbot, tmp_path):
    page = opened.window.go(Place("profiles", ("class:4B",)))
    settled(page, qtbot)
    assert page.preview.view.count == 1
    assert "Count to ten." in said(page)
    assert "1 of 2 has no profile yet." in texts(page.lacking)
    assert unheard(page) == []
    job = page.save(tmp_path / "class.pdf")
    with qtbot.waitSignal(job.ended):
        pass
    assert len(text_of((tmp_path / "class.pdf").read_bytes())) == 1
    assert page.saved.words.text() == "Saved as class.pdf."
    first = trail.listed(desk).entries[0]
    assert (first.pupil_id, first.what) == (school["amelia"].id, "One-page profile, PDF file")
    page.print()
    page.leaving.printing.dialog.reject()
    page.leaving.printing.printed.emit(1)
    assert trail.listed(desk).entries[0].what == "One-page profile, 1 page"
    QApplication.processEvents()
    link = next(one for one in page.findChildren(QPushButton) if one.text() == "Maryam Brown")
    link.click()
    written = opened.window.current_page()
    assert written.place == Place("profile", (school["maryam"].id,))
    qtbot.waitUntil(lambda: written.making.idle and not written._soon.isActive(), timeout=10_000)


def test_chosen_children_come_from_the_register_and_another_childs_name_is_shown_first(opened, school, qtbot):
    wanted = [school[name].id for name in ("yusuf", "amelia", "zoe")]
    go_to_profiles(opened.context, wanted)
    page = opened.window.current_page()
    settled(page, qtbot)
    assert page.preview.view.count == 2
    assert page.whose.input.currentText() == "The 3 children chosen"
    assert "1 of 3 has no profile yet." in texts(page.lacking)
    assert not page.names_card.isHidden()
    assert "Grace Day" in page.names_list.text()
    assert page.print_button.isEnabled()  # a person decides
    pick(page, page.whose, "class:4B")
    settled(page, qtbot)
    assert page.names_card.isHidden()


def test_the_papers_of_selected_children_are_in_the_registers_menu(opened, school, qtbot):
    register = opened.window.go(Place("register"))
    qtbot.waitUntil(lambda: register.table.rows.rowCount() > 2, timeout=10_000)
    register.table.select(school["yusuf"].id)
    menu = register._rows_menu(QPoint(5, 5))
    deeds = {each.text().replace("&", ""): each for each in menu.actions()}
    deeds["One-page profile…"].trigger()
    menu.close()
    page = opened.window.current_page()
    settled(page, qtbot)
    assert page.place == Place("profiles", (school["yusuf"].id,))
    opened.window.go(Place("register"))
    menu = register._rows_menu(QPoint(5, 5))
    next(each for each in menu.actions() if "sheet" in each.text()).trigger()
    menu.close()
    sheet = opened.window.current_page()
    settled(sheet, qtbot)
    assert "Class 6A" in said(sheet)


def test_an_empty_sheet_is_printed_for_one_child(opened, school, desk, qtbot):
    tab = opened.window.go(Place("pupil", (school["amelia"].id, "views")))
    press(tab.views.child, "Print a sheet to ask with…")
    page = opened.window.current_page()
    settled(page, qtbot)
    assert page.preview.view.count == 2
    assert "My name: Amelia" in said(page)
    assert "What is good at school?" in said(page)
    page.print()
    page.leaving.printing.dialog.reject()
    page.leaving.printing.printed.emit(2)
    assert trail.listed(desk).entries[0].what == "Empty sheet for views, 2 pages"


def test_a_class_without_profiles_offers_nothing_to_print_and_says_why(opened, school, qtbot):
    page = opened.window.go(Place("profiles", ("class:5C",)))
    qtbot.waitUntil(lambda: page.making.idle, timeout=10_000)
    assert "Grace has no profile yet." in texts(page.lacking)
    assert not page.print_button.isEnabled()
    assert page.choose() is None
    assert page.preview.view.count == 0


def test_the_sheet_has_no_diagnosis_unless_ticked_and_is_noted_for_each_child(opened, school, desk, qtbot, tmp_path):
    go_to_class_sheet(opened.context, ["4B"])
    page = opened.window.current_page()
    settled(page, qtbot)
    assert "1. Wait ten seconds." in said(page)
    assert "Maryam Brown" in said(page)
    assert "Grommets" not in said(page)
    tick(page.diagnoses.input)
    qtbot.waitUntil(lambda: page.making.idle and "Grommets" in said(page), timeout=10_000)
    assert unheard(page) == []
    job = page.save(tmp_path / "4B.pdf")
    with qtbot.waitSignal(job.ended):
        pass
    noted = trail.listed(desk).entries[:2]
    assert {each.pupil_id for each in noted} == {school["amelia"].id, school["maryam"].id}
    assert {each.what for each in noted} == {"Class teacher’s sheet, PDF file"}
    pick(page, page.which, "*")
    settled(page, qtbot)
    qtbot.waitUntil(lambda: page.making.idle and page.preview.view.count >= 4, timeout=10_000)


def test_a_school_without_support_says_so(opened, desk, qtbot):
    for name in ("class_sheet", "profiles"):
        page = opened.window.go(Place(name))
        qtbot.waitUntil(lambda page=page: page.making.idle, timeout=10_000)
        assert not page.print_button.isEnabled()
        assert any("No child" in one for one in texts(page))
