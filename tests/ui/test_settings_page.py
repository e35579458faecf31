"""Settings: what is typed is kept with its source, and wrong dates are told beside their fields."""

from datetime import date

import pytest
from PySide6.QtWidgets import QFileDialog

from senco_desk.domain.provision import RateDraft
from senco_desk.domain.school import StaffDraft
from senco_desk.domain.terms import AcademicYear
from senco_desk.domain.thresholds import ANY_LEVEL
from senco_desk.services import desks, records, schools, term_dates, undoing
from senco_desk.ui.settings_authorities import GATE
from senco_desk.ui.settings_staff import RateEntry, rate_of
from tests.builders import a_pupil
from tests.rich_child import CALENDAR
from tests.screens import a_window, cells, choose, desk, go, press, texts, type_into  # noqa: F401  fixtures


@pytest.fixture
def window(desk, settings, shown):  # noqa: F811
    return shown(a_window(desk, settings, ("settings", "today")))


def form_of(page):
    return page.room.sheet.form


def test_the_schools_details_are_edited_and_undone(desk, window):  # noqa: F811
    page = go(window, "settings", "school")
    press(page, "Edit school details…")
    type_into(form_of(page), headteacher="Mrs Adaeze Winter")
    form_of(page).fields["name"].input.clear()
    press(page.room, "Save")
    assert "name" in form_of(page).fields["name"].problem()
    type_into(form_of(page), name="Hilltop Primary")
    press(page.room, "Save")
    assert schools.school(desk).headteacher == "Mrs Adaeze Winter"
    assert "Hilltop Primary" in texts(page.school)
    window.registry.run("desk.undo")
    assert schools.school(desk).name == "Riverbank Primary School"


def test_term_dates_are_assumed_until_entered_then_counted(desk, window, tmp_path):  # noqa: F811
    page = go(window, "settings", "terms")
    assert "assumed" in page.terms.days.accessibleName()
    assert "No term dates have been entered" in page.terms.advice.text()

    press(page.terms, "Add dates…")
    type_into(form_of(page), name="Autumn", start="2/9/2026", end="1/9/2026")
    press(page.room, "Save")
    assert "before it starts" in form_of(page).fields["end"].problem()
    type_into(form_of(page), end="18/12/2026")
    press(page.room, "Save")
    assert [row[0] for row in cells(page.terms.table)] == ["Autumn"]

    file = tmp_path / "terms.csv"
    lines = [f"{s.start},{s.end},{s.kind},{s.name}" for s in CALENDAR if s.start >= date(2026, 9, 1)]
    file.write_text("\n".join(["start,end,kind,name", *lines]), encoding="utf-8")
    dialog = page.terms.choose()
    assert isinstance(dialog, QFileDialog)
    dialog.fileSelected.emit(str(file))
    dialog.close()
    year = AcademicYear(first=2026)
    assert len(term_dates.of_year(desk, year)) == len(lines)
    assert page.terms.days.accessibleName().startswith(f"{schools.calendar(desk).days_in_year(year)} school days")

    page.terms.table.selectRow(0)
    press(page.terms, "Remove")
    assert len(term_dates.of_year(desk, year)) == len(lines) - 1
    window.registry.run("desk.undo")
    assert len(term_dates.of_year(desk, year)) == len(lines)


def test_overlapping_terms_are_refused_beside_the_date(desk, window):  # noqa: F811
    schools.replace_calendar(desk, CALENDAR)
    page = go(window, "settings", "terms")
    press(page.terms, "Add dates…")
    type_into(form_of(page), name="Extra", start="1/12/2026", end="5/1/2027")
    press(page.room, "Save")
    assert "overlaps" in form_of(page).fields["start"].problem()


def test_a_rate_from_pay_and_on_costs_begins_on_its_day(desk, window):  # noqa: F811
    records.add(desk, StaffDraft(name="Mr Gareth Price", role="TA"))
    records.add(desk, RateDraft(role="TA", pence=1650, valid_from=date(2025, 9, 1)))
    page = go(window, "settings", "staff")
    assert [row[2] for row in cells(page.staff.staff)] == ["£16.50"]
    press(page.staff, "Add rate…")
    type_into(form_of(page), role="TA", gross_pence="14.00", on_cost_percent="25", valid_from="2/11/2026")
    press(page.room, "Save")
    assert [row[2] for row in cells(page.staff.staff)] == ["£17.50"]
    whose = {(row[1], row[3]) for row in cells(page.staff.rates)}
    assert whose == {("£17.50", "in force"), ("£16.50", "")}


def test_a_new_person_and_their_rate_are_one_step_that_counts_from_september(desk, window):  # noqa: F811
    page = go(window, "settings", "staff")
    press(page.staff, "Add member of staff…")
    type_into(form_of(page), name="Miss Okafor", role="TA", pence="0")
    press(page.room, "Save")
    assert form_of(page).fields["pence"].problem()
    assert schools.staff(desk) == []
    type_into(form_of(page), pence="17.20")
    press(page.room, "Save")
    (row,) = cells(page.staff.staff)
    assert row[:4] == ["Miss Okafor", "TA", "£17.20", "1 September 2026"]
    desks.undo(desk)
    assert (schools.staff(desk), schools.rates(desk)) == ([], [])


def test_a_new_person_may_come_without_a_rate(desk, window):  # noqa: F811
    page = go(window, "settings", "staff")
    press(page.staff, "Add member of staff…")
    type_into(form_of(page), name="Miss Okafor")
    press(page.room, "Save")
    assert [member.name for member in schools.staff(desk)] == ["Miss Okafor"]
    assert schools.rates(desk) == []


def test_a_rate_of_nothing_is_refused():
    for typed in ({}, {"pence": 0}):
        with pytest.raises(Exception, match="hour"):
            rate_of(RateEntry(valid_from=date(2026, 9, 1), **typed))


def test_a_value_is_confirmed_with_its_source_and_put_back(desk, window):  # noqa: F811
    page = go(window, "settings", "authorities")
    panel = page.authorities
    assert ANY_LEVEL.removesuffix(".").split("requested")[1] in GATE
    rows = {row[0]: row for row in cells(panel.table)}
    assert rows["Core amount for every pupil"][2] == "unconfirmed: check with your local authority"
    before = panel.unsure.text()

    panel.table.select("core_pence")
    press(panel, "Edit…")
    type_into(form_of(page), value="4,100", checked_on="19/11/2026")
    choose(form_of(page), confidence="confirmed")
    form_of(page).fields["source"].input.setPlainText("Schools forum, October 2026")
    press(page.room, "Save")
    profile = schools.profile(desk, "medway")
    assert profile.core_pence.value == 410_000
    assert profile.core_pence.checked_on == date(2026, 11, 19)
    assert panel.unsure.text() != before

    panel.table.select("core_pence")
    press(panel, "Edit…")
    type_into(form_of(page), value="40,000")
    press(page.room, "Save")
    assert "core amount" in form_of(page).other.text()
    form_of(page).leave()
    form_of(page).leave()

    press(panel, "Put back what came with Senco Desk")
    assert schools.profile(desk, "medway") == schools.shipped_profile("medway")


def test_every_value_opens_in_a_form_that_saves_as_it_stands(desk, window):  # noqa: F811
    panel = go(window, "settings", "authorities").authorities
    for row in list(panel.table.rows.all_rows()):
        form = panel.edit(row)
        assert form.draft() == row.sourced
        form.send()
        assert panel._room.sheet.form is None, row.name
    assert schools.profile(desk, "medway") == schools.shipped_profile("medway")


def test_another_authority_becomes_the_schools(desk, window):  # noqa: F811
    page = go(window, "settings", "authorities")
    panel = page.authorities
    assert not panel.use_button.isVisible()
    panel.authority.input.setCurrentIndex(panel.authority.input.findData("worcestershire"))
    panel.authority.input.activated.emit(panel.authority.input.currentIndex())
    press(panel, "Use for this school")
    assert schools.school(desk).authority_id == "worcestershire"
    assert schools.profile_for(desk, a_pupil(desk)).authority_id == "worcestershire"
    assert undoing.undo_label(desk)


def test_the_look_changes_at_once_and_is_remembered(desk, settings, theme, shown):  # noqa: F811
    from senco_desk.ui.context import Context
    from senco_desk.ui.settings_look import LookPanel
    from senco_desk.ui.work import Work

    panel = shown(LookPanel(Context(desk, Work(), settings, theme=theme, folder=desk.store.folder)))
    combo = panel.themes.input
    combo.setCurrentIndex(combo.findData("dark"))
    combo.activated.emit(combo.currentIndex())
    assert theme.choice == "dark"
    assert settings.value("look/theme") == "dark"
    assert str(desk.store.folder) in texts(panel)
