"""Fields of the school's own whose kind was changed: what a child has stays, and can be seen, kept and corrected."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from senco_desk.services import custom_fields
from senco_desk.services.custom_fields import CustomFieldDraft
from senco_desk.ui.pages import Place
from tests import desk_window
from tests.screens import press, type_into

children, desk, opened = desk_window.children, desk_window.desk, desk_window.opened


def turned_into_a_date(desk, pupil, *held):
    """A field with these texts in it that takes dates now, and one of words beside it."""
    other = custom_fields.add(desk, CustomFieldDraft(name="Bus")).value
    made = []
    for at, text in enumerate(held):
        field = custom_fields.add(desk, CustomFieldDraft(name=f"Seen {at}")).value
        custom_fields.set_value(desk, pupil.id, field.id, text)
        made.append(custom_fields.save(desk, field.model_copy(update={"kind": "date"})).value)
    return other, *made


def test_what_is_no_date_opens_and_stays_as_it_was_typed(opened, desk, children):
    grace = children["grace"]
    bus, seen, short, day = turned_into_a_date(desk, grace, "about May", "3 May", "2026-11-03")
    form = opened.window.go(Place("pupil", (grace.id,))).own_fields()
    assert [form.fields[each.id].input.text() for each in (seen, short)] == ["about May", "3 May"]
    assert not form.dirty
    type_into(form, **{bus.id: "12"})
    press(opened.window.current_page().room, "Save")
    assert custom_fields.of_pupil(desk, grace.id) == {
        bus.id: "12", seen.id: "about May", short.id: "3 May", day.id: "2026-11-03"
    }  # fmt: skip


def test_what_is_no_date_can_be_corrected_and_other_nonsense_is_said(opened, desk, children):
    grace = children["grace"]
    _, seen = turned_into_a_date(desk, grace, "about May")
    page = opened.window.go(Place("pupil", (grace.id,)))
    form = page.own_fields()
    type_into(form, **{seen.id: "about June"})
    press(page.room, "Save")
    assert form.fields[seen.id].problem()
    type_into(form, **{seen.id: "3 Nov 2026"})
    press(page.room, "Save")
    assert custom_fields.of_pupil(desk, grace.id) == {seen.id: "2026-11-03"}
    form = page.own_fields()
    form.fields[seen.id].input.selectAll()
    QTest.keyClick(form.fields[seen.id].input, Qt.Key.Key_Delete)
    press(page.room, "Save")
    assert custom_fields.of_pupil(desk, grace.id) == {}


def test_settings_promise_lists_and_no_more(opened):
    page = opened.window.go(Place("settings", ("fields",)))
    press(page, "Add a field…")
    assert page.room.sheet.form.fields["on_paper"].words == "Print it in lists"
