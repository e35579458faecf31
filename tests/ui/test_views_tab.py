"""Views: the child's words before the parents', the latest first, exactly as they were typed, with their pictures."""

from datetime import date

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from senco_desk.domain.papers import Document
from senco_desk.domain.views import View, ViewDraft, voices
from senco_desk.services import attaching, paper_deeds, pupils, records, undoing
from senco_desk.services.attaching import About, Arriving
from senco_desk.ui.pages import Place
from tests import desk_window
from tests.builders import TODAY, everything
from tests.papers import a_picture
from tests.screens import choose, press, texts, type_into, unheard

children, desk, opened = desk_window.children, desk_window.desk, desk_window.opened

POEM = "My dog\n   is  brown.\n\n\tHe waits for me."


@pytest.fixture
def grace(children):
    return children["grace"]


@pytest.fixture
def views(grace, opened):
    return opened.window.go(Place("pupil", (grace.id, "views"))).views


def view(desk, pupil, **fields):
    usual = {"whose": "child", "on": TODAY, "words": "Yes.", "method": "spoken", "person": "Grace"}
    return records.add(desk, ViewDraft(pupil_id=pupil.id, **usual | fields)).value


def again(opened, pupil):
    opened.window.go(Place("today"))
    opened.window.page("pupil").stale = True
    return opened.window.go(Place("pupil", (pupil.id, "views"))).views


def test_words_are_kept_and_shown_exactly_as_they_were_typed(views, grace, desk, opened):
    press(views, "Add the child’s words")
    form = opened.window.current_page().room.sheet.form
    form.fields["words"].input.setPlainText(POEM)
    type_into(form, prompt="Tell me about your picture.")
    choose(form, method="symbols")
    press(form, "Save")
    (kept,) = pupils.record_of(desk, grace.id).views
    assert kept.words == POEM
    shown = texts(views.child)
    assert f"“{POEM}”" in shown
    assert shown.index("Asked: Tell me about your picture.") < shown.index(f"“{POEM}”")
    assert any("given with symbols, 20 November 2026" in one for one in shown)


def test_the_latest_stands_first_and_the_child_before_the_parents(views, grace, desk, opened):
    view(desk, grace, on=date(2026, 9, 10), words="Older.")
    view(desk, grace, on=date(2026, 11, 2), words="Newer.")
    view(desk, grace, on=date(2026, 11, 9), words="She is tired.", whose="parent", person="Mrs Day")
    shown = texts(again(opened, grace))
    places = [shown.index(words) for words in ("“Newer.”", "“Older.”", "“She is tired.”")]
    assert places == sorted(places)
    assert shown.index("The child’s words") < shown.index("Parents’ and carers’ words")


def test_a_year_without_the_childs_words_is_a_quiet_line_with_its_button(views, grace, desk, opened):
    assert "No words of the child yet." in texts(views.child)
    view(desk, grace, on=date(2026, 7, 3), words="Last year.")
    shown = again(opened, grace)
    assert "No words of the child yet this school year." in texts(shown.child)
    view(desk, grace, on=date(2026, 9, 4), words="This year.")
    shown = again(opened, grace)
    assert not [one for one in texts(shown.child) if one.startswith("No words")]
    press(shown, "Add the child’s words")


def test_a_drawing_is_kept_beside_the_words_of_its_day_and_opens_among_the_documents(
    views, grace, desk, opened, qtbot, tmp_path
):
    said = view(desk, grace, on=date(2026, 11, 2), words="This is me.", method="drawn")
    shown = again(opened, grace)
    path = tmp_path / "me.png"
    path.write_bytes(a_picture("PNG"))
    name = "Add a picture to the words of Grace, drawn, 2 November 2026"
    QApplication.processEvents()
    found = next(one for one in shown.findChildren(QPushButton) if one.accessibleName() == name)
    QTest.mouseClick(found, Qt.MouseButton.LeftButton)
    dialog = shown.child.dialog
    dialog.fileSelected.emit(str(path))
    dialog.close()
    qtbot.waitUntil(lambda: bool(pupils.record_of(desk, grace.id).documents))
    qtbot.waitUntil(lambda: opened.work.jobs.running is None)  # kept, but the work that keeps it may not be over
    (paper,) = pupils.record_of(desk, grace.id).documents
    assert (paper.kind, paper.dated, paper.author) == ("child-view", date(2026, 11, 2), "Grace")
    assert paper.view_id == said.id
    moved = said.model_copy(update={"on": date(2026, 11, 4)})
    records.save(desk, moved)  # a date that is corrected parts nothing
    (voice,) = voices([moved], [paper], "child")
    assert voice.pictures == (paper,)
    opens = f"Open {paper.title}"
    qtbot.waitUntil(lambda: opens in [one.accessibleName() for one in shown.child.findChildren(QPushButton)])
    button = next(one for one in shown.child.findChildren(QPushButton) if one.accessibleName() == opens)
    qtbot.waitUntil(lambda: not button.icon().isNull())
    assert unheard(shown) == []
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    page = opened.window.current_page()
    assert page.place == Place("pupil", (grace.id, "documents"))
    assert [one.id for one in page.documents.list.documents()] == [paper.id]
    qtbot.waitUntil(lambda: opened.work.jobs.running is None, timeout=10_000)


def test_a_dropped_drawing_of_a_day_without_words_stands_for_itself(views, grace, desk, opened, qtbot, tmp_path):
    path = tmp_path / "me.png"
    path.write_bytes(a_picture("PNG"))
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    views.parents.dropEvent(
        QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton,
                   Qt.KeyboardModifier.NoModifier)
    )  # fmt: skip
    qtbot.waitUntil(lambda: bool(pupils.record_of(desk, grace.id).documents))
    assert pupils.record_of(desk, grace.id).documents[0].kind == "parent-view"
    qtbot.waitUntil(lambda: "Drawing or photo, 20 November 2026" in texts(views.parents))
    assert [voice.view for voice in views.parents.voices] == [None]
    qtbot.waitUntil(lambda: opened.work.jobs.running is None, timeout=10_000)


def test_words_that_are_removed_leave_their_drawing(desk, grace):
    said = view(desk, grace, on=date(2026, 11, 2))
    about = About("child-view", "Drawing", "Grace", TODAY, view_id=said.id)
    ((kept,)) = attaching.take_in(desk, grace.id, [Arriving(a_picture("PNG"), "me.png")], about).value
    before = everything(desk)
    records.remove(desk, said)
    record = pupils.record_of(desk, grace.id)
    assert [one.view_id for one in record.documents] == [None]
    assert [(one.view, len(one.pictures)) for one in voices(record.views, record.documents, "child")] == [(None, 1)]
    undoing.undo(desk)
    assert everything(desk) == before
    record = pupils.record_of(desk, grace.id)
    assert voices(record.views, record.documents, "child")[0].pictures == (kept.document,)


def test_a_drawing_moved_to_another_child_leaves_the_words_behind(desk, grace, children):
    said = view(desk, grace)
    about = About("child-view", "Drawing", "Grace", TODAY, view_id=said.id)
    ((kept,)) = attaching.take_in(desk, grace.id, [Arriving(a_picture("PNG"), "me.png")], about).value
    assert paper_deeds.move(desk, kept.document, children["yusuf"].id).value.view_id is None


def test_pictures_go_to_the_words_of_the_same_person_and_day():
    def said(number, **fields):
        usual = {"pupil_id": "p", "whose": "child", "on": TODAY, "words": "Yes.", "person": ""}
        return View(id=f"view-{number}", **usual | fields)

    def drawn(number, **fields):
        usual = {"pupil_id": "p", "title": "Drawing", "kind": "child-view", "added_on": TODAY, "blob": "b",
                 "sha256": "s", "bytes": 1, "dated": TODAY}  # fmt: skip
        return Document(id=f"paper-{number}", **usual | fields)

    first, second = said(1, person="Grace"), said(2, person="Mr Price")
    papers = [drawn(1, author="Grace"), drawn(2), drawn(3, dated=date(2026, 3, 1)), drawn(4, kind="work"),
              drawn(5, author="Mr Price", view_id="view-1"), drawn(6, view_id="of a parent")]  # fmt: skip
    found = voices([first, second], papers, "child")
    assert [(voice.view, [one.id for one in voice.pictures]) for voice in found] == [
        (second, ["paper-2", "paper-6"]), (first, ["paper-1", "paper-5"]), (None, ["paper-3"]),
    ]  # fmt: skip
