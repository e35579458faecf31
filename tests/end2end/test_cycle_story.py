"""A term in the life of one child's record, lived through the real window over a real encrypted desk."""

from datetime import timedelta

from senco_desk.domain.thresholds import ANY_LEVEL
from senco_desk.services import provision, pupils, schools, undoing
from tests import screens
from tests.builders import TODAY, a_pupil, a_status, everything, reopened
from tests.rich_child import CALENDAR
from tests.screens import cells, choose, go, press, texts, tick, type_into
from tests.ui import conftest

# The fixtures of the window's tests.
desk, window = screens.desk, screens.window
nothing_left_behind, settings = conftest.nothing_left_behind, conftest.settings
shown, theme = conftest.shown, conftest.theme


def test_a_cycle_is_opened_planned_given_reviewed_undone_and_followed_by_the_next(desk, window):
    schools.replace_calendar(desk, CALENDAR)
    zoe = a_pupil(desk, legal_forename="Zoë", legal_surname="Lovelace")
    a_status(desk, zoe)

    # The first cycle is one button away, on the child's own tab.
    press(go(window, "pupil", zoe.id, "cycles").cycles, "Open cycle 1")
    page = window.current_page()
    assert page.head_line.title.text() == "Cycle 1 · SEN Support plan"

    # What the child says comes first.
    press(page, "Add what the child says")
    type_into(page.room.sheet.form, words="I like it when I know what is coming.")
    press(page.room, "Save")
    assert "“I like it when I know what is coming.”" in texts(page.view.child)

    # Assess and plan; a plan without a review date is told so beside the field.
    type_into(page.fields, teacher_assessment="Answers well when asked alone.", strategies="One step at a time.")
    press(page, "Go on to Plan")
    press(page, "Go on to Do")
    assert page.fields.fields["review_due"].problem()
    type_into(page.fields, review_due="4/12/2026")
    press(page, "Add outcome")
    type_into(page.room.sheet.form, aim="Follows two-part instructions", baseline_value="3", target_value="8")
    press(page.room, "Save")
    press(page, "Add provision")
    form = page.room.sheet.form
    type_into(form, what="Language group", delivered_by="Mrs Begum, TA", minutes="60", sessions_per_week="2.5",
              start="16/11/2026", end="16/7/2027")  # fmt: skip
    tick(form.fields["own_rate"].input)
    type_into(form, rate_pence="17.20")
    press(page.room, "Save")
    press(page, "Go on to Do")
    assert pupils.record_of(desk, zoe.id).current_cycle().stage == "do"

    # Do: three days of sessions in one go.
    press(page, "Log session")
    form = page.room.sheet.form
    for back in (1, 2):
        tick(form.fields["also"].box(TODAY - timedelta(days=back)))
    press(page.room, "Log")
    (group,) = provision.all_groups(desk)
    assert len(group.sessions) == 3

    # What it costs stands on the child's tab, with the sentence of the law.
    tab = go(window, "pupil", zoe.id, "provision").provision
    assert [row[0] for row in cells(tab.table)] == ["Language group"]
    assert tab.words.values["delivered"].text() == "£52"
    assert ANY_LEVEL in texts(tab.words)
    costs = go(window, "costs")
    assert [row[0] for row in cells(costs.table)] == ["Zoë Lovelace"]

    # Review: everything missing is named at once, then it is kept, taken back, and kept again.
    page = go(window, "cycle", zoe.id)
    press(page, "Record review")
    press(page.room, "Record review")
    form = page.room.sheet.form
    assert {name for name, field in form.fields.items() if field.problem()} == {"pupil_view", "parent_view", "rating"}
    (outcome,) = pupils.record_of(desk, zoe.id).outcomes
    type_into(form, pupil_view="I know what to do first.", parent_view="Homework takes half the time.",
              next_review="12/3/2027", **{f"number/{outcome.id}": "6"})  # fmt: skip
    choose(form, rating=1, decision="continue", pupil_view_method="spoken", **{f"achieved/{outcome.id}": "partly"})
    before = everything(desk)
    press(page.room, "Record review")
    after = everything(desk)
    assert page.head_line.next.isVisible()
    assert window.registry.qaction("desk.undo").text().replace("&", "") == "Undo record review"
    window.registry.run("desk.undo")
    assert everything(desk) == before
    assert page.head_line.review.isVisible()
    window.registry.run("desk.redo")
    assert everything(desk) == after

    # The next cycle starts from where this one arrived.
    press(page, "Open cycle 2")
    page = window.current_page()
    assert page.head_line.title.text().startswith("Cycle 2")
    assert page.fields.fields["strategies"].value() == "One step at a time."
    assert cells(page.view.outcomes.table)[0][:4] == ["Follows two-part instructions", "6", "", "8"]
    tab = go(window, "pupil", zoe.id, "cycles").cycles
    assert "The next cycle opened at once." in texts(tab)


def test_what_was_written_is_there_when_the_desk_is_opened_again_and_not_in_plain_sight(desk, window):
    zoe = a_pupil(desk, legal_forename="Zoë")
    press(go(window, "pupil", zoe.id, "cycles").cycles, "Open cycle 1")
    page = window.current_page()
    type_into(page.fields, strategies="Pictures beside every instruction")
    window.close()  # without saving
    record = pupils.record_of(desk, zoe.id)
    assert record.cycles[0].strategies == "Pictures beside every instruction"

    again = reopened(desk)
    try:
        assert pupils.record_of(again, zoe.id).cycles == record.cycles
        assert undoing.undo_label(again) == "Change cycle"
    finally:
        again.close()
    for file in again.store.folder.rglob("*"):
        if file.is_file():
            assert b"Pictures beside" not in file.read_bytes()
