"""The cycle editor and the tab that leads to it, used through the window over a real desk."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from senco_desk.services import cycles, pupils, undoing
from tests import screens
from tests.builders import TODAY, a_cycle, a_provision, a_pupil, a_review, an_outcome
from tests.screens import cells, choose, go, press, texts, tick, type_into

desk, window = screens.desk, screens.window


@pytest.fixture
def amelia(desk):
    return a_pupil(desk)


@pytest.fixture
def cycle(desk, amelia):
    return a_cycle(desk, amelia)


def kept(desk, cycle):
    return cycles.get(desk, cycle.id)


def test_typing_marks_and_saving_keeps(desk, window, amelia, cycle):
    page = go(window, "cycle", amelia.id)
    assert not page.unsaved
    assert not page.head_line.save.isEnabled()
    type_into(page.fields, strategies="Pictures beside each step", review_due="11 dec")
    tick(page.fields.fields["triggers"].box("concern"))
    assert page.unsaved
    assert page.fields.fields["strategies"].label.text().endswith("•")
    assert kept(desk, cycle).strategies == ""  # typing never saves
    QTest.keyClick(page.fields.fields["strategies"].input, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    now = kept(desk, cycle)
    assert (now.strategies, now.review_due, now.triggers) == (
        "Pictures beside each step",
        date(2026, 12, 11),
        ("concern",),
    )
    assert not page.unsaved
    assert undoing.undo_label(desk) == "Change cycle"


def test_ctrl_s_saves_the_form_that_has_the_keyboard_and_not_the_page_behind_it(desk, window, amelia, cycle):
    page = go(window, "cycle", amelia.id)
    type_into(page.fields, strategies="Not saved by this")
    press(page, "Add outcome")
    form = page.room.sheet.form
    type_into(form, aim="Asks for help", baseline_value="1", target_value="4", due="4 dec")
    QTest.keyClick(form.fields["aim"].input, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert page.room.sheet.form is None
    assert [row[0] for row in cells(page.view.outcomes.table)] == ["Asks for help"]
    assert kept(desk, cycle).strategies == ""
    QTest.keyClick(page.fields.fields["strategies"].input, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert kept(desk, cycle).strategies == "Not saved by this"


def test_leaving_asks_nothing_and_loses_nothing(desk, window, amelia, cycle, qtbot):
    page = go(window, "cycle", amelia.id)
    type_into(page.fields, do_notes="Going well", review_due="31 feb")
    pupil = go(window, "pupil", amelia.id, "cycles")
    qtbot.waitUntil(lambda: not pupil.stale)
    assert kept(desk, cycle).do_notes == "Going well"
    assert kept(desk, cycle).review_due == cycle.review_due  # half a date is not kept

    page = go(window, "cycle", amelia.id)
    field = page.fields.fields["review_due"]
    assert field.input.text() == "31 feb"  # but it is not lost either
    assert field.problem()
    assert page.unsaved


def test_going_to_another_child_keeps_what_was_typed_for_the_first(desk, window, amelia, cycle):
    ben = a_pupil(desk, legal_forename="Ben")
    other = a_cycle(desk, ben, strategies="Big print")
    page = go(window, "cycle", amelia.id)
    type_into(page.fields, strategies="Pictures", started_on="soon")
    page = go(window, "cycle", ben.id)
    assert page.fields.fields["strategies"].value() == "Big print"
    assert page.fields.fields["started_on"].input.text() == ""
    assert kept(desk, cycle).strategies == "Pictures"
    assert kept(desk, other).strategies == "Big print"
    go(window, "cycle", amelia.id)
    assert page.fields.fields["started_on"].input.text() == "soon"


@pytest.mark.parametrize("way", ["back", "forward", "along"])
def test_going_back_to_another_child_keeps_what_was_typed_for_the_one_that_is_left(desk, window, amelia, cycle, way):
    ben = a_pupil(desk, legal_forename="Ben")
    other = a_cycle(desk, ben, strategies="Big print")
    first, last = (amelia, ben) if way != "forward" else (ben, amelia)
    go(window, "cycle", first.id)
    page = go(window, "cycle", last.id)
    if way == "forward":
        window.registry.run("view.back")
    assert page.place.args[0] == ben.id
    type_into(page.fields, strategies="Pictures", started_on="soon")
    if way == "along":
        window.go_along(-1)
    else:
        window.registry.run(f"view.{way}")
    assert page.place.args[0] == amelia.id
    assert page.fields.fields["strategies"].value() == cycle.strategies
    assert page.fields.fields["started_on"].input.text() == ""
    assert kept(desk, other).strategies == "Pictures"
    assert kept(desk, cycle).strategies == cycle.strategies


def test_what_cannot_be_read_is_said_beside_it_and_nothing_is_kept(desk, window, amelia, cycle):
    page = go(window, "cycle", amelia.id)
    type_into(page.fields, home_part="Reads every evening", review_due="soon")
    press(page, "Save")
    assert page.fields.fields["review_due"].problem()
    assert kept(desk, cycle).home_part == ""
    type_into(page.fields, review_due="12/12/2026")
    press(page, "Save")
    assert page.fields.fields["review_due"].problem() == ""
    assert kept(desk, cycle).home_part == "Reads every evening"


def test_a_plan_is_put_into_action_once_it_has_a_review_date(desk, window, amelia):
    cycle = a_cycle(desk, amelia, stage="plan", review_due=None)
    page = go(window, "cycle", amelia.id)
    press(page, "Go on to Do")
    assert page.fields.fields["review_due"].problem() == "Set a clear date for the review."
    type_into(page.fields, review_due="4 dec")
    press(page, "Go on to Do")
    assert (kept(desk, cycle).stage, kept(desk, cycle).started_on) == ("do", TODAY)
    assert "Do, week 1 of 2" in page.view.strip.accessibleName()


def test_typed_words_stay_while_something_else_is_done(desk, window, amelia, cycle):
    page = go(window, "cycle", amelia.id)
    type_into(page.fields, strategies="Half a sen")
    press(page, "Add outcome")
    type_into(page.room.sheet.form, aim="Asks for help", baseline_value="1", target_value="4", due="4 dec")
    press(page.room, "Save")
    assert [row[0] for row in cells(page.view.outcomes.table)] == ["Asks for help"]
    assert page.fields.fields["strategies"].value() == "Half a sen"
    assert page.unsaved


def test_outcomes_are_added_changed_removed_and_brought_back(desk, window, amelia, cycle):
    page = go(window, "cycle", amelia.id)
    press(page, "Add outcome")
    press(page.room, "Save")
    assert page.room.sheet.form.fields["aim"].problem()
    type_into(page.room.sheet.form, aim="Asks for help", measure="times a day", baseline_value="1", target_value="4")
    choose(page.room.sheet.form, area="ci")
    press(page.room, "Save")
    assert page.room.sheet.form is None
    assert cells(page.view.outcomes.table)[0][:4] == ["Asks for help", "1", "", "4"]

    page.view.outcomes.table.selectRow(0)
    press(page, "Edit outcome")
    type_into(page.room.sheet.form, result_value="3")
    choose(page.room.sheet.form, achieved="partly")
    press(page.room, "Save")
    assert cells(page.view.outcomes.table)[0][2] == "3 (partly met)"

    press(page, "Remove outcome")
    assert cells(page.view.outcomes.table) == []
    window.registry.run("desk.undo")
    assert cells(page.view.outcomes.table)[0][0] == "Asks for help"


def test_provision_is_planned_in_the_cycle_and_its_sessions_logged_there(desk, window, amelia, cycle):
    page = go(window, "cycle", amelia.id)
    press(page, "Add provision")
    form = page.room.sheet.form
    type_into(form, what="Language group", delivered_by="Mrs Begum, TA", minutes="30", sessions_per_week="5",
              start="9/11/2026")  # fmt: skip
    tick(form.fields["own_rate"].input)
    type_into(form, rate_pence="17.20")
    press(page.room, "Save")
    (line,) = pupils.record_of(desk, amelia.id).lines_of(cycle)
    assert line.provision.what == "Language group"
    press(page, "Log session")
    press(page.room, "Log")
    assert "1 of 10" in texts(page.view.sessions)


def test_a_review_is_told_all_that_is_missing_then_kept_then_undone(desk, window, amelia, cycle):
    outcome = an_outcome(desk, cycle)
    page = go(window, "cycle", amelia.id, cycle.id, "review")
    form = page.room.sheet.form
    press(page.room, "Record review")
    assert {name for name, field in form.fields.items() if field.problem()} == {"pupil_view", "parent_view", "rating"}
    type_into(form, pupil_view="It is less noisy now.", parent_view="Mornings are easier.", impact="Talks more")
    type_into(form, next_review="5/3/2027", **{f"number/{outcome.id}": "6", f"result/{outcome.id}": "6 of 10"})
    choose(form, rating=1, pupil_view_method="spoken", decision="continue", **{f"achieved/{outcome.id}": "partly"})
    press(page.room, "Record review")

    record = pupils.record_of(desk, amelia.id)
    assert record.current_cycle() is None
    assert record.outcomes[0].result_value == Decimal(6)
    assert (record.outcomes[0].achieved, record.outcomes[0].result_on) == ("partly", TODAY)
    assert [view.words for view in record.views] == ["It is less noisy now."]
    assert page.fields.fields["strategies"].input.isReadOnly()
    assert page.head_line.next.isVisible()

    window.registry.run("desk.undo")
    assert pupils.record_of(desk, amelia.id).current_cycle().id == cycle.id
    assert not page.fields.fields["strategies"].input.isReadOnly()


def test_the_next_cycle_opens_with_what_is_known(desk, window, amelia, cycle):
    an_outcome(desk, cycle)
    cycles.record_review(desk, a_review(cycle, next_review=TODAY + timedelta(days=80)))
    page = go(window, "cycle", amelia.id, cycle.id)
    press(page, "Open cycle 2")
    assert page.head_line.title.text().startswith("Cycle 2")
    assert page.fields.fields["review_due"].value() == TODAY + timedelta(days=80)
    assert [row[0] for row in cells(page.view.outcomes.table)] == ["Follows two-part instructions"]


def test_a_reviewed_cycle_is_put_right_on_purpose_only(desk, window, amelia, cycle):
    cycles.record_review(desk, a_review(cycle))
    page = go(window, "cycle", amelia.id, cycle.id)
    assert not page.head_line.save.isVisible()
    press(page, "Correct this cycle")
    type_into(page.fields, do_notes="Eleven sessions, not twelve")
    press(page, "Save")
    assert kept(desk, cycle).do_notes == "Eleven sessions, not twelve"


def test_a_child_without_a_cycle_is_one_button_from_one(desk, window, amelia):
    page = go(window, "cycle", amelia.id)
    press(page, "Open cycle 1")
    assert page.head_line.title.text().startswith("Cycle 1")
    window.registry.run("desk.undo")


def test_the_tab_shows_the_open_cycle_and_the_gaps_between_earlier_ones(desk, window, amelia):
    first = a_cycle(desk, amelia, opened_on=date(2026, 1, 5))
    cycles.record_review(desk, a_review(first, on=date(2026, 3, 20), decision="step_up"))
    second = a_cycle(desk, amelia, opened_on=date(2026, 4, 20), review_due=date(2026, 11, 13))
    an_outcome(desk, second, result_value=Decimal(5))
    tab = go(window, "pupil", amelia.id, "cycles").cycles
    assert tab.card.title.text().startswith("Cycle 2")
    assert "7 days ago" in tab.due.accessibleName()
    assert "31 days without a cycle." in texts(tab)
    folds = [one for one in tab.findChildren(QPushButton) if one.text().startswith("Cycle 1")]
    assert not folds[0].parent().is_open


def test_provision_of_an_earlier_cycle_is_not_mixed_in(desk, window, amelia, cycle):
    a_provision(desk, amelia, what="Elsewhere")
    page = go(window, "cycle", amelia.id)
    assert "Elsewhere" not in texts(page.view.support)


def test_four_columns_fold_where_it_is_narrow(window, amelia, cycle):
    page = go(window, "cycle", amelia.id)
    assert page.view.columns.across == 4
    window.resize(900, 768)
    assert page.view.columns.across == 2
    press(page, "Record review")
    assert page.room.sheet.isVisible()
    window.resize(660, 600)
    assert not page.room.content.isVisible()  # the form has all of the width
    assert page.room.sheet.width() == page.room.width()
    window.resize(640, 480)
    assert page.width() <= window.stack.width()  # nothing holds the page wider than the window


def test_after_each_deed_the_keyboard_is_at_what_comes_next(desk, window, amelia, cycle):
    page = go(window, "cycle", amelia.id, cycle.id, "review")
    QApplication.processEvents()
    form = page.room.sheet.form
    assert form.isAncestorOf(window.focusWidget())
    type_into(form, pupil_view="It is less noisy now.", parent_view="Mornings are easier.")
    choose(form, rating=1)
    press(page.room, "Record review")
    QApplication.processEvents()
    assert page.head_line.next.hasFocus()
    press(page, "Open cycle 2")
    QApplication.processEvents()
    assert page.view.child.add_button.hasFocus()
    press(page, "Add what the child says")
    assert page.room.sheet.form.fields["words"].input.hasFocus()


def test_nothing_says_saved_while_something_is_not(desk, window, amelia, cycle):
    page = go(window, "cycle", amelia.id)
    type_into(page.fields, strategies="Pictures")
    assert page.head_line.state.isVisible()
    assert not window.bar.saved.isVisible()
    press(page, "Save")
    assert not page.head_line.state.isVisible()
    assert window.bar.saved.isVisible()
    type_into(page.fields, strategies="Pictures and signs")
    go(window, "pupil", amelia.id)
    assert window.bar.saved.isVisible()


def test_a_review_with_the_parents_is_a_meeting_and_signed_by_name(desk, window, amelia, cycle):
    page = go(window, "cycle", amelia.id, cycle.id, "review")
    form = page.room.sheet.form
    type_into(form, pupil_view="It is less noisy now.", parent_view="Mornings are easier.", attended="Mrs Young")
    choose(form, rating=1, pupil_view_method="spoken")
    tick(form.fields["with_parents"].input)
    press(page.room, "Record review")
    (meeting,) = pupils.record_of(desk, amelia.id).meetings
    assert (meeting.on, meeting.with_parents, meeting.present) == (TODAY, True, "Mrs Young")
    assert "Amelia, spoken" in texts(page.view.reviewed)
    assert not any("The child" in words for words in texts(page.view.reviewed))


def test_an_aim_stays_readable_beside_a_form(desk, window, amelia, cycle):
    an_outcome(desk, cycle)
    page = go(window, "cycle", amelia.id)
    table = page.view.outcomes.table
    assert not table.isColumnHidden(4)
    press(page, "Add outcome")
    QApplication.processEvents()
    assert table.columnWidth(0) > table.viewport().width() / 2
