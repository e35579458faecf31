"""The provision map: lines, groups and sessions, through the window."""

from datetime import date

import pytest

from senco_desk.domain.provision import SessionDraft
from senco_desk.services import provision, schools
from tests import screens
from tests.builders import TODAY, a_provision, a_pupil
from tests.rich_child import CALENDAR
from tests.screens import cells, go, press, tick, type_into

desk, window = screens.desk, screens.window


@pytest.fixture
def children(desk):
    schools.replace_calendar(desk, CALENDAR)
    return [a_pupil(desk, legal_forename=name) for name in ("Ann", "Ben", "Cam")]


def test_the_first_line_is_added_from_an_empty_map(desk, window, children):
    page = go(window, "provision")
    press(page.nothing, "Add provision")
    form = page.room.sheet.form
    press(page.room, "Save")
    assert form.fields["what"].problem()
    type_into(form, what="Lunch club", minutes="30", sessions_per_week="1")
    tick(form.fields["own_rate"].input)
    type_into(form, rate_pence="17.20")
    press(page.room, "Save")
    assert "Choose at least one pupil" in form.fields["pupils"].problem()
    form.fields["pupils"].input.setText("ann")
    form.fields["pupils"].input.returnPressed.emit()
    press(page.room, "Save")
    assert [row[0] for row in cells(page.table)] == ["Lunch club"]
    window.registry.run("desk.undo")
    assert provision.all_groups(desk) == []
    assert page.nothing.isVisible()


def test_a_groups_session_is_logged_with_who_was_away(desk, window, children):
    ann, ben, _cam = children
    group = a_provision(desk, ann, ben, what="Language group")
    page = go(window, "provision")
    assert cells(page.table)[0][4] == "not logged"
    page.table.selectRow(0)
    press(page, "Log session")
    tick(page.room.sheet.form.fields["absent"].box(ben.id))
    press(page.room, "Log")
    (session,) = provision.get(desk, group.provision.id).sessions
    assert (session.on, session.absent) == (TODAY, (ben.id,))
    assert cells(page.table)[0][4] == "1 of 11"
    assert page.table.selected_rows()[0].id == group.provision.id  # still selected, for the next session


def test_a_future_session_is_refused_beside_its_day(desk, window, children):
    a_provision(desk, children[0])
    page = go(window, "provision")
    page.table.selectRow(0)
    press(page, "Log session")
    type_into(page.room.sheet.form, on="1/2/2027")
    press(page.room, "Log")
    assert "future" in page.room.sheet.form.fields["on"].problem()


def test_chips_narrow_the_map(desk, window, children):
    ann = children[0]
    a_provision(desk, ann, what="Now")
    a_provision(desk, ann, what="Over", end=date(2026, 10, 2))
    logged = a_provision(desk, ann, what="Specialist", tier="specialist")
    provision.log_session(desk, SessionDraft(provision_id=logged.provision.id, on=TODAY))
    page = go(window, "provision")
    assert [row[0] for row in cells(page.table)] == ["Now", "Specialist"]
    page.chips.set_on([])
    assert len(cells(page.table)) == 3
    page.chips.set_on(["specialist"])
    assert [row[0] for row in cells(page.table)] == ["Specialist"]
    page.chips.set_on(["unlogged", "now"])
    assert [row[0] for row in cells(page.table)] == ["Now"]
    assert page.count.text().startswith("1 of 3 lines shown")


def test_a_line_is_edited_and_removed(desk, window, children):
    a_provision(desk, *children, what="Language group")
    page = go(window, "provision")
    page.table.opened.emit(page.table.rows.row_at(0))
    type_into(page.room.sheet.form, minutes="45")
    press(page.room, "Save")
    assert cells(page.table)[0][2] == "1 × 45 min"
    page.table.selectRow(0)
    press(page, "Remove")
    assert provision.all_groups(desk) == []


def test_a_form_with_typed_words_is_not_replaced(desk, window, children):
    a_provision(desk, children[0])
    page = go(window, "provision")
    press(page, "Add provision")
    type_into(page.room.sheet.form, what="Half typed")
    page.table.selectRow(0)
    press(page, "Log session")
    assert page.room.sheet.form.fields["what"].value() == "Half typed"
    assert page.room.sheet.form.kept.isVisible()
