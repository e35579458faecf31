"""Views of the register: the shipped ones, one's own, shared, renamed, moved, deleted and undone."""

import json
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from senco_desk.domain.problems import RefusedError
from senco_desk.domain.register_filters import Filter
from senco_desk.domain.register_views import SHIPPED, RegisterView, read_view
from senco_desk.services import register_views
from senco_desk.store import nouns
from senco_desk.ui.pages import Place
from tests import desk_window
from tests.builders import a_provision, a_pupil, a_status
from tests.screens import press, texts, type_into
from tests.ui.test_register_page import chip, names

children, desk, opened = desk_window.children, desk_window.desk, desk_window.opened


@pytest.fixture
def page(children, opened):
    return opened.window.go(Place("register"))


def choose(page, words):
    """Chooses a line of the Views menu by its words."""
    menu = page.views.menu
    menu.aboutToShow.emit()
    action = next(one for one in menu.actions() if one.text().replace("&", "") == words)
    action.trigger()


def lines(page):
    page.views.menu.aboutToShow.emit()
    return [one.text().replace("&", "") for one in page.views.menu.actions() if one.text()]


def save(page, name, *, shared=False):
    choose(page, "Save this view…")
    form = page.room.sheet.form
    type_into(form, name=name)
    if shared:
        QTest.mouseClick(form.fields["shared"].input, Qt.MouseButton.LeftButton)
        form.fields["shared"].input.setChecked(True)
    press(form, "Save")


def test_each_shipped_view_shows_whom_it_says(page, desk, children):
    late = a_pupil(
        desk,
        legal_forename="Ines",
        legal_surname="Silva",
        year_group="6",
        class_name="6B",
        admission_date=date(2026, 11, 3),
    )
    a_status(desk, late, "monitoring", (), start=date(2026, 5, 1))
    a_provision(desk, children["grace"], minutes=60, sessions_per_week=5)
    page.reload()
    found = {}
    for shipped in SHIPPED:
        assert page.views.choose(shipped.id)
        assert page.views.name == ("Y6 leavers" if shipped.id == "leavers" else shipped.name)
        assert not page.views.changed
        found[shipped.id] = names(page)
    assert found == {
        "due": ["Grace Day", "Amelia O’Neill"],
        "undated": ["Yusuf Khan"],
        "monitoring": ["Ines Silva"],
        "threshold": ["Grace Day"],
        "leavers": ["Yusuf Khan", "Ines Silva"],
        "arrivals": ["Ines Silva"],
    }


def test_a_shipped_view_says_what_it_filters_and_a_dot_when_it_was_changed(page):
    choose(page, "No review date")
    assert page.views.button.text() == "No review date"
    assert [one.text() for one in page.line.chips()] == ["SEN Support and EHC plan  ×", "No next review  ×"]
    chip(page, "EHC plan")
    assert page.views.button.text() == "No review date •"
    assert page.views.button.accessibleName() == "View: No review date, changed"
    choose(page, "Put back as it was")
    assert page.views.button.text() == "No review date"
    choose(page, "Usual view")
    assert page.views.button.text().replace("&", "") == "Views"
    assert len(names(page)) == 4


def test_a_view_is_saved_chosen_again_and_undone(page, desk, opened):
    chip(page, "EHC plan")
    page.table.sort_by(("class", False))
    page.filter.show_typed("o")
    save(page, "My Year 4")
    (kept,) = register_views.listed(desk)
    assert read_view(kept.document).typed == "o"
    assert page.views.button.text() == "My Year 4"
    choose(page, "Usual view")
    choose(page, "My Year 4")
    assert (page.filter.text(), page.table.asked[0]) == ("o", ("class", False))
    opened.window.registry.run("desk.undo")
    assert "My Year 4" not in lines(page)
    assert page.views.button.text().replace("&", "") == "Views"
    opened.window.registry.run("desk.redo")
    assert "My Year 4" in lines(page)


def test_a_shared_view_keeps_no_typed_words(page, desk):
    page.filter.show_typed("grace")
    save(page, "For all", shared=True)
    (kept,) = register_views.listed(desk)
    assert kept.shared
    assert "grace" not in kept.document
    assert "For all (shared) • changed" in lines(page)  # the typed words are still on show
    page.filter.show_typed("")
    choose(page, "For all (shared)")
    choose(page, "Keep to myself")
    assert not register_views.listed(desk)[0].shared


def test_a_shared_view_keeps_no_filter_for_words_and_says_so(page, desk):
    year = Filter(column="year", way="is", values=("2",))
    page.narrowing.put(
        [year, *(Filter(column=name, way="has", values=("Grace",)) for name in ("name", "upn", "stage"))]
    )
    save(page, "Mine")
    assert register_views.listed(desk)[0].document.count("Grace") == 3
    page.views.menu.aboutToShow.emit()
    share = next(one for one in page.views.menu.actions() if one.text().replace("&", "") == "Share with everybody")
    assert "nor a filter for words in a column" in share.toolTip()
    choose(page, "Share with everybody")
    assert "Grace" not in register_views.listed(desk)[0].document
    assert read_view(register_views.listed(desk)[0].document).filters == (year,)
    assert page.views.changed
    choose(page, "Save changes to this view")
    assert "Grace" not in register_views.listed(desk)[0].document
    choose(page, "Save this view…")
    assert any("nor a filter for words in a column" in said for said in texts(page.room.sheet.form))


def test_views_are_renamed_moved_deleted_and_two_never_have_one_name(page, desk):
    save(page, "First")
    save(page, "Second")
    choose(page, "Move up")
    assert [each.name for each in register_views.listed(desk)] == ["Second", "First"]
    choose(page, "Rename…")
    form = page.room.sheet.form
    type_into(form, name="first")
    press(form, "Save")
    assert form.fields["name"].problem() == "There is a view called first already. Choose another name."
    type_into(form, name="Third")
    press(form, "Save")
    assert page.views.button.text() == "Third"
    choose(page, "Delete this view")
    assert [each.name for each in register_views.listed(desk)] == ["First"]


def test_a_changed_view_of_ones_own_can_be_kept_as_it_is_now(page, desk):
    save(page, "Mine")
    chip(page, "Monitoring")
    assert page.views.button.text() == "Mine •"
    choose(page, "Save changes to this view")
    assert page.views.button.text() == "Mine"
    assert "monitoring" not in read_view(register_views.listed(desk)[0].document).chips


def test_a_shipped_view_is_hidden_and_brought_back_and_cannot_be_deleted(page):
    choose(page, "New arrivals")
    assert "Delete this view" not in lines(page)
    choose(page, "Hide this view")
    assert "New arrivals" not in lines(page)
    choose(page, "Show hidden views")
    assert "New arrivals" in lines(page)


def test_anothers_own_view_is_not_listed(page, desk):
    with desk.store.change("Other") as change:
        from senco_desk.domain.saved_views import SavedViewDraft

        change.add(nouns.SAVED_VIEWS, SavedViewDraft(name="Theirs", person_id="another", document="{}"))
        change.add(nouns.SAVED_VIEWS, SavedViewDraft(name="All", person_id="another", shared=True, document="{}"))
    assert [each.name for each in register_views.listed(desk)] == ["All"]


def test_a_document_of_a_later_version_is_read_as_far_as_it_goes():
    kept = {"columns": ["name", "year"], "filters": [{"column": "year", "way": "unheard"}], "new": 1}
    view = read_view(json.dumps(kept))
    assert view.columns == ("name", "year")
    assert view.filters == ()
    assert read_view("[]") == read_view("{") == RegisterView()


def test_a_view_comes_back_as_it_was_kept():
    for shipped in SHIPPED:
        assert read_view(shipped.view.document(shared=False)) == shipped.view


def ticked(page):
    page.views.menu.aboutToShow.emit()
    return [one.text().replace("&", "") for one in page.views.menu.actions() if one.isChecked()]


def test_a_view_is_ticked_only_while_it_is_on_show_as_it_was(page):
    assert ticked(page) == ["Usual view"]
    page.narrowing.put([Filter(column="year", way="is", values=("4",))])
    assert ticked(page) == []
    page.narrowing.put([])
    page.table.sort_by(("class", True))
    assert ticked(page) == []
    choose(page, "Usual view")
    assert ticked(page) == ["Usual view"]
    page.table.show_columns(["name", "year"])  # other columns are the usual ones from then on
    assert ticked(page) == ["Usual view"]
    choose(page, "New arrivals")
    assert ticked(page) == ["New arrivals"]
    page.filter.show_typed("z")
    assert ticked(page) == []
    assert "New arrivals • changed" in lines(page)


@pytest.mark.parametrize(
    ("years", "name", "chip_words"),
    [
        (("R", "3"), "Y6 leavers", "Year 6  ×"),
        (("7", "13"), "Y11 leavers", "Year 11  ×"),
        (("2", "9"), "Y6 and Y11 leavers", "Year 6 and Year 11  ×"),
    ],
)
def test_leavers_are_those_of_the_schools_own_last_year(opened, desk, years, name, chip_words):
    for code in years:
        a_pupil(desk, year_group=code, class_name="A")
    page = opened.window.go(Place("register"))
    assert [each for each in lines(page) if "leavers" in each] == [name]
    assert page.views.choose("leavers")
    assert page.views.button.text() == name
    assert page.line.chips()[0].text() == chip_words
    assert not page.views.changed


def test_a_view_of_ones_own_takes_no_name_that_a_shipped_one_may_have(page, desk):
    with pytest.raises(RefusedError, match="There is a view called Y11 leavers already"):
        register_views.keep(desk, "Y11 leavers", RegisterView())
