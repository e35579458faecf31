"""Status, needs and diagnoses on a child's page, through the real forms: nothing disappears, everything is undone."""

from datetime import date, timedelta

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from senco_desk.domain.needs import AreaNoteDraft, DiagnosisDraft
from senco_desk.domain.papers import DocumentDraft
from senco_desk.services import pupils, records, register, today
from senco_desk.services.contacts_log import Finder
from senco_desk.store import nouns
from senco_desk.ui.pages import Place
from tests import desk_window
from tests.builders import TODAY
from tests.screens import choose, press, texts, type_into

children, desk, opened = desk_window.children, desk_window.desk, desk_window.opened

LONG_AGO = date(2026, 4, 20)


def record(desk, pupil):
    return pupils.record_of(desk, pupil.id)


def show(opened, pupil):
    opened.window.page("pupil").stale = True
    return opened.window.go(Place("pupil", (pupil.id, "overview")))


@pytest.fixture
def watched(children, desk):
    """A child monitored for seven months."""
    lucja = children["lucja"]
    (status,) = record(desk, lucja).statuses
    records.save(desk, status.model_copy(update={"start": LONG_AGO}))
    return lucja


def test_a_term_of_monitoring_asks_for_a_decision_here_and_on_today(opened, desk, watched):
    page = show(opened, watched)
    assert page.overview.nudge.isVisible()
    assert any("Monitored since 20 April 2026" in said for said in texts(page.overview.nudge))
    assert any(row.kind == "monitoring" and row.pupil_id == watched.id for row in today.read(desk).rows)
    other = show(opened, next(each for each in pupils.all_pupils(desk) if each.forename == "Amelia"))
    assert not other.overview.nudge.isVisible()


def test_carrying_on_is_dated_and_has_a_reason_and_the_beginning_stays(opened, desk, watched):
    page = show(opened, watched)
    press(page.overview.nudge, "Carry on monitoring…")
    form = page.room.sheet.form
    type_into(form, until="1/1/2020")
    press(page.room, "Carry on")
    assert form.fields["until"].problem() == "Give a day that is still to come."
    assert form.fields["why"].problem().startswith("Say why")
    type_into(form, until="15/1/2027", by="Mrs Marsh")
    form.fields["why"].input.setPlainText("The new phonics group has only begun.")
    press(page.room, "Carry on")
    (kept,) = record(desk, watched).statuses
    assert (kept.start, kept.end) == (LONG_AGO, None)
    assert "carry on monitoring until 15 January 2027 (decided by Mrs Marsh). The new phonics" in kept.reason
    assert not page.overview.nudge.isVisible()
    assert any("Decide on monitoring: 15 January 2027" in said for said in texts(page.overview.due))
    assert not any(row.kind == "monitoring" for row in today.read(desk).rows)
    opened.window.registry.run("desk.undo")
    assert page.overview.nudge.isVisible()


def test_putting_on_the_register_and_ending_monitoring_are_proposed(opened, desk, watched):
    page = show(opened, watched)
    press(page.overview.nudge, "Put on the register…")
    form = page.room.sheet.form
    assert (form.title.text().split(" · ")[0], form.fields["status"].value()) == ("Put on the register", "K")
    form.fields["reason"].input.setPlainText("Needs more than others.")
    press(page.room, "Change status")
    assert [(each.status, each.end) for each in record(desk, watched).statuses] == [
        ("monitoring", TODAY - timedelta(days=1)), ("K", None)
    ]  # fmt: skip
    opened.window.registry.run("desk.undo")
    press(page.overview.nudge, "End monitoring…")
    assert page.room.sheet.form.fields["status"].value() == "N"
    page.room.sheet.form.fields["reason"].input.setPlainText("Has caught up.")
    press(page.room, "Change status")
    assert record(desk, watched).status(TODAY).status == "N"
    assert page.header.line.text().endswith("Not on the register")


def test_nobody_disappears_for_want_of_a_last_day(opened, desk, children):
    """Two stretches without an end, as an old system leaves them: the child stays on the register and on the page."""
    amelia = children["amelia"]
    (kept,) = record(desk, amelia).statuses
    with desk.store.change("As it was brought in") as change:
        change.add(nouns.STATUSES, kept.model_copy(update={"status": "monitoring", "start": LONG_AGO, "end": None}))
    page = show(opened, amelia)
    said = texts(page.overview.standing.history)
    assert [each for each in said if each in ("SEN Support", "Monitoring")] == ["SEN Support", "Monitoring"]
    assert any("No last day was written down" in each for each in said)
    assert [row.status for row in register.as_at(desk).rows if row.pupil_id == amelia.id] == ["K"]
    before = register.as_at(desk, date(2026, 6, 1)).rows
    assert [row.status for row in before if row.pupil_id == amelia.id] == ["monitoring"]


def test_a_gap_is_said_and_a_stretch_taken_out_comes_back_with_undo(opened, desk, children):
    amelia = children["amelia"]
    (kept,) = record(desk, amelia).statuses
    earlier = {"status": "monitoring", "start": LONG_AGO, "end": date(2026, 7, 20)}
    with desk.store.change("As it was brought in") as change:
        change.add(nouns.STATUSES, kept.model_copy(update=earlier))
    page = show(opened, amelia)
    assert any("Nothing is recorded from 21 July 2026 to 6 September 2026" in said for said in texts(page.overview))
    buttons = page.overview.findChildren(QPushButton)
    button = next(each for each in buttons if each.accessibleName() == "Remove Monitoring")
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert len(record(desk, amelia).statuses) == 1
    opened.window.registry.run("desk.undo")
    assert len(record(desk, amelia).statuses) == 2


def test_a_leaver_is_archived_and_found_and_stays_on_the_register_of_before(opened, desk, children):
    amelia = children["amelia"]
    records.save(desk, amelia.model_copy(update={"leaving_date": date(2026, 10, 23)}))
    page = show(opened, amelia)
    marks = [each.text() for each in page.header._marks]
    assert marks[0] == "Left on 23 Oct 2026 · the record is kept"
    assert page.overview.due.shown == []
    assert amelia.id in [each.id for each in Finder(desk).find("amelia o")]
    assert amelia.id not in [row.pupil_id for row in register.as_at(desk).rows]
    assert amelia.id in [row.pupil_id for row in register.as_at(desk, date(2026, 10, 22)).rows]


def test_needs_are_ranked_by_buttons_keys_and_mouse(opened, desk, children, qtbot):
    amelia = children["amelia"]
    page = show(opened, amelia)
    press(page.overview.standing, "Change needs…")
    field = page.room.sheet.form.fields["needs"]
    assert field.areas.text() == "Broad areas: Communication and interaction, Cognition and learning"
    QTest.mouseClick(field.rows[1].up, Qt.MouseButton.LeftButton)
    assert field.value() == ("MLD", "SLCN")
    field.inputs[0].setFocus()
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(field.inputs[0], Qt.Key.Key_Down, both)
    assert field.value() == ("SLCN", "MLD")
    drag(field.rows[1].grip, field.rows[0])
    assert field.value() == ("MLD", "SLCN")
    QTest.mouseClick(field.rows[1].out, Qt.MouseButton.LeftButton)
    assert field.value() == ("MLD",)
    pick(field.inputs[1], "SEMH")
    type_into(page.room.sheet.form, since="1/11/2026")
    press(page.room, "Save")
    kept = record(desk, amelia)
    assert [(need.code, need.rank) for need in kept.needs_on(TODAY)] == [("MLD", 1), ("SEMH", 2)]
    gone = next(need for need in kept.needs if need.code == "SLCN")
    assert gone.until == date(2026, 10, 31), "what was left out stays in the history"
    assert any("SLCN" in said for said in texts(page.overview.standing.past))
    opened.window.registry.run("desk.undo")
    assert [need.code for need in record(desk, amelia).needs_on(TODAY)] == ["SLCN", "MLD"]


def test_a_need_has_a_note_and_days_that_must_fit(opened, desk, children):
    amelia = children["amelia"]
    page = show(opened, amelia)
    page.deeds.edit_record("need", record(desk, amelia).needs[0].id)
    form = page.room.sheet.form
    form.fields["note"].input.setPlainText("Word finding, above all.")
    type_into(form, until="1/1/2026")
    press(page.room, "Save")
    assert form.fields["until"].problem() == "The last day is before the first: check the two days."
    type_into(form, until=" ")
    press(page.room, "Save")
    assert record(desk, amelia).needs[0].note == "Word finding, above all."
    assert "Word finding, above all." in texts(page.overview.standing)


def test_a_diagnosis_is_kept_with_its_source_and_paper_and_is_never_asked_for(opened, desk, children):
    amelia = children["amelia"]
    paper = {"pupil_id": amelia.id, "title": "Letter from the clinic", "added_on": TODAY, "blob": "b", "sha256": "s"}
    document = records.add(desk, DocumentDraft(**paper, bytes=1)).value
    page = show(opened, amelia)
    assert "none on record, and none needed" in texts(page.overview.diagnoses)
    press(page.overview.diagnoses, "Add diagnosis")
    form = page.room.sheet.form
    assert "never waits for a diagnosis" in form.fields["what"].help.text()
    press(page.room, "Save")
    assert form.fields["what"].problem() == "Say what was diagnosed."
    type_into(form, what="Dyslexia", made_by="Mr Reid", on="3/3/2026")
    choose(form, source="letter", document_id=document.id)
    press(page.room, "Save")
    (kept,) = record(desk, amelia).diagnoses
    assert (kept.what, kept.source, kept.document_id, kept.on) == ("Dyslexia", "letter", document.id, date(2026, 3, 3))
    assert "Made by Mr Reid · Known from: a letter · “Letter from the clinic”" in texts(page.overview.diagnoses)
    opened.window.registry.run("desk.undo")
    assert record(desk, amelia).diagnoses == ()


def test_four_areas_show_strengths_first_and_keep_what_was_seen_before(opened, desk, children):
    amelia = children["amelia"]
    for on, good, hard in ((date(2026, 1, 9), "Sings", "Queues"), (date(2026, 9, 9), "Leads games", "Assemblies")):
        records.add(desk, AreaNoteDraft(pupil_id=amelia.id, area="semh", on=on, strengths=good, difficulties=hard))
    page = show(opened, amelia)
    quarter = page.overview.areas.quarters["semh"]
    said = texts(quarter)
    assert said.index("Strengths: Leads games") < said.index("Hard: Assemblies")
    assert "9 Sep 2026" in said
    assert not any("Sings" in each for each in said)
    press(quarter, "Earlier (1)")
    assert any("Sings" in each for each in texts(quarter))
    press(quarter, "Write anew")
    assert page.room.sheet.form.fields["area"].value() == "semh"
    page.room.sheet.form.leave()
    assert "Nothing written down." in texts(page.overview.areas.quarters["ci"])


def test_a_diagnosis_on_record_needs_no_day_and_no_paper(opened, desk, children):
    amelia = children["amelia"]
    records.add(desk, DiagnosisDraft(pupil_id=amelia.id, what="ADHD", source="parents"))
    page = show(opened, amelia)
    said = texts(page.overview.diagnoses)
    assert "day not known" in said
    assert "Known from: what the parents have told us" in said


def pick(combo, code):
    combo.setCurrentIndex(combo.findData(code))
    combo.activated.emit(combo.currentIndex())


def drag(grip, onto):
    """Presses on a grip and lets go over a line, as the mouse does."""
    here = QPointF(grip.rect().center())
    there = QPointF(grip.mapFromGlobal(onto.mapToGlobal(QPoint(5, onto.height() // 2))))
    for kind, at in ((QMouseEvent.Type.MouseButtonPress, here), (QMouseEvent.Type.MouseButtonRelease, there)):
        event = QMouseEvent(
            kind, at, grip.mapToGlobal(at), Qt.MouseButton.LeftButton, Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )  # fmt: skip
        QApplication.sendEvent(grip, event)
