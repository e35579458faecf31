"""The year-end rollover in the window: a list first, one step, one undo, and noticed when it was done."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtWidgets import QApplication

from senco_desk.domain.commitments import CommitmentDraft
from senco_desk.services import records, rollover
from senco_desk.store import nouns
from senco_desk.ui import rollover_page
from senco_desk.ui.open_desk import OpenDesk
from senco_desk.ui.rollover_page import RolloverPage
from senco_desk.ui.today_page import TodayPage
from tests import desk_window
from tests.builders import TODAY, Clock, a_cycle, a_desk, a_pupil, everything
from tests.screens import choose, press, texts, type_into

desk, opened = desk_window.desk, desk_window.opened


@pytest.fixture
def school(desk):
    """Three in their usual year, one who leaves, one who is a year below the usual one."""
    four = a_pupil(desk, legal_forename="Amelia", date_of_birth=date(2018, 3, 2), year_group="4", class_name="4B")
    six = a_pupil(desk, legal_forename="Yusuf", date_of_birth=date(2016, 1, 9), year_group="6", class_name="6A")
    late = a_pupil(desk, legal_forename="Ida", date_of_birth=date(2017, 8, 30), year_group="4", class_name="4B")
    a_cycle(desk, six)
    draft = CommitmentDraft(pupil_id=six.id, made_on=TODAY, who="Mrs Begum", what="Rings the new school")
    records.add(desk, draft)
    return {"four": four, "six": six, "late": late}


def page_of(opened) -> RolloverPage:
    opened.window.registry.run("desk.rollover")
    page = opened.window.findChild(RolloverPage)
    assert page is not None
    return page


def done(page, qtbot, job) -> None:
    assert job is not None
    with qtbot.waitSignal(job.ended, timeout=8000):
        pass
    qtbot.waitUntil(lambda: page._working is None)


def test_a_list_first_then_one_step_and_one_undo(opened, desk, school, qtbot):
    page = page_of(opened)
    before = everything(desk)
    lines = {line.pupil.legal_forename: line for line in page.table.rows.all_rows()}
    assert {name: line.fate for name, line in lines.items()} == {"Amelia": "up", "Yusuf": "leave", "Ida": "up"}
    assert "below the usual year" in lines["Ida"].why
    assert school["late"].id not in page.ticked(), "somebody chooses for a child out of cohort"
    assert everything(desk) == before, "a dry run writes nothing"

    page.table.select(school["late"].id)
    press(page, "Stays in the year")
    page.table.select(school["six"].id)
    press(page, "New school…")
    form = page.room.sheet.form
    type_into(form, school="Hilltop Academy")
    press(page, "Use this")
    done(page, qtbot, page.apply())
    now = {each.id: each for each in nouns.PUPILS.all(desk.store)}
    assert now[school["four"].id].year_group == "5"
    assert now[school["late"].id].year_group == "4"
    assert now[school["six"].id].year_group == "6"
    assert now[school["six"].id].leaving_date == page._plan.asked.on
    assert "Hilltop Academy" in nouns.NOTES.of(desk.store, pupil_id=school["six"].id)[0].text
    assert opened.window.registry.qaction("desk.undo").text().startswith("&Undo year-end rollover to")
    opened.undo()
    assert everything(desk) == before


def test_a_desk_without_pupils_says_what_to_do_first(opened):
    page = page_of(opened)
    assert page.says.text().startswith("There are no pupils on roll")
    assert not page.go_button.isEnabled()


def test_months_before_the_day_it_is_asked_once_more(opened, desk, school, qtbot):
    page = page_of(opened)
    before = everything(desk)
    press(page, "Roll over")
    assert "months away" in page.notices.text()
    assert everything(desk) == before
    page.reload()
    assert page.go_button.text() == "&Roll over", "whoever looks again is asked again"
    press(page, "Roll over")
    page.go_button.click()
    done(page, qtbot, page._working)
    four = nouns.PUPILS.get(desk.store, school["four"].id)
    assert (four.year_group, four.class_name) == ("5", "5B"), "the class goes up with the year"


def test_done_twice_is_noticed_and_taken_back_on_a_later_day(opened, desk, school, qtbot):
    page = page_of(opened)
    before = {each.id: each for each in nouns.PUPILS.all(desk.store)}
    done(page, qtbot, page.apply())
    assert page.stack.currentWidget() is page.done
    assert any("Doing it again would move everybody up once more" in words for words in texts(page))
    assert not page.go_button.isVisible()
    amelia = nouns.PUPILS.get(desk.store, school["four"].id)
    records.save(desk, amelia.model_copy(update={"class_name": "5Z"}))
    done(page, qtbot, page._take_back())
    now = {each.id: each for each in nouns.PUPILS.all(desk.store)}
    assert now[school["six"].id] == before[school["six"].id]
    assert now[school["four"].id].class_name == "5Z", "what was typed since stays"
    assert rollover.done_for(desk, rollover.Rolled(page._asked.on, TODAY, "", 0).year) is None


def test_classes_are_kept_emptied_or_changed_by_a_table(opened, desk, school, qtbot):
    page = page_of(opened)
    press(page, "Day and classes…")
    form = page.room.sheet.form
    assert not form.fields["class_0"].isVisible()
    choose(form, how="map")
    assert form.fields["class_0"].isVisible()
    assert form.fields["class_0"].value() == "5B", "what 4B may be called next year is typed already"
    type_into(form, class_0="5 Oak")
    press(page, "Use these")
    line = next(line for line in page.table.rows.all_rows() if line.id == school["four"].id)
    assert line.class_after == "5 Oak"
    done(page, qtbot, page.apply())
    assert nouns.PUPILS.get(desk.store, school["four"].id).class_name == "5 Oak"


def test_a_day_that_cannot_be_meant_is_refused_beside_its_field(opened, school):
    page = page_of(opened)
    press(page, "Day and classes…")
    form = page.room.sheet.form
    type_into(form, on="1/9/2036")
    press(page, "Use these")
    assert "more than a year away" in form.fields["on"].problem()


def test_single_lines_are_left_out_and_taken_in(opened, school, qtbot):
    page = page_of(opened)
    page.table.select(school["four"].id)
    press(page, "Leave out")
    assert school["four"].id not in page.ticked()
    page.table.select(school["four"].id)
    press(page, "Include")
    assert school["four"].id in page.ticked()
    page.chips.set_on(["leave"])
    assert [line.id for line in page.table.rows.rows_shown()] == [school["six"].id]


def test_what_stays_open_is_listed_with_what_to_do(opened, school):
    page = page_of(opened)
    page.tabs.choose("open")
    said = {(row.kind, row.who): row.do for row in page.open.rows.all_rows()}
    assert "close the cycle" in said["cycle", school["six"].name]
    assert "Settle it before" in said["promise", school["six"].name]


@pytest.mark.parametrize(("today", "shown"), [(date(2027, 7, 12), True), (date(2027, 6, 30), False)])
def test_today_points_to_it_as_the_year_ends(tmp_path, settings, theme, today, shown):
    desk = a_desk(tmp_path, today=today)
    a_pupil(desk, date_of_birth=None)
    made = OpenDesk(desk, tmp_path / "school.sencodesk", settings=settings, theme=theme, clock=Clock())
    made.window.show()
    try:
        page = made.window.findChild(TodayPage)
        assert page.rollover.isVisibleTo(page) is shown
        if shown:
            planned = rollover.plan(desk, rollover.Asked(rollover.usual_day(today)))
            done = rollover.apply(desk, planned, planned.ticked())
            made.work.tell(done.changes)
            page.reload()
            assert not page.rollover.isVisibleTo(page), "what is done is not asked for again"
    finally:
        made.close()
        QApplication.processEvents()


def test_a_choice_reads_nothing_again(opened, desk, school, monkeypatch):
    page = page_of(opened)
    read = []
    monkeypatch.setattr(rollover, "read", lambda _desk: read.append(1))
    page.table.select(school["late"].id)
    press(page, "Stays in the year")
    page.table.select(school["four"].id)
    press(page, "Leaves")
    fates = {line.id: line.fate for line in page.table.rows.all_rows()}
    assert (fates[school["late"].id], fates[school["four"].id]) == ("stay", "leave")
    assert read == []


def test_a_large_school_is_read_on_the_worker_and_rolled_over(opened, desk, school, qtbot, monkeypatch):
    monkeypatch.setattr(rollover_page, "_AT_ONCE", 2)
    page = page_of(opened)
    assert not page.table.rows.all_rows()
    assert not page.go_button.isEnabled()
    page.reload()  # once more before the first has ended
    qtbot.waitUntil(lambda: len(page.table.rows.all_rows()) == 3)
    qtbot.waitUntil(page.go_button.isEnabled)
    page.table.select(school["late"].id)
    press(page, "Stays in the year")
    done(page, qtbot, page.apply())
    qtbot.waitUntil(lambda: page._reading is None)
    assert page.stack.currentWidget() is page.done
    assert nouns.PUPILS.get(desk.store, school["four"].id).year_group == "5"
