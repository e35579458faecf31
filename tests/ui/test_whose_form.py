"""What is written goes to the child on show: a form names its child, and gives way when another child is chosen."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from senco_desk.domain.problems import TroubleError
from senco_desk.domain.provision import SessionDraft
from senco_desk.services import assigned, provision, trail
from senco_desk.services import drafts as kept_words
from senco_desk.services.desk import Desk
from senco_desk.services.trail import Asked
from senco_desk.store import drafts
from senco_desk.ui.cycle_page import CyclePage
from senco_desk.ui.forms import Form
from tests import two_children
from tests.screens import press, type_into
from tests.two_children import FIRST, MARYAM, MAY, School

school = two_children.school


def days(desk: Desk, line_id: str) -> list[date]:
    return [session.on for session in provision.get(desk, line_id).sessions]


def title(page: Any) -> str:
    form = page.room.sheet.form
    return "" if form is None else str(form.title.text())


def test_a_session_begun_for_one_child_is_not_logged_for_the_one_chosen_since(school: School) -> None:
    opened = school.open(FIRST)
    page = opened.window.current_page()
    page.pupils.select(school.ids[MAY])
    page.lines.select(school.lines[MAY])
    press(page, "Log session")
    assert title(page) == "In-class support · May Winter"
    page.room.sheet.form.fields["on"].set_value(date(2026, 11, 17))
    page.room.sheet.form.fields["on"].changed.emit()
    page.pupils.select(school.ids[MARYAM])
    assert page.name.text() == MARYAM
    assert page.room.sheet.form is None
    assert days(opened.desk, school.lines[MAY]) == []
    page.lines.select(school.lines[MARYAM])
    press(page, "Log session")
    assert title(page) == "In-class support · Maryam Brown"
    assert page.room.sheet.form.fields["on"].value() != date(2026, 11, 17)
    page.pupils.select(school.ids[MAY])
    page.lines.select(school.lines[MAY])
    press(page, "Log session")
    assert page.room.sheet.form.fields["on"].value() == date(2026, 11, 17), "the draft was kept for her"
    press(page.room.sheet.form, "Log")
    assert days(opened.desk, school.lines[MAY]) == [date(2026, 11, 17)]
    assert days(opened.desk, school.lines[MARYAM]) == []


def test_another_line_of_the_child_is_another_form_too_and_a_group_is_named(school: School) -> None:
    page = school.open(FIRST).window.current_page()
    page.pupils.select(school.ids[MAY])
    page.lines.select(school.lines["both"])
    press(page, "Log session")
    assert title(page) == "Language group · May Winter, Maryam Brown"
    page.reload()
    assert title(page), "reading the page anew closes nothing"
    page.lines.select(school.lines[MAY])
    assert title(page) == ""


def test_a_note_begun_about_one_child_waits_for_that_child(school: School) -> None:
    opened = school.open(FIRST)
    page = opened.window.current_page()
    page.pupils.select(school.ids[MARYAM])
    press(page, "Write a note")
    QTest.keyClicks(page.room.sheet.form.fields["text"].input, "Half a sen")
    page.pupils.select(school.ids[MAY])
    assert page.room.sheet.form is None
    assert [(words.title, words.pupil_id) for words in drafts.all_kept(opened.desk.store)] == [
        ("Note · Maryam Brown", school.ids[MARYAM])
    ]
    press(page, "Write a note")
    assert title(page) == "Note · May Winter"
    assert page.room.sheet.form.fields["text"].value() == ""
    page.pupils.select(school.ids[MARYAM])
    press(page, "Write a note")
    assert page.room.sheet.form.fields["text"].value() == "Half a sen"


def test_what_is_kept_of_a_group_s_form_names_no_child(school: School) -> None:
    opened = school.open(FIRST)
    page = opened.window.current_page()
    page.pupils.select(school.ids[MAY])
    page.lines.select(school.lines["both"])
    press(page, "Log session")
    page.room.sheet.form.fields["minutes"].set_value(10)
    page.room.sheet.form.fields["minutes"].changed.emit()
    page.pupils.select(school.ids[MARYAM])
    assert [words.title for words in drafts.all_kept(opened.desk.store)] == ["Language group"]


def test_a_session_half_typed_before_a_lock_comes_back_with_its_own_child(school: School) -> None:
    opened = school.open(FIRST)
    page = opened.window.current_page()
    page.pupils.select(school.ids[MAY])
    page.lines.select(school.lines[MAY])
    press(page, "Log session")
    page.room.sheet.form.fields["minutes"].set_value(10)
    page.room.sheet.form.fields["minutes"].changed.emit()
    opened.lock()
    opened = school.open(FIRST)
    opened.resume()
    page = opened.window.current_page()
    assert title(page) == "In-class support · May Winter"
    assert page.name.text() == MAY
    assert page.lines.selected_rows()[0].provision.id == school.lines[MAY]


@pytest.mark.parametrize("words", ["Log session", "Edit"])
def test_on_the_map_another_line_puts_the_form_by(school: School, words: str) -> None:
    school.open()
    page = school.page("provision")
    page.table.select(school.lines[MAY])
    press(page, words)
    assert title(page).endswith(" · May Winter")
    shown = [column.id for at, column in enumerate(page.table.rows.columns) if not page.table.isColumnHidden(at)]
    assert "pupils" in shown
    assert page.table.horizontalHeader().length() <= page.table.viewport().width(), "no name is cut off"
    page.table.select(school.lines[MARYAM])
    assert title(page) == ""
    press(page, "Add provision")
    page.table.select(school.lines[MAY])
    assert title(page) == "Add provision", "a new line belongs to none that is there"


def test_beside_the_register_the_note_is_the_selected_child_s(school: School) -> None:
    opened = school.open()
    page = school.page("register")
    page.table.select(school.ids[MARYAM])
    press(page.preview, "Note")
    assert opened.quick_note().about().pupil_id == school.ids[MARYAM]
    page.table.select(school.ids[MAY])
    assert opened.quick_note().about().pupil_id == school.ids[MARYAM], "it says so in large letters, and stays"
    press(page.preview, "Note")
    assert opened.quick_note().about().pupil_id == school.ids[MAY]


def test_a_child_who_stays_beside_the_register_was_looked_at(school: School) -> None:
    opened = school.open()
    page = school.page("register")
    for name in (MARYAM, MAY):
        page.table.select(school.ids[name])
        assert page._reading_on.isActive()
    page._reading_on.timeout.emit()  # the moment passes
    looks = [each for each in trail.listed(opened.desk).entries if each.what == "Beside the register"]
    assert [(each.did, each.pupil) for each in looks] == [("Looked", MAY)]
    school.page("today")
    assert not page._reading_on.isActive()


FORMS = ("pupil.status", "review.record", "pupil.edit", "pupil.contact", "pupil.view", "pupil.meeting",
         "pupil.involvement")  # fmt: skip


@pytest.mark.parametrize("deed", FORMS)
def test_every_form_of_a_child_s_page_names_the_child_and_stays_behind(school: School, deed: str) -> None:
    opened = school.open()
    page = school.page("pupil", school.ids[MARYAM])
    assert opened.context.actions is not None
    assert opened.context.actions.run(deed)
    page = opened.window.current_page()
    form = page.room.sheet.form
    assert isinstance(form, Form)
    assert MARYAM in form.title.text()
    assert MARYAM in form.accessibleName()
    page = school.page(page.place.page, school.ids[MAY])
    assert page.room.sheet.form is None


def test_on_the_provision_tab_and_in_the_cycle_too(school: School) -> None:
    opened = school.open()
    tab = school.page("pupil", school.ids[MARYAM], "provision").provision
    for words in ("Log session", "Edit", "Add provision"):
        press(tab, words)
        assert MARYAM in title(tab)
        assert MAY not in title(tab) or "Language group" in title(tab)
        school.page("pupil", school.ids[MAY], "provision")
        assert title(tab) == ""
        school.page("pupil", school.ids[MARYAM], "provision")
    cycle = school.page("cycle", school.ids[MARYAM])
    assert isinstance(cycle, CyclePage)
    cycle.deeds.add_outcome()
    assert MARYAM in title(cycle)
    assert opened.desk is not None
    school.page("cycle", school.ids[MAY])
    assert title(cycle) == ""


def test_a_look_of_the_assistant_and_what_she_logged_stand_in_each_child_s_trail(school: School) -> None:
    opened = school.open(FIRST)
    page = opened.window.current_page()
    for name in (MAY, MARYAM, MAY):
        page.pupils.select(school.ids[name])
    page.lines.select(school.lines["both"])
    press(page, "Log session")
    press(page.room.sheet.form, "Log")
    opened = school.open()
    for name in (MAY, MARYAM):
        found = trail.listed(opened.desk, Asked(pupil_id=school.ids[name])).entries
        hers = [(each.did, each.what) for each in found if each.person == "Tess"]
        assert sorted(hers) == [("Changed", "Log session"), ("Looked", "The record")]
    page = school.page("trail")
    rows = [page.table.rows.row_at(line) for line in range(page.table.rows.rowCount())]
    assert [row.pupil for row in rows if row.what == "Log session"] == ["Maryam Brown, May Winter"]


def test_the_assistant_puts_right_what_she_logged_and_nothing_else(school: School) -> None:
    opened = school.open()
    provision.log_session(opened.desk, SessionDraft(provision_id=school.lines[MAY], on=date(2026, 11, 16)))
    opened = school.open(FIRST)
    provision.log_session(opened.desk, SessionDraft(provision_id=school.lines[MAY], on=date(2026, 11, 17)))
    one = next(each for each in assigned.everyone(opened.desk) if each.pupil.name == MAY)
    line = next(each for each in one.lines if each.provision.id == school.lines[MAY])
    own = assigned.own_sessions(opened.desk, line)
    assert [session.on for session in line.sessions if session.id in own] == [date(2026, 11, 17)]
    page = opened.window.current_page()
    page.reload()
    page.pupils.select(school.ids[MAY])
    page.lines.select(school.lines[MAY])
    page.sessions.table.selectRow(0)
    press(page.sessions, "Change session")
    assert title(page) == "In-class support · May Winter"


def test_on_a_full_drive_a_form_stays_with_its_words(school: School, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = school.open()
    page = school.page("pupil", school.ids[MARYAM])
    opened.window.registry.run("pupil.view")
    form = page.room.sheet.form
    type_into(form, words="I like drawing.")

    def full(*_args: object) -> None:
        raise TroubleError("The drive is full.", "Nothing was lost.", "Make room.")

    with monkeypatch.context() as broken:
        broken.setattr(kept_words, "keep", full)
        QTest.keyClick(form, Qt.Key.Key_Escape)
        assert page.room.sheet.form is form, "words that nobody could write are not taken away"
        assert form.typed()
    QTest.keyClick(form, Qt.Key.Key_Escape)
    assert page.room.sheet.form is None
