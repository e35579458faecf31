"""Duplicates, own fields, two side by side, recent pupils, and the ways back: driven in the program's own window."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from senco_desk.domain.papers import NoteDraft
from senco_desk.domain.views import ViewDraft
from senco_desk.services import custom_fields, drafts, records, trail
from senco_desk.services.custom_fields import CustomFieldDraft
from senco_desk.store import nouns
from senco_desk.ui.announcing import announcements
from senco_desk.ui.beside_page import BesidePage
from senco_desk.ui.duplicates_page import DuplicatesPage
from senco_desk.ui.pages import Place
from senco_desk.ui.pupil_page import PupilPage
from senco_desk.ui.reopening import opener
from senco_desk.ui.settings_page import SettingsPage
from tests import desk_window
from tests.builders import TODAY, a_cycle, a_pupil, a_status, everything
from tests.screens import cells, choose, press, texts, type_into

desk, opened, children = desk_window.desk, desk_window.opened, desk_window.children


@pytest.fixture
def twice(desk):
    """One child kept twice under two spellings."""
    first = a_pupil(desk, legal_forename="Mohammed", legal_surname="Ali", date_of_birth=date(2016, 5, 4))
    second = a_pupil(
        desk, legal_forename="Mohamed", legal_surname="Ali", date_of_birth=date(2016, 5, 4), class_name="5C"
    )
    a_status(desk, second, "K", ("SPLD",))
    records.add(desk, NoteDraft(pupil_id=second.id, on=TODAY, text="Rang home"))
    return first, second


def page_of(opened, kind, *args):
    opened.context.go(*args)
    page = opened.window.findChild(kind)
    assert page is not None
    return page


def pairs_on(page, qtbot):
    qtbot.waitUntil(lambda: page._reading is None, timeout=8000)
    return list(page.table.rows.all_rows())


def test_a_pair_is_compared_chosen_from_and_made_one(opened, desk, twice, qtbot):
    first, second = twice
    before = everything(desk)
    opened.window.registry.run("pupil.duplicates")
    page = opened.window.findChild(DuplicatesPage)
    (pair,) = pairs_on(page, qtbot)
    assert "similar name" in pair.why[0]
    press(page, "Compare")
    assert page.pair == (first.id, second.id)
    assert any("Mohammed Ali (Y4, 4B) stays" in words for words in texts(page))
    page.panel.table.select("class_name")
    press(page, "Take what the second has")
    assert page.panel.taken() == {"class_name"}
    page.panel.table.setFocus()
    for kept in ("first", "second"):
        with qtbot.waitSignal(announcements.said) as told:
            QTest.keyClick(page.panel.table, Qt.Key.Key_Return)
        assert told.args == [f"{page.panel.table.selected_rows()[0].name}: the {kept} is kept", False]
    job = page.merge()
    with qtbot.waitSignal(job.ended, timeout=8000):
        pass
    assert opened.window.history.here == Place("pupil", (first.id,))
    kept = nouns.PUPILS.get(desk.store, first.id)
    assert (kept.legal_forename, kept.class_name) == ("Mohammed", "5C")
    assert "Rang home" in {note.text for note in nouns.NOTES.of(desk.store, pupil_id=first.id)}
    opened.window.go(Place("pupil", (second.id, "documents")))
    pupil_page = opened.window.current_page()
    assert pupil_page.record.pupil.id == first.id, "the place of the former record is the one that is left"
    opened.window.registry.run("view.back")
    opened.window.registry.run("view.back")
    assert page.pair is None, "what can no longer be compared gives way to the list"
    assert opened.window.registry.qaction("desk.undo").text() == "&Undo make two records one"
    opened.undo()
    assert everything(desk) == before


def test_the_other_record_may_stay_and_two_children_are_remembered(opened, desk, twice, qtbot):
    first, second = twice
    page = page_of(opened, DuplicatesPage, "duplicates", first.id, second.id)
    press(page, "The other record stays")
    assert page.pair == (second.id, first.id)
    press(page, "They are two children")
    assert pairs_on(page, qtbot) == []
    opened.undo()
    assert len(pairs_on(page, qtbot)) == 1


def test_who_may_not_merge_is_told_so(opened, desk, twice, monkeypatch):
    first, second = twice
    monkeypatch.setattr("senco_desk.services.merging.may_merge", lambda _desk: False)
    page = page_of(opened, DuplicatesPage, "duplicates", first.id, second.id)
    assert not page.panel.merge_button.isEnabled()
    assert any("Only the SENCO" in words for words in texts(page))


def test_own_fields_are_made_in_settings_and_filled_in_on_the_childs_page(opened, desk, children):
    page = page_of(opened, SettingsPage, "settings", "fields")
    press(page, "Add a field…")
    form = page.room.sheet.form
    type_into(form, name="House")
    assert not form.fields["choices"].isVisible()
    choose(form, kind="choice")
    form.fields["choices"].input.setPlainText("Red\nBlue")
    press(page, "Save")
    press(page, "Add a field…")
    type_into(page.room.sheet.form, name="Form back")
    choose(page.room.sheet.form, kind="date")
    press(page, "Save")
    assert [row[0] for row in cells(page.own_fields.table)] == ["House", "Form back"]
    page.own_fields.table.select(custom_fields.fields(desk)[1].id)
    press(page, "Move up")
    assert [row[0] for row in cells(page.own_fields.table)] == ["Form back", "House"]

    amelia = children["amelia"]
    pupil_page = page_of(opened, PupilPage, "pupil", amelia.id)
    card = pupil_page.overview.own
    assert card.isVisibleTo(pupil_page)
    press(card, "Edit…")
    form = pupil_page.room.sheet.form
    house, back = custom_fields.fields(desk)[1], custom_fields.fields(desk)[0]
    choose(form, **{house.id: "Blue"})
    type_into(form, **{back.id: "nonsense"})
    press(pupil_page.room, "Save")
    assert form.fields[back.id].problem()
    type_into(form, **{back.id: "3 Nov 2026"})
    press(pupil_page.room, "Save")
    assert custom_fields.of_pupil(desk, amelia.id) == {house.id: "Blue", back.id: "2026-11-03"}
    assert {"Blue", "3 November 2026"} <= set(texts(card))
    assert opened.window.registry.qaction("desk.undo").text() == "&Undo change own fields"

    page = page_of(opened, SettingsPage, "settings", "fields")
    page.own_fields.edit(house)
    page.room.sheet.form.fields["choices"].input.setPlainText("Red\nGreen")
    press(page, "Save")
    page_of(opened, PupilPage, "pupil", amelia.id)
    assert any("Blue (no longer one of the choices)" in words for words in texts(card))

    page = page_of(opened, SettingsPage, "settings", "fields")
    page.own_fields.table.select(house.id)
    press(page, "Remove")
    assert custom_fields.of_pupil(desk, amelia.id) == {back.id: "2026-11-03"}
    opened.undo()
    assert custom_fields.of_pupil(desk, amelia.id)[house.id] == "Blue"


def test_two_are_read_side_by_side_and_both_looks_are_noted(opened, desk, children):
    amelia, grace = children["amelia"], children["grace"]
    records.add(desk, NoteDraft(pupil_id=grace.id, on=TODAY, text="Asked for more time"))
    opened.window.go(Place("pupil", (amelia.id,)))
    opened.window.registry.run("pupil.compare")
    page = opened.window.findChild(BesidePage)
    assert page.ids == (amelia.id, "")
    right = page.choosers[1].input
    assert right.hasFocus()
    QTest.keyClicks(right, "Grace")
    QTest.keyClick(right, Qt.Key.Key_Return)
    assert page.ids == (amelia.id, grace.id)
    said = texts(page)
    for words in ("Amelia O’Neill", "Grace Day", "“I like it when Mr Price draws.”", "Asked for more time"):
        assert words in said, words
    for child in (amelia, grace):
        looks = trail.listed(desk, trail.Asked(pupil_id=child.id, deed=trail.VIEW)).entries
        assert any(each.what == "Side by side" for each in looks)
    opened.window.resize(760, 700)
    QApplication.processEvents()
    heads = list(page._shown[1])
    assert heads[0].y() > page._shown[0][-1].y(), "where it is narrow the second stands below the first"


def test_the_two_selected_in_the_register_are_compared(opened, children):
    opened.window.go(Place("register"))
    page = opened.window.current_page()
    ids = [children["amelia"].id, children["grace"].id]
    page.table.selectAll()
    opened.window.registry.run("pupil.compare")
    found = opened.window.findChild(BesidePage)
    assert all(found.ids)
    assert set(ids) <= {each.id for each in children.values()}


def test_the_pupils_looked_at_last_come_up_on_ctrl_e(opened, children):
    for name in ("amelia", "grace", "yusuf"):
        opened.window.go(Place("pupil", (children[name].id,)))
    opened.window.registry.run("desk.recent")
    menu = next(one for one in opened.window.findChildren(QMenu) if one.accessibleName() == "Recent pupils")
    words = [action.text() for action in menu.actions()]
    assert [name in said for name, said in zip(("Grace", "Amelia"), words, strict=True)] == [True] * 2, "but not Yusuf"
    QTest.keyClick(menu, Qt.Key.Key_2)
    assert opened.window.history.here == Place("pupil", (children["amelia"].id,))


def test_places_are_listed_by_the_childs_name_and_gone_to_at_once(opened, children):
    opened.window.go(Place("register"))
    for name in ("amelia", "grace"):
        opened.window.go(Place("pupil", (children[name].id, "documents")))
    listed = opened.window.going_back.places(forward=False)
    assert [words for _place, words, _steps in listed] == ["Amelia O’Neill · documents", "Register", "Today"]
    opened.window.bar.back.customContextMenuRequested.emit(QPoint(2, 2))
    menu = opened.window.bar.back.menu()
    assert [action.text() for action in menu.actions()] == [words for _place, words, _steps in listed]
    menu.actions()[1].trigger()
    menu.close()
    assert opened.window.history.here == Place("register")
    ahead = opened.window.going_back.places(forward=True)
    assert [words for _place, words, _steps in ahead] == ["Amelia O’Neill · documents", "Grace Day · documents"]


def test_the_side_buttons_of_a_mouse_go_back_and_forward_over_a_table(opened, children):
    opened.window.go(Place("register"))
    opened.window.go(Place("pupil", (children["amelia"].id,)))
    handle = opened.window.windowHandle()
    QTest.mouseClick(handle, Qt.MouseButton.BackButton, pos=QPoint(600, 400))
    assert opened.window.history.here == Place("register")
    QTest.mouseClick(handle, Qt.MouseButton.ForwardButton, pos=QPoint(600, 400))
    assert opened.window.history.here == Place("pupil", (children["amelia"].id,))


def test_a_view_and_a_cycle_stand_in_their_sections(opened, desk, children):
    zoe, yusuf = children["zoe"], children["yusuf"]
    a_cycle(desk, zoe)
    records.add(desk, ViewDraft(pupil_id=zoe.id, whose="child", on=TODAY, words="Trains.", method="spoken"))
    custom_fields.add(desk, CustomFieldDraft(name="House"))
    page = page_of(opened, BesidePage, "beside", zoe.id, yusuf.id)
    assert "“Trains.”" in texts(page)


def test_the_bar_says_what_is_kept_and_what_is_saved(opened, desk, children):
    page = page_of(opened, PupilPage, "pupil", children["amelia"].id)
    page.deeds.edit()
    form = page.room.sheet.form
    type_into(form, class_name="5D")
    opened.keeper.flush()
    said = opened.window.bar.saved.accessibleName()
    assert said.startswith("Draft kept ")
    assert "not saved to the record yet" in said
    assert nouns.PUPILS.get(desk.store, children["amelia"].id).class_name != "5D"
    form.send()
    assert opened.window.bar.saved.accessibleName().startswith("Saved ")
    assert nouns.PUPILS.get(desk.store, children["amelia"].id).class_name == "5D"


def test_what_was_typed_into_own_fields_comes_back_after_a_lock(opened, desk, children):
    field = custom_fields.add(desk, CustomFieldDraft(name="Bus route")).value
    page = page_of(opened, PupilPage, "pupil", children["amelia"].id)
    page.stale = True
    page.show_place(page.place)
    type_into(page.own_fields(), **{field.id: "101 by"})
    opened.keeper.flush()
    (words,) = drafts.still_open(desk)
    page.room.put_away()
    assert opened.keeper.reopen(words, opener(page, words))
    form = page.room.sheet.form
    assert form.fields[field.id].value() == "101 by"
    assert custom_fields.of_pupil(desk, children["amelia"].id) == {}
