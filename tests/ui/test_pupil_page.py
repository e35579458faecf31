"""A child's page through its real forms: what is written is kept, what is refused is said beside the field."""

from datetime import date

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from senco_desk.domain.involvement import InvolvementDraft
from senco_desk.domain.reviews import MeetingDraft
from senco_desk.services import pupils, records
from senco_desk.ui.documents_tab import guessed_kind
from senco_desk.ui.pages import Place
from senco_desk.ui.pupil_words import cycle_line, week_words
from tests import desk_window
from tests.builders import TODAY, a_cycle, a_provision, everything
from tests.papers import a_picture, a_text_pdf
from tests.screens import cells, choose, press, texts, type_into

# The fixtures of the program's window.
children, desk, opened = desk_window.children, desk_window.desk, desk_window.opened


@pytest.fixture
def amelia(children, desk):
    return children["amelia"]


@pytest.fixture
def page(amelia, opened):
    return opened.window.go(Place("pupil", (amelia.id,)))


def record(desk, pupil):
    return pupils.record_of(desk, pupil.id)


def tab(page, words):
    return press(page.tabs, words)


def link(where, name):
    """Presses the quiet button that is called so by a screen reader, with or without its day."""
    QApplication.processEvents()
    found = next(
        one
        for one in where.findChildren(QPushButton)
        if one.isVisible() and (one.accessibleName() == name or one.accessibleName().startswith(f"{name}, "))
    )
    QTest.mouseClick(found, Qt.MouseButton.LeftButton)


def ctrl(window, key):
    QTest.keyClick(window, key, Qt.KeyboardModifier.ControlModifier)


def test_the_header_says_who_it_is_at_a_glance(page):
    assert page.header.name.text() == "Amelia O’Neill"
    assert page.header.line.text() == "Year 4 · 4B · aged 8 · SEN Support since 7 Sep 2026 · SLCN, MLD"
    assert page.header.review.accessibleName() == "review 4 Dec (due soon)"


def test_the_childs_words_and_strengths_come_before_status_and_needs(page):
    said = texts(page.overview)
    assert said.index("“I like it when Mr Price draws.”") < said.index("Status and needs")
    assert said.index("Draws with great care") < said.index("Status and needs")
    assert any("Do, week 8 of 10" in one for one in said)


def test_a_note_by_keyboard_alone(page, opened, desk, amelia):
    ctrl(opened.window, Qt.Key.Key_N)
    QTest.keyClicks(opened.window.focusWidget(), "Rang home about reading.")
    QTest.keyClick(opened.window.focusWidget(), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert [note.text for note in record(desk, amelia).notes] == ["Rang home about reading."]
    assert page.room.sheet.form is None
    assert opened.window.toast.words.text() == "Phone call kept for Amelia O’Neill · 20 Nov"
    ctrl(opened.window, Qt.Key.Key_Z)
    assert record(desk, amelia).notes == ()


def test_a_status_is_changed_undone_from_the_menu_and_done_again(page, opened, desk, amelia):
    before = everything(desk)
    press(page.overview.standing, "Change status…")
    form = page.room.sheet.form
    assert form.fields["needs"].value() == ("SLCN", "MLD")
    press(page.room, "Change status")
    assert form.fields["reason"].problem() == "Say why in a few words; a parent or an inspector will ask."
    choose(form, status="E")
    type_into(form, start="2/11/2026", parents_told_on="3 Nov")
    form.fields["reason"].input.setPlainText("The local authority issued a plan.")
    press(page.room, "Change status")
    assert page.header.line.text().startswith("Year 4 · 4B · aged 8 · EHC plan since 2 Nov 2026")
    assert record(desk, amelia).statuses[0].end == date(2026, 11, 1)
    undo = opened.window.registry.qaction("desk.undo")
    assert undo.text() == "&Undo change status to EHC plan"
    undo.trigger()
    assert everything(desk) == before
    assert "SEN Support since 7 Sep 2026" in page.header.line.text()
    assert not undo.text().startswith("&Undo change status to EHC plan")
    opened.window.registry.qaction("desk.redo").trigger()
    assert "EHC plan" in page.header.line.text()


def test_the_same_status_twice_is_refused_beside_the_field(page):
    page.deeds.status()
    form = page.room.sheet.form
    choose(form, status="K")
    form.fields["reason"].input.setPlainText("Again")
    press(page.room, "Change status")
    assert "already has the status SEN Support" in form.fields["status"].problem()


def test_needs_are_ranked_in_the_form(page, desk, amelia):
    page.deeds.status()
    form = page.room.sheet.form
    needs = form.fields["needs"].inputs
    assert [each.isVisible() for each in needs] == [True, True, True, False]
    needs[0].setCurrentIndex(needs[0].findData("ASD"))
    needs[0].activated.emit(needs[0].currentIndex())
    needs[2].setCurrentIndex(needs[2].findData("ASD"))
    needs[2].activated.emit(needs[2].currentIndex())
    assert needs[3].isVisible()
    choose(form, status="E")
    form.fields["reason"].input.setPlainText("A plan.")
    press(page.room, "Change status")
    assert form.fields["needs"].problem() == "ASD is listed twice; keep it once."
    needs[2].setCurrentIndex(0)
    press(page.room, "Change status")
    assert [need.code for need in record(desk, amelia).needs_on(TODAY)] == ["ASD", "MLD"]


def test_details_are_edited_with_f2_and_unknown_codes_stay(page, opened, desk, amelia):
    records.save(desk, amelia.model_copy(update={"ethnicity": "ZZQQ"}))
    page.stale = True
    opened.window.go(Place("pupil", (amelia.id, "overview")))
    QTest.keyClick(opened.window, Qt.Key.Key_F2)
    form = page.room.sheet.form
    type_into(form, preferred_forename="Millie")
    press(page.room, "Save")
    kept = record(desk, amelia).pupil
    assert (kept.preferred_forename, kept.legal_forename, kept.ethnicity) == ("Millie", "Amelia", "ZZQQ")
    assert page.header.name.text() == "Millie O’Neill"


def test_the_roll_s_names_come_first_and_a_leaver_is_no_longer_current(page, opened, desk, amelia):
    records.save(desk, amelia.model_copy(update={"preferred_surname": "O’Neill", "enrolment_status": "C"}))
    page.stale = True
    opened.window.go(Place("pupil", (amelia.id, "overview")))
    page.deeds.edit()
    form = page.room.sheet.form
    assert [field.value() for field in list(form.fields.values())[:3]] == ["Amelia", "", "O’Neill"]
    assert form.fields["preferred_surname"].value() == "", "as on the roll, so none of its own"
    type_into(form, legal_surname="Neil", leaving_date="20/11/2026")
    assert form.fields["enrolment_status"].value() == "P"
    assert "Previous" in form.fields["enrolment_status"].help.text()
    press(page.room, "Save")
    kept = record(desk, amelia).pupil
    assert (kept.name, kept.enrolment_status) == ("Amelia Neil", "P")


def test_a_date_that_cannot_be_is_named_and_what_was_typed_stays(page, opened):
    page.deeds.edit()
    form = page.room.sheet.form
    type_into(form, date_of_birth="1/1/2030")
    press(page.room, "Save")
    assert "in the future" in form.fields["date_of_birth"].problem()
    assert form.fields["date_of_birth"].input.text() == "1/1/2030"


def test_words_of_the_child_and_of_parents_are_kept_exactly(page, desk, amelia):
    tab(page, "Profile  views")
    press(page.views, "Add the child’s words")
    type_into(page.room.sheet.form, words="  Maths is ok <b>when</b> it's quiet & calm  ")
    choose(page.room.sheet.form, method="drawn")
    press(page.room, "Save")
    press(page.views, "Add parents’ words")
    type_into(page.room.sheet.form, words="She sleeps better now.")
    press(page.room, "Save")
    kept = record(desk, amelia).views
    assert [(view.whose, view.words) for view in kept][1:] == [
        ("child", "Maths is ok <b>when</b> it's quiet & calm"),
        ("parent", "She sleeps better now."),
    ]
    assert "“Maths is ok <b>when</b> it's quiet & calm”" in texts(page.views.child)


def test_contacts_meetings_professionals_and_areas_are_added_edited_and_removed(page, opened, desk, amelia):
    overview = page.overview
    press(overview.contacts, "Add contact")
    type_into(page.room.sheet.form, name="Sian O'Neill", relation="Mother", telephone="01634 555 010")
    press(page.room, "Save")
    press(overview.meetings, "Add meeting")
    type_into(page.room.sheet.form, discussed="How reading goes at home.", agreed="Ten minutes each evening.")
    press(page.room, "Save")
    press(overview.professionals, "Add professional")
    type_into(page.room.sheet.form, profession="Educational psychologist")
    page.room.sheet.form.fields["profession"].input.completer().popup().hide()
    type_into(page.room.sheet.form, asked_on="1/10/2026")
    press(page.room, "Save")
    press(overview.areas, "Add an area")
    type_into(page.room.sheet.form, strengths="Listens to stories.", difficulties="Finding words.")
    press(page.room, "Save")
    kept = record(desk, amelia)
    assert (kept.contacts[0].name, kept.contacts[0].rank) == ("Sian O'Neill", 1)
    assert kept.meetings[0].with_parents
    assert kept.meetings[0].cycle_id == kept.current_cycle().id
    assert kept.involvements[0].asked_on == date(2026, 10, 1)
    assert kept.area_notes[0].area == "ci"
    assert overview.meetings.title.text() == "Meetings · parents 1 of 3 · last 20 November"

    link(overview.contacts, "Edit Sian O'Neill")
    type_into(page.room.sheet.form, name="Sian Byrne")
    press(page.room, "Save")
    assert record(desk, amelia).contacts[0].telephone == "01634 555 010"
    link(overview.contacts, "Remove Sian Byrne")
    assert record(desk, amelia).contacts == ()
    assert opened.window.toast.words.text() == "Contact moved to the bin"
    press(opened.window.toast, "Undo")
    assert record(desk, amelia).contacts[0].name == "Sian Byrne"


def test_what_is_missing_is_said_beside_its_field_in_every_form(page):
    for ask, field in (
        (page.deeds.note, "text"), (page.deeds.view, "words"), (page.deeds.contact, "name"),
        (page.deeds.involvement, "profession"),
    ):  # fmt: skip
        ask()
        press(page.room, "Save")
        assert page.room.sheet.form.fields[field].problem(), field
        page.room.sheet.form.leave()
        page.room.put_away()


def test_a_past_status_is_corrected_but_never_without_a_first_day(page, desk, amelia):
    link(page.overview.standing, "Edit SEN Support")
    form = page.room.sheet.form
    type_into(form, start=" ")
    press(page.room, "Save")
    assert form.fields["start"].problem() == "Give the day from which this status held."
    type_into(form, start="1/9/2026")
    press(page.room, "Save")
    assert record(desk, amelia).statuses[0].start == date(2026, 9, 1)


def test_a_review_is_recorded_from_the_header_and_closes_the_cycle(page, opened, desk, amelia):
    ctrl(opened.window, Qt.Key.Key_R)
    form = page.room.sheet.form
    assert form.title.text().startswith("Review of cycle 1 · Amelia ")
    press(page.room, "Record review")
    assert form.fields["pupil_view"].problem()
    choose(form, rating=0)
    type_into(form, pupil_view="I can do it now", parent_view="We see it too")
    press(page.room, "Record review")
    assert record(desk, amelia).current_cycle() is None
    assert not page.header.record_review.isEnabled()
    assert not opened.window.registry.qaction("review.record").isEnabled()


def test_the_chronology_filters_reads_and_leads_to_where_an_entry_comes_from(page, opened, desk, amelia):
    records.add(desk, MeetingDraft(pupil_id=amelia.id, on=date(2026, 10, 9), discussed="Reading at home"))
    records.add(desk, InvolvementDraft(pupil_id=amelia.id, profession="CAMHS", asked_on=date(2026, 10, 1)))
    page.stale = True
    opened.window.go(Place("pupil", (amelia.id, "chronology")))
    days = [row[0] for row in cells(page.chronology.table)]
    assert days[0] == "20 Nov 2026"
    assert days[-1] == "7 Sep 2026"
    press(page.chronology.chips, "Meetings and views")
    assert [row[2] for row in cells(page.chronology.table)] == ["Amelia’s views (spoken)", "Meeting with parents"] or [
        row[1] for row in cells(page.chronology.table)
    ] == ["View", "Meeting"]
    page.chronology.table.selectRow(1)
    assert "Reading at home" in texts(page.chronology.beside)
    press(page.chronology.beside, "Open")
    assert page.room.sheet.form.title.text().startswith("Edit meeting · Amelia ")


def test_documents_are_added_dropped_shown_from_memory_edited_and_removed(page, opened, desk, amelia, tmp_path, qtbot):
    report, drawing, odd = tmp_path / "Speech report.pdf", tmp_path / "drawing.png", tmp_path / "sounds.wav"
    report.write_bytes(a_text_pdf("First page", "Second page"))
    drawing.write_bytes(a_picture())
    odd.write_bytes(b"RIFF....WAVE")
    tab(page, "Documents")
    assert any("No documents yet" in said for said in texts(page.documents))
    with qtbot.waitSignal(page.documents.add_files([str(report)]).ended):
        pass
    qtbot.waitUntil(lambda: page.room.sheet.form is not None)
    form = page.room.sheet.form
    assert (form.fields["title"].value(), form.fields["kind"].value()) == ("Speech report", "speech")
    type_into(form, dated="1/6/2026", author="Ms Ashworth")
    press(page.room, "Save")
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(drawing)), QUrl.fromLocalFile(str(odd)), QUrl.fromLocalFile(str(tmp_path))])
    drop = QDropEvent(
        QPointF(50, 50), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    page.documents.dropEvent(drop)
    qtbot.waitUntil(lambda: len(record(desk, amelia).documents) == 3)
    kept = {each.filename: each for each in record(desk, amelia).documents}
    assert set(kept) == {"Speech report.pdf", "drawing.png", "sounds.wav"}
    assert kept["Speech report.pdf"].author == "Ms Ashworth"
    assert opened.window.toast.words.text() == "2 documents added"
    documents = page.documents
    documents.select(kept["Speech report.pdf"].id)
    assert documents.view.count == 2
    qtbot.waitUntil(lambda: bool(documents.view._drawn))
    documents.select(kept["sounds.wav"].id)
    assert documents.problem.isVisible()
    assert documents.problem.text().startswith("▲ ")
    assert not documents.view.isVisible()
    documents.table.setFocus()
    QTest.keyClick(documents.table, Qt.Key.Key_Delete)
    assert len(record(desk, amelia).documents) == 2
    ctrl(opened.window, Qt.Key.Key_Z)
    assert len(record(desk, amelia).documents) == 3
    documents.view.stop()


def test_a_file_twice_is_kept_once(page, desk, amelia, tmp_path, qtbot):
    report = tmp_path / "Report.pdf"
    report.write_bytes(a_text_pdf("A page"))
    tab(page, "Documents")
    page.documents.add_files([str(report)])
    with qtbot.waitSignal(page.documents.add_files([str(report)]).ended):
        pass
    assert len(record(desk, amelia).documents) == 1
    page.documents.view.stop()


def test_another_child_leaves_no_form_of_the_last_one_open(page, opened, children):
    page.deeds.note()
    opened.window.go(Place("pupil", (children["grace"].id,)))
    assert page.room.sheet.form is None
    assert page.header.name.text() == "Grace Day"


def test_a_child_with_nothing_recorded_is_met_with_ways_to_begin(opened, children, desk):
    page = opened.window.go(Place("pupil", (children["zoe"].id,)))
    said = texts(page.overview)
    assert "What do they say about school?" in said
    assert "no cycle is open" in said
    press(page.overview.now, "Start a cycle")
    assert opened.window.history.here.page == "cycle"
    assert record(desk, children["zoe"]).current_cycle().number == 1


@pytest.mark.parametrize(
    ("started", "due", "words"),
    [
        (None, None, ""),
        (date(2026, 11, 23), None, ""),
        (date(2026, 11, 20), None, "week 1"),
        (date(2026, 10, 9), date(2026, 12, 18), "week 7 of 10"),
        (date(2026, 9, 1), date(2026, 9, 15), "2 weeks done"),
    ],
)
def test_weeks_of_a_cycle_are_counted_from_its_start(desk, children, started, due, words):
    cycle = a_cycle(desk, children["zoe"], started_on=started, review_due=due)
    assert week_words(cycle, TODAY) == words
    assert cycle_line(cycle, TODAY)[1].startswith("Assess done, Plan done, now Do")


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("EP report Amelia.pdf", "psychologist"),
        ("SALT.pdf", "speech"),
        ("letter home.docx", "letter"),
        ("x.pdf", "other"),
    ],
)
def test_the_kind_of_a_document_is_guessed_from_its_name(name, kind):
    assert guessed_kind(name) == kind


def test_what_support_costs_is_as_at_the_day_on_which_it_is_shown(amelia, desk, opened, monkeypatch):
    a_provision(desk, amelia, minutes=300, sessions_per_week=5, end=date(2027, 10, 22))
    page = opened.window.go(Place("pupil", (amelia.id, "provision")))
    first = page.header.spend.text()
    assert first.endswith(" of £10,000, forecast")
    monkeypatch.setattr(type(desk), "today", property(lambda _self: date(2027, 9, 20)))  # it stands open, as it may
    opened.window.go(Place("pupil", (amelia.id,)))
    assert page.header.spend.text().endswith(" of £10,000, forecast")
    assert page.header.spend.text() != first, "what was forecast for a school year that is over"
