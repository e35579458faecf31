"""A child's overview: who and how at a glance, contacts in the order of calling, flags in words, no tall empty card."""

from datetime import date

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from senco_desk.domain.involvement import InvolvementDraft
from senco_desk.domain.pupils import ContactDraft
from senco_desk.domain.reviews import MeetingDraft
from senco_desk.domain.views import ViewDraft
from senco_desk.services import attachments, pupils, records
from senco_desk.ui import clipboard
from senco_desk.ui.overview_cards import HeadCard
from senco_desk.ui.pages import Place
from senco_desk.ui.pupil_photo import photo_of
from senco_desk.ui.theme import unit
from tests import desk_window
from tests.builders import TODAY, a_cycle, a_provision, an_outcome
from tests.papers import a_picture
from tests.screens import press, texts, type_into

children, desk, opened = desk_window.children, desk_window.desk, desk_window.opened


@pytest.fixture
def amelia(children):
    return children["amelia"]


def record(desk, pupil):
    return pupils.record_of(desk, pupil.id)


def show(opened, pupil):
    opened.window.page("pupil").stale = True
    page = opened.window.go(Place("pupil", (pupil.id, "overview")))
    QApplication.processEvents()
    return page


def named(where, name):
    return next(one for one in where.findChildren(QPushButton) if one.accessibleName() == name and one.isVisible())


def click(where, name):
    QApplication.processEvents()
    QTest.mouseClick(named(where, name), Qt.MouseButton.LeftButton)


def a_contact(desk, pupil, name, rank, **fields):
    return records.add(desk, ContactDraft(pupil_id=pupil.id, name=name, rank=rank, **fields)).value


def test_the_childs_and_the_parents_words_come_first_then_strengths_then_the_work(opened, desk, amelia):
    records.add(
        desk, ViewDraft(pupil_id=amelia.id, whose="parent", on=TODAY, words="She sings all day.", person="Sian")
    )
    an_outcome(desk, record(desk, amelia).current_cycle())
    page = show(opened, amelia)
    said = texts(page.overview)
    order = [
        "“I like it when Mr Price draws.”", "“She sings all day.”", "Draws with great care",
        "Follows two-part instructions",
    ]  # fmt: skip
    places = [said.index(each) for each in order]
    assert places == sorted(places)
    assert "Parent or carer: Sian, 20 November 2026" in said, "a parent's words are never taken for the child's"
    assert "3 of 10 → 8 of 10" in said


def test_the_header_has_age_spend_and_flags_in_words(opened, desk, amelia):
    a_provision(desk, amelia, minutes=300, sessions_per_week=5)
    records.save(desk, amelia.model_copy(update={"in_care": True, "care_authority": "Kent", "young_carer": "P"}))
    page = show(opened, amelia)
    assert " · aged 8 · " in page.header.line.text()
    marks = [each.accessibleName() for each in page.header._marks]
    assert marks == ["Looked after: by Kent", "Young carer: Identified by a parent or guardian"]
    assert page.header.spend.text().endswith(" of £10,000, forecast")
    assert "An assessment can be requested at any level of spend." in page.header.meter.accessibleName()


def test_the_dsl_is_named_on_the_screen_alone_and_only_to_those_who_see_confidential_papers(
    opened, desk, amelia, monkeypatch
):
    records.save(desk, amelia.model_copy(update={"see_dsl": True}))
    page = show(opened, amelia)
    assert "See the DSL" in [each.text() for each in page.header._marks]
    page.deeds.edit("see_dsl")
    assert page.room.sheet.form.fields["see_dsl"].value() is True
    page.room.put_away()
    monkeypatch.setattr(type(desk), "may", lambda _desk, right: right != "confidential")
    monkeypatch.setattr(page._context, "may", lambda right: right != "confidential")
    page.header.show_record(record(desk, amelia), desk)
    assert "See the DSL" not in [each.text() for each in page.header._marks]
    page.deeds.edit()
    form = page.room.sheet.form
    assert "see_dsl" not in form.fields
    type_into(form, class_name="4A")
    press(page.room, "Save")
    kept = record(desk, amelia).pupil
    assert (kept.class_name, kept.see_dsl) == ("4A", True), "what was not asked for stays as it was"


def test_a_contact_is_reached_the_way_they_prefer_and_copied_with_a_press(opened, desk, amelia):
    a_contact(
        desk, amelia, "Ada Nowak", 1, relation="Mother", parental_responsibility=True, telephone="01632 960123",
        email="ada@example.org", preferred_contact="E-mail, evenings", language="POL", interpreter=True,
    )  # fmt: skip
    page = show(opened, amelia)
    card = page.overview.contacts
    assert [way.text() for way in card.lines[0].ways] == ["ada@example.org", "01632 960123"]
    said = texts(card)
    for words in ("Ada Nowak · Mother", "Parental responsibility", "Polish", "Interpreter needed",
                  "preferred: E-mail, evenings"):  # fmt: skip
        assert words in said, words
    click(card, "Copy 01632 960123")
    assert QGuiApplication.clipboard().text() == "01632 960123"
    clipboard.forget_now()
    assert "Interpreter" in [each.text() for each in page.header._marks]


def test_contacts_are_put_in_order_by_button_and_mouse_as_one_change(opened, desk, amelia):
    for rank, name in enumerate(("Ann", "Ben", "Cay"), start=1):
        a_contact(desk, amelia, name, rank)
    page = show(opened, amelia)
    card = page.overview.contacts
    click(card, "Call Ben earlier")
    assert [each.name for each in record(desk, amelia).contacts] == ["Ben", "Ann", "Cay"]
    grip, onto = page.overview.contacts.lines[2].grip, page.overview.contacts.lines[0]
    here = QPointF(grip.rect().center())
    there = QPointF(grip.mapFromGlobal(onto.mapToGlobal(QPoint(5, onto.height() // 2))))
    for kind, at in ((QMouseEvent.Type.MouseButtonPress, here), (QMouseEvent.Type.MouseButtonRelease, there)):
        event = QMouseEvent(
            kind, at, grip.mapToGlobal(at), Qt.MouseButton.LeftButton, Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )  # fmt: skip
        QApplication.sendEvent(grip, event)
    assert [(each.name, each.rank) for each in record(desk, amelia).contacts] == [("Cay", 1), ("Ben", 2), ("Ann", 3)]
    opened.window.registry.run("desk.undo")
    assert [each.name for each in record(desk, amelia).contacts] == ["Ben", "Ann", "Cay"]


def test_no_empty_card_is_taller_than_a_line_with_its_button(opened, children):
    page = show(opened, children["zoe"])
    for card in page.overview.findChildren(HeadCard):
        if card.isVisible() and card is not page.overview.standing:
            assert card.height() <= unit(8), f"{card.title.text()}: {card.height()}"
            assert not card.none.isHidden(), card.title.text()


def test_two_columns_where_there_is_room_and_one_where_there_is_not(opened, amelia):
    page = show(opened, amelia)
    assert page.overview.columns.across == 2
    opened.window.resize(683, 700)
    QApplication.processEvents()
    assert page.overview.columns.across == 1
    card = page.overview.child
    assert card.mapTo(page, QPoint(card.width(), 0)).x() <= page.width(), "nothing is cut off at the right"


def test_what_comes_next_has_reviews_and_reports_that_are_awaited(opened, desk, amelia):
    records.add(desk, InvolvementDraft(pupil_id=amelia.id, profession="Dietitian", asked_on=date(2026, 9, 1)))
    page = show(opened, amelia)
    assert [each.words for each in page.overview.due.shown] == [
        "Dietitian: report awaited since 1 September 2026", "Review: 4 December 2026",
        "Meetings with parents: 0 of 3 · none recorded yet",
    ]  # fmt: skip
    assert page.overview.due.shown[0].state == "over"


def test_who_helps_is_what_runs_today(opened, desk, amelia):
    cycle = record(desk, amelia).current_cycle() or a_cycle(desk, amelia)
    a_provision(desk, amelia, cycle=cycle, what="Word group")
    a_provision(desk, amelia, what="Earlier club", start=date(2026, 1, 5), end=date(2026, 7, 20))
    said = texts(show(opened, amelia).overview.helps)
    assert "Word group" in said
    assert "Earlier club" not in said


def test_a_photo_is_drawn_from_memory_in_place_of_the_initials(opened, desk, amelia, tmp_path, qtbot):
    source = tmp_path / "amelia.png"
    source.write_bytes(a_picture())
    attachments.attach(desk, amelia.id, source, kind="photo", title="Photo")
    source.unlink()
    before = {path for path in tmp_path.rglob("*") if path.is_file()}
    page = show(opened, amelia)
    assert photo_of(record(desk, amelia)) is not None
    qtbot.waitUntil(lambda: page.header.disc.photo is not None, timeout=8000)
    assert page.header.disc.accessibleName() == "Photo of Amelia O’Neill"
    left = {path for path in tmp_path.rglob("*") if path.is_file()} - before
    assert not [path for path in left if path.suffix in (".png", ".jpg", ".bmp")]
    assert photo_of(record(desk, amelia)).kind == "photo"


def test_the_details_stand_under_headings_and_what_is_wanted_is_opened(opened, desk, amelia):
    page = show(opened, amelia)
    page.deeds.edit()
    form = page.room.sheet.form
    assert [fold.is_open for fold in form.folds] == [True, False, False, False, False, False]
    assert form.fields["legal_forename"].input.hasFocus()
    QTest.mouseClick(form.folds[4].button, Qt.MouseButton.LeftButton)
    assert [fold.is_open for fold in form.folds] == [False, False, False, False, True, False]
    assert "child protection are kept elsewhere" in form.fields["family_support"].help.text()
    form.fields["family_support"].input.setPlainText("Early Help")
    assert form.folds[4].button.accessibleName() == "Family and care: 1 of 9 filled in"
    form.fields["leaving_date"].input.setText("1/1/1999")
    form.fields["admission_date"].input.setText("1/9/2022")
    press(page.room, "Save")
    assert form.folds[1].is_open, "the heading over a problem opens"
    assert "before the admission date" in form.fields["leaving_date"].problem()
    form.fields["leaving_date"].input.clear()
    press(page.room, "Save")
    assert record(desk, amelia).pupil.family_support == "Early Help"
    assert "Early Help" in texts(page.overview.care)
    press(page.overview.child, "Edit strengths…")
    assert page.room.sheet.form.fields["strengths"].input.hasFocus()


def test_the_keyboard_goes_along_with_the_contact_that_is_moved(opened, desk, amelia):
    for rank, name in enumerate(("Ann", "Ben", "Cay"), start=1):
        a_contact(desk, amelia, name, rank)
    page = show(opened, amelia)
    named(page.overview.contacts, "Call Cay earlier").setFocus()
    for on in ("Call Cay earlier", "Call Cay later"):
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Space)
        QApplication.processEvents()
        assert QApplication.focusWidget().accessibleName() == on
    assert [each.name for each in record(desk, amelia).contacts] == ["Cay", "Ann", "Ben"]
    arrow = QApplication.focusWidget()
    assert min(arrow.width(), arrow.height()) >= 24


def test_lines_are_told_apart_by_their_day_and_keep_the_keyboard_when_one_is_edited_or_goes(opened, desk, amelia):
    for day in (2, 9, 16):
        draft = MeetingDraft(pupil_id=amelia.id, on=date(2026, 10, day), discussed="Reading at home")
        records.add(desk, draft)
    page = show(opened, amelia)
    names = [one.accessibleName() for one in page.overview.meetings.findChildren(QPushButton) if one.isVisible()]
    assert len(set(names)) == len(names)
    assert "Edit With parents, 9 Oct 2026" in names
    edit = named(page.overview.meetings, "Edit With parents, 9 Oct 2026")
    edit.setFocus()
    QTest.keyClick(edit, Qt.Key.Key_Space)
    type_into(page.room.sheet.form, discussed="Reading at school")
    press(page.room, "Save")
    QApplication.processEvents()
    assert QApplication.focusWidget().accessibleName() == "Edit With parents, 9 Oct 2026"
    out = named(page.overview.meetings, "Remove With parents, 9 Oct 2026")
    out.setFocus()
    QTest.keyClick(out, Qt.Key.Key_Space)
    QApplication.processEvents()
    assert QApplication.focusWidget().accessibleName() == "Remove With parents, 2 Oct 2026"
