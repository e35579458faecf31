"""What one child's support costs: the curve, the same in words, the lines, and the sessions behind them."""

from datetime import date
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from senco_desk.domain.provision import SessionDraft
from senco_desk.domain.school import StaffDraft
from senco_desk.domain.thresholds import ANY_LEVEL
from senco_desk.services import desks, provision, records, schools
from senco_desk.services.newcomers import NEWCOMER
from senco_desk.ui.context import Context
from senco_desk.ui.provision_tab import ProvisionTab
from senco_desk.ui.session_form import SessionForm
from senco_desk.ui.work import Work
from tests import screens
from tests.builders import TODAY, a_provision, a_pupil
from tests.rich_child import CALENDAR
from tests.screens import cells, choose, press, tick, type_into

desk = screens.desk


@pytest.fixture
def amelia(desk):
    schools.replace_calendar(desk, CALENDAR)
    return a_pupil(desk)


@pytest.fixture
def tab(desk, amelia, settings, shown):
    work = Work()
    context = Context(desk, work, settings)
    made = ProvisionTab(context)
    context.setParent(made)
    work.changed.connect(lambda *_: made.reload())
    work.crashed.connect(pytest.fail)
    made.resize(1100, 640)
    shown(made)
    made.show_pupil(amelia.id)
    return made


def test_nothing_planned_is_one_button_from_something(tab, desk, amelia):
    records.add(desk, StaffDraft(name="Mrs Begum", role="TA"))
    press(tab.nothing, "Add provision")
    form = tab.room.sheet.form
    assert form.fields["pupils"].value() == (amelia.id,)
    type_into(form, what="Language group", minutes="30", sessions_per_week="3", group_size="4", start="7/9/2026",
              end="16/7/2027")  # fmt: skip
    choose(form, staff_id=schools.staff(desk)[0].id)
    assert form.fields["delivered_by"].value() == "Mrs Begum, TA"
    press(tab.room, "Save")
    assert "No hourly rate is known" in form.other.text() or form.fields["rate_pence"].problem()
    tick(form.fields["own_rate"].input)
    type_into(form, rate_pence="17.20")
    assert "£17.20 × 0.5 h × 3 ÷ 4" in form.formula.text()
    assert form.cost.text().startswith("£242.52")
    press(tab.room, "Save")
    assert tab.room.sheet.form is None
    (row,) = cells(tab.table)
    assert row[:3] == ["Language group", "£17.20 × 0.5 h × 3 ÷ 4 × 188 school days ÷ 5", "£242.52"]
    assert row[4:] == ["not logged", "not logged", "counted"]


def test_the_figures_are_never_mixed_and_not_logged_is_said(tab, desk, amelia):
    logged = a_provision(desk, amelia, what="Counting", start=date(2026, 11, 16), sessions_per_week=Decimal(5))
    a_provision(desk, amelia, what="Reading")
    for day, given in ((16, True), (17, True), (18, False), (19, True), (20, True)):
        provision.log_session(
            desk,
            SessionDraft(
                provision_id=logged.provision.id,
                on=date(2026, 11, day),
                given=given,
                reason="" if given else "Staff absence",
                absent=(amelia.id,) if day == 20 else (),
            ),
        )
    tab.reload()
    words = tab.words
    assert words.values["delivered"].text() == "£52  (1 line not logged)"
    assert words.values["planned"].text() != words.values["forecast"].text()
    assert (
        words.sessions.text() == "3 of 5 sessions planned to date were given (60 %): 1 staff absence, 1 child absent."
    )
    assert words.law.text() == ANY_LEVEL
    assert ANY_LEVEL in tab.curve.accessibleDescription()
    by_name = {row[0]: row for row in cells(tab.table)}
    assert by_name["Counting"][5] == "3 of 5"
    assert by_name["Reading"][5] == "not logged"


def test_a_line_paid_by_somebody_else_is_shown_and_not_counted(tab, desk, amelia):
    a_provision(desk, amelia, what="Therapist", funder="health")
    tab.reload()
    (row,) = cells(tab.table)
    assert row[6] == "not counted"
    assert tab.words.values["planned"].text() == "£0"


def test_sessions_are_logged_for_several_days_and_put_right(tab, desk, amelia):
    ben = a_pupil(desk, legal_forename="Ben")
    group = a_provision(desk, amelia, ben)
    tab.reload()
    press(tab, "Log session")
    form = tab.room.sheet.form
    assert form.fields["on"].value() == TODAY
    tick(form.fields["also"].box(date(2026, 11, 19)))
    tick(form.fields["absent"].box(amelia.id))
    press(tab.room, "Log")
    sessions = provision.get(desk, group.provision.id).sessions
    assert [(s.on.day, s.absent) for s in sessions] == [(19, (amelia.id,)), (20, (amelia.id,))]
    assert cells(tab.table)[0][5].startswith("0 of")

    tab.sessions.table.selectRow(0)
    press(tab, "Change session")
    form = tab.room.sheet.form
    tick(form.fields["given"].input)
    press(tab.room, "Save")
    assert form.fields["reason"].problem()
    type_into(form, reason="Staff absence")
    press(tab.room, "Save")
    newest = provision.get(desk, group.provision.id).sessions[-1]
    assert (newest.given, newest.reason, newest.absent) == (False, "Staff absence", ())

    press(tab, "Remove session")
    assert len(provision.get(desk, group.provision.id).sessions) == 1


def test_removing_takes_only_this_child_off_a_group(tab, desk, amelia):
    ben = a_pupil(desk, legal_forename="Ben")
    group = a_provision(desk, amelia, ben)
    tab.reload()
    press(tab, "Remove")
    assert [place.pupil_id for place in provision.get(desk, group.provision.id).places] == [ben.id]
    assert cells(tab.table) == []


def test_children_are_added_to_a_group_by_name(tab, desk, amelia):
    ben = a_pupil(desk, legal_forename="Ben", legal_surname="Okoro")
    group = a_provision(desk, amelia)
    tab.reload()
    press(tab, "Edit")
    form = tab.room.sheet.form
    field = form.fields["pupils"]
    QTest.keyClicks(field.input, "oko")
    press(tab.room, "Save")
    assert "was not chosen" in field.problem()
    QTest.keyClick(field.input, Qt.Key.Key_Return)
    assert field.value() == (amelia.id, ben.id)
    assert field.input.text() == ""
    assert form.fields["group_size"].value() == 2
    press(tab.room, "Save")
    assert len(provision.get(desk, group.provision.id).places) == 2


def test_earlier_years_can_be_looked_at(tab, desk, amelia):
    a_provision(desk, amelia, what="Last year", start=date(2025, 9, 3), end=date(2026, 7, 20))
    tab.reload()
    assert cells(tab.table) == []
    choose_year = tab.year
    assert choose_year.isVisible()
    choose_year.set_value(2025)
    choose_year.changed.emit()
    assert [row[0] for row in cells(tab.table)] == ["Last year"]
    assert tab.curve_card.title.text() == "Spend in 2025/26, against the threshold"


def test_what_is_typed_in_one_childs_form_is_not_given_to_another(tab, desk, amelia):
    a_provision(desk, amelia)
    ben = a_pupil(desk, legal_forename="Ben")
    tab.reload()
    press(tab, "Add provision")
    type_into(tab.room.sheet.form, what="Half typed")
    tab.show_pupil(ben.id)
    form = tab.room.sheet.form
    assert form.fields["what"].value() == "Half typed"
    assert form.fields["pupils"].value() == (amelia.id,)


def test_a_day_when_the_school_is_closed_is_not_proposed_and_is_remarked_on(tab, desk, amelia):
    group = a_provision(desk, amelia, start=date(2026, 11, 19))
    for day in (date(2026, 11, 19), TODAY):  # everything is logged, so no day is left to be proposed
        provision.log_session(desk, SessionDraft(provision_id=group.provision.id, on=day))
    tab.reload()
    press(tab, "Log session")
    form = tab.room.sheet.form
    day = form.fields["on"]
    assert day.value() == TODAY
    assert "Friday. A session is logged on that day already" in day.help.text()
    type_into(form, on="22/11/2026")
    assert day.help.text() == "▲ Sunday: not a school day in your term dates."
    type_into(form, on="18/11/2026")
    assert day.help.text() == "Wednesday."
    form = SessionForm(group, [], today=date(2026, 11, 22), is_open=schools.calendar(desk).is_school_day)
    assert form.fields["on"].value() == date(2026, 11, 20), "Friday, not Sunday"
    form.deleteLater()


def test_narrowing_the_dates_says_how_many_sessions_fall_outside_and_keeps_them(tab, desk, amelia):
    group = a_provision(desk, amelia, what="Counting")
    for day in (6, 7, 20):
        provision.log_session(
            desk, SessionDraft(provision_id=group.provision.id, on=date(2026, 11 if day == 20 else 10, day))
        )
    tab.reload()
    press(tab, "Edit")
    form = tab.room.sheet.form
    assert not form.outside.isVisible()
    type_into(form, start="2/11/2026")
    assert form.outside.text().startswith("2 sessions logged outside the line’s dates are kept, and not counted")
    type_into(form, start="1/11/2026")
    assert form.outside.isVisible()
    press(tab.room, "Save")
    assert len(provision.get(desk, group.provision.id).sessions) == 3
    row = tab.table.rows.row_at(0)
    assert (row.cost.sessions_given, row.cost.sessions_outside) == (1, 2)
    assert "2 sessions logged outside" in " ".join(row.cost.notes)
    press(tab, "Edit")
    type_into(tab.room.sheet.form, start="1/9/2026")
    press(tab.room, "Save")
    row = tab.table.rows.row_at(0)
    assert (row.cost.sessions_given, row.cost.sessions_outside) == (3, 0)


def test_somebody_new_is_put_on_the_staff_list_with_their_rate_as_one_step(tab, desk, amelia):
    press(tab.nothing, "Add provision")
    form = tab.room.sheet.form
    assert not form.fields["newcomer_name"].isVisible()
    type_into(form, what="Counting", minutes="60", sessions_per_week="1", start="7/9/2026", end="16/7/2027")
    choose(form, staff_id=NEWCOMER)
    assert form.fields["newcomer_valid_from"].value() == date(2026, 9, 1)
    press(tab.room, "Save")
    assert form.fields["newcomer_name"].problem() == "Enter the person’s name."
    assert "No hourly rate is known" in form.fields["newcomer_pence"].problem()
    type_into(form, newcomer_name="Mr Gale", newcomer_role="TA", newcomer_pence="18.00")
    assert "£18.00 × 1 h × 1" in form.formula.text()
    shown = form.cost.text()
    press(tab.room, "Save")
    (member,) = schools.staff(desk)
    (rate,) = schools.rates(desk)
    (row,) = cells(tab.table)
    assert (member.name, member.role) == ("Mr Gale", "TA")
    assert (rate.staff_id, rate.pence, rate.valid_from) == (member.id, 1800, date(2026, 9, 1))
    (line,) = provision.of_pupil(desk, amelia.id)
    assert (line.provision.staff_id, line.provision.delivered_by) == (member.id, "Mr Gale, TA")
    assert shown.startswith(row[2])
    desks.undo(desk)
    assert (schools.staff(desk), schools.rates(desk), provision.all_groups(desk)) == ([], [], [])


def test_a_new_name_that_is_on_the_staff_list_already_is_refused_beside_it(tab, desk, amelia):
    records.add(desk, StaffDraft(name="Mr Gale", role="TA"))
    group = a_provision(desk, amelia)
    tab.reload()
    press(tab, "Edit")
    form = tab.room.sheet.form
    choose(form, staff_id=NEWCOMER)
    type_into(form, newcomer_name="mr gale")
    press(tab.room, "Save")
    assert "is on the staff list already" in form.fields["newcomer_name"].problem()
    type_into(form, newcomer_name="Mr A Gale")
    press(tab.room, "Save")
    kept = provision.get(desk, group.provision.id).provision
    assert kept.staff_id in {member.id for member in schools.staff(desk) if member.name == "Mr A Gale"}
