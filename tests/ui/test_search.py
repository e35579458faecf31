"""The search field over real children: Enter opens the one that was meant, and what does not fit is a line away."""

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from senco_desk.domain.papers import NoteDraft
from senco_desk.services import finding, records, trail
from senco_desk.services.contacts_log import Finder
from senco_desk.ui.pages import Place
from senco_desk.ui.pupil_hits import RECENT, PupilHits
from tests import desk_window
from tests.builders import TODAY, a_pupil, a_status

desk, opened = desk_window.desk, desk_window.opened


@pytest.fixture
def chosen():
    return []


@pytest.fixture
def hits(desk, chosen):
    for forename, surname in (("Amelia", "Grace"), ("Grace", "Grace"), ("Grace", "Green")):
        a_pupil(desk, legal_forename=forename, legal_surname=surname)
    return PupilHits(desk, chosen.append, show_all=chosen.append)


def words(found):
    return [hit.words for hit in found]


def test_two_words_are_two_names_and_the_whole_name_comes_first(hits):
    assert words(hits("grace gr")) == ["Grace Grace", "Grace Green"]
    assert words(hits("grace green")) == ["Grace Green"]
    assert words(hits("g")) == []


def test_those_who_have_left_come_last_and_say_so(hits, desk):
    a_pupil(desk, legal_forename="Grace", legal_surname="Abel", leaving_date=TODAY)
    found = list(hits("grace"))
    assert found[-1].words == "Grace Abel"
    assert found[-1].detail == "Y4 · 4B · left"


def test_beyond_eight_a_line_says_how_many_more_and_shows_them(hits, desk, chosen):
    for at in range(9):
        a_pupil(desk, legal_forename="Gracie", legal_surname=f"Hill{'abcdefghi'[at]}")
    found = list(hits("gr"))
    assert len(found) == 9
    assert found[-1].words == "4 more: keep typing, or show them in the register"
    found[-1].choose()
    assert chosen == ["gr"]


def test_a_child_added_since_is_found(hits, desk):
    assert words(hits("kwame")) == []
    a_pupil(desk, legal_forename="Kwame")
    hits.forget()
    assert len(words(hits("kwame"))) == 1


def test_return_in_the_search_field_opens_the_child(desk, settings, theme, tmp_path):
    from senco_desk.ui.open_desk import OpenDesk
    from tests.builders import Clock

    a_pupil(desk, legal_forename="Amelia", legal_surname="Grace")
    grace = a_pupil(desk, legal_forename="Grace", legal_surname="Grace")
    opened = OpenDesk(desk, tmp_path / "school.sencodesk", settings=settings, theme=theme, clock=Clock())
    opened.window.show()
    opened.window.activateWindow()
    assert QTest.qWaitForWindowActive(opened.window)
    opened.window.registry.run("desk.search")
    QTest.keyClicks(opened.window.bar.search, "grace gr")
    QTest.keyClick(opened.window.bar.search, Qt.Key.Key_Return)
    assert opened.window.history.here.args[0] == grace.id
    opened.close()


def test_before_anything_is_typed_the_children_looked_at_last_are_offered(hits, desk):
    first, second = (Finder(desk).find(name)[0] for name in ("amelia grace", "grace green"))
    for child in (first, second):
        trail.looked(desk, child.id)
    assert [hit.words for hit in hits("")][:2] == [second.name, first.name]
    assert {hit.heading for hit in hits("")} == {RECENT}


def test_two_of_one_name_are_told_apart_wherever_they_are_found(desk):
    same = {"legal_forename": "Ava", "legal_surname": "Khan", "year_group": "2", "class_name": "2A"}
    first = a_pupil(desk, **same, date_of_birth=date(2019, 9, 3))
    second = a_pupil(desk, **same, date_of_birth=date(2020, 5, 4))
    a_status(desk, first)
    for child in (first, second):
        records.add(desk, NoteDraft(pupil_id=child.id, on=TODAY, text="Counted to a hundred"))
        trail.looked(desk, child.id)
    found = PupilHits(desk, print)
    details = {"Y2 · 2A · born 3 September 2019 · SEN Support", "Y2 · 2A · born 4 May 2020 · no SEN status"}
    assert {hit.detail for hit in found("ava")} == details
    assert {hit.detail for hit in found("")} == details
    written = finding.answer(desk, "hundred").under("notes")
    assert {each.words for each in written} == {
        "Ava Khan · born 3 September 2019 · SEN Support",
        "Ava Khan · born 4 May 2020 · no SEN status",
    }


def test_side_by_side_tells_two_of_one_name_apart(opened, desk):
    same = {"legal_forename": "Ava", "legal_surname": "Khan", "year_group": "2", "class_name": "2A"}
    first = a_pupil(desk, **same, date_of_birth=date(2019, 9, 3))
    second = a_pupil(desk, **same, date_of_birth=date(2020, 5, 4))
    page = opened.window.go(Place("beside", (first.id, second.id)))
    assert [chooser.input.text() for chooser in page.choosers] == [
        "Ava Khan · Y2 · 2A · born 3 September 2019 · no SEN status",
        "Ava Khan · Y2 · 2A · born 4 May 2020 · no SEN status",
    ]


def test_a_section_of_the_settings_is_found_and_opened(opened, qtbot):
    search = opened.window.bar.search
    opened.window.registry.run("desk.search")
    QTest.keyClicks(search, "own fields")
    qtbot.waitUntil(lambda: not search.pending)
    QTest.keyClick(search, Qt.Key.Key_Return)
    assert opened.window.history.here == Place("settings", ("fields",))
    assert opened.window.current_page().tabs.current() == "fields"
    opened.window.registry.run("desk.search")
    QTest.keyClicks(search, "leavers")
    qtbot.waitUntil(lambda: not search.pending)
    QTest.keyClick(search, Qt.Key.Key_Return)
    assert opened.window.history.here.page == "leavers"  # the command before the section of the same name
